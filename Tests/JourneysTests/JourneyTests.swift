import Decisions
import Expressions
import Journeys
import Testing
import Times

/// One journey, told step by step.
@Suite struct JourneyTests {
  private let world: SmallJourneys
  private let plan: JourneyPlan

  init() {
    var world = SmallJourneys()
    world.journeys.journeys = [SmallJourneys.cart]
    self.world = world
    plan = world.plan
  }

  @Test func fromTheCartToTheEnd() {
    var line = world.timeline()
    line.happen(event("cart", start))
    #expect(told(&line, plan) == ["→ cart/waiting"])
    line.move(to: start + hour)
    #expect(told(&line, plan) == ["open cart/mail", "say cart/email", "→ cart/mail"])
    line.move(to: start + hour + day)
    #expect(told(&line, plan) == ["→ cart/last"], "the last message is spread")
    line.move(to: start + 3 * hour + day)
    #expect(told(&line, plan) == ["open cart/last", "say hello/email"])
    line.move(to: start + hour + 3 * day)
    #expect(told(&line, plan) == ["cart expired"])
    #expect(line.timers.isEmpty)
  }

  @Test func aPurchaseEndsItFromAnyStage() {
    for wait in [1, 1800, hour, 5 * hour, day + hour, day + 2 * hour] as [Int64] {
      var line = world.timeline()
      line.happen(event("cart", start))
      line.move(to: start + wait)
      line.happen(event("purchase", start + wait))
      #expect(told(&line, plan).last == "cart exited", "after \(wait) seconds")
      line.move(to: start + 20 * day)
      #expect(told(&line, plan).isEmpty)
    }
  }

  @Test func theCartAgainStartsTheWaitAgain() {
    var line = world.timeline()
    line.happen(event("cart", start))
    line.move(to: start + 1800)
    line.happen(event("cart", start + 1800))
    line.move(to: start + hour)
    #expect(told(&line, plan) == ["→ cart/waiting"])
    line.move(to: start + hour + 1800)
    #expect(told(&line, plan).first == "open cart/mail")
  }

  @Test func whoMayNotComeInGoesOn() {
    var world = world
    world.customer.customer.row.set(1, word: 1)
    var line = world.timeline()
    line.happen(event("cart", start))
    line.move(to: start + hour)
    #expect(told(&line, plan).contains("→ cart/last"))
  }

  @Test func comingInAgainTakesADay() {
    var line = world.timeline()
    line.happen(event("cart", start - 1))
    line.happen(event("purchase", start))
    #expect(told(&line, plan) == ["→ cart/waiting", "cart exited"])
    line.move(to: start + day - 1)
    line.happen(event("cart", line.now))
    #expect(!told(&line, plan).contains("→ cart/waiting"))
    line.move(to: start + day)
    line.happen(event("cart", line.now))
    #expect(told(&line, plan).contains("→ cart/waiting"))
  }

  @Test func somethingBetterSuspendsIt() {
    var line = world.timeline()
    line.happen(event("cart", start))
    line.move(to: start + 1800)
    #expect(line.ask(Occasion(kind: .outbound, actions: ["incident"])).choices.count == 1)
    line.move(to: start + 6 * hour)
    #expect(told(&line, plan) == ["→ cart/waiting"], "its wait stands still")
    line.move(to: start + 7 * hour)
    #expect(told(&line, plan) == ["open cart/mail", "say cart/email", "→ cart/mail"])
  }

  @Test func aStageIsFeltInEveryDecision() {
    var line = world.timeline()
    #expect(said(&line) == "incident")
    line.move(to: start + 60)
    line.happen(event("cart", line.now))
    line.move(to: start + 60 + hour)
    #expect(said(&line) == "cart", "10 × 0.5 × 1.5 is more than 12 × 0.5")
    line.happen(event("purchase", line.now + 1))
    line.move(to: line.now + 1)
    #expect(said(&line) == "incident")
  }

  @Test func whyAndWhatWouldMoveThem() {
    var line = world.timeline()
    #expect(plan.explain(line.state, journey: "cart").english == "Never was in `cart`.")
    line.happen(event("cart", start))
    line.move(to: start + hour)
    let told = plan.explain(line.state, journey: "cart")
    #expect(
      told.english == """
        In `cart/mail` since 2026-05-20T13:00:00Z, after `cart` on 2026-05-20T12:00:00Z; moved on by: \
        on 2026-05-21T13:00:00Z to `last`; `purchase` out; expiry on 2026-05-30T12:00:00Z.
        """)
    #expect(
      told.french == """
        Dans `cart/mail` depuis le 2026-05-20T13:00:00Z, après `cart` le 2026-05-20T12:00:00Z ; avance par : \
        le 2026-05-21T13:00:00Z vers `last` ; `purchase` sortie ; expiration le 2026-05-30T12:00:00Z.
        """)
    line.happen(event("purchase", line.now + 1))
    line.move(to: line.now + 1)
    #expect(
      plan.explain(line.state, journey: "cart").english
        == "Not in `cart`: it ended on 2026-05-20T13:00:01Z (its exit condition came true).")
  }

  @Test func timersHaveTexts() {
    let keys: [TimerKey] = [
      .trigger(Symbol("a")), .journey(Symbol("cart")), .occasion(Symbol("cart/mail"), ordinal: -5), .signal, .review,
    ]
    for key in keys { #expect(TimerKey(text: key.text) == key) }
    for text in ["", "trigger", "trigger x", "occasion 1", "occasion 1 x", "signal 1", "review ", "journey 1 2"] {
      #expect(TimerKey(text: text) == nil, "\(text)")
    }
    var line = world.timeline()
    line.happen(event("cart", start))
    #expect(plan.nextTimer(of: line.state, customer: line.customer.customer) == line.timers.values.min())
  }

  @Test func aPastIsReplayed() {
    var customer = world.customer
    customer.customer.events = [event("purchase", start - 50), event("cart", start), event("visit", start - 900)]
    let state = JourneyState(replaying: customer, plan, now: start + 2 * hour)
    #expect(plan.stage(of: state, in: "cart") == "mail")
  }

  private func said(_ line: inout Timeline) -> String? {
    line.ask(Occasion(kind: .inbound(placement: ""))).choices.first.map { plan.plan.actionName($0.treatment) }
  }

  @Test func anotherCharterMovesCustomersByItsRules() {
    var line = world.timeline()
    line.happen(event("cart", start))
    line.move(to: start + hour)
    var state = line.state
    for (rule, told) in [(StageTarget.stage(1), "post"), (.end, "ended"), (nil, "lost")] as [(StageTarget?, String)] {
      var next = world
      next.journeys.journeys[0].stages[1].name = "post"
      next.journeys.journeys[0].migrations = rule.map { [.init(from: "mail", to: $0)] } ?? []
      let migrations = StageMigration.all(from: world.journeys, to: next.journeys)
      #expect(migrations.map(\.stage) == ["waiting", "mail", "last"])
      #expect(migrations[0].fate == .kept && migrations[2].fate == .kept)
      var moved = state
      let effects = advance(&moved, .clock, line.customer, next.plan, now: line.now + 60)
      switch migrations[1].fate {
      case .moved(let stage): #expect(stage == told && next.plan.stage(of: moved, in: "cart") == "post")
      case .ended: #expect(told == "ended" && effects.contains { isEnd($0, .migrated) })
      case .lost: #expect(told == "lost" && effects.contains { isEnd($0, .lost) })
      case .kept: Issue.record("the stage is gone")
      }
    }
    state = JourneyState()
    #expect(state.isEmpty)
  }

  private func isEnd(_ effect: Effect, _ ending: JourneyEnding) -> Bool {
    if case .endedJourney("cart", ending) = effect { return true }
    return false
  }
}
