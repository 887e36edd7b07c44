import Foundation
import Synchronization

/// One look at the machine's clocks.
public struct ClockReading: Hashable, Sendable {
  /// What the machine believes the time to be; people and time servers may set it: microseconds since 1970.
  public var wallMicroseconds: Int64
  /// Time since the machine started, sleep included; nobody sets it: microseconds.
  public var bootMicroseconds: Int64

  /// Makes a reading.
  public init(wallMicroseconds: Int64, bootMicroseconds: Int64) {
    self.wallMicroseconds = wallMicroseconds
    self.bootMicroseconds = bootMicroseconds
  }

  /// Asks the operating system: `CLOCK_REALTIME` and `CLOCK_BOOTTIME` (clock_gettime(2)).
  public static func ofSystem() -> ClockReading {
    ClockReading(
      wallMicroseconds: microseconds(of: CLOCK_REALTIME), bootMicroseconds: microseconds(of: CLOCK_BOOTTIME))
  }

  private static func microseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}

/// The hub's time in a running server: the wall clock at the start, carried on by a clock that nobody can set.
///
/// Caps and quiet hours rest on the time of earlier contacts, so a wall clock that is set back or forth must not move
/// the hub's. Deviations up to ``deviationMicrosecondsMax`` are taken for corrections by a time server and followed
/// gradually, one tenth faster or slower than real time, and never backwards. On larger ones the hub holds on to its own
/// time, says so, and shows the deviation, until somebody mends the clock or restarts the server.
public final class SystemClock: HubClock {
  /// The greatest deviation of the wall clock that is followed: one minute.
  public static let deviationMicrosecondsMax: Int64 = 60_000_000
  /// How much of the time that goes by is given to following: one part in so many.
  static let followingShare: Int64 = 10
  /// The most time without a reading that counts for following, so that a first reading after a pause does not jump.
  static let creditMicrosecondsMax: Int64 = 1_000_000

  private struct State {
    var ownMicroseconds: Int64
    var bootMicroseconds: Int64
    var creditMicroseconds: Int64 = 0
    var deviationMicroseconds: Int64
    var isHolding: Bool
  }

  private let state: Mutex<State>
  private let read: @Sendable () -> ClockReading
  private let report: @Sendable (_ deviationSeconds: Double, _ isHolding: Bool) -> Void

  /// Starts the clock.
  /// - Parameters:
  ///   - newestMilliseconds: the moment of the newest entry of the store, milliseconds since 1970; 0: there is none.
  ///     The clock never shows an earlier one.
  ///   - isAccepted: go on from the newest entry although the wall clock is far behind it.
  ///   - read: looks at the machine's clocks.
  ///   - report: is told when the clock begins to hold on to its own time, and when it follows again.
  /// - Throws: `clock.behind`, when the wall clock is more than a minute behind the newest entry: either it is wrong now,
  ///   or it was when that entry was written.
  public init(
    newestMilliseconds: Int64, isAccepted: Bool = false,
    read: @escaping @Sendable () -> ClockReading = ClockReading.ofSystem,
    report: @escaping @Sendable (_ deviationSeconds: Double, _ isHolding: Bool) -> Void = { _, _ in }
  ) throws(HubError) {
    let first = read()
    // The newest entry's own millisecond has begun already.
    let newest = newestMilliseconds * 1_000
    let behind = newest - first.wallMicroseconds
    guard behind <= SystemClock.deviationMicrosecondsMax || isAccepted else {
      throw HubError(
        .conflict, "clock.behind",
        "the machine's clock is \(behind / 1_000_000) seconds behind the newest entry of the database; set the clock "
          + "right, or go on from that entry's time with `--accept-clock` if the entry is right")
    }
    let own = max(first.wallMicroseconds, newest)
    let deviation = first.wallMicroseconds - own
    let isHolding = -deviation > SystemClock.deviationMicrosecondsMax
    state = Mutex(
      State(
        ownMicroseconds: own, bootMicroseconds: first.bootMicroseconds, deviationMicroseconds: deviation,
        isHolding: isHolding))
    self.read = read
    self.report = report
    if isHolding { report(Double(deviation) / 1e6, true) }
  }

  /// Milliseconds since 1970; never less than an earlier answer.
  public var nowMilliseconds: Int64 {
    let (own, change) = state.withLock { state -> (Int64, (Double, Bool)?) in
      // Read under the lock: two threads then see their readings in the order in which they take their answers.
      let wasHolding = state.isHolding
      SystemClock.advance(&state, to: read())
      let isChanged = state.isHolding != wasHolding
      return (
        state.ownMicroseconds, isChanged ? (Double(state.deviationMicroseconds) / 1e6, state.isHolding) : nil
      )
    }
    if let (seconds, isHolding) = change { report(seconds, isHolding) }
    return own / 1_000
  }

  /// How far the wall clock is ahead of the hub's, in seconds, as of now; negative: behind.
  public var deviationSeconds: Double {
    _ = nowMilliseconds
    return state.withLock { Double($0.deviationMicroseconds) / 1e6 }
  }

  /// Whether the wall clock is so far off that the hub no longer follows it, as of the last reading.
  public var isHolding: Bool { state.withLock(\.isHolding) }

  private static func advance(_ state: inout State, to reading: ClockReading) {
    let elapsed = max(0, reading.bootMicroseconds - state.bootMicroseconds)
    state.bootMicroseconds += elapsed
    state.ownMicroseconds += elapsed
    let deviation = reading.wallMicroseconds - state.ownMicroseconds
    state.deviationMicroseconds = deviation
    state.isHolding = abs(deviation) > deviationMicrosecondsMax
    state.creditMicroseconds = min(creditMicrosecondsMax, state.creditMicroseconds + elapsed)
    guard !state.isHolding, deviation != 0 else { return }
    let step = min(abs(deviation), state.creditMicroseconds / followingShare)
    state.creditMicroseconds -= step * followingShare
    // Slower, never back: of the time that went by since the last reading, some is left at least.
    let change = deviation > 0 ? step : -min(step, elapsed)
    state.ownMicroseconds += change
    state.deviationMicroseconds -= change
  }
}
