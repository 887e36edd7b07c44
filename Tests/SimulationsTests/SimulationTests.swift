import Charters
import Decisions
import Populations
import Testing
import Times

@testable import Simulations

@Suite("What a simulation keeps") struct SimulationLawTests {
  static let limited = TrialCharter.Settings(
    policy: """
      caps:
        - { name: weekly, purposes: [offers], max: 3, per: 7d }
      limits:
        - { name: sms-a-day, channels: [sms], max: 17, per: day, floors: [ { name: vips, when: customer.vip, least: 5 } ] }
        - { name: book-a-week, actions: [book], max: 40, per: week }
      """, triggers: TrialCharter.faultTrigger)

  @Test(
    "the same seed gives the same result on one lane or several, with limits and without",
    arguments: [TrialCharter.Settings(triggers: TrialCharter.faultTrigger), limited])
  func lanes(settings: TrialCharter.Settings) throws {
    let loaded = try TrialCharter.loaded(settings)
    let plan = TrialCharter.plan(loaded, TrialCharter.customers(900, loaded), TrialCharter.rich)
    let one = Simulation(plan: plan).run(days: 9, replicates: 2)
    for count in [2, 5] {
      #expect(Simulation(plan: plan).run(days: 9, replicates: 2, lanes: .threads(count)) == one)
    }
    var other = plan
    other.seed = 2
    #expect(Simulation(plan: other).run(days: 9, replicates: 2) != one)
  }

  @Test("two lanes of a comparison give what one gives")
  func comparedLanes() throws {
    let before = try TrialCharter.loaded()
    let after = try TrialCharter.loaded(.init(cardLever: 0.6))
    let customers = TrialCharter.customers(600, before)
    let comparison = SimulationComparison(
      before: TrialCharter.plan(before, customers, TrialCharter.rich),
      after: TrialCharter.plan(after, customers, TrialCharter.rich))
    let one = comparison.run(days: 8)
    #expect(comparison.run(days: 8, lanes: .threads(3)) == one)
    #expect(one.difference(.contacts).mean == 0 || one.difference(.contacts).low < one.difference(.contacts).high)
    #expect(
      one.slotFlows.contains {
        ["gold", "silver"].contains($0.to) && ["car", "home", "book", "plan"].contains($0.from)
      })
  }

  @Test("what is counted is what stands in the ledgers, and every sum agrees with every other", arguments: [1, 2])
  func conservation(seed: UInt64) throws {
    let loaded = try TrialCharter.loaded(.init(triggers: TrialCharter.faultTrigger))
    var plan = TrialCharter.plan(loaded, TrialCharter.customers(200, loaded), TrialCharter.rich)
    plan.groupings = [Grouping(name: "all", labels: ["everybody"])]
    let customers = TrialCharter.customers(200, loaded).map { customer in
      var customer = customer
      customer.groups = [0]
      return customer
    }
    let days = 20
    let shard = Shard(
      plan, customers: customers, seed: seed, work: Workspace(plan.charter), snapshot: Snapshot(plan: plan.charter),
      tally: SimulationTally(plan.shape(dayCount: days)), keepsSaid: true)
    for number in 0..<days { shard.playDay(plan.day(number), sweep: plan.sweep) }
    shard.close()
    let tally = shard.tally
    let contacts = shard.states.flatMap(\.ledger.contacts)
    #expect(tally.total(.contacts) == contacts.count { $0.direction == .outbound })
    #expect(tally.total(.inboundContacts) == contacts.count { $0.direction == .inbound })
    #expect(tally.total(.contacts) > 400 && tally.total(.inboundContacts) > 50)
    #expect(tally.total(.answers) == contacts.count { $0.outcome == .converted })
    #expect(tally.total(.refused) == contacts.count { $0.outcome == .refused })
    #expect(tally.total(.unsubscribed) == contacts.count { $0.outcome == .unsubscribed })
    #expect(tally.total(.complained) == contacts.count { $0.outcome == .complained })
    #expect(tally.total(.unsubscribed) > 0)
    #expect(
      tally.total(.pressure) == contacts.reduce(0) { $1.direction == .outbound ? $0 + Int64($1.weightHundredths) : $0 })
    // One answer at most is asked for: a decision is a contact or a silence.
    #expect(
      tally.total(.decisions)
        == tally.total(.abstentions) + tally.total(.contacts) + tally.total(.inboundContacts))
    #expect(tally.silencesByReason.reduce(0) { $0 + $1.count } == tally.total(.abstentions))
    for measure in Measure.allCases {
      #expect(tally.total(measure, group: 0) == tally.total(measure), "\(measure)")
      if measure != .customers, measure != .unreached {
        #expect((0..<days).reduce(0) { $0 + tally.total(measure, day: $1) } == tally.total(measure), "\(measure)")
      }
    }
    let said = (0..<plan.actions.count).reduce(0) { $0 + tally.contacts(action: $1) }
    #expect(said == tally.total(.contacts) + tally.total(.inboundContacts))
    #expect(said == shard.lives.reduce(0) { $0 + $1.said.count })
    #expect((0..<3).reduce(0) { $0 + tally.contacts(channel: $1) } == said)
    #expect(tally.contactsDistribution.reduce(0, +) == 200)
    #expect(
      tally.value(action: 0) >= 0
        && (0..<plan.actions.count).reduce(0) { $0 + tally.value(action: $1) } == tally.total(.value))
    #expect(tally.total(.causedValue) < tally.total(.value))
  }

  @Test("who unsubscribed hears nothing more of the purpose on the channel")
  func optOut() throws {
    let loaded = try TrialCharter.loaded()
    var truth = PlantedTruth()
    truth.optOut = .init(hazard: 1)
    truth.delayMedianSeconds = 60
    let plan = TrialCharter.plan(loaded, TrialCharter.customers(100, loaded), truth)
    let result = Simulation(plan: plan).run(days: 30)
    // Two outbound channels: e-mail once, a text message once.
    #expect(result.replicates[0].total(.contacts) == result.replicates[0].total(.unsubscribed))
    #expect(result.replicates[0].contacts(quantile: 1) == 2)
  }

  @Test("no cap is passed in any window, and no limit in any of its own")
  func caps() throws {
    let loaded = try TrialCharter.loaded(Self.limited)
    let plan = TrialCharter.plan(loaded, TrialCharter.customers(700, loaded), TrialCharter.rich)
    let session = SimulationSession(plan, dayCount: 16, lanes: .threads(2))
    for _ in 0..<16 { session.playDay() }
    let ledgers = session.ledgers
    var byDay: [Int64: Int] = [:]
    var bookByWeek: [Int64: Int] = [:]
    let zone = loaded.charter.zones[0]
    for ledger in ledgers {
      let offers = ledger.contacts.filter { $0.direction == .outbound && $0.purposeKind == .marketing }
      for contact in offers {
        #expect(
          offers.count {
            abs(Int64($0.atSeconds) - Int64(contact.atSeconds)) < 7 * 86_400 && $0.atSeconds <= contact.atSeconds
          } <= 3)
      }
      for contact in ledger.contacts {
        let date = zone.date(at: contact.at)
        if contact.channel == Symbol("sms") { byDay[Int64(date.daysSince1970), default: 0] += 1 }
        if contact.action == Symbol("book"), contact.direction == .outbound {
          bookByWeek[Int64(date.firstOfWeek.daysSince1970), default: 0] += 1
        }
      }
    }
    #expect(byDay.count == 16 && byDay.values.allSatisfy { $0 <= 17 }, "\(byDay)")
    #expect(byDay.values.contains(17))
    #expect(!bookByWeek.isEmpty && bookByWeek.values.allSatisfy { $0 <= 40 }, "\(bookByWeek)")
    let result = session.result()
    #expect(result.limits.map(\.shareMax).allSatisfy { $0 <= 1 })
    #expect(result.limits[0].shareMax == 1 && result.limits[0].windows == 16)
  }

  @Test("caps over a household hold, and a household is in one shard")
  func households() throws {
    let loaded = try TrialCharter.loaded(
      .init(policy: "caps:\n  - { name: home, purposes: [offers], max: 1, per: 7d, of: household }"))
    var customers = TrialCharter.customers(600, loaded)
    // The first half with the second: far apart in the file.
    for number in customers.indices { customers[number].household = UInt64(number % 300 + 1) }
    let plan = TrialCharter.plan(loaded, customers)
    #expect((0..<plan.base.shardCount).reduce(0) { $0 + plan.base.customers(ofShard: $1).count } == 600)
    for number in 0..<plan.base.shardCount {
      let households = plan.base.customers(ofShard: number).map(\.household)
      #expect(Set(households).count * 2 == households.count)
    }
    let result = Simulation(plan: plan).run(days: 7)
    let contacts = result.replicates[0].total(.contacts)
    #expect(contacts > 200 && contacts <= 300)
  }

  @Test("the same charter twice differs in nothing")
  func nothing() throws {
    for settings in [TrialCharter.Settings(), Self.limited] {
      let loaded = try TrialCharter.loaded(settings)
      let plan = TrialCharter.plan(loaded, TrialCharter.customers(300, loaded), TrialCharter.rich)
      let result = SimulationComparison(before: plan, after: plan).run(days: 8, replicates: 2)
      for measure in Measure.allCases {
        let change = result.difference(measure)
        #expect(change == Interval(0, low: 0, high: 0), "\(measure)")
      }
      #expect(result.slotFlows.isEmpty)
      #expect(result.before.replicates == result.after.replicates)
    }
  }

  @Test("a lever moves volume to its actions, and the luck of everything else stays")
  func lever() throws {
    let before = try TrialCharter.loaded()
    var after = before
    let (isTurned, isUnknown) = (
      after.charter.addLever(0.8, to: "cards"), after.charter.addLever(0.8, to: "nothing-of-this-name")
    )
    #expect(isTurned && !isUnknown)
    let customers = TrialCharter.customers(800, before)
    let result = SimulationComparison(
      before: TrialCharter.plan(before, customers), after: TrialCharter.plan(after, customers)
    ).run(days: 7)
    let cards = ["gold", "silver"].compactMap { result.before.actions.firstIndex(of: $0) }
    let change = cards.map { result.difference(action: $0).mean }.reduce(0, +)
    #expect(change > 50)
    let flows = result.slotFlows
    let isCard = { (name: String?) in name == "gold" || name == "silver" }
    let moved = flows.reduce(0) { $0 + $1.contacts }
    let taken = flows.reduce(0) { isCard($1.to) && !isCard($1.from) ? $0 + $1.contacts : $0 }
    #expect(taken >= 0.9 * change && taken >= 0.6 * moved, "\(taken) of \(moved), \(change)")
  }

  @Test("who waits for the date that a silence named is decided seldomer, and never later than that")
  func nextLook() throws {
    let loaded = try TrialCharter.loaded()
    var plan = TrialCharter.plan(loaded, TrialCharter.customers(300, loaded))
    let daily = Simulation(plan: plan).run(days: 21).replicates[0]
    plan.waitsForNextLook = true
    let waiting = Simulation(plan: plan).run(days: 21).replicates[0]
    #expect(waiting.total(.decisions) < daily.total(.decisions))
    #expect(daily.total(.decisions) == 300 * 21)
    #expect(Double(waiting.total(.contacts)) > 0.8 * Double(daily.total(.contacts)))
  }
}
