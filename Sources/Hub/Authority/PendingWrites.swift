import Synchronization

/// Commits of one call that are on their way to the disk.
final class PendingWrites: Sendable {
  private struct State {
    var count = 0
    var error: StoreError?
    var links: Set<UInt64> = []
    var waiting: UnsafeContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// One more is on its way.
  func begin() { state.withLock { $0.count += 1 } }

  /// One of them changes who shares a household or an address.
  func note(links: [UInt64]) {
    if !links.isEmpty { state.withLock { $0.links.formUnion(links) } }
  }

  /// The households and addresses whose sharing they change.
  var links: Set<UInt64> { state.withLock { $0.links } }

  /// One arrived, or was given up.
  func end(_ error: StoreError?) {
    let waiting: UnsafeContinuation<Void, Never>? = state.withLock { state in
      state.count -= 1
      if let error { state.error = error }
      guard state.count == 0 else { return nil }
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume()
  }

  /// Returns when none is on its way any more: nothing, or why one was not written.
  func finished() async -> StoreError? {
    await withUnsafeContinuation { continuation in
      let isDone = state.withLock { state in
        if state.count == 0 { return true }
        state.waiting = continuation
        return false
      }
      if isDone { continuation.resume() }
    }
    return state.withLock { $0.error }
  }
}
