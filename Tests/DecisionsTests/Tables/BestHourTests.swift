import Decisions
import Expressions
import Testing
import Times

/// A model that likes one hour of Paris's day, and tells what it was offered and asked.
private final class Fond: TempoModel, @unchecked Sendable {  // Used by one decision at a time.
  let version = "fond"
  let hour: Int
  private(set) var offered: [TimeSlot] = []
  private(set) var permitted: [Instant] = []
  private(set) var asked = 0
  private(set) var end: Instant?

  init(hour: Int) { self.hour = hour }

  func bestSlot(
    for subject: borrowing Subject, saying contact: Contact, among slots: [TimeSlot], answeredBefore end: Instant?,
    isPermitted: (Int) -> Bool
  ) -> SlotChoice? {
    asked += 1
    offered = slots
    self.end = end
    permitted = slots.indices.dropFirst().filter(isPermitted).map { slots[$0].at }
    let slot = slots.indices.dropFirst().first {
      Zones.paris.secondOfDay(at: slots[$0].at) / 3600 == hour && isPermitted($0)
    }
    return SlotChoice(
      slot: slot ?? 0, best: slot ?? 0, gain: 2, gainLow: 1.5, gainHigh: 3, belief: 0.99, contacts: 9, isCautious: false
    )
  }
}

/// Step 7, a better hour: only where asked for, never past what is permitted.
@Suite struct BestHourTests {
  /// A lamp by e-mail, on a Wednesday at 12:00.
  private static func world(within hours: Int64 = 24, ends: Instant? = nil, worth: Double = 5) -> World {
    var world = World()
    world.offer("lamp", worth: worth, ends: ends)
    world.charter.timing.bestHour = BestHour(withinSeconds: hours * 3600, purposes: [0])
    return world
  }

  private func decision(_ world: World, _ tempo: (any TempoModel)?) -> (Decision, Ledger) {
    let plan = CharterPlan(world.charter)
    var state = world.state
    let snapshot = Snapshot(
      plan: plan, models: Models(plan, learned: [], tempo: tempo), availability: world.availability)
    let decision = decide(&state, world.occasion, snapshot, now: world.now)
    return (decision, state.ledger)
  }

  /// The hour and minute at which the lamp is sent; nothing when it is sent at once.
  private func sent(_ world: World, _ tempo: (any TempoModel)?) -> Int? {
    guard let choice = decision(world, tempo).0.choices.first, choice.at != world.now else { return nil }
    return Zones.paris.secondOfDay(at: choice.at) / 3600
  }

  @Test func `a choice moves to the hour that a model likes, says so, and is reserved there`() throws {
    let world = Self.world()
    let (decision, ledger) = decision(world, Fond(hour: 19))
    let choice = try #require(decision.choices.first)
    #expect(choice.at >= at("2026-05-20 19:00") && choice.at < at("2026-05-20 20:00"))
    #expect(choice.at.secondsSince1970 % 60 == 0)
    #expect(decision.fates.first?.reason == .chosenLater)
    #expect(ledger.contacts.map(\.at) == [choice.at])
    #expect(decision.modelVersion == "constant+fond")
    let hour = try #require(choice.hour)
    #expect(hour.first == world.now && hour.best == choice.at && hour.isMoved && hour.said.gain == 2)
    #expect(abs(choice.patience - (1 - 0.05 * Double(choice.at - world.now) / 86_400)) < 1e-12)
  }

  @Test func `it stays where the charter does not ask, no model is given, somebody waits, or the purpose may not`() {
    #expect(sent(Self.world(), Fond(hour: 19)) == 19)
    #expect(sent(Self.world(), nil) == nil)
    var world = Self.world()
    world.charter.timing.bestHour = nil
    let fond = Fond(hour: 19)
    #expect(sent(world, fond) == nil && fond.asked == 0)
    world = Self.world()
    world.charter.timing.bestHour?.purposes = [1]
    #expect(sent(world, fond) == nil && fond.asked == 0)
    world = Self.world()
    for kind in [Occasion.Kind.event("cart"), .timer("later")] {
      world.occasion.kind = kind
      #expect(sent(world, fond) == nil && fond.asked == 0)
    }
    var inbound = Self.world()
    inbound.offer("sofa", on: ["web"])
    inbound.occasion.kind = .inbound(placement: "")
    #expect(decision(inbound, fond).0.choices.first?.at == inbound.now && fond.asked == 0)
  }

  @Test func `slots end with the time that it may be put off, the horizon, and the action`() {
    func last(_ world: World) -> Instant? {
      let fond = Fond(hour: 30)
      #expect(sent(world, fond) == nil)
      return fond.offered.last?.at
    }
    func isWithinAnHour(_ moment: Instant?, before end: Instant) -> Bool {
      moment.map { $0 <= end && end - $0 < 3600 } ?? false
    }
    let noon = Self.world().now
    #expect(isWithinAnHour(last(Self.world(within: 5)), before: noon + 5 * 3600))
    var world = Self.world(within: 24)
    world.charter.timing.horizonSeconds = 2 * 3600
    #expect(isWithinAnHour(last(world), before: noon + 2 * 3600))
    let ends = at("2026-05-20 15:00")
    let ending = Self.world(ends: ends)
    #expect(isWithinAnHour(last(ending), before: ends - 1))
    let fond = Fond(hour: 14)
    #expect(sent(ending, fond) == 14 && fond.end == ends)
  }

  @Test func `slots that quiet hours, caps or the floor forbid are not permitted`() {
    var world = Self.world()
    world.charter.policy.hours = [
      Hours(
        rule: ContactRule(name: "day"), allowed: [WeeklyHours(fromSeconds: 8 * 3600, toSeconds: 18 * 3600)])
    ]
    #expect(sent(world, Fond(hour: 19)) == nil, "quiet from 18:00 to 8:00")
    #expect(sent(world, Fond(hour: 17)) == 17)
    // One message a day, and one is planned for tomorrow: today only.
    world = Self.world()
    world.contacted("lamp", at("2026-05-21 08:00"), state: .reserved)
    world.charter.policy.caps = [Cap(rule: ContactRule(name: "one"), measure: .contacts([Limit(max: 1, window: .day)]))]
    #expect(sent(world, Fond(hour: 9)) == nil && sent(world, Fond(hour: 23)) == 23)
    // Worth 5, above a floor of 4.9: an hour costs 0.0104, so that nine hours and a half may be waited.
    world = Self.world()
    world.charter.floor = 4.9
    let fond = Fond(hour: 30)
    #expect(sent(world, fond) == nil)
    let worthIt = fond.offered.dropFirst().filter { 5 * (1 - 0.05 * Double($0.at - world.now) / 86_400) >= 4.9 }
    #expect(fond.permitted == worthIt.map(\.at))
    #expect((9...10).contains(worthIt.count) && fond.offered.count >= 24)
  }

  @Test func `what must wait anyway may wait a little longer`() throws {
    var world = TimingTests.evening(lamp: 9, sofa: nil, .defer)
    world.charter.timing.bestHour = BestHour(withinSeconds: 6 * 3600, purposes: [0])
    let choice = try #require(decision(world, Fond(hour: 21)).0.choices.first)
    #expect(choice.hour?.first == at("2026-05-20 18:00"))
    #expect(Zones.paris.secondOfDay(at: choice.at) / 3600 == 21)
  }

  @Test func `a second answer reckons with where the first one went`() {
    var world = Self.world()
    world.offer("sofa", worth: 4)
    world.occasion.answersMax = 2
    world.charter.policy.spacings = [Spacing(rule: ContactRule(name: "apart"), seconds: 4 * 3600)]
    let choices = decision(world, Fond(hour: 20)).0.choices
    // At 20 o'clock there is one already; the second goes at once.
    #expect(choices.count == 2 && choices[1].at == world.now && choices[0].at > world.now)
  }

  @Test func `every hour is offered once through both changes of clocks, the doubled one twice`() {
    for (now, count, doubled) in [("2026-03-28 12:00", 23, false), ("2026-10-24 12:00", 25, true)] {
      var world = Self.world(within: 200)
      world.now = at(now)
      world.charter.timing.horizonSeconds = 2 * 86_400
      let fond = Fond(hour: 30)
      _ = decision(world, fond)
      let start = Zones.paris.startOfNextDay(at: world.now)
      let day = fond.offered.map(\.at).filter { $0 >= start && $0 < Zones.paris.startOfNextDay(at: start) }
      #expect(day.count == count, "\(now)")
      let minutes = Set(fond.offered.dropFirst().map { Zones.paris.secondOfDay(at: $0.at) % 3600 })
      #expect(minutes.count == 1, "a minute of their own")
      let shown = day.map { Zones.paris.secondOfDay(at: $0) / 3600 }
      #expect(shown.filter { $0 == 2 }.count == (doubled ? 2 : 0))
    }
  }
}
