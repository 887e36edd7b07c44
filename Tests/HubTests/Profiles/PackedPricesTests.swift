import Decisions
import Seeds
import Testing
import Times

@testable import Hub

@Suite("Prices in the log")
struct PackedPricesTests {
  @Test("they come back as they were, but for what is free at the end")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let prices: [Double] = (0..<random.int(0...70)).map { _ in
        [0, 0, .infinity, 0.25, -1, .nan][random.int(0...5)]
      }
      var expected = prices.map { $0 > 0 ? $0 : 0 }
      while expected.last == 0 { expected.removeLast() }
      let packed = PackedPrices(prices)
      #expect(packed.unpacked == expected)
      #expect(packed.isEmpty == expected.isEmpty)
      #expect(try PackedPrices(bytes: packed.bytes) == packed)
    }
  }

  @Test("these bytes are read for ever")
  func golden() throws {
    let prices: [Double] = [0, .infinity, 0, 0, 0, 0, 0, 0, 0, .infinity, 1.5, 0]
    let bytes: [UInt8] = [11, 0b10, 0b10, 1, 10, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f]
    #expect(PackedPrices(prices).bytes == bytes)
    #expect(try PackedPrices(bytes: bytes).unpacked == Array(prices.dropLast()))
  }

  @Test(
    "damaged bytes are refused",
    arguments: [[0], [9, 0, 0b10, 0], [1, 1], [1, 1, 1, 5, 0, 0, 0, 0, 0, 0, 0, 0], [200, 1, 0, 0], [1, 1, 0, 7]])
  func damaged(bytes: [UInt8]) { #expect(throws: BodyError.self) { try PackedPrices(bytes: bytes) } }

  @Test("a record without prices keeps its older form; one with prices has the third")
  func versions() throws {
    var record = DecisionRecord(
      customer: Identity(.id, "ada"), at: Instant(secondsSince1970: 1), kind: .outbound, mode: .reservation,
      context: 1,
      answer: .silence(
        Abstention(reason: .volumeExhausted, value: 0, forgone: 0, nextLook: Instant(secondsSince1970: 2))),
      checksum: 7)
    #expect(EntryBody.decision(record).encode()[0] == 1)
    record.boosts = [Context.Boost(Selection(), weight: 2)]
    #expect(EntryBody.decision(record).encode()[0] == 2)
    record.prices = PackedPrices([0, .infinity])
    let bytes = EntryBody.decision(record).encode()
    #expect(bytes[0] == 3)
    guard case .decision(let read) = try EntryBody(kind: .decision, body: bytes) else {
      Issue.record("no decision")
      return
    }
    #expect(read == record)
    #expect(read.occasion.prices == [0, .infinity])
  }
}
