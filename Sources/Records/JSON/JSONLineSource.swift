import Glibc

/// Reads a JSON Lines file (one JSON object a line) batch by batch, in file order, in bounded memory.
///
/// LF ends a line; CR before it is not part of the record. What is on a line is looked at by ``JSONParser``, on any
/// task; only a line beyond the limit is a fault here, which costs that line alone.
public struct JSONLineSource: ~Copyable {
  private var reader: BatchReader
  private var scanner: LineScanner

  /// Looks at the beginning of the input.
  /// - Parameters:
  ///   - recordBytesMax: The longest line, 1 ... ``RecordLimits/recordBytesCeiling`` bytes.
  ///   - blockBytes: How much is asked of the input at a time, in the same range.
  /// - Throws: `input_unreadable`; `encoding_unsupported` for UTF-16; `options_invalid`.
  public init(
    _ input: consuming ByteInput, recordBytesMax: Int = RecordLimits.recordBytesMax,
    blockBytes: Int = RecordLimits.blockBytes
  ) throws(RecordSourceError) {
    let range = 1...RecordLimits.recordBytesCeiling
    guard range.contains(recordBytesMax), range.contains(blockBytes) else {
      throw RecordSourceError(
        code: .optionsInvalid, message: "the longest line and a block must have between 1 and \(range.upperBound) bytes"
      )
    }
    var reader = BatchReader(input: input, blockBytes: blockBytes)
    _ = try reader.byteOrderMarkLength()
    self.reader = reader
    scanner = LineScanner(recordBytesMax: recordBytesMax)
  }

  /// The next lines, unparsed; nil at the end. A batch may hold faults only.
  /// - Throws: `input_unreadable`.
  public mutating func next() throws(RecordSourceError) -> RecordBatch? { try reader.next(&scanner) }
}

/// Cuts at LF.
struct LineScanner: RecordScanner {
  private let recordBytesMax: Int
  private var position = 0
  private var recordStart = 0
  private var line = 1
  private var isSkipping = false

  init(recordBytesMax: Int) { self.recordBytesMax = recordBytesMax }

  var keptFrom: Int { recordStart }

  mutating func removedPrefix(_ count: Int) {
    position -= count
    recordStart -= count
  }

  mutating func scan(_ buffer: UnsafeBufferPointer<UInt8>, atEnd: Bool, into pending: inout PendingBatch) {
    while !pending.isFull && recordStart < buffer.count {
      let found = Self.lineFeed(in: buffer, from: position)
      let end = found ?? buffer.count
      if !isSkipping && end - recordStart > recordBytesMax {
        refuse(buffer, into: &pending)
        isSkipping = true
      }
      position = end
      guard found != nil || atEnd else {
        if isSkipping { recordStart = end }
        return
      }
      if !isSkipping {
        let hasReturn = end > recordStart && buffer[end - 1] == Byte.carriageReturn
        pending.add(start: recordStart, end: hasReturn ? end - 1 : end, line: line)
      }
      isSkipping = false
      line += 1
      position = min(end + 1, buffer.count)
      recordStart = position
    }
  }

  private func refuse(_ buffer: UnsafeBufferPointer<UInt8>, into pending: inout PendingBatch) {
    let start = UnsafeBufferPointer(rebasing: buffer[recordStart..<recordStart + recordBytesMax])
    pending.add(
      RecordFault(
        code: .recordTooLong,
        message: "the line has more than \(recordBytesMax) bytes, from \(TextEncoding.utf8.excerpt(start)) on",
        line: line, column: 1))
  }

  private static func lineFeed(in buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let base = buffer.baseAddress, start < buffer.count,
      let found = memchr(base + start, Int32(Byte.lineFeed), buffer.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
