/// Decimal numbers as whole numbers of their last place, so that no rounding ever enters a file.
public enum DecimalText {
  /// The most decimal places.
  public static let placesMax = 9
  /// The greatest absolute value, in units of the last place.
  public static let unitsMax: Int64 = 1_000_000_000_000_000

  /// 1,250 with 3 places is `1.25`; zeros at the end are left out.
  public static func text(_ units: Int64, places: Int) -> String {
    var bytes: [UInt8] = []
    append(units, places: places, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the same as ``text(_:places:)``, as bytes.
  public static func append(_ units: Int64, places: Int, to bytes: inout [UInt8]) {
    if units < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = units.magnitude
    var places = places
    while places > 0, rest % 10 == 0 {
      rest /= 10
      places -= 1
    }
    let start = bytes.count
    var written = 0
    while rest > 0 || written <= places {
      if written == places, places > 0 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
      written += 1
    }
    bytes[start...].reverse()
  }

  /// The units of a text such as `-42`, `93.2` or `4.857`; nothing if it is not a number, has more places than asked for
  /// or is greater than ``unitsMax``.
  public static func units(_ text: some StringProtocol, places: Int) -> Int64? {
    var digits = Substring(text).utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    var units: Int64 = 0
    var whole = 0
    var decimals: Int?
    for byte in digits {
      if byte == UInt8(ascii: "."), decimals == nil, whole > 0 {
        decimals = 0
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      if decimals == nil { whole += 1 } else { decimals = decimals.map { $0 + 1 } }
      units = units * 10 + Int64(byte - UInt8(ascii: "0"))
      guard units <= unitsMax else { return nil }
    }
    guard whole > 0, decimals != 0, decimals ?? 0 <= places else { return nil }
    for _ in (decimals ?? 0)..<places {
      units *= 10
      guard units <= unitsMax else { return nil }
    }
    return isNegative ? -units : units
  }
}
