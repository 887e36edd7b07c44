import Foundation

/// Where the handler of signals writes the number of a signal.
private nonisolated(unsafe) var signalPipe: Int32 = -1  // Written once, before the handler that reads it is installed.

/// SIGTERM and SIGINT: the first asks for a graceful stop, the second ends the program at once.
///
/// A handler may do next to nothing (signal-safety(7)), so it writes a byte into a pipe, which a thread reads. It is in
/// force when `watch` returns, on every thread: a signal that comes right after is not lost, as it could be with Dispatch,
/// which registers its sources later.
enum StopSignals {
  /// What a shell reports for a program that a signal ended, less the signal's number.
  private static let signalBase: Int32 = 128

  /// Begins to watch; called once, before the program says that it is ready.
  /// - Parameter stop: called once, on a thread of its own, with the name of the signal.
  /// - Throws: `SinkError` when the system has no pipe left.
  static func watch(_ stop: @escaping @Sendable (String) -> Void) throws(SinkError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw SinkError(message: "signals cannot be watched: \(String(cString: strerror(errno)).lowercased())")
    }
    signalPipe = ends[1]
    let reading = ends[0]
    let thread = Thread {
      var isStopping = false
      var number: UInt8 = 0
      while true {
        // Interrupted reads are tried again; nothing else can happen to this pipe.
        guard read(reading, &number, 1) == 1 else { continue }
        if isStopping { _exit(signalBase + Int32(number)) }
        isStopping = true
        stop(Int32(number) == SIGINT ? "SIGINT" : "SIGTERM")
      }
    }
    thread.start()
    for number in [SIGTERM, SIGINT] {
      signal(number) { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(signalPipe, &byte, 1)
        errno = before
      }
    }
  }
}
