/// How the words of a slot map to keys: unsigned integers in the order of the slot's values.
///
/// With keys every type is the same to the rule index: a comparison with a constant is an interval of keys, and the
/// next value after `k` is `k + 1`.
enum SlotKeyKind: UInt8, Hashable {
  /// Bools, unsigned integers and string codes: the word itself. A bool's true is every word but 0.
  case unsigned
  /// Two's complement: the sign bit is flipped.
  case signed
  /// IEEE 754: the sign bit is flipped, and of negative numbers the others too. −0 and +0 have neighbouring keys, and
  /// NaNs lie outside the keys of −∞ … +∞, on both ends.
  case double

  /// The kind for a declared type; nil for types whose values never fit a word.
  init?(_ type: ValueType) {
    switch type {
    case .bool, .uint, .string: self = .unsigned
    case .int, .timestamp, .duration: self = .signed
    case .double: self = .double
    default: return nil
    }
  }

  /// The bit that keys have the other way round than words.
  var signFlip: UInt64 { self == .unsigned ? 0 : 1 << 63 }

  /// The bits that keys have the other way round than words whose first bit is set.
  var magnitudeFlip: UInt64 { self == .double ? .max >> 1 : 0 }

  /// The key of a word.
  func key(_ word: UInt64) -> UInt64 { word.flipped(ifNegative: magnitudeFlip) ^ signFlip }
}

extension UInt64 {
  /// The word with `bits` flipped if its first bit is set; without a branch.
  @inlinable
  func flipped(ifNegative bits: UInt64) -> UInt64 {
    self ^ (UInt64(bitPattern: Int64(bitPattern: self) >> 63) & bits)
  }
}

/// Keys from `low` up to but not including `end`; a nil end is past the last key.
struct KeyInterval: Hashable {
  var low: UInt64
  var end: UInt64?
}

/// A constant as an interval of keys in a slot of a given type.
struct ConstantKeys {
  /// The constant's own keys; nil for NaN, which equals nothing.
  var own: KeyInterval?
  /// The keys that an ordering can be true of; nil where the type has no order that keys know (string codes).
  var ordered: KeyInterval?

  /// Reads a constant for a slot; nil when the types differ.
  init?(_ constant: Condition.Constant, _ type: ValueType) {
    let everything = KeyInterval(low: 0, end: nil)
    switch (constant, type) {
    case (.bool(let value), .bool):
      own = value ? KeyInterval(low: 1, end: nil) : KeyInterval(low: 0, end: 1)
      ordered = everything
    case (.int(let value), .int), (.microseconds(let value), .timestamp), (.microseconds(let value), .duration):
      own = ConstantKeys.single(SlotKeyKind.signed.key(UInt64(bitPattern: value)))
      ordered = everything
    case (.uint(let value), .uint):
      own = ConstantKeys.single(value)
      ordered = everything
    case (.string(let code), .string):
      own = ConstantKeys.single(UInt64(code))
      ordered = nil
    case (.double(let value), .double):
      let key = { (number: Double) in SlotKeyKind.double.key(number.bitPattern) }
      // −0 and +0 are equal, so both have both keys; NaN equals nothing.
      own =
        value.isNaN
        ? nil : value == 0 ? KeyInterval(low: key(-0.0), end: key(0.0) + 1) : ConstantKeys.single(key(value))
      ordered = KeyInterval(low: key(-.infinity), end: key(.infinity) + 1)
    default: return nil
    }
  }

  /// The interval of one key.
  private static func single(_ key: UInt64) -> KeyInterval {
    KeyInterval(low: key, end: key == .max ? nil : key + 1)
  }
}
