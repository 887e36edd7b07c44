import Decisions
import Indicators
import Seeds

/// What a log says, in its order: each with the moment at which it was written.
enum LoggedFact {
  case decision(DecisionFact)
  case news(NewsFact)
  case event(EventFact)
  case move(customer: Int64, entered: [String], left: [String])
}

/// A log by a seed: some customers, decisions, answers early and late, events, segments.
struct RandomLog {
  var facts: [(at: Int64, fact: LoggedFact)] = []
  static let start: Int64 = 1_790_000_000
  static let day: Int64 = 86_400
  static let channels = ["email", "sms", "web"]
  static let actions = ["card", "loan", "care"]
  static let purposes = ["offers", "help"]
  static let segments = ["young", "rich"]

  init(seed: UInt64, count: Int = 400, customers: Int = 12) {
    var generator = SeededGenerator(seed: seed)
    var now = RandomLog.start
    var origins: [(customer: Int64, origin: UInt64)] = []
    for position in 1...count {
      now += Int64(generator.int(0...30_000))
      let customer = Int64(generator.int(1...customers))
      let offset = Int32(customer % 3) * 3600 - 3600
      switch generator.int(0...9) {
      case 0...3:
        let decision = RandomLog.decision(
          customer, at: now, offset: offset, position: UInt64(position), &generator)
        for contact in decision.contacts { origins.append((customer, contact.origin)) }
        facts.append((now, .decision(decision)))
      case 4...6:
        guard !origins.isEmpty else { continue }
        let recent = generator.pick(generator.chance(0.8) ? Array(origins.suffix(8)) : origins)
        let kinds: [NewsFact.Kind] = [
          .delivered, .delivered, .bounced, .released, .opened, .clicked, .converted, .converted, .rejected,
          .unsubscribed, .complained,
        ]
        facts.append(
          (
            now,
            .news(
              NewsFact(
                customer: recent.customer, origin: recent.origin, kind: generator.pick(kinds), atSeconds: now,
                value: generator.chance(0.5) ? Double(generator.int(1...90)) : nil))
          ))
      case 7...8: facts.append((now, .event(RandomLog.event(customer, at: now, offset: offset, &generator))))
      default:
        let entered = generator.some(RandomLog.segments, 0.5)
        facts.append(
          (now, .move(customer: customer, entered: entered, left: RandomLog.segments.filter { !entered.contains($0) })))
      }
    }
  }

  private static func decision(
    _ customer: Int64, at now: Int64, offset: Int32, position: UInt64, _ generator: inout SeededGenerator
  ) -> DecisionFact {
    var decision = DecisionFact(
      customer: customer, name: "c\(customer)", atSeconds: now, offsetSeconds: offset,
      isInbound: generator.chance(0.2))
    guard generator.chance(0.6) else {
      let reasons: [Reason] = [.consentAbsent, .cap, .belowFloor, .quietHours, .spacing, .ineligible]
      decision.abstention = Abstention(
        reason: generator.pick(reasons), value: Double(generator.int(0...5)), forgone: Double(generator.int(0...9)),
        nextLook: .init(secondsSince1970: now))
      return decision
    }
    for choice in 0..<generator.int(1...2) {
      let purpose = generator.pick(purposes)
      decision.contacts.append(
        ContactFact(
          origin: position << 4 | UInt64(choice),
          atSeconds: now + (generator.chance(0.3) ? Int64(generator.int(1...200_000)) : 0), offsetSeconds: offset,
          isInbound: decision.isInbound, action: generator.pick(actions), channel: generator.pick(channels),
          purpose: purpose, nature: purpose == "help" ? .service : .marketing, value: Double(generator.int(10...99)),
          cost: Double(generator.int(0...8)) / 4, sendCost: Double(generator.int(0...4)) / 8))
    }
    return decision
  }

  private static func event(
    _ customer: Int64, at now: Int64, offset: Int32, _ generator: inout SeededGenerator
  ) -> EventFact {
    var event = EventFact(
      customer: customer, name: generator.pick(["page_view", "survey_answered", "service_call", "purchase"]),
      atSeconds: now - Int64(generator.int(0...5_000)), offsetSeconds: offset)
    if event.name == "survey_answered" { event.score = Double(generator.int(0...10)) }
    if event.name == "page_view", generator.chance(0.5) { event.durationSeconds = Double(generator.int(1...300)) }
    if event.name == "purchase" { event.amount = Double(generator.int(1...200)) }
    return event
  }

  /// What the fold makes of it.
  func report(_ terms: IndicatorTerms = IndicatorTerms(), by dimensions: [IndicatorDimension] = []) -> IndicatorReport {
    var fold = IndicatorFold(terms, by: dimensions)
    for (at, fact) in facts {
      fold.advance(to: at)
      switch fact {
      case .decision(let decision): fold.decide(decision)
      case .news(let news): fold.hear(news)
      case .event(let event): fold.happen(event)
      case .move(let customer, let entered, let left): fold.move(customer, entered: entered, left: left)
      }
    }
    return fold.report()
  }
}
