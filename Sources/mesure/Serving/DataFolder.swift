import Foundation
import Hub

/// The folder that holds everything the hub must not forget.
struct DataFolder {
  let path: String

  /// Where the database is.
  var database: String { path + "/mesure.sqlite" }

  /// Makes the folder, for its owner only, when it is missing.
  /// - Throws: `StoreError` `store.failed`.
  func make() throws(StoreError) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw StoreError("store.failed", "`\(path)` is a file, not a folder for data") }
      return
    }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError("store.failed", "the folder `\(path)` cannot be made; make it, or choose another with --data")
    }
  }

  /// Whether a hub has been here.
  var isInhabited: Bool { FileManager.default.fileExists(atPath: database) }

  /// For verbs that read or change what is there: the folder must hold a database.
  /// - Throws: `StoreError` `store.missing`.
  func require() throws(StoreError) {
    if !isInhabited {
      throw StoreError("store.missing", "there is no database in `\(path)`; `mesure serve --data \(path)` makes one")
    }
  }
}
