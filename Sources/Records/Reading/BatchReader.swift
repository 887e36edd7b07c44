/// Finds where records begin and end in a buffer that grows at its end and is now and then cut at its start.
protocol RecordScanner {
  /// Everything before this offset is done with, once the pending batch was handed out.
  var keptFrom: Int { get }

  /// Goes on from where it stopped, adding records and faults to `pending`, until that is full or `buffer` is used up.
  /// - Parameter atEnd: Nothing comes after `buffer`, so that its last line is complete.
  mutating func scan(_ buffer: UnsafeBufferPointer<UInt8>, atEnd: Bool, into pending: inout PendingBatch)

  /// The first `count` bytes of the buffer were removed; `count` is at most ``keptFrom``.
  mutating func removedPrefix(_ count: Int)
}

/// Reads an input block by block and hands out batches cut by a scanner.
///
/// Memory is bounded: the buffer holds at most one unfinished record and one block. What has arrived is handed out
/// before more is waited for, so that a slow pipe is answered at once.
struct BatchReader: ~Copyable {
  private var input: ByteInput
  private let blockBytes: Int
  /// Owned by this reader alone. Manual, so that a scanner may read it while the pending batch changes.
  private var buffer: UnsafeMutableBufferPointer<UInt8>
  /// How much of `buffer` holds input.
  private(set) var filledCount = 0
  private(set) var reachedEnd = false
  private var pending = PendingBatch()

  init(input: consuming ByteInput, blockBytes: Int) {
    self.input = input
    self.blockBytes = max(1, blockBytes)
    self.buffer = .allocate(capacity: max(1, blockBytes))
  }

  deinit { buffer.deallocate() }

  /// What was read and not yet removed; holds until the next change of the reader.
  var filled: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: buffer[..<filledCount]) }

  /// Reads one more block after what is there.
  mutating func fill() throws(RecordSourceError) {
    let wanted = filledCount + blockBytes
    if buffer.count < wanted {
      let grown = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(wanted, 2 * buffer.count))
      _ = grown.update(fromContentsOf: filled)
      buffer.deallocate()
      buffer = grown
    }
    let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filledCount..<wanted])
    let count = try input.read(into: target)
    filledCount += count
    reachedEnd = count == 0
  }

  /// The next batch, or nil at the end.
  mutating func next(_ scanner: inout some RecordScanner) throws(RecordSourceError) -> RecordBatch? {
    while true {
      scanner.scan(filled, atEnd: reachedEnd, into: &pending)
      if !pending.isEmpty { return pending.take(from: filled) }
      if reachedEnd { return nil }
      removeScanned(&scanner)
      try fill()
    }
  }

  private mutating func removeScanned(_ scanner: inout some RecordScanner) {
    let count = scanner.keptFrom
    guard count > 0, let base = buffer.baseAddress else { return }
    base.update(from: base + count, count: filledCount - count)
    filledCount -= count
    scanner.removedPrefix(count)
  }
}

extension BatchReader {
  /// What the first bytes say of the encoding.
  /// - Returns: 3 where they are the byte order mark of UTF-8, else 0.
  /// - Throws: `encoding_unsupported` where they are that of UTF-16.
  mutating func byteOrderMarkLength() throws(RecordSourceError) -> Int {
    while filledCount < 3 && !reachedEnd { try fill() }
    let mark = Array(filled.prefix(3))
    if mark.starts(with: [0xFE, 0xFF]) || mark.starts(with: [0xFF, 0xFE]) {
      throw RecordSourceError(
        code: .encodingUnsupported,
        message: "the file is utf-16; save it as utf-8 (in a spreadsheet: `CSV UTF-8`) and read it again")
    }
    return mark == [0xEF, 0xBB, 0xBF] ? 3 : 0
  }
}
