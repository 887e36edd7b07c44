/// The text of lengths of time, as the Common Expression Language reads and writes them.
extension Duration {
  /// Whole nanoseconds, or nothing when they do not fit 64 bits (about 292 years).
  ///
  /// Parts of a nanosecond are dropped; nothing here makes any.
  public var nanosecondsExactly: Int64? {
    let (seconds, attoseconds) = components
    let (product, overflowsProduct) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowsSum) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    if !overflowsProduct { return overflowsSum ? nil : sum }
    // The product may leave the range by less than the nanoseconds bring back: only at the very edges.
    let (nearer, overflowsNearer) = (seconds + (seconds < 0 ? 1 : -1)).multipliedReportingOverflow(by: 1_000_000_000)
    if overflowsNearer { return nil }
    let rest = attoseconds / 1_000_000_000 + (seconds < 0 ? -1_000_000_000 : 1_000_000_000)
    let (total, overflowsTotal) = nearer.addingReportingOverflow(rest)
    return overflowsTotal ? nil : total
  }

  /// Reads lengths such as `1h30m`, `-1.5s` or `250ms`; nothing when the text is not one or leaves 64 bits of
  /// nanoseconds.
  ///
  /// Units: `h`, `m`, `s`, `ms`, `us` (or `µs`), `ns`. Source: the grammar of Go's time.ParseDuration, which the
  /// language's definition names.
  public init?(unitText text: some StringProtocol) {
    var bytes = Array(text.utf8)[...]
    let isNegative = bytes.first == 0x2D
    if isNegative || bytes.first == 0x2B { bytes.removeFirst() }
    if bytes.elementsEqual([0x30]) {
      self = .zero
      return
    }
    guard !bytes.isEmpty else { return nil }
    var total: Int64 = 0  // counts down when negative, so that both edges of 64 bits can be reached
    while !bytes.isEmpty {
      guard let part = Duration.takePart(&bytes, isNegative: isNegative) else { return nil }
      let (sum, overflows) = total.addingReportingOverflow(part)
      if overflows { return nil }
      total = sum
    }
    self = .nanoseconds(total)
  }

  /// One number and its unit, in nanoseconds.
  private static func takePart(_ bytes: inout ArraySlice<UInt8>, isNegative: Bool) -> Int64? {
    let whole = takeDigits(&bytes)
    var fraction: ArraySlice<UInt8> = []
    if bytes.first == 0x2E {
      bytes.removeFirst()
      fraction = takeDigits(&bytes)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let unit = takeUnit(&bytes) else { return nil }
    var total: Int64 = 0
    for digit in whole {
      let (product, overflowsProduct) = total.multipliedReportingOverflow(by: 10)
      let (sum, overflowsSum) = product.addingReportingOverflow(Int64(digit - 48) * (isNegative ? -1 : 1))
      if overflowsProduct || overflowsSum { return nil }
      total = sum
    }
    let (product, overflowsProduct) = total.multipliedReportingOverflow(by: unit)
    if overflowsProduct { return nil }
    // Fifteen digits reach below a nanosecond for every unit; the product needs 128 bits.
    var digits: Int64 = 0
    var scale: Int64 = 1
    for digit in fraction.prefix(15) {
      digits = digits * 10 + Int64(digit - 48)
      scale *= 10
    }
    let rest = scale.dividingFullWidth(digits.multipliedFullWidth(by: unit)).quotient
    let (sum, overflowsSum) = product.addingReportingOverflow(isNegative ? -rest : rest)
    return overflowsSum ? nil : sum
  }

  private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = bytes.prefix { (48...57).contains($0) }
    bytes = bytes.dropFirst(digits.count)
    return digits
  }

  /// The nanoseconds of the unit that comes next.
  private static func takeUnit(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
    let unit = bytes.prefix { !(48...57).contains($0) && $0 != 0x2E }
    bytes = bytes.dropFirst(unit.count)
    switch String(decoding: unit, as: UTF8.self) {
    case "h": return 3_600_000_000_000
    case "m": return 60_000_000_000
    case "s": return 1_000_000_000
    case "ms": return 1_000_000
    case "us", "\u{B5}s", "\u{3BC}s": return 1000
    case "ns": return 1
    default: return nil
    }
  }

  /// Seconds with a fraction in as few digits as it needs, such as `-1.5s`.
  public var secondsText: String {
    let (seconds, attoseconds) = components
    let nanoseconds = attoseconds / 1_000_000_000
    let sign = seconds < 0 || nanoseconds < 0 ? "-" : ""
    return sign + String(seconds.magnitude) + fractionText(nanoseconds: Int(nanoseconds.magnitude)) + "s"
  }
}
