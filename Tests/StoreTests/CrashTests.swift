import Foundation
import Hub
import HubTesting
import Seeds
import Testing

@testable import StoreSQLite

@Suite("After a crash")
struct CrashTests {
  /// Random commits, of the same kind for every store.
  private struct Writing {
    var random: SeededGenerator
    var position: Int64 = 0
    var heads: [Int64: Int64] = [:]
    /// How many customers there are in the end.
    let customersMax: Int64

    mutating func group() -> [Commit] {
      (0..<random.int(1...8)).map { _ in
        position += 1
        let isNew = heads.isEmpty || (Int64(heads.count) < customersMax && random.chance(0.3))
        let customer = isNew ? Int64(heads.count) + 1 : Int64(random.int(1...heads.count))
        let kind: EntryKind = random.chance(0.1) ? .snapshot : .decision
        var commit = Sample.commit(
          Sample.entry(
            position, of: customer, after: heads[customer] ?? 0, kind: kind,
            body: [UInt8](repeating: UInt8(truncatingIfNeeded: position), count: random.int(0...600))))
        if isNew { commit.identities = [(Identity(.id, "customer \(customer)"), Sample.customer(customer))] }
        if random.chance(0.5) { commit.onceKeys = [Sample.key(UInt64(position), position: position)] }
        heads[customer] = position
        return commit
      }
    }
  }

  /// Where two stores differ in what they know of customers.
  private func differences(_ store: any Store, _ model: any Store, customers: Int64) async throws -> [String] {
    var differences = Differences()
    differences.expect(try await store.last, is: try await model.last, "last")
    for number in 1...customers {
      let customer = Sample.customer(number)
      let history = try await model.history(of: customer, before: nil, countMax: 10_000)
      differences.expect(
        try await store.history(of: customer, before: nil, countMax: 10_000), is: history, "history of \(number)")
      differences.expect(
        try await store.life(of: customer, before: nil), is: try await model.life(of: customer, before: nil),
        "life of \(number)")
      let name = Identity(.id, "customer \(number)")
      differences.expect(try await store.customer(of: name), is: try await model.customer(of: name), "name \(number)")
    }
    return differences.all
  }

  @Test("newest entries are found again, wherever a sweep of them was", arguments: 1...6)
  func sweeps(seed: UInt64) async throws {
    let folder = try Folder()
    // Few customers: every sweep fits into one commit. Many: it takes several.
    let customersMax: Int64 = seed % 2 == 0 ? 20 : 900
    var writing = Writing(random: SeededGenerator(seed: seed), customersMax: customersMax)
    let store = try SQLiteStore(path: folder.database, entriesPerSweep: 200)
    let model = MemoryStore()
    for round in 1...400 {
      let group = writing.group()
      try store.commit(group)
      try model.commit(group)
      guard round % 50 == 0 else { continue }
      let copy = try folder.crashed()
      let opened = try SQLiteStore(path: copy.database, entriesPerSweep: 200)
      let found = try await differences(opened, model, customers: Int64(writing.heads.count))
      #expect(found == [], "seed \(seed), round \(round)")
      try opened.close()
    }
    #expect(try await differences(store, model, customers: Int64(writing.heads.count)) == [], "seed \(seed)")
    try store.close()
    let opened = try SQLiteStore(path: folder.database)
    #expect(try await differences(opened, model, customers: Int64(writing.heads.count)) == [], "closed, seed \(seed)")
    try opened.close()
  }

  @Test(
    "a write-ahead log that is torn or damaged at its end loses what was written there, and nothing before",
    arguments: 1...40)
  func torn(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try Folder()
    let store = try SQLiteStore(path: folder.database)
    var writing = Writing(random: SeededGenerator(seed: seed), customersMax: 50)
    // How long the log was when each commit was acknowledged, and how far the store had got.
    var acknowledged: [(bytes: Int, position: Int64)] = [(0, 0)]
    for _ in 1...30 {
      try store.commit(writing.group())
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.database + "-wal")
      acknowledged.append((try #require(attributes[.size] as? Int), writing.position))
    }
    let copy = try folder.crashed()
    let url = URL(fileURLWithPath: copy.database + "-wal")
    var bytes = try Data(contentsOf: url)
    // Within what the last ten commits wrote.
    let cut = random.int(acknowledged[20].bytes...(bytes.count - 1))
    if random.chance(0.5) {
      bytes.removeSubrange(cut...)
    } else {
      bytes[cut] ^= UInt8(1 << random.int(0...7))
      // What stands behind a torn page is of an older log; here it is noise.
      for place in (cut + 1)..<bytes.count where random.chance(0.2) { bytes[place] = UInt8(random.int(0...255)) }
    }
    try bytes.write(to: url)
    let opened = try SQLiteStore(path: copy.database)
    let last = try await opened.last.position.rawValue
    let before = acknowledged.last { $0.bytes <= cut }?.position ?? 0
    #expect(last == before, "seed \(seed)")
    #expect(acknowledged.contains { $0.position == last }, "a commit is there as a whole, seed \(seed)")
    let entries = try await opened.entries(after: .none, countMax: 10_000)
    #expect(entries.map(\.position.rawValue) == Array(1...last), "seed \(seed)")
    // It goes on from there.
    try opened.commit([Sample.commit(Sample.entry(last + 1, of: 10_000))])
    try opened.close()
    #expect(try await store.last.position.rawValue == writing.position)
    try store.close()
  }
}
