import Foundation
import GRDBSQLite
import Hub
import HubTesting
import Seeds
import Testing

@testable import StoreSQLite

/// Keys are in memory, in rows of their order of use, in runs, or on the way: wherever a key is, it is found.
@Suite("Once-keys on disk")
struct OnceKeyTests {
  /// Random use of keys, written to a store and to a model that keeps them in a dictionary.
  private struct Use {
    var random: SeededGenerator
    let model = MemoryStore()
    var position: Int64 = 0
    var heads: [Int64: Int64] = [:]
    var keys: [UInt64] = []
    /// Everything the model forgot by age: a store may still know it.
    var forgotten: Set<UInt64> = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Commits with keys: most of them new, some used again, some of entries and some of nothing.
    mutating func group() -> [Commit] {
      (0..<random.int(1...6)).map { _ in
        position += 1
        let customer = Int64(random.int(1...20))
        var commit = Sample.commit(Sample.entry(position, of: customer, after: heads[customer] ?? 0))
        heads[customer] = position
        for _ in 0..<random.int(0...3) {
          let isAgain = !keys.isEmpty && random.chance(0.05)
          let key = isAgain ? keys[random.int(0...(keys.count - 1))] : random.next() >> 1
          if !isAgain { keys.append(key) }
          forgotten.remove(key)
          commit.onceKeys.append(
            Sample.key(
              key, at: position, position: random.chance(0.2) ? 0 : position, request: UInt64(random.int(1...9))))
        }
        return commit
      }
    }

    mutating func forget(before: Int64, in store: any Store) async throws {
      for key in keys {
        guard let known = try await model.onceKey(Sample.key(key).key), known.atMilliseconds < before else { continue }
        forgotten.insert(key)
      }
      while try await model.forgetOnceKeys(beforeMilliseconds: before, countMax: 50) > 0 {}
      while true {
        let count = try await store.forgetOnceKeys(beforeMilliseconds: before, countMax: 50)
        #expect(count <= 50)
        if count == 0 { break }
      }
    }

    mutating func erase(_ customer: Int64, in store: any Store) async throws {
      _ = try await model.erase(Sample.customer(customer))
      _ = try await store.erase(Sample.customer(customer))
      heads[customer] = nil
    }

    /// Keys of which the store says something else than the model.
    func differences(_ store: any Store) async throws -> [UInt64] {
      var differences: [UInt64] = []
      for key in keys {
        let known = try await model.onceKey(Sample.key(key).key)
        let found = try await store.onceKey(Sample.key(key).key)
        if known == nil, forgotten.contains(key) { continue }
        if found != known { differences.append(key) }
      }
      // Used by nobody: the random ones are below half of this.
      for key in (UInt64.max - 50)...UInt64.max {
        if try await store.onceKey(Sample.key(key).key) != nil { differences.append(key) }
      }
      return differences
    }
  }

  @Test(
    "every key is found, wherever the sweep of them was, after a crash and after closing", arguments: UInt64(1)...6)
  func sweeps(seed: UInt64) async throws {
    let folder = try Folder()
    let keysPerSweep = [3, 40, 700][Int(seed % 3)]
    func open(_ folder: Folder) throws -> SQLiteStore {
      try SQLiteStore(path: folder.database, entriesPerSweep: 300, keysPerSweep: keysPerSweep)
    }
    var store = try open(folder)
    var use = Use(seed: seed)
    for round in 1...360 {
      let group = use.group()
      try store.commit(group)
      try use.model.commit(group)
      if round % 45 == 0 {
        try await use.forget(before: use.position / 2, in: store)
        try await use.erase(Int64(use.random.int(1...20)), in: store)
      }
      guard round % 40 == 0 else { continue }
      #expect(try await use.differences(store) == [], "seed \(seed), round \(round)")
      let crashed = try folder.crashed()
      let opened = try open(crashed)
      #expect(try await use.differences(opened) == [], "seed \(seed), round \(round), after a crash")
      try opened.close()
      guard round % 120 == 0 else { continue }
      try store.close()
      store = try open(folder)
    }
    #expect(use.keys.count > 1000)
    try await use.forget(before: .max, in: store)
    for key in use.keys { #expect(try await store.onceKey(Sample.key(key).key) == nil, "all are old enough") }
    try store.close()
  }

  @Test("a database of the first schema keeps its keys, and knows how many messages wait")
  func migration() async throws {
    let folder = try Folder()
    var connection: OpaquePointer?
    try #require(sqlite3_open(folder.database, &connection) == SQLITE_OK)
    func execute(_ sql: String) {
      #expect(
        sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(connection)))")
    }
    execute("PRAGMA page_size = \(StoreSettings.pageBytes); PRAGMA journal_mode = WAL")
    execute(Migrations.all[0])
    execute("PRAGMA application_id = \(StoreSettings.applicationID); PRAGMA user_version = 1")
    execute("INSERT INTO log VALUES (1, 1, 0, 5, 4, x'00'); INSERT INTO customers VALUES (1, 1)")
    execute(
      "INSERT INTO outbox VALUES (1, 0, 1, 'a', 'sms', '', 9), (1, 1, 1, 'a', 'email', '', 9), (1, 2, 1, 'a', 'sms', '', 9)"
    )
    let keys = (1...500).map { Sample.key($0, at: Int64($0), position: Int64($0 % 2)) }
    for key in keys {
      let numbers = [key.key.high, key.key.low, key.request.high, key.request.low].map { Int64(bitPattern: $0) }
      execute(
        "INSERT INTO once_keys VALUES (\(numbers.map { "\($0)" }.joined(separator: ", ")), \(key.position.rawValue), \(key.atMilliseconds))"
      )
    }
    sqlite3_close(connection)
    let store = try SQLiteStore(path: folder.database)
    for key in keys { #expect(try await store.onceKey(key.key) == key) }
    #expect(try await store.onceKey(Sample.key(501).key) == nil)
    #expect(try await store.outboxCounts == ["sms": 2, "email": 1])
    #expect(try await store.forgetOnceKeys(beforeMilliseconds: 500, countMax: 1000) == 0, "one is young enough")
    #expect(try await store.forgetOnceKeys(beforeMilliseconds: 501, countMax: 300) == 300)
    #expect(try await store.forgetOnceKeys(beforeMilliseconds: 501, countMax: 300) == 200)
    try store.close()
  }

  @Test("an empty database of the first schema becomes one of today's")
  func emptyMigration() async throws {
    let folder = try Folder()
    var connection: OpaquePointer?
    try #require(sqlite3_open(folder.database, &connection) == SQLITE_OK)
    #expect(sqlite3_exec(connection, Migrations.all[0], nil, nil, nil) == SQLITE_OK)
    let marks = "PRAGMA application_id = \(StoreSettings.applicationID); PRAGMA user_version = 1"
    #expect(sqlite3_exec(connection, marks, nil, nil, nil) == SQLITE_OK)
    sqlite3_close(connection)
    let store = try SQLiteStore(path: folder.database)
    #expect(try await store.outboxCounts == [:])
    #expect(try await store.onceKey(Sample.key(1).key) == nil)
    try store.close()
  }
}
