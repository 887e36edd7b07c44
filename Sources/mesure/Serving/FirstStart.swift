import Charters
import Foundation
import Hub

/// What a hub needs before its first decision: a charter in force, and somebody who may ask.
struct FirstStart {
  let authority: Authority
  /// The folder of the charter to decide by; nothing: what is in force, at first an example bank.
  let charter: String?

  /// The charter that decides when nobody gave one.
  static var exampleBank: [SourceFile] {
    let folder = "bank/"
    return EmbeddedFiles.paths(under: folder).compactMap { path in
      EmbeddedFiles.text(path).map { SourceFile(path: String(path.dropFirst(folder.count)), text: $0) }
    }
  }

  /// Puts the charter in force that should be.
  /// - Returns: whether another one came into force.
  /// - Throws: ``CharterFaults``, ``HubError``.
  func putCharterInForce() async throws -> Bool {
    let active = await authority.activations().last?.version
    guard charter != nil || active == nil else { return false }
    let files = try charter.map { try CharterFolder(path: $0).files() } ?? FirstStart.exampleBank
    let version = try await authority.upload(files).version
    guard version != active else { return false }
    _ = try await authority.activate(version)
    return true
  }

  /// Makes the first API key, with all scopes, where there is none.
  /// - Returns: its secret; nothing when there are keys.
  func makeKey() async throws -> String? {
    guard try await authority.keys().isEmpty else { return nil }
    return try await authority.createKey(name: "first", scopes: Set(Scope.allCases)).secret
  }

  /// Writes a secret into a file that only its owner can read; an existing file is left alone.
  static func write(secret: String, to path: String) throws(SinkError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw SinkError(
        message: "the key file `\(path)` cannot be written: \(String(cString: strerror(errno)).lowercased())")
    }
    let bytes = Array((secret + "\n").utf8)
    let count = Foundation.write(descriptor, bytes, bytes.count)
    guard count == bytes.count, fsync(descriptor) == 0, close(descriptor) == 0 else {
      throw SinkError(message: "the key file `\(path)` cannot be written")
    }
  }
}
