import Foundation
import GRDB
import Hub
import Synchronization

/// The hub's store in one SQLite file: durable, without a server, and appended to, so that a decision costs one row
/// at its end.
///
/// How it is laid out, and what an operator does about its errors: docs/STORE.md.
public final class SQLiteStore: Store {
  /// Where the database is.
  public let path: String

  private let entriesPerSweep: Int
  private let keysPerSweep: Int
  private let lock: Mutex<StoreLock?>
  private let opened: Mutex<Connections?>

  /// Opens the store of a file, making it when there is none.
  /// - Parameter path: the database's file; its folder must be there. Beside it lie `-wal` and `-shm`, which SQLite
  ///   makes, and `-lock`.
  /// - Throws: `store.busy` when another hub has it; `store.newer` when a newer program wrote it; `store.damaged`;
  ///   `store.full`; `store.failed` when it cannot be opened.
  public convenience init(path: String) throws(StoreError) {
    try self.init(
      path: path, entriesPerSweep: StoreSettings.entriesPerSweep, keysPerSweep: StoreSettings.keysPerSweep)
  }

  /// Opens the store with sweeps of another size, for tests of sweeps.
  init(
    path: String, entriesPerSweep: Int, keysPerSweep: Int = StoreSettings.keysPerSweep
  ) throws(StoreError) {
    self.path = path
    self.entriesPerSweep = entriesPerSweep
    self.keysPerSweep = keysPerSweep
    let held = try StoreLock(path: path + "-lock", ofDatabase: path)
    let connections = try Connections(path: path, entriesPerSweep: entriesPerSweep, keysPerSweep: keysPerSweep)
    lock = Mutex(held)
    opened = Mutex(connections)
  }

  /// The open database.
  /// - Throws: `store.failed` when it is closed.
  var connections: Connections {
    get throws(StoreError) {
      guard let connections = opened.withLock({ $0 }) else {
        throw StoreError("store.failed", "the store is closed")
      }
      return connections
    }
  }

  /// How far the store got.
  public var last: StoreMarks {
    get async throws(StoreError) { try connections.marks.withLock { $0 } }
  }

  /// Writes all of these in one transaction, and returns when it is on disk.
  public func commit(_ commits: [Commit]) throws(StoreError) {
    guard !commits.isEmpty else { return }
    try connections.commit(commits)
  }

  /// Makes the store usable again after a commit threw.
  ///
  /// When it is known that nothing was written, there is nothing to do. Otherwise the connections are thrown away and
  /// the file is opened again. Everything found in the write-ahead log is copied into the
  /// database and synced, because pages whose sync failed may be in the system's memory only.
  /// - Returns: how far the store got, as the disk has it.
  public func recover() throws(StoreError) -> StoreMarks {
    guard let old = opened.withLock({ $0 }) else { throw StoreError("store.failed", "the store is closed") }
    guard old.isDoubtful.load(ordering: .acquiring) else { return old.marks.withLock { $0 } }
    // A connection that cannot be closed ends with its last user; what it had not written is in the log.
    try? old.close()
    let new = try Connections(path: path, entriesPerSweep: entriesPerSweep, keysPerSweep: keysPerSweep)
    guard try new.settle() else {
      try? new.close()
      throw StoreError(
        "store.failed", "another program, such as a backup, reads the store, which cannot recover until that ends")
    }
    opened.withLock { $0 = new }
    return new.marks.withLock { $0 }
  }

  /// Writes the heads that are only in memory, copies the write-ahead log into the database, and closes.
  public func close() throws(StoreError) {
    guard let connections = opened.withLock({ $0 }) else { return }
    var failure: StoreError?
    do throws(StoreError) {
      if !connections.isDoubtful.load(ordering: .acquiring) {
        try connections.writeHeads()
        // What a backup keeps from being copied is found in the log again.
        _ = try connections.settle()
      }
    } catch {
      // Opening finds it all in the log; but the caller should hear of it.
      failure = error
    }
    opened.withLock { $0 = nil }
    defer { lock.withLock { $0 = nil } }
    try connections.close()
    if let failure { throw failure }
  }

  /// Calls a function with a connection that reads.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    try await connections.read(body)
  }

  /// Calls a function with the writer, in a transaction that is on disk when this returns.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    try await connections.write { connections, connection throws(StoreError) in
      try connections.transaction { writing in try body(connection) }
    }
  }
}
