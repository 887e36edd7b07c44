import Decisions
import Expressions
import Journeys
import Times

/// A charter with one action a channel, two attributes and a feature; tests put triggers and journeys into it.
///
/// Slots: 0 `risk`, a double; 1 `flag`, a bool; 2 `due`, a timestamp; 3 how often `visit` happened in the last 7 days.
struct SmallJourneys {
  var charter = Charter()
  var journeys = JourneyCharter()
  var customer: CustomerState

  init() {
    charter.version = "small"
    charter.slotTypes = [.double, .bool, .timestamp, .int]
    charter.features = [DerivedFeature(slot: 3, source: .events("visit"), windowSeconds: 7 * day, measure: .count)]
    charter.purposes = [Purpose(name: "news", kind: .marketing, needsConsent: false)]
    charter.channels = [
      Channel(name: "email", kind: .email, direction: .outbound, needsAddress: false),
      Channel(name: "web", kind: .web, direction: .inbound, needsAddress: false),
    ]
    charter.issues = [Issue(name: "sales"), Issue(name: "care")]
    charter.groups = [Group(name: "offers", issue: 0), Group(name: "help", issue: 1)]
    charter.actions = ["cart", "hello", "incident"].enumerated().map { number, name in
      Action(
        name: name, group: name == "incident" ? 1 : 0, purpose: 0, value: .constant(Double(10 + number)),
        treatments: [0, 1].map { Treatment(channel: $0, propensity: .constant(0.5)) })
    }
    journeys.attributes = ["risk", "flag", "due"]
    journeys.eventNames = ["cart", "purchase", "visit"]
    var person = Customer(id: "anne", slotCount: 4, purposeCount: 1, channelCount: 2)
    person.row.set(0, word: 0.1.bitPattern)
    person.row.set(1, word: 0)
    customer = CustomerState(customer: person)
  }

  var plan: JourneyPlan { JourneyPlan(journeys, CharterPlan(charter)) }

  func timeline(isNew: Bool = false, now: Instant = start) -> Timeline {
    let plan = plan
    return Timeline(customer, plan, Snapshot(plan: plan.plan), now: now, isNew: isNew)
  }

  /// The way of an abandoned cart: an hour of waiting, a message, then another, unless something is bought.
  static let cart = Journey(
    name: "cart", kind: .retention, entry: Gate(on: [.event(Symbol("cart"))]),
    exit: Gate(on: [.event(Symbol("purchase"))]), expiresAfterSeconds: 10 * day, reentry: .afterSeconds(day),
    suspension: .init(by: Selection(issues: [Symbol("care")]), seconds: 6 * hour),
    stages: [
      Stage(
        name: "waiting",
        moves: [
          StageMove(on: [.event(Symbol("cart"))], target: .stage(0)),
          StageMove(afterSeconds: hour, target: .stage(1)),
        ], context: Context(name: "cart/waiting")),
      Stage(
        name: "mail", entry: Rule(text: "!flag", condition: flagIs(false)), otherwise: .stage(2),
        moves: [StageMove(afterSeconds: day, target: .stage(2))],
        context: Context(
          name: "cart/mail", boosts: [.init(Selection(actions: [Symbol("cart")]), weight: 0.5)]),
        opening: Opening(channels: ["email"], selection: Selection(actions: [Symbol("cart")]))),
      Stage(
        name: "last", exit: Rule(text: "risk > 0.5", condition: riskOver(0.5)), expiresAfterSeconds: 2 * day,
        context: Context(name: "cart/last"),
        opening: Opening(selection: Selection(actions: [Symbol("hello")]), spreadSeconds: 2 * hour)),
    ])
}

let hour: Int64 = 3600
let day: Int64 = 86_400
/// Wednesday 20 May 2026, 12:00 UTC.
let start = Instant(secondsSince1970: 1_779_278_400)

func flagIs(_ value: Bool) -> Condition { .compare(slot: 1, .equal, .bool(value)) }
func riskOver(_ value: Double) -> Condition { .compare(slot: 0, .greater, .double(value)) }

/// What came of a timeline, in words that stand in tables.
func told(_ timeline: inout Timeline, _ plan: JourneyPlan) -> [String] {
  timeline.takeHappenings().compactMap { happening in
    switch happening {
    case .effect(.openOccasion(let opened)): return "open \(opened.source)"
    case .effect(.abandoned(let source, _, let reason)): return "abandon \(source): \(reason.name)"
    case .effect(.enteredSegment(let name)): return "in \(name)"
    case .effect(.leftSegment(let name)): return "out \(name)"
    case .effect(.enteredStage(let journey, let stage)): return "→ \(journey)/\(stage)"
    case .effect(.endedJourney(let journey, let ending)): return "\(journey) \(ending)"
    case .effect(.ignored): return "ignored"
    case .effect: return nil
    case .decision(_, let decision, _):
      let said = decision.choices.map { plan.plan.actionName($0.treatment) + "/" + plan.plan.channelName($0.treatment) }
      return "say \(said.isEmpty ? "nothing" : said.joined(separator: ", "))"
    }
  }
}

func event(_ name: String, _ at: Instant, _ amount: Double = 0) -> Event {
  Event(name: Symbol(name), at: at, amount: amount)
}
