/// The rules of ``CSVSource`` written as plainly as possible: the whole file at once, one byte at a time, positions
/// found by counting from the start of the file. The specification the fast reader is compared with.
struct SlowCSV {
  struct Record: Equatable {
    let line: Int
    let fields: [[UInt8]]
  }

  let bytes: [UInt8]
  let delimiter: UInt8
  let quote: UInt8
  let recordBytesMax: Int
  var records: [Record] = []
  var faults: [String] = []

  init(_ bytes: [UInt8], delimiter: UInt8, quote: UInt8, recordBytesMax: Int) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.quote = quote
    self.recordBytesMax = recordBytesMax
    var next = 0
    while next < bytes.count { next = readRecord(from: next) }
  }

  private func isBreak(_ index: Int) -> Bool { bytes[index] == 10 || bytes[index] == 13 }

  /// Where the line after the first line break at or after `index` begins.
  private func nextLine(after index: Int) -> Int {
    var index = index
    while index < bytes.count && !isBreak(index) { index += 1 }
    if index + 1 < bytes.count && bytes[index] == 13 && bytes[index + 1] == 10 { return index + 2 }
    return min(index + 1, bytes.count)
  }

  private func place(_ offset: Int) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for index in 0..<offset {
      let isPair = bytes[index] == 10 && index > 0 && bytes[index - 1] == 13
      if isBreak(index) {
        line += isPair ? 0 : 1
        column = 1
      } else {
        column += bytes[index] & 0xC0 == 0x80 ? 0 : 1
      }
    }
    return (line, column)
  }

  private mutating func report(_ code: String, at offset: Int) {
    let place = place(offset)
    faults.append("\(place.line):\(place.column) \(code)")
  }

  /// Reads one record and says where the next one begins.
  private mutating func readRecord(from start: Int) -> Int {
    var fields: [[UInt8]] = [[]]
    var open: Int?  // the opening quote of the field being read, when it is quoted
    var isInQuotes = false
    var isFieldStart = true
    var index = start
    while true {
      let brokenAt = open.flatMap { open in (open..<index).first { isBreak($0) } }
      if index - start > recordBytesMax {
        report("record_too_long", at: brokenAt == nil ? start : open!)
        return nextLine(after: brokenAt ?? index)
      }
      if index == bytes.count {
        if isInQuotes {
          report("quote_unterminated", at: open!)
          return brokenAt.map { nextLine(after: $0) } ?? bytes.count
        }
        if index > start { records.append(Record(line: place(start).line, fields: fields)) }
        return bytes.count
      }
      let byte = bytes[index]
      if isInQuotes {
        if byte != quote {
          fields[fields.count - 1].append(byte)
        } else if index + 1 < bytes.count && bytes[index + 1] == quote && index + 1 - start <= recordBytesMax {
          fields[fields.count - 1].append(quote)
          index += 1
        } else {
          isInQuotes = false
        }
      } else if byte == delimiter {
        fields.append([])
        open = nil
        isFieldStart = true
        index += 1
        continue
      } else if isBreak(index) {
        if index > start { records.append(Record(line: place(start).line, fields: fields)) }
        return nextLine(after: index)
      } else if open != nil {
        report(brokenAt == nil ? "quote_stray" : "quote_unterminated", at: brokenAt == nil ? index - 1 : open!)
        return nextLine(after: brokenAt ?? index)
      } else if byte == quote {
        if !isFieldStart {
          report("quote_stray", at: index)
          return nextLine(after: index)
        }
        open = index
        isInQuotes = true
      } else {
        fields[fields.count - 1].append(byte)
      }
      isFieldStart = false
      index += 1
    }
  }
}
