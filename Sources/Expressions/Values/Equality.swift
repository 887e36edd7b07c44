/// Equality and order of values.
///
/// Source: cel-spec, `langdef.md`, "Equality" and "Ordering". Numbers of different types are compared by value; a
/// double with an integer after the integer became a double, as the conformance cases have it.
extension Value {
  /// Whether two values are equal; values of different kinds are not, and NaN equals nothing.
  ///
  /// Strings are equal when their code points are. Opaque values are equal when they are the same `AnyHashable`.
  public static func areEqual(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
    case (.bytes(let a), .bytes(let b)): return a == b
    case (.timestamp(let a), .timestamp(let b)): return a == b
    case (.duration(let a), .duration(let b)): return a == b
    case (.type(let a), .type(let b)): return a.runtimeName == b.runtimeName
    case (.list(let a), .list(let b)):
      guard a.count == b.count else { return false }
      for index in a.indices where !areEqual(a[index], b[index]) { return false }
      return true
    case (.map(let a), .map(let b)): return MapValue.areEqual(a, b)
    case (.optional(let a), .optional(let b)):
      guard let a, let b else { return a == nil && b == nil }
      return areEqual(a, b)
    case (.opaque(let a), .opaque(let b)):
      guard let a = a as? any Hashable, let b = b as? any Hashable else { return false }
      return AnyHashable(a) == AnyHashable(b)
    default: return NumberOrder.of(a, b) == .same
    }
  }

  /// How two values of an ordered type stand to each other; nothing when their types have no common order.
  static func order(_ a: Value, _ b: Value) -> NumberOrder? {
    switch (a, b) {
    case (.bool(let a), .bool(let b)): return NumberOrder(a ? 1 : 0, b ? 1 : 0)
    case (.timestamp(let a), .timestamp(let b)): return NumberOrder(a, b)
    case (.duration(let a), .duration(let b)): return NumberOrder(a, b)
    case (.string(let a), .string(let b)): return .lexicographic(a.utf8, b.utf8)
    case (.bytes(let a), .bytes(let b)): return .lexicographic(a, b)
    default: return NumberOrder.of(a, b)
    }
  }
}

/// How two values stand to each other.
enum NumberOrder {
  case less, same, greater
  /// At least one of them is NaN.
  case unordered

  init<T: Comparable>(_ a: T, _ b: T) { self = a < b ? .less : a == b ? .same : a > b ? .greater : .unordered }

  static func lexicographic<S: Sequence>(_ a: S, _ b: S) -> NumberOrder where S.Element == UInt8 {
    // Order by bytes of UTF-8 is order by code points.
    if a.lexicographicallyPrecedes(b) { return .less }
    return b.lexicographicallyPrecedes(a) ? .greater : .same
  }

  /// The order of two numbers of any types; nothing when one is no number.
  static func of(_ a: Value, _ b: Value) -> NumberOrder? {
    switch (a, b) {
    case (.int(let a), .int(let b)): NumberOrder(a, b)
    case (.uint(let a), .uint(let b)): NumberOrder(a, b)
    case (.double(let a), .double(let b)): NumberOrder(a, b)
    case (.int(let a), .uint(let b)): a < 0 ? .less : NumberOrder(UInt64(a), b)
    case (.uint(let a), .int(let b)): b < 0 ? .greater : NumberOrder(a, UInt64(b))
    case (.int(let a), .double(let b)): NumberOrder(Double(a), b)
    case (.double(let a), .int(let b)): NumberOrder(a, Double(b))
    case (.uint(let a), .double(let b)): NumberOrder(Double(a), b)
    case (.double(let a), .uint(let b)): NumberOrder(a, Double(b))
    default: nil
    }
  }
}

/// A key of a map as a hash table sees it: numbers of one value are one key.
struct MapKey: Hashable {
  private enum Form: Hashable {
    case bool(Bool)
    case int(Int64)
    /// Above the range of int.
    case uint(UInt64)
    /// By bytes: Swift's own equality of strings would join what the language keeps apart.
    case string([UInt8])
  }

  private let form: Form

  /// The key for a value; nothing when the value can be no key.
  init?(_ value: Value) {
    switch value {
    case .bool(let value): form = .bool(value)
    case .int(let value): form = .int(value)
    case .uint(let value): form = Int64(exactly: value).map { .int($0) } ?? .uint(value)
    case .string(let value): form = .string(Array(value.utf8))
    default: return nil
    }
  }

  /// The key that a double finds: the integer of its value.
  init?(_ value: Double) {
    if let int = Int64(exactly: value) {
      form = .int(int)
    } else if let uint = UInt64(exactly: value) {
      form = .uint(uint)
    } else {
      return nil
    }
  }
}

extension MapValue {
  /// The value under a key, found by the language's equality.
  public func value(for key: Value) -> Value? {
    entries.first { Value.areEqual($0.key, key) }?.value
  }

  /// Up to so many entries are compared pair by pair; larger maps through a hash table.
  private static let pairwiseMax = 8

  /// Whether two maps have equal keys with equal values.
  static func areEqual(_ a: MapValue, _ b: MapValue) -> Bool {
    guard a.entries.count == b.entries.count else { return false }
    if a.entries.count <= pairwiseMax {
      for entry in a.entries {
        guard let other = b.value(for: entry.key), Value.areEqual(entry.value, other) else { return false }
      }
      return true
    }
    var places: [MapKey: Int] = [:]
    for (index, entry) in b.entries.enumerated() {
      guard let key = MapKey(entry.key) else { return false }
      places[key] = index
    }
    for entry in a.entries {
      guard let key = MapKey(entry.key), let place = places[key],
        Value.areEqual(entry.value, b.entries[place].value)
      else { return false }
    }
    return true
  }
}
