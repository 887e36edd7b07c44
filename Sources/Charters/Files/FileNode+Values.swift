import Times

extension FileNode {
  /// A finite number, written plainly.
  var number: Double? {
    guard case .scalar(let text, isQuoted: false) = content, let number = Double(text), number.isFinite,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) })
    else { return nil }
    return number
  }

  /// A whole number.
  var integer: Int? { text.flatMap { Int($0) } }

  /// true or false.
  var flag: Bool? {
    guard case .scalar(let text, isQuoted: false) = content else { return nil }
    return ["true": true, "false": false][text]
  }

  /// A duration in seconds.
  var seconds: Int64? { text.flatMap { try? DurationText.seconds(of: $0) } }

  /// A day.
  var date: CivilDate? { text.flatMap { try? CivilDate(iso8601: $0) } }

  /// A moment; where it says no offset, in a zone. A date alone is its first moment.
  func moment(in zone: Zone) -> Instant? { text.flatMap { try? Instant(iso8601: $0, zone: zone) } }

  /// Seconds after midnight, 0 … 86,400.
  var clockSeconds: Int32? {
    guard let parts = text?.split(separator: ":", omittingEmptySubsequences: false), parts.count == 2,
      parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hours = Int32(parts[0]), let minutes = Int32(parts[1]), minutes < 60, hours * 60 + minutes <= 1440
    else { return nil }
    return (hours * 60 + minutes) * 60
  }

  /// The names in a list, or the one name.
  var names: [String] { oneOrMany.compactMap(\.text) }
}
