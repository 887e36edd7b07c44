import Synchronization

/// Lets one call a key through at a time, so that two calls with one key cannot both find it unused.
final class OnceGate: Sendable {
  private let inside: Mutex<[Digest128: [UnsafeContinuation<Void, Never>]]> = Mutex([:])

  /// Returns once nobody else is inside with this key. ``leave(_:)`` must follow.
  func enter(_ key: Digest128) async {
    while true {
      let isIn = inside.withLock { inside in
        if inside[key] != nil { return false }
        inside[key] = []
        return true
      }
      if isIn { return }
      await withUnsafeContinuation { continuation in
        let isFree = inside.withLock { inside in
          if inside[key] == nil { return true }
          inside[key]?.append(continuation)
          return false
        }
        if isFree { continuation.resume() }
      }
    }
  }

  /// Lets the others go on.
  func leave(_ key: Digest128) {
    let waiting = inside.withLock { $0.removeValue(forKey: key) } ?? []
    for continuation in waiting { continuation.resume() }
  }
}
