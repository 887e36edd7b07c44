import Synchronization

/// One value that another thread brings.
final class PendingAnswer<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case waiting(UnsafeContinuation<Value, Never>)
    case brought(Value)
  }

  private let state = Mutex(State.empty)

  /// Brings the value: once.
  func bring(_ value: Value) {
    let waiting: UnsafeContinuation<Value, Never>? = state.withLock { state in
      if case .waiting(let continuation) = state { return continuation }
      state = .brought(value)
      return nil
    }
    waiting?.resume(returning: value)
  }

  /// Returns the value once it is brought; to be asked once.
  func value() async -> Value {
    await withUnsafeContinuation { continuation in
      let brought: Value? = state.withLock { state in
        if case .brought(let value) = state { return value }
        state = .waiting(continuation)
        return nil
      }
      if let brought { continuation.resume(returning: brought) }
    }
  }
}
