/// Base64. Source: RFC 4648, section 4; padding may be left out when decoding.
extension Builtin {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let digits = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt32($0)) })

  func base64(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    guard arguments.count == 1 else { return nil }
    switch (self, arguments[0]) {
    case (.base64Encode, .bytes(let bytes)): return .string(encode(bytes))
    case (.base64Decode, .string(let text)):
      guard let bytes = decode(text) else {
        throw EvaluationError(.invalidText, "`\(text.prefix(60))` is not base64")
      }
      return .bytes(bytes)
    default: return nil
    }
  }

  private func encode(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for place in 0..<3 { bits = bits << 8 | (place < group.count ? UInt32(group[start + place]) : 0) }
      for place in 0..<4 {
        let digit = Builtin.alphabet[Int(bits >> (18 - 6 * place) & 63)]
        result.append(place <= group.count ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func decode(_ text: String) -> [UInt8]? {
    var characters = Array(text.utf8)
    if characters.count % 4 == 0 {
      for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
    }
    guard characters.count % 4 != 1 else { return nil }
    var result: [UInt8] = []
    for start in stride(from: 0, to: characters.count, by: 4) {
      let group = characters[start..<min(start + 4, characters.count)]
      var bits: UInt32 = 0
      for character in group {
        guard let digit = Builtin.digits[character] else { return nil }
        bits = bits << 6 | digit
      }
      bits <<= 6 * UInt32(4 - group.count)
      for place in 0..<group.count - 1 { result.append(UInt8(bits >> (16 - 8 * UInt32(place)) & 255)) }
    }
    return result
  }
}
