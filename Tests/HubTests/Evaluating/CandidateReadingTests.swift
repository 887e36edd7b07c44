import Charters
import Decisions
import Foundation
import Hub
import HubTesting
import Learning
import Seeds
import Testing
import Times

/// The log of a hub, asked what another charter would have brought.
@Suite("Valuing a charter by the log of a hub") struct CandidateReadingTests {
  private static let day: Int64 = 86_400

  /// A brand whose charter says the offer by push, and lets chance try e-mail, silence and the rest.
  private var world: SmallWorld {
    var world = SmallWorld(contactsMax: 50)
    world.exploration = "{ floor: 0.6 }"
    return world
  }

  private func candidate(_ world: SmallWorld) throws -> CandidateCharter {
    CandidateCharter(try CharterLoader.load(world.files, zones: ZoneDirectory()))
  }

  /// What a customer converts with, by the first answer: e-mail does what push does not.
  private func chance(_ said: String?) -> Double {
    switch said {
    case "offer/email": 0.6
    case nil: 0
    default: 0.1
    }
  }

  private func ask(_ id: String, _ hub: Authority) async throws -> Decided {
    try await hub.ask(id, ["email", "push"], actions: ["offer"])
  }

  /// A hub that has asked each customer once a day, and heard what came of it.
  private func hub(_ world: SmallWorld, customers: Int, days: Int, seed: UInt64) async throws -> Authority {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await world.hub(clock: clock)
    let ids = (0..<customers).map { "c\($0)" }
    try await hub.welcome(ids)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<days {
      for id in ids {
        let decided = try await ask(id, hub)
        if generator.chance(chance(decided.said.first)) {
          _ = try await hub.record(Feedback(decision: decided.position, kind: .converted))
        }
      }
      clock.advance(bySeconds: Self.day)
    }
    clock.advance(bySeconds: 30 * Self.day)
    try await hub.welcome(["late"])
    return hub
  }

  private static let rule = RewardRule(source: .outcome(.converted), withinSeconds: 3_600)

  @Test func `a charter that would send e-mail is worth what e-mail brought, and the old one what it brought`()
    async throws
  {
    let hub = try await hub(world, customers: 400, days: 3, seed: 1)
    // Push, which is free, costs more than e-mail in the other charter.
    var other = world
    other.edition = "second"
    other.pushCost = 1
    let reading = try await hub.reading(of: candidate(other), Self.rule)
    #expect(reading.decisionsCount == 1_200 && reading.gaps.isEmpty && reading.choices.rows.count == 1_200)
    #expect(reading.unsupportedShare == 0 && reading.alikeCount == 0)
    #expect(Set(reading.arms.map { "\($0.action)/\($0.channel)" }) == ["offer/email", "offer/push", "/"])
    // Two offers and silence are drawn with 0.2 each, and the best has 0.4 besides.
    for row in reading.choices.rows {
      #expect([0.2, 0.6].contains { abs(row.loggedProbability - $0) < 1e-12 })
      #expect([0.2, 0.6].contains { abs(row.targetProbability - $0) < 1e-12 })
    }
    let evaluation = OffPolicyEvaluation(try reading.choices.log(), unsupportedShare: reading.unsupportedShare)
    #expect(evaluation.refusal == nil && evaluation.customersCount == 400, "\(evaluation.refusals)")
    let truth = 0.6 * 0.6 + 0.2 * 0.1
    #expect(evaluation.interval(evaluation.reading).contains(truth), "\(evaluation.estimates), \(truth)")
    #expect(evaluation.differenceIntervalAtEveryLook(evaluation.reading).lower > 0)
    // By itself, a charter is worth exactly what came.
    let same = try await hub.reading(of: candidate(world), Self.rule)
    #expect(same.alikeCount == 1_200)
    let own = OffPolicyEvaluation(try same.choices.log())
    #expect(abs(own[.inversePropensity].difference) < 1e-12 && own[.inversePropensity].differenceError < 1e-12)
    #expect(own.effectiveSize == 1_200 && own.weightMax == 1)
    try await hub.stop()
  }

  @Test func `what chance never tried has no support, and is refused`() async throws {
    var silent = world
    silent.exploration = ""
    let hub = try await hub(silent, customers: 150, days: 1, seed: 2)
    var other = silent
    other.edition = "second"
    other.pushCost = 1
    let reading = try await hub.reading(of: candidate(other), Self.rule)
    #expect(reading.choices.rows.count == 150 && reading.unsupportedShare == 1)
    let evaluation = OffPolicyEvaluation(try reading.choices.log(), unsupportedShare: reading.unsupportedShare)
    #expect(evaluation.refusals.map(\.code) == ["offpolicy_too_few", "offpolicy_unsupported"])
    try await hub.stop()
  }

  @Test func `decisions that tell nothing are left out, and counted by the reason`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await world.hub(clock: clock)
    try await hub.welcome(["ada", "bob", "eve"])
    _ = try await ask("ada", hub)
    // On the same day the same number is drawn, and by now it is known which.
    clock.advance(bySeconds: 60)
    _ = try await ask("ada", hub)
    _ = try await hub.ask("bob", ["push"], actions: ["offer"], mode: .proposal)
    _ = try await ask("bob", hub)
    clock.advance(bySeconds: 5 * Self.day)
    _ = try await ask("eve", hub)
    let reading = try await hub.reading(of: candidate(world), Self.rule)
    #expect(reading.decisionsCount == 5 && reading.choices.rows.count == 2)
    #expect(reading.gaps == [.sameDraw: 1, .proposal: 1, .tooYoung: 1])
    // Somebody else with other actions has another charter; what the candidate does not know is silence.
    var narrow = world
    narrow.contactsMax = 0
    let mute = try await hub.reading(of: candidate(narrow), Self.rule)
    #expect(mute.choices.rows.allSatisfy { mute.choices.policy($0.policy).map(\.probability) == [1] })
    #expect(mute.unsupportedShare == 0)
    try await hub.stop()
  }

  @Test func `what customers do counts after silence too, within its time and up to its limit`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await world.hub(clock: clock)
    try await hub.welcome(["ada", "bob"])
    for id in ["ada", "bob"] { _ = try await ask(id, hub) }
    func buys(_ id: String, _ amount: Double) async throws {
      let event = EventRecord(name: "purchase", atMilliseconds: clock.nowMilliseconds, amount: amount)
      _ = try await hub.record([Happening(customer: Identity(.id, id), kind: .event(event))])
    }
    clock.advance(bySeconds: 600)
    try await buys("ada", 30)
    try await buys("ada", 25)
    clock.advance(bySeconds: 7_200)
    try await buys("bob", 99)
    clock.advance(bySeconds: Self.day)
    try await hub.welcome(["late"])
    func rewards(_ source: RewardRule.Source, _ max: Double = .infinity) async throws -> [Double] {
      let rule = RewardRule(source: source, withinSeconds: 3_600, rewardMax: max)
      return try await hub.reading(of: candidate(world), rule).choices.rows.map(\.reward)
    }
    #expect(try await rewards(.event("purchase")) == [1, 0])
    #expect(try await rewards(.eventAmount("purchase")) == [55, 0])
    #expect(try await rewards(.eventAmount("purchase"), 40) == [40, 0])
    #expect(try await rewards(.event("page_view")) == [0, 0])
    try await hub.stop()
  }
}
