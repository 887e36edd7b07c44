/// Strings as small numbers: every string that a charter names gets a code, so that rules compare codes.
///
/// Code 0 means "a string that nobody named"; no rule can tell two such strings apart by equality, but their text is
/// kept in the row for functions that read it.
public struct SymbolTable: Sendable {
  /// The code of every string that the table does not hold.
  public static let unknownCode: UInt32 = 0

  /// The strings, by code − 1.
  public private(set) var texts: [String] = []
  // Open addressing: code, or 0 for an empty place. Its count is a power of two, at most half full.
  private var places: [UInt32] = Array(repeating: 0, count: 16)

  /// Makes an empty table.
  public init() {}

  /// The code of `text`, given now if it had none; from 1 on, in order of first mention.
  @discardableResult
  public mutating func insert(_ text: String) -> UInt32 {
    let known = code(of: text)
    if known != SymbolTable.unknownCode { return known }
    texts.append(text)
    if texts.count * 2 > places.count { grow() } else { place(UInt32(texts.count)) }
    return UInt32(texts.count)
  }

  /// The code of `text`, or ``unknownCode``.
  public func code(of text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { code(ofUTF8: $0) }
  }

  /// The code of the string whose UTF-8 bytes are given, or ``unknownCode``.
  public func code(ofUTF8 bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var index = Int(truncatingIfNeeded: SymbolTable.hash(bytes)) & (places.count - 1)
    while places[index] != 0 {
      let code = places[index]
      if texts[Int(code) - 1].utf8.elementsEqual(bytes) { return code }
      index = (index + 1) & (places.count - 1)
    }
    return SymbolTable.unknownCode
  }

  /// The string of a code that ``insert(_:)`` gave.
  public func text(of code: UInt32) -> String { texts[Int(code) - 1] }

  private mutating func grow() {
    places = Array(repeating: 0, count: places.count * 2)
    for code in 1...UInt32(texts.count) { place(code) }
  }

  private mutating func place(_ code: UInt32) {
    var text = texts[Int(code) - 1]
    var index = text.withUTF8 { Int(truncatingIfNeeded: SymbolTable.hash($0)) } & (places.count - 1)
    while places[index] != 0 { index = (index + 1) & (places.count - 1) }
    places[index] = code
  }

  /// FNV-1a, 64 bits, its high half folded into the low one. Source: draft-eastlake-fnv.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 32)
  }
}
