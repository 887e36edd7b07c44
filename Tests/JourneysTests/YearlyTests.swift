import Decisions
import Expressions
import Journeys
import Testing
import Times

/// A day that comes again each year opens one occasion a year, on the customer's own calendar.
@Suite struct YearlyTests {
  private let nine = Int32(9 * 3600)

  private func world(
    _ date: YearlyDate, born text: String, zone: Zone = .utc, expiresAfter seconds: Int64 = day
  ) throws -> SmallJourneys {
    var world = SmallJourneys()
    world.charter.zones = [.utc, zone]
    world.customer.customer.zones = [1]
    world.journeys.triggers = [
      Trigger(name: "birthday", cause: .yearly(date), opening: Opening(expiresAfterSeconds: seconds))
    ]
    try set(&world.customer.customer.row, text)
    return world
  }

  private func set(_ row: inout Row, _ text: String) throws {
    row.set(2, word: UInt64(bitPattern: try moment(text).secondsSince1970 * 1_000_000))
  }

  private func moment(_ text: String) throws -> Instant { try Instant(iso8601: text, zone: .utc) }

  /// When occasions open up to a moment, while somebody is there all the time.
  private func turns(_ world: SmallJourneys, from: String, to: String) throws -> [String] {
    var line = world.timeline(now: try moment(from))
    line.move(to: try moment(to))
    return line.takeHappenings().compactMap { happening in
      if case .effect(.openOccasion(let opened)) = happening { return opened.at.iso8601() } else { return nil }
    }
  }

  @Test func theTwentyNinthOfFebruaryComesOnTheTwentyEighthElsewhere() throws {
    let world = try world(YearlyDate(slot: 2, clockSeconds: nine), born: "1992-02-29")
    #expect(
      try turns(world, from: "2026-05-20", to: "2030-01-01") == [
        "2027-02-28T09:00:00Z", "2028-02-29T09:00:00Z", "2029-02-28T09:00:00Z",
      ])
  }

  @Test func aContractHasItsFirstAnniversaryAfterAYear() throws {
    let after = try world(YearlyDate(slot: 2, offsetSeconds: day), born: "2026-05-18T15:30:00Z", expiresAfter: 5 * day)
    #expect(
      try turns(after, from: "2026-05-20", to: "2028-05-19T15:30:00Z") == [
        "2027-05-19T15:30:00Z", "2028-05-19T15:30:00Z",
      ], "the day after it was made is not one; the hour is that of the contract")
    let before = try world(YearlyDate(slot: 2, offsetSeconds: -30 * day), born: "2026-01-10")
    #expect(
      try turns(before, from: "2026-05-20", to: "2028-01-01") == ["2026-12-11T00:00:00Z", "2027-12-11T00:00:00Z"])
  }

  @Test func dayAndHourAreThoseOfTheCustomersClocks() throws {
    // Five hours behind in winter, four from 14 March 2027 on.
    let zone = Zone(
      name: "there", initialOffsetSeconds: -5 * 3600,
      transitions: [.init(at: try moment("2027-03-14T07:00:00Z").secondsSince1970, offsetSeconds: -4 * 3600)])
    let calendar = try world(YearlyDate(slot: 2, clockSeconds: nine), born: "1990-03-18", zone: zone)
    #expect(
      try turns(calendar, from: "2026-05-20", to: "2027-12-31") == ["2027-03-18T13:00:00Z"],
      "a date alone is the same day everywhere")
    let exact = try world(YearlyDate(slot: 2), born: "1990-03-18T02:00:00Z", zone: zone)
    #expect(
      try turns(exact, from: "2026-05-20", to: "2027-12-31") == ["2027-03-18T01:00:00Z"],
      "a moment is a day and an hour there: the 17th at 21:00")
    let week = try world(YearlyDate(slot: 2, offsetSeconds: -7 * day), born: "1990-03-18", zone: zone)
    #expect(
      try turns(week, from: "2026-05-20", to: "2027-12-31") == ["2027-03-11T05:00:00Z"],
      "a week before is the same hour, though clocks change in between")
  }

  @Test func whoMovesHasTheirDayWhereTheyAre() throws {
    let east = Zone(name: "east", initialOffsetSeconds: 8 * 3600)
    let west = Zone(name: "west", initialOffsetSeconds: -8 * 3600)
    var world = try world(YearlyDate(slot: 2, clockSeconds: nine), born: "1990-03-18", zone: east)
    world.charter.zones.append(west)
    let plan = world.plan
    func moved(from: Int, to: Int, looks: [String]) throws -> [String] {
      var state = JourneyState()
      var customer = world.customer
      customer.customer.zones = [from]
      advance(&state, .clock, customer, plan, now: try moment("2026-05-20"))
      customer.customer.zones = [to]
      return try looks.filter { look in
        advance(&state, .clock, customer, plan, now: try moment(look)).contains { effect in
          if case .openOccasion = effect { return true } else { return false }
        }
      }
    }
    #expect(
      try moved(from: 1, to: 2, looks: ["2027-03-18T01:00:00Z", "2027-03-18T17:00:00Z", "2027-03-20"])
        == ["2027-03-18T17:00:00Z"], "nine o'clock in the east is too early for the west")
    #expect(
      try moved(from: 2, to: 1, looks: ["2027-03-18T01:00:00Z", "2027-03-18T17:00:00Z", "2027-03-20"])
        == ["2027-03-18T17:00:00Z"], "late by the way, and once")
  }

  @Test func neverTwiceForAYear() throws {
    var world = try world(YearlyDate(slot: 2, clockSeconds: nine), born: "1990-06-01")
    var line = world.timeline()
    line.move(to: try moment("2026-06-01T09:00:00Z"))
    #expect(told(&line, world.plan).first == "open birthday")
    func correct(_ text: String) throws {
      var row = line.customer.customer.row
      try set(&row, text)
      line.change(row)
    }
    try correct("1990-06-11")
    line.move(to: try moment("2027-01-01"))
    #expect(told(&line, world.plan).isEmpty, "corrected to a later day of a year that had its turn")
    line.move(to: try moment("2027-06-11T09:00:00Z"))
    #expect(told(&line, world.plan).first == "open birthday")
    try correct("1990-06-11T08:00:00Z")
    #expect(told(&line, world.plan).isEmpty, "a day that has just passed and was spoken about")
    // Another charter looks at everybody anew, and the turn moves behind the day.
    world.journeys.triggers[0].cause = .yearly(YearlyDate(slot: 2, offsetSeconds: day, clockSeconds: nine))
    var state = line.state
    for days in 0..<10 {
      let effects = advance(&state, .clock, line.customer, world.plan, now: line.now + Int64(days) * day)
      #expect(!effects.contains { if case .openOccasion = $0 { true } else { false } })
    }
    #expect(try world.plan.nextTimer(of: state, customer: line.customer.customer) == moment("2028-06-12T09:00:00Z"))
  }

  @Test func whatFellDueWhileNobodyWasThereIsAbandonedAndTheNextIsNot() throws {
    let world = try world(YearlyDate(slot: 2, clockSeconds: nine), born: "1990-06-01", expiresAfter: 2 * day)
    var line = world.timeline()
    line.sleep(until: try moment("2028-06-02T12:00:00Z"))
    #expect(
      told(&line, world.plan).filter { $0.contains("birthday") } == [
        "abandon birthday: stale", "abandon birthday: stale", "open birthday",
      ])
    line.move(to: try moment("2029-06-01T09:00:00Z"))
    #expect(told(&line, world.plan).first == "open birthday")
  }

  @Test func aBirthdayThatBecomesKnownOnTheDayCounts() throws {
    let world = try world(YearlyDate(slot: 2, clockSeconds: nine), born: "1990-05-20")
    #expect(try turns(world, from: "2026-05-20T15:00:00Z", to: "2026-06-20") == ["2026-05-20T15:00:00Z"])
    #expect(try turns(world, from: "2026-05-22T15:00:00Z", to: "2026-06-20") == [])
  }

  @Test func whatEarlierVersionsWroteIsRead() throws {
    var world = SmallJourneys()
    world.journeys.triggers = [
      Trigger(name: "bye", cause: .occurrence([.event(Symbol("visit"))]), oncePerSeconds: day)
    ]
    var line = world.timeline()
    line.move(to: start + 10 * day)
    var state = line.state
    advance(&state, .event(Symbol("visit"), at: start + 10 * day - hour), line.customer, world.plan, now: line.now)
    // Format 1, which knew no years: a firing was its trigger's symbol and its time.
    let firing = bytes(of: Symbol("bye")) + number((start + 10 * day - hour).secondsSince1970)
    let places = state.bytes.indices.filter { state.bytes[$0...].starts(with: firing + [0]) }
    var old = state.bytes
    for place in places.reversed() { old.remove(at: place + firing.count) }
    old[0] = 1
    #expect(!places.isEmpty && state.bytes[0] == 2)
    #expect(try JourneyState(bytes: old) == state)
  }

  private func bytes(of symbol: Symbol) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: symbol.rawValue >> $0) }
  }

  private func number(_ value: Int64) -> [UInt8] {
    var rest = UInt64(bitPattern: value << 1)
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
