import HubTesting
import Testing
import Times

@testable import Hub

@Suite("The schedule of sweeps")
struct SweepScheduleTests {
  private static func at(_ text: String) throws -> Instant { try #require(try? Instant(iso8601: text, zone: nil)) }

  @Test(
    "what is due, every day at 09:30",
    arguments: [
      ("2026-03-10T09:29:59Z", "2026-03-10T08:00:00Z", nil as String?, 0, "not yet"),
      ("2026-03-10T09:30:00Z", "2026-03-10T08:00:00Z", "2026-03-10T09:30:00Z", 0, "now"),
      ("2026-03-10T23:00:00Z", "2026-03-10T08:00:00Z", "2026-03-10T09:30:00Z", 0, "late, and less than a day"),
      ("2026-03-10T23:00:00Z", "2026-03-10T09:30:00Z", nil, 0, "it was begun"),
      ("2026-03-10T23:00:00Z", "2026-03-10T10:00:00Z", nil, 0, "it came before the program did"),
      ("2026-03-13T08:00:00Z", "2026-03-10T09:30:00Z", "2026-03-12T09:30:00Z", 1, "the last of two"),
      ("2026-03-13T10:00:00Z", "2026-03-10T09:30:00Z", "2026-03-13T09:30:00Z", 2, "the last of three"),
      ("2026-03-13T10:00:00Z", "2026-03-10T09:00:00Z", "2026-03-13T09:30:00Z", 3, "the last of four"),
    ])
  func due(now: String, after: String, planned: String?, skipped: Int, what: Comment) throws {
    let schedule = try #require(SweepSchedule("09:30"))
    let due = schedule.due(now: try Self.at(now), after: try Self.at(after), in: .utc)
    #expect(try due?.planned == planned.map { try Self.at($0) }, what)
    #expect(due?.skippedCount ?? 0 == skipped, what)
  }

  @Test("what is no time is refused", arguments: ["", "9:30", "24:00", "09:60", "09:30:00", "0930", "-1:30", "+9:30"])
  func refused(text: String) { #expect(SweepSchedule(text) == nil) }

  @Test("the server begins what is due once, and what was cut off goes on first")
  func attended() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await SmallWorld().hub(clock: clock)
    try await hub.welcome(["ada", "ben"])
    // The world's clock stands at 16:13 in Paris.
    let schedule = try #require(SweepSchedule("17:00"))
    let since = Instant(secondsSince1970: SmallWorld.start / 1000)
    func planned() async throws -> [Int64?] {
      try await hub.sweepWhatIsDue(schedule, since: since)
      return try await hub.sweeps(countMax: 9).map(\.row.plannedAtSeconds)
    }
    #expect(try await planned().isEmpty)
    clock.set(SmallWorld.start + 3_600_000)
    let first = try await planned()
    #expect(first.count == 1)
    #expect(try await planned() == first, "once")
    let asked = try await hub.beginSweep()
    clock.set(SmallWorld.start + 3 * 86_400_000 + 3_600_000)
    #expect(try await planned().count == 2, "the one that was asked for came first")
    #expect(try await hub.sweep(asked.row.number).phase == .done)
    let last = try await planned()
    #expect(last.count == 3, "and of three that were missed, the last")
    #expect(try #require(last[0]) - #require(first[0]) == 3 * 86_400)
  }
}
