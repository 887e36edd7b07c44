import Hub
import Synchronization

/// A clock that stands still until a test moves it.
public final class ManualClock: HubClock {
  private let milliseconds: Mutex<Int64>
  private let deviation = Mutex(0.0)

  /// Starts at a moment: milliseconds since 1970.
  public init(nowMilliseconds: Int64 = 1_767_225_600_000) { milliseconds = Mutex(nowMilliseconds) }

  /// Milliseconds since 1970.
  public var nowMilliseconds: Int64 { milliseconds.withLock { $0 } }

  /// How far the wall clock is said to be ahead, in seconds; 0 unless a test says otherwise.
  public var deviationSeconds: Double {
    get { deviation.withLock { $0 } }
    set { deviation.withLock { $0 = newValue } }
  }

  /// Moves to a moment, later or earlier: what reads the clock must stand both. Milliseconds since 1970.
  public func set(_ nowMilliseconds: Int64) { milliseconds.withLock { $0 = nowMilliseconds } }

  /// Moves on by milliseconds; negative: back.
  public func advance(byMilliseconds count: Int64) { milliseconds.withLock { $0 += count } }

  /// Moves on by seconds; negative: back.
  public func advance(bySeconds count: Int64) { advance(byMilliseconds: count * 1000) }
}
