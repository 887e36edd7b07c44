import GRDB
import GRDBSQLite
import Hub
import Synchronization

/// How long SQLite's write-ahead log is, and when it is copied into the database.
///
/// The copying goes on beside the writer, on a connection of its own. Under steady load it never quite reaches the
/// end, and only then can the log begin anew; so when it is long and little is left, the writer itself copies the
/// rest between
/// two commits. Beyond a bound it does so whatever is left.
final class Checkpointing: Sendable {
  private let pages = Atomic<Int>(0)
  private let copiedPages = Atomic<Int>(0)
  private let isCopying = Atomic<Bool>(false)

  /// What is due after a commit.
  enum Due { case nothing, beside, between }

  /// Counts the pages of the log after each commit of a connection, and keeps SQLite from copying on its own there.
  func observe(_ connection: Database) {
    // The store keeps this object at least as long as the connection.
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_wal_hook(
      connection.sqliteConnection,
      { context, _, _, pages in
        guard let context else { return SQLITE_OK }
        let checkpointing = Unmanaged<Checkpointing>.fromOpaque(context).takeUnretainedValue()
        checkpointing.pages.store(Int(pages), ordering: .relaxed)
        return SQLITE_OK
      }, context)
  }

  /// What is due now.
  var due: Due {
    guard !isCopying.load(ordering: .acquiring) else { return .nothing }
    let pages = pages.load(ordering: .relaxed)
    // The log began anew since it was last copied.
    let copied = min(copiedPages.load(ordering: .relaxed), pages)
    let backlog = pages < copiedPages.load(ordering: .relaxed) ? pages : pages - copied
    if pages >= StoreSettings.logPagesMax { return .between }
    if pages >= StoreSettings.restartPages, backlog > 0, backlog <= StoreSettings.restartBacklogPages {
      return .between
    }
    return backlog >= StoreSettings.checkpointPages ? .beside : .nothing
  }

  /// Notes that copying begins; false when it goes on already.
  func begin() -> Bool {
    isCopying.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
  }

  /// Copies what can be copied without waiting for anybody.
  ///
  /// A failure is none of a caller's: nothing is lost by copying later, and a disk that fails fails commits as well.
  func copy(_ connection: Database) {
    var total: Int32 = 0
    var copied: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(
      connection.sqliteConnection, nil, SQLITE_CHECKPOINT_PASSIVE, &total, &copied)
    if code == SQLITE_OK, copied >= 0 { copiedPages.store(Int(copied), ordering: .relaxed) }
    isCopying.store(false, ordering: .releasing)
  }

  /// Copies everything and cuts the log to nothing.
  /// - Parameter waitSeconds: how long to wait for those who still read an older state.
  /// - Returns: false when somebody still does, such as a backup; what could be copied is copied.
  static func truncate(_ connection: Database, waitSeconds: Double) throws -> Bool {
    let handle = connection.sqliteConnection
    sqlite3_busy_timeout(handle, Int32(waitSeconds * 1000))
    defer { sqlite3_busy_timeout(handle, Int32(StoreSettings.busySeconds * 1000)) }
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    if code & 0xFF == SQLITE_BUSY { return false }
    if code != SQLITE_OK {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code), message: "the write-ahead log could not be copied into the database")
    }
    return true
  }
}
