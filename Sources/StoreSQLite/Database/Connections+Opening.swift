import Foundation
import GRDB
import Glibc
import Hub
import Times

extension Connections {
  /// Makes the file, readable by its owner alone, because SQLite would make it readable by everybody.
  static func createFile(_ path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreError("store.failed", "cannot open `\(path)`: \(StoreLock.reason)") }
    defer { Glibc.close(descriptor) }
    // A checkpoint that a crash ended may leave a part of a page, but then the write-ahead log has it whole. Without
    // one, the file was cut; SQLite would take what is missing for zeros.
    var file = stat()
    var log = stat()
    let hasLog = stat(path + "-wal", &log) == 0 && log.st_size > 0
    guard hasLog || (fstat(descriptor, &file) == 0 && file.st_size % StoreSettings.pageBytes == 0) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "it ends in the middle of a page")
    }
  }

  /// Opens a connection.
  static func connect(_ path: String, cacheKiB: Int, isReader: Bool = false) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = isReader
    configuration.busyMode = .timeout(StoreSettings.busySeconds)
    // A transaction that cannot be taken back is told as an error; GRDB would end the process.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { connection in
      try connection.execute(sql: "PRAGMA mmap_size = \(StoreSettings.mappedBytes)")
      try connection.execute(sql: "PRAGMA cache_size = -\(max(cacheKiB, 64))")
      if !isReader {
        try connection.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        try connection.execute(sql: "PRAGMA synchronous = FULL")
        // What is erased must be gone from the file.
        try connection.execute(sql: "PRAGMA secure_delete = ON")
      }
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Brings the file to the schema of this program, or says why it cannot be used.
  static func prepareFile(_ connection: Database, path: String) throws {
    try Migrations.apply(to: connection, path: path)
    guard try String.fetchOne(connection, sql: "PRAGMA journal_mode = WAL") == "wal" else {
      throw StoreError("store.failed", "the file system of `\(path)` cannot share memory, which the store needs")
    }
    guard try Query(owned: connection, "PRAGMA page_count").number <= StoreSettings.checkedPagesMax else { return }
    let fault = try Query(owned: connection, "PRAGMA quick_check(1)")
    let said = try fault.first { fault.text(0) } ?? "nothing was said"
    guard said == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: said) }
  }

  /// How far the store got, the heads that are only in the log, and the keys that are in no run yet.
  static func readMarks(
    _ connection: Database
  ) throws -> (marks: StoreMarks, heads: Heads, recentKeys: RecentKeys) {
    func mark(_ name: String) throws -> Int64 {
      try Query(owned: connection, "SELECT value FROM marks WHERE name = '\(name)'").number
    }
    var heads = Heads()
    var position = try mark("position")
    var customer = max(try mark("customer"), try Query(owned: connection, "SELECT max(number) FROM customers").number)
    var at = try mark("at")
    var count = 0
    let tail = try Query(
      owned: connection, "SELECT position, customer, previous, at FROM log WHERE position > ? ORDER BY position")
    tail.bind(1, try mark("heads"))
    try tail.forEach {
      position = max(position, tail.int(0))
      customer = max(customer, tail.int(1))
      at = max(at, tail.int(3))
      // The row of a new customer was written with the first entry.
      if tail.int(2) != 0 { heads.note(tail.int(0), of: tail.int(1)) }
      count += 1
      return true
    }
    heads.countEntries(count)
    let marks = StoreMarks(
      position: Position(rawValue: position), customer: CustomerNumber(rawValue: customer), atMilliseconds: at,
      volumes: try readVolumes(connection))
    return (marks, heads, try RecentKeys(from: connection))
  }

  private static func readVolumes(_ connection: Database) throws -> [VolumeKey: Int64] {
    let uses = try Query(owned: connection, "SELECT volume, is_money, per, start, units FROM volume_uses")
    let rows = try uses.all {
      let key = VolumeKey(
        limit: uses.text(0), isMoney: uses.int(1) != 0, window: CalendarWindow(rawValue: uses.text(2)),
        startSeconds: uses.int(3))
      return (key, uses.int(4))
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }
}
