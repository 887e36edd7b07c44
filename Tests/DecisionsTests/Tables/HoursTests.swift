import Decisions
import Testing
import Times

/// Quiet hours, legal hours and public holidays.
@Suite struct HoursTests {
  private let opening = WeeklyHours(fromSeconds: 8 * 3600, toSeconds: 20 * 3600)
  /// Closed from 22:00 to 07:00: what crosses midnight is written as what is open in between.
  private let night = WeeklyHours(fromSeconds: 7 * 3600, toSeconds: 22 * 3600)
  /// Open from 22:00 to 07:00, in two stretches.
  private let nightOnly = [
    WeeklyHours(fromSeconds: 0, toSeconds: 7 * 3600), WeeklyHours(fromSeconds: 22 * 3600, toSeconds: 86_400),
  ]

  static func world(_ allowed: [WeeklyHours], zones: [Zone] = [Zones.paris], holidays: Bool = false) -> World {
    var world = World()
    world.charter.zones = zones
    world.state.customer.zones = Array(zones.indices)
    world.charter.timing.waiting = .defer
    world.charter.timing.horizonSeconds = 30 * 86_400
    world.charter.policy.hours = [
      Hours(rule: ContactRule(name: "hours"), allowed: allowed, areHolidaysClosed: holidays)
    ]
    world.offer("lamp")
    return world
  }

  /// When the lamp may be spoken of.
  static func moment(_ world: World, _ now: Instant) -> Instant? { world.decision(now).choices.first?.at }

  @Test func quietHoursInParis() {
    let table: [(allowed: [WeeklyHours], now: String, next: String, why: String)] = [
      ([opening], "2026-05-20 08:00:00", "2026-05-20 08:00:00", "the first second is open"),
      ([opening], "2026-05-20 19:59:59", "2026-05-20 19:59:59", "the last second is open"),
      ([opening], "2026-05-20 07:59:59", "2026-05-20 08:00:00", "a second too early"),
      ([opening], "2026-05-20 20:00:00", "2026-05-21 08:00:00", "a second too late"),
      ([opening], "2026-02-28 23:00:00", "2026-03-01 08:00:00", "the month ends"),
      ([opening], "2028-02-28 20:00:00", "2028-02-29 08:00:00", "to the leap day"),
      ([opening], "2028-02-29 20:00:00", "2028-03-01 08:00:00", "and from it"),
      ([opening], "2026-12-31 20:00:00", "2027-01-01 08:00:00", "the year ends"),
      ([opening], "2026-03-28 20:00:00", "2026-03-29 08:00:00", "the night has 11 hours"),
      ([opening], "2026-10-24 20:00:00", "2026-10-25 08:00:00", "the night has 13 hours"),
      ([night], "2026-05-20 23:30:00", "2026-05-21 07:00:00", "across midnight, before it"),
      ([night], "2026-05-21 00:30:00", "2026-05-21 07:00:00", "and after it"),
      (nightOnly, "2026-05-20 23:59:59", "2026-05-20 23:59:59", "two stretches meet at midnight"),
      (nightOnly, "2026-05-21 00:00:00", "2026-05-21 00:00:00", "without a gap"),
      (nightOnly, "2026-05-21 12:00:00", "2026-05-21 22:00:00", "closed by day"),
      (
        [WeeklyHours(days: 0b001_1111, fromSeconds: 0, toSeconds: 86_400)], "2026-05-22 23:59:59",
        "2026-05-22 23:59:59", "Friday's last second"
      ),
      (
        [WeeklyHours(days: 0b001_1111, fromSeconds: 0, toSeconds: 86_400)], "2026-05-23 00:00:00",
        "2026-05-25 00:00:00", "the week-end is closed"
      ),
      (
        [WeeklyHours(fromSeconds: 9000, toSeconds: 9900)], "2026-03-29 01:00:00", "2026-03-30 02:30:00",
        "02:30 to 02:45 does not exist on 29 March"
      ),
      (
        [WeeklyHours(fromSeconds: 9000, toSeconds: 12_600)], "2026-03-29 01:00:00", "2026-03-29 03:00:00",
        "of 02:30 to 03:30 the second half is left"
      ),
    ]
    for row in table {
      #expect(Self.moment(Self.world(row.allowed), at(row.now)) == at(row.next), "\(row.why)")
    }
  }

  /// 25 October 2026, 02:30 comes twice in Paris, at 00:30 and at 01:30 UTC; rules go by what clocks show.
  @Test func bothHoursOfOctober() {
    let table: [(from: Int32, to: Int32, now: Instant, next: Instant)] = [
      (9000, 10_800, utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 0, 30)),
      (9000, 10_800, utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 1, 30)),
      (9000, 10_800, utc(2026, 10, 25, 0, 29, 59), utc(2026, 10, 25, 0, 30)),
      // 02:30 to 03:00, then clocks show 02:00 again.
      (9000, 10_800, utc(2026, 10, 25, 1), utc(2026, 10, 25, 1, 30)),
      (9000, 10_800, utc(2026, 10, 25, 2), utc(2026, 10, 26, 1, 30)),
      (0, 9000, utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1)),
      (0, 9000, utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 23)),
    ]
    for (n, row) in table.enumerated() {
      let world = Self.world([WeeklyHours(fromSeconds: row.from, toSeconds: row.to)])
      #expect(Self.moment(world, row.now) == row.next, "row \(n)")
    }
  }

  /// Clocks go from 01:00 on 25 October back to 23:00 on the 24th, so that the end of the 24th comes twice.
  @Test func aDayThatIsShownAgain() {
    let late = WeeklyHours(fromSeconds: 84_600, toSeconds: 86_400)
    let world = Self.world([late], zones: [Zones.strangeMidnights])
    #expect(Self.moment(world, utc(2026, 10, 24, 22, 30)) == utc(2026, 10, 24, 23, 30), "at 00:30 of the 25th")
    #expect(Self.moment(world, utc(2026, 10, 25, 0)) == utc(2026, 10, 25, 23, 30), "at 00:00, for the second time")
    let early = WeeklyHours(fromSeconds: 0, toSeconds: 600)
    let morning = Self.world([early], zones: [Zones.strangeMidnights])
    #expect(Self.moment(morning, utc(2026, 10, 24, 22, 30)) == utc(2026, 10, 25, 0), "the 25th begins twice")
    // On 28 March clocks go from 23:00 to 01:00: of the first ten minutes of the 29th there are none.
    #expect(Self.moment(morning, utc(2026, 3, 28, 22, 59)) == utc(2026, 3, 29, 22))
  }

  @Test func hoursOfFarZones() {
    let nine = WeeklyHours(fromSeconds: 9 * 3600, toSeconds: 21 * 3600)
    let now = utc(2026, 5, 20, 12)
    let table: [(zones: [Zone], next: Instant?, why: String)] = [
      ([Zones.paris], now, "14:00"),
      ([Zones.kiritimati], utc(2026, 5, 20, 19), "02:00 of the 21st, so at 09:00"),
      ([Zones.pagoPago], utc(2026, 5, 20, 20), "01:00, so at 09:00"),
      ([Zones.paris, Zones.kolkata], now, "14:00 and 17:30"),
      (
        [Zones.paris, Zones.kolkata, Zones.newYork], utc(2026, 5, 20, 13), "08:00 in New York: every zone must be open"
      ),
      ([Zones.kiritimati, Zones.pagoPago], utc(2026, 5, 20, 20), "10:00 of the 21st and 09:00 of the 20th"),
      ([Zones.kiritimati, Zones.paris, Zones.newYork], nil, "the three are never open together"),
    ]
    for row in table { #expect(Self.moment(Self.world([nine], zones: row.zones), now) == row.next, "\(row.why)") }
  }

  /// 26 December is kept in Moselle (FR-57), 1 January everywhere; Sundays are open here.
  @Test func holidaysByRegion() {
    let noon = WeeklyHours(fromSeconds: 12 * 3600, toSeconds: 13 * 3600)
    let table: [(country: String, region: String, now: String, next: String, why: String)] = [
      ("FR", "FR-75", "2026-12-26 12:00", "2026-12-26 12:00", "a holiday elsewhere"),
      ("FR", "FR-57", "2026-12-26 12:00", "2026-12-27 12:00", "a holiday here"),
      ("FR", "", "2026-12-26 12:00", "2026-12-27 12:00", "where the region is unknown, a holiday in any counts"),
      ("FR", "FR-75", "2026-12-31 13:00", "2027-01-02 12:00", "in the whole country"),
      ("DE", "", "2027-01-01 12:00", "2027-01-01 12:00", "another country has days of its own"),
    ]
    for row in table {
      var world = Self.world([noon], holidays: true)
      world.charter.holidays["FR"] = [
        Holiday(date: CivilDate(year: 2026, month: 12, day: 26)!, regions: ["FR-57"]),
        Holiday(date: CivilDate(year: 2027, month: 1, day: 1)!),
      ]
      world.state.customer.country = Symbol(row.country)
      world.state.customer.region = row.region.isEmpty ? .none : Symbol(row.region)
      #expect(Self.moment(world, at(row.now)) == at(row.next), "\(row.why)")
      world.charter.policy.hours[0].areHolidaysClosed = false
      world.charter.holidays = [:]
      #expect(Self.moment(world, at("2026-12-26 12:00")) == at("2026-12-26 12:00"), "holidays are open")
    }
  }

  @Test func hoursThatNeverOpenGiveNoDate() {
    let world = Self.world([])
    #expect(world.fate("lamp") == .quietHours)
    #expect(world.abstention()?.nextLook == world.now + world.charter.timing.lookAgainSeconds)
  }
}
