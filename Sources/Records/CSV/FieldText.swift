import CSimdjson

/// The words that mean yes and no, compared without regard to the case of ASCII letters.
public struct BooleanWords: Sendable {
  let yes: [[UInt8]]
  let no: [[UInt8]]

  /// `true`, `yes`, `1` and `false`, `no`, `0`.
  public static let usual = BooleanWords(yes: ["true", "yes", "1"], no: ["false", "no", "0"])

  /// Makes words; one that stands in both lists means yes.
  public init(yes: [String], no: [String]) {
    self.yes = yes.map { $0.utf8.map(Self.lowercased) }
    self.no = no.map { $0.utf8.map(Self.lowercased) }
  }

  @inline(__always) static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  static func matches(_ text: UnsafeBufferPointer<UInt8>, _ word: [UInt8]) -> Bool {
    guard text.count == word.count else { return false }
    for index in 0..<word.count where lowercased(text[index]) != word[index] { return false }
    return true
  }
}

/// Reads values from the UTF-8 text of a field, all of it: spaces and other text around the value are faults.
public enum FieldText {
  /// The longest text taken for a number, in bytes.
  public static let numberBytesMax = 1_024

  /// A whole number: an optional sign and digits.
  /// - Throws: `field_empty`, `integer_invalid`, `integer_out_of_range`.
  public static func int64(_ text: UnsafeBufferPointer<UInt8>) throws(FaultCode) -> Int64 {
    guard let first = text.first else { throw .fieldEmpty }
    let isNegative = first == Byte.minus
    var index = isNegative || first == UInt8(ascii: "+") ? 1 : 0
    guard index < text.count else { throw .integerInvalid }
    var value: Int64 = 0
    var overflows = false
    while index < text.count {
      let digit = text[index] &- Byte.zero
      guard digit <= 9 else { throw .integerInvalid }
      // Gathered below zero, where there is room for -2^63.
      let (tens, overflowsTens) = value.multipliedReportingOverflow(by: 10)
      let (next, overflowsNext) = tens.subtractingReportingOverflow(Int64(digit))
      overflows = overflows || overflowsTens || overflowsNext
      value = next
      index += 1
    }
    guard !overflows, isNegative || value != .min else { throw .integerOutOfRange }
    return isNegative ? value : -value
  }

  /// Yes or no.
  /// - Throws: `field_empty`, `boolean_invalid`.
  public static func bool(
    _ text: UnsafeBufferPointer<UInt8>, words: BooleanWords = .usual
  ) throws(FaultCode) -> Bool {
    guard !text.isEmpty else { throw .fieldEmpty }
    for word in words.yes where BooleanWords.matches(text, word) { return true }
    for word in words.no where BooleanWords.matches(text, word) { return false }
    throw .booleanInvalid
  }

  /// A decimal number, correctly rounded: `[+-]digits[.digits][e[+-]digits]`, with digits on at least one side of the
  /// point. With `decimalComma` the point is a comma. What is nearer to zero than any double is zero.
  /// - Throws: `field_empty`, `number_invalid`, `number_out_of_range`, `number_not_finite`.
  public static func double(
    _ text: UnsafeBufferPointer<UInt8>, decimalComma: Bool = false
  ) throws(FaultCode) -> Double {
    guard !text.isEmpty else { throw .fieldEmpty }
    guard text.count <= numberBytesMax, let number = Decimal(text, point: decimalComma ? Byte.comma : Byte.dot) else {
      throw isNotFinite(text) ? .numberNotFinite : .numberInvalid
    }
    if let value = number.exactDouble { return value }
    guard let value = decimalComma ? withPoint(text, rounded) : rounded(text) else {
      // Only numbers beyond the range of doubles come here; those below it round to zero.
      guard number.isBelowOne else { throw .numberOutOfRange }
      return number.isNegative ? -0.0 : 0.0
    }
    return value
  }

  /// nil where the number leaves the range of doubles.
  private static func rounded(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    // from_chars knows no plus sign.
    let start = text.first == UInt8(ascii: "+") ? 1 : 0
    let number = UnsafeBufferPointer(rebasing: text[start...])
    var value = 0.0
    let status = number.withMemoryRebound(to: CChar.self) { csimdjson_double($0.baseAddress, $0.count, &value) }
    return status == 0 && value.isFinite ? value : nil
  }

  private static func withPoint(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Double?
  ) -> Double? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { copy in
      for index in 0..<text.count {
        copy.initializeElement(at: index, to: text[index] == Byte.comma ? Byte.dot : text[index])
      }
      return body(UnsafeBufferPointer(copy))
    }
  }

  private static func isNotFinite(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let isSigned = text.first == Byte.minus || text.first == UInt8(ascii: "+")
    let word = UnsafeBufferPointer(rebasing: text[(isSigned ? 1 : 0)...])
    return ["nan", "inf", "infinity"].contains { BooleanWords.matches(word, Array($0.utf8)) }
  }
}

/// A decimal number taken apart: ± digits × 10^exponent.
private struct Decimal {
  /// At most 19 significant digits; the others are dropped and `isTruncated` says so.
  private var digits: UInt64 = 0
  private var significantCount = 0
  private var isTruncated = false
  private var exponent = 0
  let isNegative: Bool

  /// Powers of ten that doubles hold exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// nil where `text` is not a number.
  init?(_ text: UnsafeBufferPointer<UInt8>, point: UInt8) {
    isNegative = text.first == Byte.minus
    var index = isNegative || text.first == UInt8(ascii: "+") ? 1 : 0
    var digitCount = takeDigits(text, &index, isFraction: false)
    if index < text.count && text[index] == point {
      index += 1
      digitCount += takeDigits(text, &index, isFraction: true)
    }
    guard digitCount > 0 else { return nil }
    if index < text.count && text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      guard takeExponent(text, &index) else { return nil }
    }
    guard index == text.count else { return nil }
  }

  private mutating func takeDigits(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, isFraction: Bool) -> Int {
    let start = index
    while index < text.count {
      let digit = text[index] &- Byte.zero
      if digit > 9 { break }
      index += 1
      if significantCount < 19 {
        digits = digits &* 10 &+ UInt64(digit)
        if digits > 0 { significantCount += 1 }
        if isFraction { exponent -= 1 }
      } else {
        isTruncated = true
        if !isFraction { exponent += 1 }
      }
    }
    return index - start
  }

  private mutating func takeExponent(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Bool {
    guard index < text.count else { return false }
    let isDown = text[index] == Byte.minus
    if isDown || text[index] == UInt8(ascii: "+") { index += 1 }
    let start = index
    var value = 0
    while index < text.count, text[index] &- Byte.zero <= 9 {
      // Beyond this every number is out of range; the sum with the digits must not overflow.
      value = min(value * 10 + Int(text[index] &- Byte.zero), 1_000_000)
      index += 1
    }
    exponent += isDown ? -value : value
    return index > start
  }

  /// The double where one multiplication or division of exact doubles gives it, hence correctly rounded (Clinger 1990).
  var exactDouble: Double? {
    if digits == 0 { return isNegative ? -0.0 : 0.0 }
    guard !isTruncated, digits <= 1 << 53, abs(exponent) <= 22 else { return nil }
    let power = Self.powersOfTen[abs(exponent)]
    let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
    return isNegative ? -value : value
  }

  /// Whether the number is nearer to zero than one.
  var isBelowOne: Bool { exponent + significantCount <= 0 }
}
