/// The texts of doubles.
enum DoubleText {
  /// As few digits as tell the number from its neighbours; whole numbers without a point, large ones as `1e+21`.
  static func shortest(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Reads a decimal number, `NaN`, or an infinity; nothing for any other text, hexadecimal ones included.
  static func parse(_ text: String) -> Double? {
    switch text {
    case "NaN", "nan": return .nan
    case "Infinity", "+Infinity", "inf", "+inf", "Inf", "+Inf": return .infinity
    case "-Infinity", "-inf", "-Inf": return -.infinity
    default:
      let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || [43, 45, 46, 69, 101].contains($0) }
      return isPlain ? Double(text) : nil
    }
  }

  /// With so many digits behind the point, as `%.3f` has it: rounded from the exact value, halves to even.
  static func fixed(_ value: Double, fractionDigits: Int) -> String {
    guard value.isFinite else { return shortest(value) }
    var decimal = ExactDecimal(value.magnitude)
    decimal.round(toDigits: decimal.pointPlace + fractionDigits)
    let sign = value.sign == .minus ? "-" : ""
    let whole = decimal.text(from: min(0, decimal.pointPlace - 1), to: decimal.pointPlace)
    let fraction = decimal.text(from: decimal.pointPlace, to: decimal.pointPlace + fractionDigits)
    return sign + (whole.isEmpty ? "0" : whole) + (fractionDigits == 0 ? "" : "." + fraction)
  }

  /// One digit, so many behind the point, and an exponent of at least two, as `%.3e` has it.
  static func scientific(_ value: Double, fractionDigits: Int) -> String {
    guard value.isFinite else { return shortest(value) }
    var decimal = ExactDecimal(value.magnitude)
    decimal.round(toDigits: 1 + fractionDigits)
    let sign = value.sign == .minus ? "-" : ""
    let exponent = value == 0 ? 0 : decimal.pointPlace - 1
    let exponentDigits = String(exponent.magnitude)
    let exponentText = (exponent < 0 ? "e-" : "e+") + (exponentDigits.count < 2 ? "0" : "") + exponentDigits
    let fraction = fractionDigits == 0 ? "" : "." + decimal.text(from: 1, to: 1 + fractionDigits)
    return sign + decimal.text(from: 0, to: 1) + fraction + exponentText
  }
}

/// All the decimal digits of a double that is not negative; every double has finitely many.
struct ExactDecimal {
  /// Without leading zeros, except for zero itself.
  private(set) var digits: [UInt8]
  /// How many digits stand before the point; negative when zeros follow it.
  private(set) var pointPlace: Int

  init(_ value: Double) {
    guard value > 0 else {
      digits = [0]
      pointPlace = 1
      return
    }
    // value = significand × 2^exponent, with a whole significand.
    var significand = value.significandBitPattern
    var exponent = Int(value.exponentBitPattern) - 1075
    if value.isNormal { significand |= 1 << 52 } else { exponent += 1 }
    var number = LargeNumber(significand)
    // A negative power of two is a power of five behind the decimal point: 2^-k = 5^k × 10^-k.
    for _ in 0..<abs(exponent) { number.multiply(by: exponent < 0 ? 5 : 2) }
    digits = number.decimalDigits()
    pointPlace = digits.count + min(0, exponent)
  }

  /// Keeps so many digits from the first on, rounding halves to even; a count below zero gives zero.
  mutating func round(toDigits count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = [0]
      pointPlace = 1
      return
    }
    let rest = digits[count...]
    let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    let roundsUp = isHalf ? isOdd : (rest.first ?? 0) >= 5
    digits.removeSubrange(count...)
    if roundsUp { increment() }
    if digits.isEmpty { digits = [0]; pointPlace = max(pointPlace, 1) }
  }

  private mutating func increment() {
    for index in digits.indices.reversed() {
      if digits[index] < 9 {
        digits[index] += 1
        return
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
    pointPlace += 1
  }

  /// The digits of some places, zeros where there are none; place 0 is the first digit.
  func text(from start: Int, to end: Int) -> String {
    guard start < end else { return "" }
    return String(
      decoding: (start..<end).map { 48 + (digits.indices.contains($0) ? digits[$0] : 0) }, as: UTF8.self)
  }
}

/// A whole number of any size, in limbs of 32 bits, lowest first.
private struct LargeNumber {
  private var limbs: [UInt32]

  init(_ value: UInt64) { limbs = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)] }

  mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = UInt64(limbs[index]) * factor + carry
      limbs[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
  }

  /// The digits, highest first.
  func decimalDigits() -> [UInt8] {
    var rest = limbs
    var digits: [UInt8] = []
    while let top = rest.last {
      if top == 0 {
        rest.removeLast()
        continue
      }
      var remainder: UInt64 = 0
      for index in rest.indices.reversed() {
        let value = remainder << 32 | UInt64(rest[index])
        rest[index] = UInt32(value / 1_000_000_000)
        remainder = value % 1_000_000_000
      }
      for _ in 0..<9 {
        digits.append(UInt8(remainder % 10))
        remainder /= 10
      }
    }
    while digits.count > 1, digits.last == 0 { digits.removeLast() }
    return digits.reversed()
  }
}
