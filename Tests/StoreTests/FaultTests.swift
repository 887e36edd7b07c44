import Foundation
import GRDBSQLite
import Hub
import HubTesting
import Testing

@testable import StoreSQLite

@Suite("Faults of the disk")
struct FaultTests {
  /// What a commit says; nothing when it is written.
  private func failure(_ store: SQLiteStore, _ commit: Commit) -> StoreError? {
    do throws(StoreError) {
      try store.commit([commit])
      return nil
    } catch {
      return error
    }
  }

  private func positions(_ store: SQLiteStore) async throws -> [Int64] {
    try await store.entries(after: .none, countMax: 100).map(\.position.rawValue)
  }

  /// A store with three entries of one customer.
  private func start(_ folder: Folder) throws -> SQLiteStore {
    try #require(FaultyDisk.isInstalled)
    let store = try SQLiteStore(path: folder.database)
    for position in Int64(1)...3 {
      try store.commit([Sample.commit(Sample.entry(position, of: 1, after: position - 1))])
    }
    return store
  }

  @Test("a sync that fails leaves the store in doubt, and recovering ends the doubt", arguments: [true, false])
  func sync(isDoneFirst: Bool) async throws {
    let folder = try Folder()
    let store = try start(folder)
    FaultyDisk.set(
      .init(call: .sync, code: SQLITE_IOERR | (4 << 8), isDoneFirst: isDoneFirst), below: folder.url.path)
    let commit = Sample.commit(Sample.entry(4, of: 1, after: 3))
    #expect(failure(store, commit)?.code == "store.uncertain")
    #expect(FaultyDisk.failedCount(below: folder.url.path) == 1)
    // In doubt, nothing is written and nothing doubtful is shown.
    #expect(failure(store, commit)?.code == "store.failed")
    #expect(try await positions(store) == [1, 2, 3])
    // As long as the disk fails, the store does not recover.
    #expect(throws: StoreError.self) { try store.recover() }
    #expect(failure(store, commit)?.code == "store.failed")
    FaultyDisk.set(nil, below: folder.url.path)
    let marks = try store.recover()
    #expect(try await store.last == marks)
    let found = try await positions(store)
    #expect(found == [1, 2, 3] || found == [1, 2, 3, 4])
    #expect(marks.position.rawValue == Int64(found.count))
    // The log goes on behind what is there.
    let next = Int64(found.count) + 1
    try store.commit([Sample.commit(Sample.entry(next, of: 1, after: next - 1))])
    try store.close()
    let opened = try SQLiteStore(path: folder.database)
    #expect(try await positions(opened) == found + [next])
    #expect(try await opened.life(of: Sample.customer(1), before: nil).count == found.count + 1)
    try opened.close()
  }

  @Test(
    "a disk that is full refuses, keeps what it has, and takes the next commit when there is room", arguments: 0...3)
  func full(writes: Int) async throws {
    let folder = try Folder()
    let store = try start(folder)
    FaultyDisk.set(.init(call: .write, code: SQLITE_FULL, after: writes), below: folder.url.path)
    // Of several pages, so that some are written before the disk is full.
    let commit = Sample.commit(Sample.entry(4, of: 1, after: 3, body: [UInt8](repeating: 1, count: 40_000)))
    #expect(failure(store, commit)?.code == "store.full")
    #expect(failure(store, commit)?.code == "store.full")
    #expect(try await positions(store) == [1, 2, 3])
    #expect(try store.recover().position == Sample.position(3))
    FaultyDisk.set(nil, below: folder.url.path)
    #expect(failure(store, commit) == nil)
    #expect(try await positions(store) == [1, 2, 3, 4])
    try store.close()
    let opened = try SQLiteStore(path: folder.database)
    #expect(try await positions(opened) == [1, 2, 3, 4])
    try opened.close()
  }

  @Test("a write that fails is never acknowledged", arguments: 0...3)
  func write(writes: Int) async throws {
    let folder = try Folder()
    let store = try start(folder)
    FaultyDisk.set(.init(call: .write, code: SQLITE_IOERR | (3 << 8), after: writes), below: folder.url.path)
    let commit = Sample.commit(Sample.entry(4, of: 1, after: 3, body: [UInt8](repeating: 1, count: 40_000)))
    #expect(failure(store, commit)?.code == "store.uncertain")
    FaultyDisk.set(nil, below: folder.url.path)
    #expect(try store.recover().position == Sample.position(3))
    #expect(failure(store, commit) == nil)
    #expect(try await positions(store) == [1, 2, 3, 4])
    try store.close()
  }

  @Test("a checkpoint that fails loses nothing")
  func checkpoint() async throws {
    let folder = try Folder()
    let store = try start(folder)
    FaultyDisk.set(.init(call: .write, code: SQLITE_IOERR | (3 << 8), ending: ".db"), below: folder.url.path)
    #expect(throws: StoreError.self) { try store.close() }
    #expect(FaultyDisk.failedCount(below: folder.url.path) > 0)
    FaultyDisk.set(nil, below: folder.url.path)
    let opened = try SQLiteStore(path: folder.database)
    #expect(try await positions(opened) == [1, 2, 3])
    try opened.close()
  }

  /// A store with the diary of customer 2.
  private func startDiary(_ folder: Folder) throws -> SQLiteStore {
    let store = try start(folder)
    var commit = Sample.commit(Sample.entry(4, of: 2, body: Array("the diary of customer 2".utf8)))
    commit.identities = [(Identity(.id, "another diary"), Sample.customer(2))]
    try store.commit([commit])
    return store
  }

  private func hasDiary(_ folder: Folder) throws -> Bool { try folder.bytes.range(of: Data("diary".utf8)) != nil }

  /// Reads the database as another program does, and goes on seeing it as it is now until it is closed.
  private func beginReading(_ folder: Folder) -> OpaquePointer? {
    var reader: OpaquePointer?
    #expect(sqlite3_open(folder.database, &reader) == SQLITE_OK)
    #expect(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM log", nil, nil, nil) == SQLITE_OK)
    return reader
  }

  @Test("an erasure during a backup is done at once, says that bytes are left, and overwrites them when it has ended")
  func backup() async throws {
    let folder = try Folder()
    let store = try startDiary(folder)
    let reader = beginReading(folder)
    #expect(try await store.erase(Sample.customer(2)) == .overwriting)
    #expect(try await store.customer(of: Identity(.id, "another diary")) == nil)
    #expect(try await positions(store) == [1, 2, 3])
    #expect(try hasDiary(folder))
    // It stops no commit, and another erasure says the same.
    try store.commit([Sample.commit(Sample.entry(5, of: 1, after: 3), Sample.entry(6, of: 3))])
    #expect(try await store.erase(Sample.customer(3)) == .overwriting)
    #expect(sqlite3_exec(reader, "COMMIT", nil, nil, nil) == SQLITE_OK)
    sqlite3_close(reader)
    // Nobody writes any more; the store goes on by itself.
    try await store.connections.cleaning.withLock { $0.task }?.value
    #expect(try !hasDiary(folder))
    #expect(try await positions(store) == [1, 2, 3, 5])
    #expect(try store.connections.cleaning.withLock { $0.task } == nil)
    try store.commit([Sample.commit(Sample.entry(7, of: 4))])
    #expect(try await store.erase(Sample.customer(4)) == .overwritten)
    try store.close()
  }

  @Test(
    "what a backup kept from being overwritten is overwritten after the hub was killed, or closed",
    arguments: [true, false])
  func backupThenEnd(isKilled: Bool) async throws {
    let folder = try Folder()
    let store = try startDiary(folder)
    let reader = beginReading(folder)
    #expect(try await store.erase(Sample.customer(2)) == .overwriting)
    let left = isKilled ? try folder.crashed() : folder
    try store.close()
    #expect(try hasDiary(left))
    let opened = try SQLiteStore(path: left.database)
    // The backup still reads the files of the store that was closed, not those of the crash.
    #expect(try hasDiary(left) == !isKilled)
    sqlite3_close(reader)
    try await opened.connections.cleaning.withLock { $0.task }?.value
    #expect(try !hasDiary(left))
    #expect(try await positions(opened) == [1, 2, 3])
    try opened.close()
  }

  @Test("an erasure that a failing disk keeps from overwriting says so, and overwrites once the disk works again")
  func erasure() async throws {
    let folder = try Folder()
    let store = try startDiary(folder)
    FaultyDisk.set(.init(call: .write, code: SQLITE_IOERR | (3 << 8), ending: ".db"), below: folder.url.path)
    #expect(try await store.erase(Sample.customer(2)) == .overwriting)
    #expect(FaultyDisk.failedCount(below: folder.url.path) > 0)
    // The log takes commits all the same.
    try store.commit([Sample.commit(Sample.entry(5, of: 1, after: 3))])
    FaultyDisk.set(nil, below: folder.url.path)
    try await store.connections.cleaning.withLock { $0.task }?.value
    #expect(try await positions(store) == [1, 2, 3, 5])
    #expect(try !hasDiary(folder))
    try store.close()
    let opened = try SQLiteStore(path: folder.database)
    #expect(try await positions(opened) == [1, 2, 3, 5])
    try opened.close()
  }
}
