import GRDB
import Hub

/// What the store was doing when SQLite reported an error, because that decides what is known about the disk.
enum StoreStep {
  /// Opening the database at this path. Only an operator reads these errors, so they may name the file.
  case opening(String)
  /// Reading: nothing was to be changed.
  case reading
  /// Changing rows inside a transaction, which was then taken back.
  case writing
  /// Ending a transaction: it may be on disk or not.
  case committing
}

extension StoreError {
  /// An error of SQLite in the port's words; errors that are so already stay as they are.
  init(_ error: any Error, while step: StoreStep) {
    if let known = error as? StoreError {
      self = known
      return
    }
    guard let error = error as? DatabaseError else {
      self.init("store.failed", "the store could not do this: \(error)")
      return
    }
    let said = error.message ?? "error \(error.extendedResultCode.rawValue)"
    switch (error.resultCode, step) {
    case (.SQLITE_FULL, _):
      self.init("store.full", "the store's disk is full, and nothing was written; free some space")
    case (.SQLITE_CORRUPT, .opening(let path)), (.SQLITE_NOTADB, .opening(let path)):
      self.init(
        "store.damaged",
        "`\(path)` is damaged or is not a database of mesure (\(said)); put back a backup, and keep this file"
      )
    case (.SQLITE_CORRUPT, _), (.SQLITE_NOTADB, _):
      self.init("store.damaged", "the store's file is damaged (\(said)); stop the hub and put back a backup")
    case (.SQLITE_BUSY, .opening(let path)), (.SQLITE_LOCKED, .opening(let path)):
      self.init("store.busy", "another program holds `\(path)`; end it first")
    case (_, .opening(let path)):
      self.init("store.failed", "cannot open the store `\(path)`: \(said)")
    case (_, .committing):
      self.init("store.uncertain", "nobody knows whether the last writes reached the store's disk (\(said))")
    case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _):
      self.init("store.failed", "another program holds the store's file; nothing was written")
    case (_, .writing):
      self.init("store.failed", "the store could not write, and nothing was written (\(said))")
    case (_, .reading):
      self.init("store.failed", "the store could not read (\(said))")
    }
  }
}
