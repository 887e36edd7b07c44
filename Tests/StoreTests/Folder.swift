import Foundation
import Hub
import HubTesting

@testable import StoreSQLite

/// A folder that is gone when the test ends.
final class Folder: Sendable {
  let url: URL

  init() throws {
    // Memory where there is some: what is tested here does not depend on how long a sync of the disk takes.
    let memory = URL(fileURLWithPath: "/dev/shm")
    let isThere = FileManager.default.isWritableFile(atPath: memory.path)
    url = (isThere ? memory : FileManager.default.temporaryDirectory).appendingPathComponent(
      "mesure-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of the database in it.
  var database: String { url.appendingPathComponent("mesure.db").path }

  /// The place of a store in it.
  var stand: SQLiteStand { SQLiteStand(folder: self) }

  /// A copy of the database's files as they are now, which is what a crash leaves: SQLite keeps nothing of a commit
  /// elsewhere.
  func crashed() throws -> Folder {
    let copy = try Folder()
    for ending in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: database + ending, toPath: copy.database + ending)
    }
    return copy
  }

  /// What the files of the database hold, one after the other.
  var bytes: Data {
    get throws {
      try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
        .reduce(into: Data()) { try $0.append(Data(contentsOf: $1)) }
    }
  }
}

/// Opens a store in a folder that sorts newest entries and once-keys a few at a time, so that little is enough to meet
/// every state of it.
struct SmallSweepsStand: StoreStand {
  let folder: Folder

  func open() throws(StoreError) -> any Store {
    try SQLiteStore(path: folder.database, entriesPerSweep: 20, keysPerSweep: 64)
  }
}

/// Opens a store in a folder.
struct SQLiteStand: StoreStand {
  let folder: Folder

  func open() throws(StoreError) -> any Store { try SQLiteStore(path: folder.database) }
}
