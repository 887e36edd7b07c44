/// How a text message is encoded and cut into parts.
///
/// Source: 3GPP TS 23.038 (alphabets), TS 23.040 section 9.2.3.24 (concatenation). A part carries 140 octets: 160 septets
/// or 70 UTF-16 units; the header of a part of several takes 6 octets, or 7 with a reference of 16 bits.
public struct SMSSegmentation: Hashable, Sendable {
  /// How characters are written.
  public enum Encoding: String, Sendable {
    /// 7 bits a character, 14 for those of the extension table.
    case gsm7 = "gsm-7"
    /// 16 bits a character, 32 beyond the basic plane.
    case ucs2 = "ucs-2"
  }

  /// How wide the number is by which a phone puts parts together.
  public enum Reference: Hashable, Sendable {
    /// One octet.
    case short(UInt8)
    /// Two octets: fewer mix-ups, and one septet or unit less in each part.
    case long(UInt16)
  }

  /// One part.
  public struct Part: Hashable, Sendable {
    /// What it says.
    public var text: String
    /// Septets or UTF-16 units.
    public var length: Int
    /// The user data header, its length octet included; empty where there is one part.
    public var header: [UInt8]
    /// One septet an octet (as SMPP carries them, unpacked), or UTF-16 in big-endian order.
    public var payload: [UInt8]
  }

  /// The most parts of one message: the header counts them in one octet.
  public static let partsMax = 255

  /// How characters are written.
  public let encoding: Encoding
  /// In order; at least one.
  public let parts: [Part]
  /// The characters that GSM 7-bit lacks, each once, in order: why the message is in UCS-2.
  public let offendingCharacters: [Character]

  /// Septets or UTF-16 units of the whole text.
  public var length: Int { parts.reduce(0) { $0 + $1.length } }

  /// Encodes and cuts a text. No part ends between an escape and its character, or between the halves of a surrogate pair.
  public init(_ text: String, reference: Reference = .short(0)) {
    var offending: [Character] = []
    for character in text where !offending.contains(character) {
      if !character.unicodeScalars.allSatisfy(GSMAlphabet.contains) { offending.append(character) }
    }
    offendingCharacters = offending
    let encoding: Encoding = offending.isEmpty ? .gsm7 : .ucs2
    self.encoding = encoding
    let (single, several) = SMSSegmentation.room(encoding, reference)
    var cutter = Cutter(encoding: encoding, room: single)
    cutter.cut(text)
    if cutter.parts.count > 1 {
      cutter = Cutter(encoding: encoding, room: several)
      cutter.cut(text)
    }
    let count = cutter.parts.count
    parts = cutter.parts.enumerated().map { index, part in
      var part = part
      if count > 1 { part.header = SMSSegmentation.header(reference, count: count, index: index) }
      return part
    }
  }

  /// Septets or units of a part alone, and of one of several.
  private static func room(_ encoding: Encoding, _ reference: Reference) -> (single: Int, several: Int) {
    let isLong = if case .long = reference { true } else { false }
    return encoding == .gsm7 ? (160, isLong ? 152 : 153) : (70, isLong ? 66 : 67)
  }

  /// The user data header of a part: information element 00 or 08.
  private static func header(_ reference: Reference, count: Int, index: Int) -> [UInt8] {
    let place = [UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: index + 1)]
    return switch reference {
    case .short(let number): [0x05, 0x00, 0x03, number] + place
    case .long(let number): [0x06, 0x08, 0x04, UInt8(number >> 8), UInt8(number & 0xFF)] + place
    }
  }

  /// Fills part after part.
  private struct Cutter {
    let encoding: Encoding
    let room: Int
    private(set) var parts: [Part] = [Part(text: "", length: 0, header: [], payload: [])]

    init(encoding: Encoding, room: Int) {
      self.encoding = encoding
      self.room = room
    }

    mutating func cut(_ text: String) {
      var current = String.UnicodeScalarView()
      var payload: [UInt8] = []
      var length = 0
      func part() -> Part { Part(text: String(current), length: length, header: [], payload: payload) }
      parts = []
      for scalar in text.unicodeScalars {
        let units = units(of: scalar)
        let size = encoding == .gsm7 ? units.count : units.count / 2
        if length + size > room {
          parts.append(part())
          current = String.UnicodeScalarView()
          payload = []
          length = 0
        }
        current.append(scalar)
        payload += units
        length += size
      }
      parts.append(part())
    }

    private func units(of scalar: Unicode.Scalar) -> [UInt8] {
      if encoding == .gsm7 {
        guard let septets = GSMAlphabet.septets(of: scalar) else { return [] }
        return septets.second.map { [septets.first, $0] } ?? [septets.first]
      }
      return Unicode.UTF16.encode(scalar).map { $0.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } } ?? []
    }
  }
}
