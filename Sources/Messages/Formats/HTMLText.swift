/// Text as it stands in HTML.
public enum HTMLText {
  /// Appends a text with the characters escaped that HTML takes for its own, in elements and quoted attributes alike.
  ///
  /// Source: WHATWG HTML, section 13.3; OWASP XSS Prevention, rules 1 and 2.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { append($0, to: &bytes) }
  }

  private static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    var start = 0
    for index in text.indices {
      guard let replacement = replacement(of: text[index]) else { continue }
      bytes.append(contentsOf: text[start..<index])
      bytes.append(contentsOf: replacement.utf8)
      start = index + 1
    }
    bytes.append(contentsOf: text[start...])
  }

  private static func replacement(of byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }

  /// The escaped text.
  public static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
