import Records
import Seeds
import Testing

/// Texts over the few bytes that matter; whatever they are, the fast reader and the slow one must agree.
private func randomText(_ generator: inout SeededGenerator) -> [UInt8] {
  let alphabets = ["ab,\n", "ab,\"\n", ",\"\n\r", "é,\"\"\n\n", "abc,,\"\"\r\n"]
  let alphabet = Array(alphabets.randomElement(using: &generator)!.utf8)
  return (0..<Int.random(in: 0...60, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! }
}

private func disagreement(_ body: [UInt8], recordBytesMax: Int, blockBytes: Int) throws -> String? {
  let bytes = Array("p,q\n".utf8) + body
  let slow = SlowCSV(bytes, delimiter: 0x2C, quote: 0x22, recordBytesMax: recordBytesMax)
  let options = CSVOptions(delimiter: .comma, recordBytesMax: recordBytesMax, blockBytes: blockBytes)
  let fast = try readCSV(bytes, options)
  let isText = { (fields: [[UInt8]]) in fields.allSatisfy { String(validating: $0, as: UTF8.self) != nil } }
  let good = slow.records.dropFirst().filter { $0.fields.count == 2 && isText($0.fields) }
  let rows = good.map { $0.fields.map { String(decoding: $0, as: UTF8.self) } }
  let known = fast.faults.filter { $0.code.rawValue.hasPrefix("quote") || $0.code == .recordTooLong }
  let places = known.map { "\($0.line):\($0.column) \($0.code.rawValue)" }
  if rows == fast.rows && good.map(\.line) == fast.lines && places == slow.faults
    && fast.faults.count - known.count == slow.records.count - 1 - good.count
  {
    return nil
  }
  return """
    \(String(decoding: bytes, as: UTF8.self).debugDescription) longest \(recordBytesMax) blocks \(blockBytes)
    slow \(rows) \(good.map(\.line)) \(slow.faults)
    fast \(fast.rows) \(fast.lines) \(places)
    """
}

@Test(arguments: 1...40) func randomFilesAreReadAsTheSlowReaderReadsThem(_ seed: UInt64) throws {
  var generator = SeededGenerator(seed: seed)
  for _ in 0..<500 {
    let body = randomText(&generator)
    let longest = [4, 7, 12, 1_000].randomElement(using: &generator)!
    let block = [1, 2, 3, 7, 4_096].randomElement(using: &generator)!
    if let text = try disagreement(body, recordBytesMax: longest, blockBytes: block) {
      Issue.record("seed \(seed): \(text)")
      return
    }
  }
}

@Test func everyTextOfSixBytesIsReadAsTheSlowReaderReadsIt() throws {
  let alphabet = Array("a,\"\n\r".utf8)
  for length in 0...6 {
    var digits = [Int](repeating: 0, count: length)
    while true {
      let body = digits.map { alphabet[$0] }
      if let text = try disagreement(body, recordBytesMax: 5, blockBytes: 2) {
        Issue.record("\(text)")
        return
      }
      guard let place = digits.lastIndex(where: { $0 < alphabet.count - 1 }) else { break }
      digits[place] += 1
      for index in digits.indices where index > place { digits[index] = 0 }
    }
  }
}

@Test(arguments: 1...20) func randomBytesNeverCrashTheReader(_ seed: UInt64) throws {
  var generator = SeededGenerator(seed: seed)
  for encoding in TextEncoding.allCases {
    let noise = (0..<5_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let options = CSVOptions(encoding: encoding, recordBytesMax: 300, blockBytes: Int(seed) * 7)
    let read = try readCSV(Array("a;b\n".utf8) + noise, options)
    #expect(read.rows.count + read.faults.count > 0, "seed \(seed): noise is neither read nor reported")
    _ = try? readCSV(noise, options)
  }
}

@Test func aFileCutAnywhereNeverCrashesTheReader() throws {
  let text = Array("\u{FEFF}nom,\"b\"\r\n\"é\"\"\n\",2\r\n\"x,3\n".utf8)
  for end in 0...text.count {
    guard let read = try? readCSVInAllBlocks(Array(text[..<end])) else { continue }
    #expect(read.1, "cut after \(end) bytes, blocks of other sizes read otherwise")
  }
}
