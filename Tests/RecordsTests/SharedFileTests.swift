import Foundation
import Records
import Testing

/// Files that stand beside the package and are read in place; tests are skipped where they are absent.
enum SharedFile: String, CaseIterable {
  case bankMarketing = "bank-marketing/bank-additional-full.csv"
  case hillstrom = "hillstrom/hillstrom-even.csv"
  case asos = "asos/asos-first-39.csv"

  var path: String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return tests.appendingPathComponent("../../../shared/data/\(rawValue)").standardizedFileURL.path
  }

  var isThere: Bool { FileManager.default.fileExists(atPath: path) }
}

@Test(
  .enabled(if: SharedFile.bankMarketing.isThere, "../shared/data/bank-marketing is absent"),
  arguments: [4_096, RecordLimits.blockBytes])
func theBankMarketingFileIsReadWhole(_ blockBytes: Int) throws {
  var source = try CSVSource(.file(SharedFile.bankMarketing.path), options: CSVOptions(blockBytes: blockBytes))
  #expect(source.header.count == 21)
  #expect(source.header.first == "age")
  let yes = try #require(source.header.firstIndex(of: "y"))
  var (rowCount, ageSum, acceptedCount, rateSum) = (0, Int64(0), 0, 0.0)
  while let batch = try source.next() {
    let rows = batch.parse()
    #expect(rows.faults.isEmpty)
    for row in 0..<rows.rowCount {
      ageSum += try rows.int64(row: row, column: 0)
      rateSum += try rows.double(row: row, column: 18)
      acceptedCount += try rows.bool(row: row, column: yes) ? 1 : 0
    }
    rowCount += rows.rowCount
  }
  // 41,188 rows and 4,640 acceptances, as the data's own description says.
  #expect(rowCount == 41_188)
  #expect(acceptedCount == 4_640)
  #expect(ageSum > 18 * Int64(rowCount) && ageSum < 98 * Int64(rowCount))
  #expect(rateSum / Double(rowCount) > 3.6 && rateSum / Double(rowCount) < 3.7)
}

@Test(arguments: SharedFile.allCases.filter(\.isThere))
func sharedFilesAreReadAsTheSlowReaderReadsThem(_ file: SharedFile) throws {
  let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file.path)).prefix(100_000))
  let delimiter: UInt8 = file == .bankMarketing ? 0x3B : 0x2C
  let slow = SlowCSV(bytes, delimiter: delimiter, quote: 0x22, recordBytesMax: 10_000)
  let fast = try readCSV(bytes)
  let rows = slow.records.map { $0.fields.map { String(decoding: $0, as: UTF8.self) } }
  #expect([fast.header] + fast.rows == rows.filter { $0.count == fast.header.count })
}

@Test func aPipeIsReadAsItComes() throws {
  let pipe = Pipe()
  var text = "id,name\n"
  for id in 0..<500 { text += "\(id),\"n \(id)\"\n" }
  try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  var source = try CSVSource(.descriptor(pipe.fileHandleForReading.fileDescriptor, name: "pipe"))
  // The writer has not closed its end: what has come is handed out all the same.
  #expect(try source.next()?.records.records.count == 500)
  try pipe.fileHandleForWriting.close()
  #expect(try source.next() == nil)
}
