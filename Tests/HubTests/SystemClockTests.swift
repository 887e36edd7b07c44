import Hub
import Seeds
import Synchronization
import Testing

/// The machine's clocks, set by a test.
final class MachineClocks: Sendable {
  private let reading: Mutex<ClockReading>

  init(wallSeconds: Int64) {
    reading = Mutex(ClockReading(wallMicroseconds: wallSeconds * 1_000_000, bootMicroseconds: 5_000_000))
  }

  var read: @Sendable () -> ClockReading { { self.reading.withLock { $0 } } }

  /// Time goes by.
  func pass(microseconds: Int64) {
    reading.withLock {
      $0.wallMicroseconds += microseconds
      $0.bootMicroseconds += microseconds
    }
  }

  /// Somebody sets the wall clock.
  func set(bySeconds seconds: Int64) { reading.withLock { $0.wallMicroseconds += seconds * 1_000_000 } }
}

/// What a clock said of itself.
final class ClockReports: Sendable {
  private let all = Mutex<[Bool]>([])
  var holding: [Bool] { all.withLock { $0 } }
  var take: @Sendable (Double, Bool) -> Void { { _, isHolding in self.all.withLock { $0.append(isHolding) } } }
}

@Suite("The hub's clock")
struct SystemClockTests {
  static let start: Int64 = 1_800_000_000

  @Test("starts with the wall clock and goes on with time")
  func goesOn() throws {
    let machine = MachineClocks(wallSeconds: Self.start)
    let clock = try SystemClock(newestMilliseconds: 0, read: machine.read)
    #expect(clock.nowMilliseconds == Self.start * 1_000)
    machine.pass(microseconds: 1_500_000)
    #expect(clock.nowMilliseconds == Self.start * 1_000 + 1_500)
    #expect(clock.deviationSeconds == 0)
  }

  @Test(
    "small corrections are followed in so many seconds: a tenth of the time that goes by",
    arguments: [(1, 10), (60, 600), (-1, 10), (-60, 600)])
  func follows(bySeconds: Int64, seconds: Int64) throws {
    let machine = MachineClocks(wallSeconds: Self.start)
    let reports = ClockReports()
    let clock = try SystemClock(newestMilliseconds: 0, read: machine.read, report: reports.take)
    machine.set(bySeconds: bySeconds)
    #expect(clock.nowMilliseconds == Self.start * 1_000)
    for second in 1...seconds {
      #expect(clock.deviationSeconds != 0, "after \(second - 1) s")
      machine.pass(microseconds: 1_000_000)
      _ = clock.nowMilliseconds
    }
    #expect(clock.deviationSeconds == 0)
    #expect(clock.nowMilliseconds == (Self.start + bySeconds + seconds) * 1_000)
    #expect(reports.holding.isEmpty)
  }

  @Test("larger jumps are not followed, are told once, and end when the clock is mended", arguments: [61, -61, 86_400])
  func holds(bySeconds: Int64) throws {
    let machine = MachineClocks(wallSeconds: Self.start)
    let reports = ClockReports()
    let clock = try SystemClock(newestMilliseconds: 0, read: machine.read, report: reports.take)
    machine.set(bySeconds: bySeconds)
    for second in 1...100 as ClosedRange<Int64> {
      machine.pass(microseconds: 1_000_000)
      #expect(clock.nowMilliseconds == (Self.start + second) * 1_000)
    }
    #expect(clock.deviationSeconds == Double(bySeconds))
    #expect(clock.isHolding)
    machine.set(bySeconds: -bySeconds)
    _ = clock.nowMilliseconds
    #expect(!clock.isHolding)
    #expect(reports.holding == [true, false])
  }

  @Test("never goes backwards, whatever happens to the wall clock", arguments: [UInt64(1), 2, 3])
  func monotone(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let machine = MachineClocks(wallSeconds: Self.start)
    let clock = try SystemClock(newestMilliseconds: 0, read: machine.read)
    var last = clock.nowMilliseconds
    for step in 0..<20_000 {
      machine.pass(microseconds: Int64.random(in: 0...3_000, using: &random))
      if step % 7 == 0 { machine.set(bySeconds: Int64.random(in: -90...90, using: &random)) }
      let now = clock.nowMilliseconds
      #expect(now >= last, "seed \(seed), step \(step)")
      last = now
    }
  }

  @Test("a wall clock behind the newest entry: a minute is waited out, more is refused until it is accepted")
  func behind() throws {
    let newest = Self.start * 1_000
    let near = try SystemClock(
      newestMilliseconds: newest, read: MachineClocks(wallSeconds: Self.start - 60).read)
    #expect(near.nowMilliseconds == newest)
    #expect(!near.isHolding)
    let far = MachineClocks(wallSeconds: Self.start - 61)
    let error = #expect(throws: HubError.self) { try SystemClock(newestMilliseconds: newest, read: far.read) }
    #expect(error?.code == "clock.behind")
    #expect(error?.message.contains("61 seconds behind") == true)
    let reports = ClockReports()
    let accepted = try SystemClock(
      newestMilliseconds: newest, isAccepted: true, read: far.read, report: reports.take)
    #expect(accepted.nowMilliseconds == newest)
    #expect(reports.holding == [true])
    far.pass(microseconds: 2_000)
    #expect(accepted.nowMilliseconds == newest + 2)
  }
}
