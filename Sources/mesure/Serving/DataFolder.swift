import Foundation
import Hub

/// The folder that holds everything the hub must not forget.
struct DataFolder {
  let path: String

  /// Where the database is.
  var database: String { path + "/mesure.sqlite" }

  /// Where the key is that signs the links of messages.
  var linkKey: String { path + "/links.key" }

  /// The key that signs the links of messages, made the first time. Without it links that were sent before are not read.
  /// - Throws: `StoreError` `store.failed`.
  func readLinkKey() throws(StoreError) -> [UInt8] {
    if let bytes = FileManager.default.contents(atPath: linkKey) {
      guard bytes.count == LinkSigner.keyBytes else {
        throw StoreError("store.failed", "`\(linkKey)` is not \(LinkSigner.keyBytes) bytes long; put back a copy")
      }
      return [UInt8](bytes)
    }
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<LinkSigner.keyBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
    guard
      FileManager.default.createFile(
        atPath: linkKey, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
    else { throw StoreError("store.failed", "`\(linkKey)` cannot be written") }
    return bytes
  }

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
