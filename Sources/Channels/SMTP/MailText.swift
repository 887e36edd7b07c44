/// Texts as mail carries them: headers in encoded words, bodies in lines of at most 76 characters.
enum MailText {
  /// A header's value. What is not plain ASCII becomes encoded words of at most 75 characters, each holding whole characters
  /// (RFC 2047); control characters become spaces, so that nothing can end the line.
  static func header(_ text: String) -> String {
    let safe = String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    let isPlain = safe.utf8.allSatisfy { $0 >= 32 && $0 < 127 } && !safe.contains("=?")
    if isPlain, safe.utf8.count <= 900 { return safe }
    var words: [String] = []
    var bytes: [UInt8] = []
    // 45 bytes are 60 characters of base64; with the frame 72.
    for character in safe {
      if bytes.count + character.utf8.count > 45, !bytes.isEmpty {
        words.append(word(bytes))
        bytes = []
      }
      for scalar in character.unicodeScalars {
        // One character of many scalars may be longer than a word by itself.
        if bytes.count + String(scalar).utf8.count > 45 {
          words.append(word(bytes))
          bytes = []
        }
        bytes += Array(String(scalar).utf8)
      }
    }
    if !bytes.isEmpty || words.isEmpty { words.append(word(bytes)) }
    return words.joined(separator: "\r\n ")
  }

  /// A name as it may stand before an address: quoted, or in encoded words.
  static func displayName(_ name: String) -> String {
    let encoded = header(name)
    guard !encoded.hasPrefix("=?") else { return encoded }
    return "\"" + encoded.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(base64(bytes))?=" }

  /// Base64 (RFC 4648) without line ends.
  static func base64(_ bytes: some Collection<UInt8>) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group: UInt32 = 0
    var count = 0
    func write(_ places: Int) {
      for place in 0..<places { text.append(alphabet[Int(group >> UInt32(18 - place * 6) & 63)]) }
    }
    for byte in bytes {
      group |= UInt32(byte) << UInt32(16 - count * 8)
      count += 1
      guard count == 3 else { continue }
      write(4)
      group = 0
      count = 0
    }
    if count > 0 {
      write(count + 1)
      text += Array(repeating: UInt8(ascii: "="), count: 3 - count)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Adds a text in quoted-printable (RFC 2045 §6.7): ASCII, lines of at most 76 characters, ends of lines CR LF.
  static func addQuotedPrintable(_ text: String, to bytes: inout [UInt8]) {
    let figures = Array("0123456789ABCDEF".utf8)
    var text = text
    text.withUTF8 { source in
      var column = 0
      var index = 0
      func breakLine() {
        bytes += [UInt8(ascii: "="), 13, 10]
        column = 0
      }
      while index < source.count {
        let byte = source[index]
        if byte == 13 || byte == 10 {
          if byte == 13, index + 1 < source.count, source[index + 1] == 10 { index += 1 }
          bytes += [13, 10]
          column = 0
          index += 1
          continue
        }
        let next = index + 1 < source.count ? source[index + 1] : 10
        let isBlankAtEnd = (byte == 32 || byte == 9) && (next == 13 || next == 10)
        let isPlain = byte >= 32 && byte < 127 && byte != UInt8(ascii: "=") || byte == 9
        if isPlain, !isBlankAtEnd {
          if column >= 75 { breakLine() }
          bytes.append(byte)
          column += 1
        } else {
          if column >= 73 { breakLine() }
          bytes += [UInt8(ascii: "="), figures[Int(byte >> 4)], figures[Int(byte & 15)]]
          column += 3
        }
        index += 1
      }
    }
  }
}
