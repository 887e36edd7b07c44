import Testing

@testable import Records

@Test func sipHashGivesThePublishedVectors() {
  // Appendix A of the paper: key 00…0f, message 00…0e; and the reference implementation's vectors for 0 and 8 bytes.
  let hash = KeyedHash(key: (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908))
  let expected: [Int: UInt64] = [0: 0x726F_DB47_DD0E_0E31, 8: 0x93F5_F579_9A93_2462, 15: 0xA129_CA61_49BE_45E5]
  for (count, value) in expected {
    let message = (0..<UInt8(count)).map { $0 }
    #expect(message.withUnsafeBufferPointer { hash.hash($0) } == value)
  }
}

@Test func anIdentifierIsNewOnce() {
  var seen = SeenIdentifiers(key: (1, 2))
  let ids = (0..<20_000).map { "customer-\($0)" }
  let first = ids.map { seen.insert($0) }
  #expect(!first.contains(false))
  let second = ids.map { seen.insert($0) }
  #expect(!second.contains(true))
  let empty = [seen.insert(""), seen.insert("")]
  #expect(empty == [true, false])
  #expect(seen.count == ids.count + 1)
}

@Test func anIdentifierCostsFifteenBytesAtMost() {
  var seen = SeenIdentifiers(key: (1, 2))
  for id in 0..<50_000 {
    _ = seen.insert("\(id)")
    if seen.count > 1_000 && seen.byteCount > 16 * seen.count {
      Issue.record("\(seen.byteCount) bytes for \(seen.count)")
      return
    }
  }
}

@Test func roomCanBeMadeAtOnce() {
  var seen = SeenIdentifiers(key: (1, 2), expectedCount: 10_000)
  let before = seen.byteCount
  for id in 0..<10_000 { _ = seen.insert("\(id)") }
  #expect(seen.byteCount == before)
}
