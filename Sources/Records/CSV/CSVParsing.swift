import Glibc

/// Where a field's text stands in the bytes of its rows.
@usableFromInline struct CSVField: Sendable {
  @usableFromInline let start: UInt32
  @usableFromInline let length: UInt32
}

extension CSVBatch {
  /// Splits the records into fields, in UTF-8 and without their quotes. Pure, and fit for any task.
  public func parse() -> CSVRows {
    var faults: [RecordFault] = []
    let batch = dialect.encoding == .utf8 ? records : records.transcoded(from: dialect.encoding, &faults)
    let columnCount = header.count
    let checks = ByteChecks(batch, isUTF8: dialect.encoding == .utf8)
    var splitter = CSVSplitter(dialect: dialect, unescapedStart: batch.bytes.count)
    var rows: [RecordSpan] = []
    rows.reserveCapacity(batch.records.count)
    let fields = [CSVField](unsafeUninitializedCapacity: batch.records.count * columnCount) { fields, count in
      batch.bytes.withUnsafeBufferPointer { bytes in
        for record in batch.records {
          if let fault = checks.fault(in: record, bytes) {
            faults.append(fault)
            continue
          }
          let target = UnsafeMutableBufferPointer(rebasing: fields[count..<count + columnCount])
          let found = splitter.split(record, bytes, into: target)
          if found.count == columnCount {
            rows.append(record)
            count += columnCount
          } else {
            faults.append(Self.miscounted(record, bytes, found, columnCount: columnCount))
          }
        }
      }
    }
    faults.append(contentsOf: records.faults)
    faults.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    let bytes = splitter.unescaped.isEmpty ? batch.bytes : batch.bytes + splitter.unescaped
    return CSVRows(
      header: header, bytes: bytes, fields: fields, rows: rows, faults: faults, rawCount: batch.bytes.count,
      dialect: dialect)
  }

  /// How many fields the first record has, whatever the header says.
  func fieldCountOfFirstRecord() -> Int {
    guard let record = records.records.first else { return 0 }
    var splitter = CSVSplitter(dialect: dialect, unescapedStart: 0)
    return records.bytes.withUnsafeBufferPointer { bytes in
      splitter.split(record, bytes, into: UnsafeMutableBufferPointer(start: nil, count: 0)).count
    }
  }

  private static func miscounted(
    _ record: RecordSpan, _ bytes: UnsafeBufferPointer<UInt8>, _ found: CSVSplitter.Found, columnCount: Int
  ) -> RecordFault {
    let isShort = found.count < columnCount
    let end = Int(record.start) + Int(record.length)
    let place = record.place(of: isShort ? end : found.firstExtra ?? end, in: bytes)
    let shown = TextEncoding.utf8.excerpt(UnsafeBufferPointer(rebasing: bytes[Int(record.start)..<end]))
    let fields = "\(found.count) field\(found.count == 1 ? "" : "s")"
    return RecordFault(
      code: isShort ? .fieldsMissing : .fieldsExtra,
      message: "the record \(shown) has \(fields) and the header names \(columnCount)", line: place.line,
      column: place.column)
  }
}

/// Cuts records at delimiters. Quotes were checked by ``CSVScanner``.
struct CSVSplitter {
  /// How many fields a record has, and where the first one beyond the target begins.
  struct Found {
    var count = 0
    var firstExtra: Int?
  }

  let dialect: CSVDialect
  /// What offset the first byte of `unescaped` will have.
  let unescapedStart: Int
  /// The text of the fields that hold doubled quotes, which cannot stand as they are in the file.
  var unescaped: [UInt8] = []

  init(dialect: CSVDialect, unescapedStart: Int) {
    self.dialect = dialect
    self.unescapedStart = unescapedStart
  }

  /// Writes as many fields as `target` takes, and counts all.
  mutating func split(
    _ record: RecordSpan, _ bytes: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<CSVField>
  ) -> Found {
    let quote = dialect.quote
    let delimiter = dialect.delimiter
    let end = Int(record.start) + Int(record.length)
    var found = Found()
    var index = Int(record.start)
    while true {
      let field: CSVField
      let fieldStart = index
      if index < end && bytes[index] == quote {
        field = quoted(bytes, &index, end: end)
      } else {
        while index < end && bytes[index] != delimiter { index += 1 }
        field = CSVField(
          start: UInt32(truncatingIfNeeded: fieldStart), length: UInt32(truncatingIfNeeded: index - fieldStart))
      }
      if found.count < target.count {
        target.initializeElement(at: found.count, to: field)
      } else if found.firstExtra == nil {
        found.firstExtra = fieldStart
      }
      found.count += 1
      // After a delimiter there is always one more field, if an empty one.
      if index >= end { return found }
      index += 1
    }
  }

  /// The field whose opening quote stands at `index`, which moves to what follows the closing one.
  private mutating func quoted(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, end: Int) -> CSVField {
    let start = index + 1
    var escapeCount = 0
    index = start
    while index < end {
      if bytes[index] == dialect.quote {
        guard index + 1 < end && bytes[index + 1] == dialect.quote else { break }
        escapeCount += 1
        index += 1
      }
      index += 1
    }
    let text = UnsafeBufferPointer(rebasing: bytes[start..<min(index, end)])
    index = min(index + 1, end)
    guard escapeCount > 0 else {
      return CSVField(start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: text.count))
    }
    return unescape(text)
  }

  private mutating func unescape(_ text: UnsafeBufferPointer<UInt8>) -> CSVField {
    let start = unescaped.count
    var skipsQuote = false
    for byte in text {
      skipsQuote = byte == dialect.quote && !skipsQuote
      if !skipsQuote { unescaped.append(byte) }
    }
    return CSVField(start: UInt32(unescapedStart + start), length: UInt32(unescaped.count - start))
  }
}

/// Looks for bytes that are not text; first in the whole batch at once, since nearly all have none.
private struct ByteChecks {
  let mayHaveNUL: Bool
  let mayBeInvalid: Bool

  init(_ batch: RecordBatch, isUTF8: Bool) {
    (mayHaveNUL, mayBeInvalid) = batch.bytes.withUnsafeBytes { bytes in
      let count = bytes.count - RecordBatch.paddingBytes
      guard let base = bytes.baseAddress, count > 0 else { return (false, false) }
      var union: UInt8 = 0
      if isUTF8 { for byte in bytes { union |= byte } }
      return (memchr(base, 0, count) != nil, union >= 0x80)
    }
  }

  func fault(in record: RecordSpan, _ bytes: UnsafeBufferPointer<UInt8>) -> RecordFault? {
    guard mayHaveNUL || mayBeInvalid else { return nil }
    let start = Int(record.start)
    let text = UnsafeBufferPointer(rebasing: bytes[start..<start + Int(record.length)])
    if mayHaveNUL, let offset = text.firstIndex(of: 0) {
      let place = record.place(of: start + offset, in: bytes)
      return RecordFault(
        code: .nulByte, message: "a NUL byte stands here; the file is damaged or not text", line: place.line,
        column: place.column)
    }
    guard mayBeInvalid, let offset = UTF8Text.firstInvalid(text) else { return nil }
    return RecordFault.invalidByte(text[offset], .utf8, at: record.place(of: start + offset, in: bytes))
  }
}

extension RecordFault {
  static func invalidByte(_ byte: UInt8, _ encoding: TextEncoding, at place: (line: Int, column: Int)) -> RecordFault {
    let digits = String(byte, radix: 16, uppercase: true)
    return RecordFault(
      code: .encodingInvalid,
      message: "the byte 0x\(digits) is not `\(encoding.rawValue)` text; name the encoding the file was saved in",
      line: place.line, column: place.column)
  }
}

extension RecordSpan {
  /// The line and the character of a byte of this record; `bytes` are UTF-8 and as they stand in the file.
  func place(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (line: Int, column: Int) {
    var line = line
    var column = 1
    for index in Int(start)..<offset {
      switch bytes[index] {
      case Byte.lineFeed where index > Int(start) && bytes[index - 1] == Byte.carriageReturn: break
      case Byte.lineFeed, Byte.carriageReturn:
        line += 1
        column = 1
      case let byte where byte & 0xC0 != 0x80: column += 1
      default: break
      }
    }
    return (line, column)
  }
}

extension RecordBatch {
  /// The same records in UTF-8; those with bytes that are no character are left out and reported.
  func transcoded(from encoding: TextEncoding, _ faults: inout [RecordFault]) -> RecordBatch {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 4)
    var kept: [RecordSpan] = []
    for (index, record) in records.enumerated() {
      withRecord(index) { raw in
        let start = text.count
        encoding.appendUTF8(of: raw, to: &text)
        let span = RecordSpan(start: UInt32(start), length: UInt32(text.count - start), line: record.line)
        guard let offset = encoding.firstInvalid(raw) else { return kept.append(span) }
        let prefix = encoding.scalarCount(UnsafeBufferPointer(rebasing: raw[..<offset]))
        let place = text.withUnsafeBufferPointer { span.place(ofCharacter: prefix, in: $0) }
        faults.append(.invalidByte(raw[offset], encoding, at: place))
      }
    }
    text.append(contentsOf: repeatElement(0, count: Self.paddingBytes))
    return RecordBatch(bytes: text, records: kept, faults: [])
  }
}

extension RecordSpan {
  /// The line and the column of the character before which `count` others stand in this record.
  func place(ofCharacter count: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (line: Int, column: Int) {
    var left = count + 1
    var offset = Int(start)
    while offset < Int(start) + Int(length) {
      if bytes[offset] & 0xC0 != 0x80 { left -= 1 }
      if left == 0 { break }
      offset += 1
    }
    return place(of: offset, in: bytes)
  }
}
