import Synchronization

/// One after the other, in the order in which they came: an actor lets others in wherever it waits, and what must not
/// be interrupted takes a turn.
///
/// A turn is handed over to who has waited longest; nobody who comes later gets in between.
public final class Turns: Sendable {
  private struct Queue {
    var isTaken = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// The first of ``waiting`` who still waits.
    var first = 0
  }

  private let queue = Mutex(Queue())

  /// Nobody has a turn.
  public init() {}

  /// Returns when it is the caller's turn; ``pass()`` must follow.
  public func take() async {
    await withCheckedContinuation { continuation in
      let isFree = queue.withLock { queue in
        if queue.isTaken {
          queue.waiting.append(continuation)
          return false
        }
        queue.isTaken = true
        return true
      }
      if isFree { continuation.resume() }
    }
  }

  /// How many wait for a turn.
  public var waitingCount: Int { queue.withLock { $0.waiting.count - $0.first } }

  /// Ends a turn, and gives it to the next.
  public func pass() {
    let next: CheckedContinuation<Void, Never>? = queue.withLock { queue in
      guard queue.first < queue.waiting.count else {
        queue.waiting.removeAll()
        queue.first = 0
        queue.isTaken = false
        return nil
      }
      defer { queue.first += 1 }
      return queue.waiting[queue.first]
    }
    next?.resume()
  }
}
