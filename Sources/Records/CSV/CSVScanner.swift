/// Finds the ends of CSV records, and the faults that decide where a record ends: those of quotes and of length.
///
/// A quote opens a field only where it is the field's first byte; within, a doubled quote is one quote; a single one
/// must stand before a delimiter, a line break or the end. LF, CR LF and CR alone end a record outside quotes.
///
/// After a fault, the record is taken to end with the line on which the wrong quote opens or stands, and the next line
/// begins a record. So a quote never closed costs its own line and no other, and since each quote is then met at most
/// twice, the time stays linear.
struct CSVScanner: RecordScanner {
  private enum State { case recordStart, fieldStart, unquoted, quoted, quoteSeen, skippingLine }
  private enum Stop { case recordEnd, strayQuote, boundary }

  /// The bytes at which scanning stops within a field.
  private static let isBreak: UInt8 = 1
  private static let isQuote: UInt8 = 2
  private static let isDelimiter: UInt8 = 4

  private let dialect: CSVDialect
  private let recordBytesMax: Int
  private let classes: [UInt8]
  private var state = State.recordStart
  /// The next byte to look at.
  private var position: Int
  private var recordStart: Int
  private var recordLine = 1
  /// The line of `position`.
  private var line = 1
  /// The last record ended with CR, so that LF ends nothing more.
  private var skipsLineFeed = false
  /// Where the quoted field that is open, or was closed last, begins.
  private var openQuote = 0
  private var openLine = 0
  /// The first line break within that field.
  private var firstBreak: Int?

  init(dialect: CSVDialect, recordBytesMax: Int, start: Int) {
    self.dialect = dialect
    self.recordBytesMax = recordBytesMax
    position = start
    recordStart = start
    var classes = [UInt8](repeating: 0, count: 256)
    classes[Int(Byte.lineFeed)] = Self.isBreak
    classes[Int(Byte.carriageReturn)] = Self.isBreak
    classes[Int(dialect.quote)] = Self.isQuote
    classes[Int(dialect.delimiter)] = Self.isDelimiter
    self.classes = classes
  }

  var keptFrom: Int { recordStart }

  mutating func removedPrefix(_ count: Int) {
    position -= count
    recordStart -= count
    openQuote -= count
    firstBreak = firstBreak.map { $0 - count }
  }

  mutating func scan(_ buffer: UnsafeBufferPointer<UInt8>, atEnd: Bool, into pending: inout PendingBatch) {
    while !pending.isFull {
      if state == .skippingLine { skipLine(buffer) }
      if state == .recordStart { startRecord(buffer) }
      if state == .recordStart || state == .skippingLine { return }
      let stopAt = min(buffer.count, recordStart + recordBytesMax + 1)
      switch advance(buffer, to: stopAt) {
      case .recordEnd: endRecord(buffer, at: position, into: &pending)
      case .strayQuote: refuse(straysAt: position, buffer, into: &pending)
      case .boundary where stopAt > recordStart + recordBytesMax: refuseLength(buffer, into: &pending)
      case .boundary where atEnd: endInput(buffer, into: &pending)
      case .boundary: return
      }
    }
  }

  private mutating func startRecord(_ buffer: UnsafeBufferPointer<UInt8>) {
    if skipsLineFeed && position < buffer.count {
      skipsLineFeed = false
      if buffer[position] == Byte.lineFeed { position += 1 }
    }
    recordStart = position
    recordLine = line
    if position < buffer.count { state = .fieldStart }
  }

  private mutating func skipLine(_ buffer: UnsafeBufferPointer<UInt8>) {
    while position < buffer.count && classes[Int(buffer[position])] & Self.isBreak == 0 { position += 1 }
    recordStart = position
    if position < buffer.count { passLineEnd(buffer[position]) }
  }

  /// Steps over the line break at `position`; the next record begins after it.
  private mutating func passLineEnd(_ byte: UInt8) {
    skipsLineFeed = byte == Byte.carriageReturn
    position += 1
    line += 1
    recordStart = position
    state = .recordStart
  }

  /// Records what lies between the record's start and `end`; an empty line is none.
  private mutating func endRecord(
    _ buffer: UnsafeBufferPointer<UInt8>, at end: Int, into pending: inout PendingBatch
  ) {
    if end > recordStart { pending.add(start: recordStart, end: end, line: recordLine) }
    if end < buffer.count { passLineEnd(buffer[end]) } else { finish(buffer) }
  }

  private mutating func endInput(_ buffer: UnsafeBufferPointer<UInt8>, into pending: inout PendingBatch) {
    guard state == .quoted else { return endRecord(buffer, at: buffer.count, into: &pending) }
    pending.add(unterminated(buffer))
    resumeAfterFault(buffer)
  }

  private mutating func finish(_ buffer: UnsafeBufferPointer<UInt8>) {
    position = buffer.count
    recordStart = position
    state = .recordStart
  }
}

extension CSVScanner {
  /// Runs to the next line break outside quotes, to a quote that cannot stand where it does, or to `end`.
  private mutating func advance(_ buffer: UnsafeBufferPointer<UInt8>, to end: Int) -> Stop {
    let table = classes
    return table.withUnsafeBufferPointer { classes in
      while position < end {
        let byte = buffer[position]
        switch state {
        case .unquoted:
          position = Self.firstSpecial(
            buffer, from: position, to: end, classes, Self.isBreak | Self.isQuote | Self.isDelimiter)
          guard position < end else { return .boundary }
          switch classes[Int(buffer[position])] {
          case Self.isDelimiter: state = .fieldStart
          case Self.isBreak: return .recordEnd
          default: return .strayQuote
          }
        case .quoted:
          position = Self.firstSpecial(buffer, from: position, to: end, classes, Self.isBreak | Self.isQuote)
          guard position < end else { return .boundary }
          if buffer[position] == dialect.quote { state = .quoteSeen } else { passBreakInField(buffer) }
        case .quoteSeen:
          switch classes[Int(byte)] {
          case Self.isQuote: state = .quoted
          case Self.isDelimiter: state = .fieldStart
          case Self.isBreak: return .recordEnd
          default: return .strayQuote
          }
        case .fieldStart, .recordStart, .skippingLine:
          guard byte == dialect.quote else {
            state = .unquoted
            continue
          }
          state = .quoted
          openQuote = position
          openLine = line
          firstBreak = nil
        }
        position += 1
      }
      return .boundary
    }
  }

  @inline(__always) private static func firstSpecial(
    _ buffer: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, _ classes: UnsafeBufferPointer<UInt8>,
    _ mask: UInt8
  ) -> Int {
    var index = start
    while index < end && classes[Int(buffer[index])] & mask == 0 { index += 1 }
    return index
  }

  private mutating func passBreakInField(_ buffer: UnsafeBufferPointer<UInt8>) {
    // Within a field the byte before is still in the buffer: it is the opening quote or comes after it.
    let endsPair = buffer[position] == Byte.lineFeed && buffer[position - 1] == Byte.carriageReturn
    if !endsPair { line += 1 }
    if firstBreak == nil { firstBreak = position }
  }

  // MARK: Faults

  private mutating func refuse(
    straysAt position: Int, _ buffer: UnsafeBufferPointer<UInt8>, into pending: inout PendingBatch
  ) {
    if state == .quoteSeen && firstBreak != nil {
      pending.add(unterminated(buffer))
    } else {
      let quote = state == .quoteSeen ? position - 1 : position
      let advice =
        state == .quoteSeen
        ? "a quote that ends a field must stand before the delimiter or the end of the line"
        : "a quote stands within a field that is not quoted"
      let shown = excerpt(buffer, fieldStart(buffer, of: quote)..<quote + 1)
      pending.add(
        fault(
          .quoteStray, "\(advice), at \(shown); quote the field and double the quotes in it", at: quote, line: line,
          buffer))
    }
    resumeAfterFault(buffer)
  }

  private mutating func refuseLength(_ buffer: UnsafeBufferPointer<UInt8>, into pending: inout PendingBatch) {
    let size = "the record has more than \(recordBytesMax) bytes"
    if state == .quoted || state == .quoteSeen, let firstBreak {
      let shown = excerpt(buffer, openQuote + 1..<firstBreak)
      let message = "\(size); is the quote before \(shown) ever closed?"
      pending.add(fault(.recordTooLong, message, at: openQuote, line: openLine, buffer))
    } else {
      let shown = excerpt(buffer, recordStart..<recordStart + recordBytesMax)
      pending.add(
        fault(.recordTooLong, "\(size), from \(shown) on", at: recordStart, line: recordLine, buffer))
    }
    resumeAfterFault(buffer)
  }

  /// Goes back to the first line break within the quoted field that is wrong, or on to the next one.
  private mutating func resumeAfterFault(_ buffer: UnsafeBufferPointer<UInt8>) {
    if state == .quoted || state == .quoteSeen, let firstBreak {
      position = firstBreak
      line = openLine
      passLineEnd(buffer[firstBreak])
    } else {
      state = .skippingLine
    }
  }

  private func unterminated(_ buffer: UnsafeBufferPointer<UInt8>) -> RecordFault {
    let shown = excerpt(buffer, openQuote + 1..<(firstBreak ?? buffer.count))
    let message = "the quote before \(shown) is never properly closed; the record is given up with its line"
    return fault(.quoteUnterminated, message, at: openQuote, line: openLine, buffer)
  }

  private func fault(
    _ code: FaultCode, _ message: String, at offset: Int, line: Int, _ buffer: UnsafeBufferPointer<UInt8>
  ) -> RecordFault {
    let before = UnsafeBufferPointer(rebasing: buffer[recordStart..<offset])
    let lineStart = before.lastIndex { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }.map { $0 + 1 } ?? 0
    let column = dialect.encoding.scalarCount(UnsafeBufferPointer(rebasing: before[lineStart...])) + 1
    return RecordFault(code: code, message: message, line: line, column: column)
  }

  /// Where the field around a stray quote begins; never before the quote that opened it.
  private func fieldStart(_ buffer: UnsafeBufferPointer<UInt8>, of quote: Int) -> Int {
    if state == .quoteSeen { return openQuote }
    let before = buffer[recordStart..<quote]
    return before.lastIndex { $0 == dialect.delimiter }.map { $0 + 1 } ?? recordStart
  }

  /// Only what was scanned is shown, so that a message does not depend on how the input came in blocks.
  private func excerpt(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
    dialect.encoding.excerpt(UnsafeBufferPointer(rebasing: buffer[range]))
  }
}
