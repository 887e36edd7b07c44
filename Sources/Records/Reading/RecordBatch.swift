/// Where one record stands in its batch and in its file.
public struct RecordSpan: Hashable, Sendable {
  /// Offset of the first byte within the batch.
  public let start: UInt32
  /// Length in bytes, without the line break.
  public let length: UInt32
  /// The line of the file on which the record begins, from 1.
  public let line: Int
}

/// Some successive records of a file, in their raw bytes, cut at record boundaries and not yet parsed.
///
/// A batch owns what it holds, so that it can be handed to another task. Batches come in file order; the faults of a
/// batch lie between the last record of the batch before and the first of the next.
public struct RecordBatch: Sendable {
  /// The bytes of the records and of what stood between them, then ``paddingBytes`` zeros.
  public let bytes: [UInt8]
  /// The records, in file order.
  public let records: [RecordSpan]
  /// What was wrong with records that could not even be cut out, in file order.
  public let faults: [RecordFault]

  /// What stands after the records, so that wide loads may read beyond the last one.
  static let paddingBytes = 64

  /// Gives the raw bytes of a record, without its line break, to `body`; they hold until it returns.
  @inlinable public func withRecord<R>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    let span = records[index]
    return bytes.withUnsafeBufferPointer { all in
      body(UnsafeBufferPointer(rebasing: all[Int(span.start)..<Int(span.start) + Int(span.length)]))
    }
  }
}

/// A batch being filled. Offsets are those of the reader's buffer until the batch is made.
struct PendingBatch {
  private(set) var spans: [(start: Int, end: Int, line: Int)] = []
  private(set) var faults: [RecordFault] = []

  var isEmpty: Bool { spans.isEmpty && faults.isEmpty }

  var isFull: Bool {
    if spans.count + faults.count >= RecordLimits.batchRecordsMax { return true }
    guard let first = spans.first, let last = spans.last else { return false }
    return last.end - first.start >= RecordLimits.batchBytesMax
  }

  mutating func add(start: Int, end: Int, line: Int) { spans.append((start, end, line)) }

  mutating func add(_ fault: RecordFault) { faults.append(fault) }

  /// Makes the batch, copying the bytes it spans out of `buffer`, and starts anew.
  mutating func take(from buffer: UnsafeBufferPointer<UInt8>) -> RecordBatch {
    let base = spans.first?.start ?? 0
    let count = (spans.last?.end ?? 0) - base
    let bytes = [UInt8](unsafeUninitializedCapacity: count + RecordBatch.paddingBytes) { target, initialized in
      _ = target.initialize(fromContentsOf: buffer[base..<base + count])
      target[count...].initialize(repeating: 0)
      initialized = count + RecordBatch.paddingBytes
    }
    let records = spans.map {
      RecordSpan(start: UInt32($0.start - base), length: UInt32($0.end - $0.start), line: $0.line)
    }
    let batch = RecordBatch(bytes: bytes, records: records, faults: faults)
    spans.removeAll(keepingCapacity: true)
    faults.removeAll(keepingCapacity: true)
    return batch
  }
}
