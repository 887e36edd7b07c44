import Decisions
import Expressions
import Journeys
import Testing
import Times

/// What opens an occasion, and what does not.
@Suite struct TriggerTests {
  private func world(_ trigger: Trigger) -> SmallJourneys {
    var world = SmallJourneys()
    world.journeys.triggers = [trigger]
    return world
  }

  @Test func anEventOpensAnOccasionOnceInItsTime() {
    let world = world(
      Trigger(name: "bye", cause: .occurrence([.event(Symbol("visit"))]), oncePerSeconds: day))
    var line = world.timeline()
    line.happen(event("visit", start))
    #expect(told(&line, world.plan) == ["open bye", "say incident/email"])
    line.move(to: start + hour)
    line.happen(event("visit", start + hour))
    #expect(told(&line, world.plan).isEmpty, "not twice within a day")
    line.move(to: start + day)
    line.happen(event("visit", start + day))
    #expect(told(&line, world.plan).first == "open bye")
  }

  @Test func aLateEventOpensNoSecondOccasionWithinTheTime() {
    let world = world(
      Trigger(name: "bye", cause: .occurrence([.event(Symbol("visit"))]), oncePerSeconds: day))
    var line = world.timeline()
    line.move(to: start + 5 * hour)
    line.happen(event("visit", line.now))
    #expect(told(&line, world.plan).first == "open bye")
    line.move(to: start + 6 * hour)
    line.happen(event("visit", start + hour))
    #expect(told(&line, world.plan) == ["abandon bye: repeated"])
  }

  @Test func theSameEventTwiceIsOne() {
    let world = world(Trigger(name: "bye", cause: .occurrence([.event(Symbol("visit"))])))
    var line = world.timeline()
    line.happen(event("visit", start))
    _ = told(&line, world.plan)
    line.happen(event("visit", start))
    #expect(told(&line, world.plan).isEmpty)
  }

  @Test func nothingBoughtForAnHour() {
    let trigger = Trigger(
      name: "left",
      cause: .absence(of: [.event(Symbol("purchase"))], seconds: hour, since: [.event(Symbol("cart"))]))
    let world = world(trigger)
    var line = world.timeline()
    line.happen(event("cart", start))
    line.move(to: start + hour - 1)
    #expect(told(&line, world.plan).isEmpty)
    line.move(to: start + hour)
    #expect(told(&line, world.plan).first == "open left")
    line.happen(event("cart", line.now))
    line.move(to: line.now + 600)
    line.happen(event("purchase", line.now))
    line.move(to: line.now + day)
    #expect(told(&line, world.plan).isEmpty, "something was bought")
    #expect(line.timers.isEmpty)
  }

  @Test func noInteractionEver() {
    let trigger = Trigger(name: "quiet", cause: .absence(of: [.event(Symbol("visit"))], seconds: 30 * day, since: []))
    let world = world(trigger)
    var line = world.timeline()
    line.move(to: start + 20 * day)
    line.happen(event("visit", line.now))
    line.move(to: start + 49 * day)
    #expect(told(&line, world.plan).isEmpty)
    line.move(to: start + 50 * day)
    #expect(told(&line, world.plan).first == "open quiet")
    line.move(to: start + 200 * day)
    #expect(told(&line, world.plan).isEmpty, "once for one silence")
  }

  @Test func aDateWithItsClock() {
    let nine = Int32(9 * 3600)
    var world = world(Trigger(name: "renew", cause: .date(slot: 2, offsetSeconds: -2 * day, clockSeconds: nine)))
    var line = world.timeline()
    // In ten days at 18:00; two days before that, the next nine o'clock.
    var row = world.customer.customer.row
    row.set(2, word: UInt64(bitPattern: (start + 10 * day + 6 * hour).secondsSince1970 * 1_000_000))
    line.change(row)
    let due = start + 8 * day + 21 * hour
    #expect(line.timers.values.map(\.self) == [due])
    line.move(to: due)
    #expect(told(&line, world.plan).first == "open renew")
    // The date moves to the past, a little: it still counts; a lot: it does not.
    row.set(2, word: UInt64(bitPattern: (line.now + 2 * day - 10 * hour).secondsSince1970 * 1_000_000))
    line.change(row)
    #expect(told(&line, world.plan).isEmpty, "the same moment was spoken about")
    line.move(to: line.now + 30 * day)
    row.set(2, word: UInt64(bitPattern: (line.now - 5 * day).secondsSince1970 * 1_000_000))
    line.change(row)
    #expect(told(&line, world.plan).isEmpty)
    world.customer.customer.row = row
  }

  @Test func aLevelIsCrossedNotHeld() {
    var world = world(Trigger(name: "risk", cause: .level(.quantity(.slot(0)), 0.5, rises: true)))
    world.customer.customer.row.set(0, word: 0.9.bitPattern)
    var line = world.timeline()
    #expect(told(&line, world.plan).isEmpty, "somebody who is there already did not come there")
    func risk(_ value: Double) -> Row {
      var row = world.customer.customer.row
      row.set(0, word: value.bitPattern)
      return row
    }
    line.move(to: start + 1)
    line.change(risk(0.2))
    line.move(to: start + 2)
    line.change(risk(0.5))
    #expect(told(&line, world.plan).first == "open risk")
    line.move(to: start + 3)
    line.change(risk(0.7))
    #expect(told(&line, world.plan).isEmpty)
  }

  @Test func aPropensityCrossesItsLevel() {
    var world = world(
      Trigger(name: "ripe", cause: .level(.propensity(action: "hello", channel: "email"), 0.3, rises: true)))
    world.charter.actions[1].treatments[0].propensity = .slot(0)
    var line = world.timeline()
    var row = world.customer.customer.row
    row.set(0, word: 0.31.bitPattern)
    line.move(to: start + 1)
    line.change(row)
    #expect(told(&line, world.plan).first == "open ripe")
  }

  @Test func segmentsAndZonesAreEnteredAndLeft() {
    var world = SmallJourneys()
    world.journeys.segments = [Segment(name: "risky", when: Rule(text: "risk > 0.5", condition: riskOver(0.5)))]
    let paris = GeoZone.Position(latitude: 48.8566, longitude: 2.3522)
    world.journeys.zones = [GeoZone(name: "mall", area: .circle(paris, metres: 500))]
    world.journeys.triggers = [
      Trigger(name: "came", cause: .occurrence([.entered(Watch.segment("risky")), .entered(Watch.zone("mall"))])),
      Trigger(name: "went", cause: .occurrence([.left(Watch.zone("mall"))])),
    ]
    var line = world.timeline()
    var row = world.customer.customer.row
    row.set(0, word: 0.6.bitPattern)
    line.move(to: start + 1)
    line.change(row)
    #expect(told(&line, world.plan) == ["open came", "say incident/email", "in risky"])
    line.move(to: start + 2)
    line.locate(GeoZone.Position(latitude: 48.8600, longitude: 2.3522))
    #expect(told(&line, world.plan).first == "open came", "380 metres away")
    line.move(to: start + 3)
    line.locate(GeoZone.Position(latitude: 48.8566, longitude: 2.3600))
    #expect(told(&line, world.plan).first == "open went", "570 metres away")
  }

  @Test func whatIsLateAndStaleIsAbandonedWithItsReason() {
    let trigger = Trigger(
      name: "left", cause: .absence(of: [.event(Symbol("purchase"))], seconds: hour, since: [.event(Symbol("cart"))]),
      when: Rule(text: "!flag", condition: flagIs(false)), opening: Opening(expiresAfterSeconds: 2 * day))
    let world = world(trigger)
    var week = world.timeline()
    week.happen(event("cart", start))
    week.sleep(until: start + 7 * day)
    #expect(told(&week, world.plan) == ["abandon left: stale"])
    var day1 = world.timeline()
    day1.happen(event("cart", start))
    day1.sleep(until: start + day)
    #expect(told(&day1, world.plan).first == "open left", "late, and still worth it")
    var spread = trigger
    spread.opening.spreadSeconds = 10 * day
    let changed = self.world(spread)
    var line = changed.timeline()
    line.happen(event("cart", start))
    line.move(to: start + hour + 1)
    var row = world.customer.customer.row
    row.set(1, word: 1)
    line.change(row)
    line.move(to: start + 12 * day)
    #expect(told(&line, changed.plan) == ["abandon left: condition_fails"], "re-examined when it falls due")
  }

  @Test func aClockThatJumpsBackDoesNoHarm() {
    let world = world(
      Trigger(
        name: "left", cause: .absence(of: [.event(Symbol("purchase"))], seconds: hour, since: [.event(Symbol("cart"))]))
    )
    let plan = world.plan
    var state = JourneyState()
    advance(&state, .event(Symbol("cart"), at: start), world.customer, plan, now: start)
    advance(&state, .clock, world.customer, plan, now: start + 2 * hour)
    let after = state
    let effects = advance(&state, .clock, world.customer, plan, now: start - 5 * day)
    #expect(effects.isEmpty)
    #expect(state == after)
  }
}
