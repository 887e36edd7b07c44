import Foundation
import Glibc
import Hub

/// The lock file beside the database: while it is held, no other hub opens the same store.
///
/// SQLite's own locks would let two hubs write in turn, each sure to know the newest entry of every customer. The lock
/// belongs to the open file, so it ends with the process however that ends, and it also holds between two stores of one
/// process.
final class StoreLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, or says who cannot have it.
  /// - Throws: `store.busy`; `store.failed` when the file cannot be made.
  init(path: String, ofDatabase database: String) throws(StoreError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError("store.failed", "cannot open `\(path)`: \(StoreLock.reason)")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let reason = StoreLock.reason
      Glibc.close(descriptor)
      if code == EWOULDBLOCK {
        throw StoreError(
          "store.busy", "another hub has `\(database)` open; stop it first, or give this one a database of its own")
      }
      throw StoreError("store.failed", "cannot lock `\(path)`: \(reason)")
    }
    self.descriptor = descriptor
  }

  deinit {
    // A program that this process is just starting still has the open file, and with it the lock, until it runs; to
    // give it up by name ends it there as well.
    flock(descriptor, LOCK_UN)
    Glibc.close(descriptor)
  }

  /// What the system says about the last call, in words.
  static var reason: String { String(cString: strerror(errno)) }
}
