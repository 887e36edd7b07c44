import Synchronization

/// How many calls an API key may make: so many a second on average, and as many at once after a second of rest.
///
/// Each key's allowance is a token bucket, kept as one number: the moment up to which it is used up (the generic cell
/// rate algorithm, ITU-T I.371). Nothing is taken from a call that is refused.
public final class RateLimit: Sendable {
  /// Calls a second for each key; 0: no limit.
  public let callsPerSecondMax: Int
  private let usedUpTo = Mutex<[Int: Int64]>([:])
  /// From so many keys on, those that were not used of late are forgotten.
  private static let keysMax = 16_384

  /// Makes a limit for each key apart.
  public init(callsPerSecondMax: Int) { self.callsPerSecondMax = max(0, callsPerSecondMax) }

  /// Takes one call from a key's allowance.
  /// - Parameters:
  ///   - key: the number of the API key.
  ///   - nanoseconds: now, by a clock that only goes forward.
  /// - Returns: nothing when the call may go on; else after how many nanoseconds it may come again, at least 1.
  public func take(key: Int, nanoseconds: Int64) -> Int64? {
    guard callsPerSecondMax > 0 else { return nil }
    let step = max(1, 1_000_000_000 / Int64(callsPerSecondMax))
    return usedUpTo.withLock { table in
      // Those whose allowance is whole again are as new.
      if table.count >= Self.keysMax { table = table.filter { $0.value > nanoseconds } }
      let start = max(table[key] ?? Int64.min, nanoseconds)
      let wait = start + step - nanoseconds - 1_000_000_000
      if wait > 0 && start > nanoseconds { return wait }
      table[key] = start + step
      return nil
    }
  }
}
