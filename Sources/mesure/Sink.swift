import Foundation

/// Decisions could not be written.
struct SinkError: Error {
  var message: String
}

/// Where decisions are written: a file, which appears whole or not at all, standard output, or something that is no
/// file, such as a device or a pipe, which is written to as it is.
final class Sink {
  private let descriptor: Int32
  private let path: String?
  /// Whether the bytes go to a file beside the final name first.
  private let isStaged: Bool
  private var isFinished = false

  /// Opens a file beside its final name, or standard output.
  init(path: String?) throws {
    self.path = path
    guard let path else {
      isStaged = false
      descriptor = STDOUT_FILENO
      return
    }
    var status = stat()
    // Renaming a file over a device would replace the device.
    isStaged = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    guard isStaged else {
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Sink.failure(path) }
      return
    }
    descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Sink.failure(path) }
  }

  /// Writes bytes, all of them.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw Sink.failure(path ?? "standard output")
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Gives the file its name, once all of it is there.
  func finish() throws {
    isFinished = true
    guard let path else { return }
    guard isStaged else {
      guard close(descriptor) == 0 else { throw Sink.failure(path) }
      return
    }
    guard fsync(descriptor) == 0, close(descriptor) == 0, rename(path + ".part", path) == 0 else {
      let failure = Sink.failure(path)
      unlink(path + ".part")
      throw failure
    }
  }

  deinit {
    guard let path, !isFinished, descriptor >= 0 else { return }
    close(descriptor)
    if isStaged { unlink(path + ".part") }
  }

  private static func failure(_ path: String) -> SinkError {
    SinkError(message: "`\(path)` cannot be written: \(String(cString: strerror(errno)).lowercased())")
  }
}
