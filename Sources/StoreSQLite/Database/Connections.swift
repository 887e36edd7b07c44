import Foundation
import GRDB
import Glibc
import Hub
import Synchronization

/// The open database: one connection that writes, a few that read, one that copies the write-ahead log, and what is
/// kept in memory beside them. After an uncertain commit it is thrown away as a whole, and made anew from what is on
/// disk.
///
/// It is not checked by the compiler because of ``writing``, which the writer's queue alone touches.
final class Connections: @unchecked Sendable {
  /// Writes; a serial queue.
  let writer: DatabaseQueue
  /// The writer's prepared statements. Touched on the writer's queue only, and let go before it closes.
  private(set) var writing: CommitWriter?
  /// Newest entries that are not in their rows yet.
  let heads: Mutex<Heads>
  /// Once-keys that were used last.
  let recentKeys: Mutex<RecentKeys>
  /// How far the store got.
  let marks: Mutex<StoreMarks>
  /// The write-ahead log.
  let checkpointing = Checkpointing()
  /// What is yet to be cut from it.
  let cleaning = Mutex(Cleaning())
  /// Which keys were surely never used.
  let keyFilter = KeyFilter()
  /// Set when a commit may or may not be on disk: nothing more is written then.
  let isDoubtful = Atomic<Bool>(false)

  let entriesPerSweep: Int
  let keysPerSweep: Int
  private let readers: [DatabaseQueue]
  private let readings: [ReadCount]
  private let copier: DatabaseQueue

  /// Reads that wait at one connection.
  private final class ReadCount: Sendable {
    let value = Atomic<Int>(0)
  }

  /// Opens a database, making it when there is none.
  /// - Parameters:
  ///   - entriesPerSweep: see ``StoreSettings/entriesPerSweep``.
  ///   - keysPerSweep: see ``StoreSettings/keysPerSweep``.
  init(path: String, entriesPerSweep: Int, keysPerSweep: Int) throws(StoreError) {
    self.entriesPerSweep = entriesPerSweep
    self.keysPerSweep = keysPerSweep
    do {
      try Connections.createFile(path)
      writer = try Connections.connect(path, cacheKiB: StoreSettings.writerCacheKiB)
      let opened = try writer.inDatabase { db in
        try Connections.prepareFile(db, path: path)
        return (try CommitWriter(db), try Connections.readMarks(db))
      }
      writing = opened.0
      heads = Mutex(opened.1.heads)
      recentKeys = Mutex(opened.1.recentKeys)
      marks = Mutex(opened.1.marks)
      copier = try Connections.connect(path, cacheKiB: 0)
      readers = try (0..<StoreSettings.readersCount).map { _ in
        try Connections.connect(path, cacheKiB: StoreSettings.readerCacheKiB, isReader: true)
      }
      readings = readers.map { _ in ReadCount() }
    } catch {
      throw StoreError(error, while: .opening(path))
    }
    writer.inDatabase { checkpointing.observe($0) }
    cleanAtOpening()
    fillKeyFilter()
  }

  /// Closes every connection; the last one takes the write-ahead log away.
  func close() throws(StoreError) {
    do {
      writing = writer.inDatabase { _ in nil }
      for reader in readers { try reader.close() }
      try copier.close()
      try writer.close()
    } catch {
      throw StoreError(error, while: .reading)
    }
  }

  /// Calls a function with a connection that reads, away from the caller's thread, and in one transaction: all it
  /// reads was true at one moment.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    let place = leastBusyReader
    readings[place].value.wrappingAdd(1, ordering: .relaxed)
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      readers[place].asyncUnsafeRead { connection in
        let result = Result { try Connections.readTogether(connection.get(), body) }
        self.readings[place].value.wrappingSubtract(1, ordering: .relaxed)
        continuation.resume(returning: result.mapError { StoreError($0, while: .reading) })
      }
    }
    return try result.get()
  }

  /// Calls a function with the connection that writes, away from the caller's thread.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Connections, Database) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      writer.asyncWriteWithoutTransaction { connection in
        continuation.resume(
          returning: Result { () throws(StoreError) in try body(self, connection) })
      }
    }
    return try result.get()
  }

  /// Fills the filter of keys beside the work, if that is due.
  func fillKeyFilter() {
    guard keyFilter.isDue, keyFilter.beginFilling() else { return }
    // A reader of many rows would keep others waiting behind it.
    copier.asyncWriteWithoutTransaction { connection in
      // Without a filter every key is looked up on disk, which is slower and as right. The next commit tries again.
      try? Connections.readTogether(connection, self.keyFilter.fill)
    }
  }

  /// Copies the write-ahead log beside the writer.
  func copyBeside() {
    guard checkpointing.begin() else { return }
    copier.asyncWriteWithoutTransaction { self.checkpointing.copy($0) }
  }

  /// Copies the write-ahead log between two commits. The answers of the last one do not wait for it.
  func copyBetween() {
    guard checkpointing.begin() else { return }
    writer.asyncWriteWithoutTransaction { self.checkpointing.copy($0) }
  }

  /// Sorts what leaves with a sweep, away from the writer.
  func sort(_ leaving: [Int64: Int64]) {
    copier.asyncWriteWithoutTransaction { _ in
      let order = Heads.order(leaving)
      self.heads.withLock { $0.begin(order: order) }
    }
  }

  /// Sorts the keys that leave with a sweep, away from the writer.
  func sort(_ leaving: [Digest128: Int64]) {
    copier.asyncWriteWithoutTransaction { _ in
      let order = RecentKeys.order(leaving)
      self.recentKeys.withLock { $0.begin(order: order) }
    }
  }

  private var leastBusyReader: Int {
    var best = 0
    var bestCount = Int.max
    for place in readings.indices {
      let count = readings[place].value.load(ordering: .relaxed)
      if count == 0 { return place }
      if count < bestCount { (best, bestCount) = (place, count) }
    }
    return best
  }

  static func readTogether<Value>(_ connection: Database, _ body: (Database) throws -> Value) throws -> Value {
    try Query(connection, "BEGIN DEFERRED").run()
    do {
      let value = try body(connection)
      try Query(connection, "COMMIT").run()
      return value
    } catch {
      // The first error says why; taking back a transaction that read changes nothing.
      try? Query(connection, "ROLLBACK").run()
      throw error
    }
  }
}
