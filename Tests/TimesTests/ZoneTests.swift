import Testing
import Times

/// The offsets and local times of real zones, at moments that people get wrong.
@Suite(.enabled(if: ZoneFiles.arePresent, "tzdata is not installed"))
struct ZoneTests {
  @Test(arguments: [
    // zone, moment, what local clocks show
    ("Europe/Paris", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"),
    ("Europe/Paris", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"),
    ("Europe/Paris", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00"),
    ("Europe/Paris", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02:00"),
    ("Europe/Paris", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00"),
    ("Europe/Paris", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"),
    ("Europe/Paris", "2024-02-29T23:30:00Z", "2024-03-01T00:30:00+01:00"),
    ("Europe/Paris", "2026-12-31T23:00:00Z", "2027-01-01T00:00:00+01:00"),
    ("Europe/Paris", "2100-06-30T22:00:00Z", "2100-07-01T00:00:00+02:00"),
    ("Europe/Paris", "2150-12-31T22:59:59Z", "2150-12-31T23:59:59+01:00"),
    ("Europe/Paris", "1900-01-01T00:00:00Z", "1900-01-01T00:09:21+00:09:21"),
    ("Europe/Dublin", "2026-07-01T12:00:00Z", "2026-07-01T13:00:00+01:00"),
    ("Europe/Dublin", "2100-01-01T12:00:00Z", "2100-01-01T12:00:00Z"),
    ("Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01T00:00:00+14:00"),
    ("Pacific/Pago_Pago", "2026-12-31T10:00:00Z", "2026-12-30T23:00:00-11:00"),
    ("Asia/Kathmandu", "2026-06-30T18:15:00Z", "2026-07-01T00:00:00+05:45"),
    ("Asia/Kolkata", "2026-06-30T18:30:00Z", "2026-07-01T00:00:00+05:30"),
    ("Australia/Lord_Howe", "2026-10-03T15:29:59Z", "2026-10-04T01:59:59+10:30"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-04T02:30:00+11:00"),
    ("Australia/Lord_Howe", "2100-01-01T00:00:00Z", "2100-01-01T11:00:00+11:00"),
    ("America/St_Johns", "2026-03-08T05:30:00Z", "2026-03-08T03:00:00-02:30"),
    ("America/St_Johns", "2026-12-01T12:00:00Z", "2026-12-01T08:30:00-03:30"),
    ("America/New_York", "2100-03-14T07:00:00Z", "2100-03-14T03:00:00-04:00"),
    ("America/Sao_Paulo", "2026-01-15T12:00:00Z", "2026-01-15T09:00:00-03:00"),
    ("Africa/Casablanca", "2026-02-15T01:59:59Z", "2026-02-15T02:59:59+01:00"),
    ("Africa/Casablanca", "2026-02-15T02:00:00Z", "2026-02-15T02:00:00Z"),
    ("Africa/Casablanca", "2026-03-22T02:00:00Z", "2026-03-22T03:00:00+01:00"),
    ("America/Nuuk", "2030-03-31T01:00:00Z", "2030-03-31T00:00:00-01:00"),
    ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59-10:00"),
    ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00+14:00"),
  ])
  func localClocks(name: String, moment: String, expected: String) throws {
    let zone = try ZoneFiles.zone(name)
    #expect(try instant(moment).iso8601(in: zone) == expected)
    #expect(try instant(expected) == instant(moment))
  }

  @Test(arguments: [
    // zone, local time, the moment it means
    ("Europe/Paris", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
    ("Europe/Paris", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z"),  // skipped: the change itself
    ("Europe/Paris", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"),
    ("Europe/Paris", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
    ("Europe/Paris", "2026-10-25T01:59:59", "2026-10-24T23:59:59Z"),
    ("Europe/Paris", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),  // shown twice: the first
    ("Europe/Paris", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
    ("Europe/Paris", "2026-11-22", "2026-11-21T23:00:00Z"),
    ("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z"),  // midnight skipped
    ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z"),  // a day skipped
  ])
  func localTimesBecomeMoments(name: String, local: String, expected: String) throws {
    let zone = try ZoneFiles.zone(name)
    #expect(try Instant(iso8601: local, zone: zone).iso8601() == expected)
  }

  @Test func firstInstantIsTheFirstOneThatShowsTheLocalTime() throws {
    // Every quarter of an hour around every change of the years 2005 to 2012, against a search second by second in
    // steps of the greatest common divisor of all offsets in use then: a minute.
    for name in ["Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana"] {
      let zone = try ZoneFiles.zone(name)
      for transition in zone.transitions where (1_104_537_600..<1_356_998_400).contains(transition.at) {
        for local in stride(from: transition.at - 90_000, through: transition.at + 90_000, by: 900) {
          let found = zone.firstInstant(atOrAfterLocal: local)
          let slow = stride(from: local - 93_600, through: local + 93_600, by: 60)
            .first { zone.localSeconds(at: Instant(secondsSince1970: $0)) >= local }
          #expect(found.secondsSince1970 == slow, "\(name), local \(local)")
        }
      }
    }
  }
}

@Test func transitionsAreOrderedAndChangeSomething() {
  let zone = Zone(
    name: "Test", initialOffsetSeconds: 0,
    transitions: [
      .init(at: 200, offsetSeconds: 3_600), .init(at: 100, offsetSeconds: 0), .init(at: 300, offsetSeconds: 7_200),
      .init(at: 300, offsetSeconds: 0), .init(at: 400, offsetSeconds: 0),
    ])
  #expect(zone.transitions == [.init(at: 200, offsetSeconds: 3_600), .init(at: 300, offsetSeconds: 0)])
}

@Test(arguments: [
  ("UTC", "UTC", Int32(0)), ("Z", "UTC", 0), ("UTC+05:30", "UTC+05:30", 19_800), ("-08:00", "UTC-08:00", -28_800),
  ("+0530", "UTC+05:30", 19_800), ("+02", "UTC+02:00", 7_200), ("UTC-00:00", "UTC", 0),
  ("+23:59", "UTC+23:59", 86_340), ("+00:09:21", "UTC+00:09:21", 561),
])
func fixedZones(text: String, name: String, offset: Int32) throws {
  let zone = try Zone(fixed: text)
  #expect(zone.name == name)
  #expect(zone.offsetSeconds(at: Instant(secondsSince1970: 0)) == offset)
  #expect(zone.transitions.isEmpty)
}

@Test(arguments: [
  ("", TimeTextError.Code.offsetMalformed, 0), ("Paris", .offsetMalformed, 0), ("UTC5", .offsetMalformed, 3),
  ("+5", .offsetMalformed, 0), ("+24:00", .offsetOutOfRange, 0), ("+05:60", .offsetOutOfRange, 0),
  ("+05:3", .offsetMalformed, 0), ("+053", .offsetMalformed, 0), ("Z ", .textAfterEnd, 1),
  ("+05:30:00:00", .textAfterEnd, 9),
])
func fixedZonesRefused(text: String, code: TimeTextError.Code, position: Int) {
  let error = #expect(throws: TimeTextError.self) { try Zone(fixed: text) }
  #expect(error?.code == code)
  #expect(error?.position == position)
}
