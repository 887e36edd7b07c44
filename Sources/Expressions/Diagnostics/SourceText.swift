/// A place in the text of an expression.
public struct SourcePosition: Hashable, Sendable {
  /// Bytes of UTF-8 before the place.
  public var byteOffset: Int
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars (the language's characters), from 1.
  public var column: Int

  /// Makes a place.
  public init(byteOffset: Int, line: Int, column: Int) {
    self.byteOffset = byteOffset
    self.line = line
    self.column = column
  }
}

/// A stretch of the text of an expression; empty at the place where something is missing.
public struct SourceRange: Hashable, Sendable {
  /// Its first place.
  public var start: SourcePosition
  /// The place after its last character.
  public var end: SourcePosition

  /// Makes a stretch.
  public init(start: SourcePosition, end: SourcePosition) {
    self.start = start
    self.end = end
  }
}

/// A stretch of the text as the stages keep it: byte offsets only.
struct ByteRange: Hashable, Sendable {
  var start: UInt32
  var end: UInt32

  init(_ start: Int, _ end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
  }

  /// From the start of this stretch to the end of another.
  func joined(to other: ByteRange) -> ByteRange { ByteRange(Int(min(start, other.start)), Int(max(end, other.end))) }
}

/// The text of an expression, with the means to find lines and columns in it.
public struct SourceText: Sendable {
  /// The expression as it was written.
  public let text: String
  let bytes: [UInt8]
  /// The byte offset of the start of each line.
  private let lineStarts: [Int]

  /// Takes an expression.
  public init(_ text: String) {
    self.text = text
    let bytes = Array(text.utf8)
    self.bytes = bytes
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  /// The line and column of a byte offset.
  public func position(ofByte offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    // A continuation byte of UTF-8 starts no character.
    let column = bytes[lineStarts[low]..<offset].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    return SourcePosition(byteOffset: offset, line: low + 1, column: column)
  }

  /// The places of a stretch.
  func range(_ range: ByteRange) -> SourceRange {
    SourceRange(start: position(ofByte: Int(range.start)), end: position(ofByte: Int(range.end)))
  }

  /// The characters of a stretch.
  func slice(_ range: ByteRange) -> String {
    let end = min(Int(range.end), bytes.count)
    return String(decoding: bytes[min(Int(range.start), end)..<end], as: UTF8.self)
  }
}
