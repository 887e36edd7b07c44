/// One test of a compiled condition and where to go on.
@usableFromInline
struct SlotTest: Sendable {
  /// What a test asks.
  @usableFromInline
  enum Kind: UInt8, Sendable, Comparable {
    /// Whether `word - low` is at most `width`, without a sign; the key's flipped sign bit is folded into `low`.
    case interval = 0
    /// The same of a double, its magnitude flipped if it is negative.
    case doubleInterval = 1
    /// In which piece the key lies: `width` pieces from place `low`.
    case pieces
    /// General rule `low`, negated if `width` is 1.
    case general
    /// Always `truths.absent`.
    case constant

    @usableFromInline
    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  @usableFromInline var kind: Kind
  /// How words map to keys, for pieces.
  var keyKind: SlotKeyKind
  /// 1 if a word inside the interval jumps, 0 if one outside it does.
  @usableFromInline var jumpsInside: UInt8 = 0
  /// Whether truth jumps, or falsity; the other goes on with the next test.
  var jumpsIfTrue = false
  /// The truths where there is no word.
  var truths: (absent: Truth, null: Truth, other: Truth)
  @usableFromInline var slot: UInt32
  @usableFromInline var target: UInt32 = 0
  @usableFromInline var low: UInt64
  @usableFromInline var width: UInt64

  /// 1 if an interval test jumps for a word, else 0. The kind's raw value says whether magnitudes are flipped.
  @inlinable
  func jumps(_ word: UInt64) -> UInt8 {
    let distance = word.flipped(ifNegative: (0 &- UInt64(kind.rawValue)) >> 1) &- low
    return (distance > width ? 1 : 0) ^ jumpsInside
  }
}
