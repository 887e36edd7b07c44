import Hub
import HubTesting
import Seeds
import Testing

@testable import StoreSQLite

@Suite("The filter of once-keys")
struct KeyFilterTests {
  private func keys(_ count: Int, seed: UInt64) -> [Digest128] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Digest128(high: random.next(), low: random.next()) }
  }

  @Test("no key that was taken is missed, and few others are taken for one", arguments: [64, 1000, 50_000])
  func bits(count: Int) {
    var bits = KeyFilter.Bits(keysMax: count)
    let taken = keys(count, seed: 1)
    for key in taken { bits.add(key) }
    #expect(taken.allSatisfy(bits.mayHold))
    let mistaken = keys(10_000, seed: 2).filter(bits.mayHold).count
    #expect(mistaken < 100, "of 10,000")
  }

  @Test("keys written before, while and after it is filled are known; it is filled again when it is full")
  func filling() async throws {
    let folder = try Folder()
    let store = try SQLiteStore(path: folder.database)
    func commit(_ keys: [Digest128]) -> Commit {
      var commit = Commit()
      commit.onceKeys = keys.map {
        OnceKey(key: $0, request: Digest128(high: 1, low: 2), position: .none, atMilliseconds: 5)
      }
      return commit
    }
    let (old, during, new) = (keys(5000, seed: 3), keys(3000, seed: 4), keys(3000, seed: 5))
    try store.commit([commit(old)])
    let filter = KeyFilter(keysMin: 6000)
    #expect(filter.isDue && filter.mayHold(keys(1, seed: 9)[0]), "before it is filled every key may be known")
    #expect(filter.beginFilling() && !filter.beginFilling() && !filter.isDue)
    filter.add([commit(during)])
    try await store.read { try filter.fill(from: $0) }
    #expect((old + during).allSatisfy(filter.mayHold))
    #expect(keys(10_000, seed: 6).filter(filter.mayHold).count < 300)
    #expect(filter.isDue, "8,000 keys are more than 6,000")
    try store.commit([commit(during), commit(new)])
    #expect(filter.beginFilling())
    try await store.read { try filter.fill(from: $0) }
    #expect((old + during + new).allSatisfy(filter.mayHold))
    #expect(!filter.isDue)
    // Through the store, whatever its own filter is doing.
    for key in (old + during + new).prefix(50) { #expect(try await store.onceKey(key) != nil) }
    for key in keys(50, seed: 7) { #expect(try await store.onceKey(key) == nil) }
    try store.close()
  }
}
