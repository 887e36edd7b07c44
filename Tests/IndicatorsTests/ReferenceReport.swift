import Decisions
import Indicators

/// The indicators again, slow and obvious, from the whole log at once: written from docs/INDICATORS.md.
struct ReferenceReport {
  /// A contact with all that came of it.
  struct Contact {
    var fact: ContactFact
    var customer: Int64
    var segments: Set<String>
    var news: [NewsFact] = []
    var score: Double?
    var calls = 0
    var key: (at: Int64, origin: UInt64) { (fact.atSeconds, fact.origin) }

    func has(_ kinds: NewsFact.Kind...) -> Bool { news.contains { kinds.contains($0.kind) } }
    /// News after which it does not count any more: given up, or come back before anybody answered.
    var isGone: Bool {
      var isAnswered = false
      for one in news {
        switch one.kind {
        case .released: return true
        case .bounced: if !isAnswered { return true }
        case .delivered: break
        default: isAnswered = true
        }
      }
      return false
    }
    var isReleased: Bool { has(.released) }
    var value: Double {
      var (sum, isFirst) = (0.0, true)
      for one in news where one.kind == .converted {
        sum += one.value ?? (isFirst ? fact.value : 0)
        isFirst = false
      }
      return sum
    }
  }

  /// What is summed of a group.
  struct Sums: Equatable {
    var contacts = 0
    var bounced = 0
    var delivered = 0
    var opened = 0
    var clicked = 0
    var converted = 0
    var unsubscribed = 0
    var value = 0.0
    var cost = 0.0
    var calls = 0
    var collisions = 0
    var soon = 0
    var surveys = 0
    var promotion = 0
    var scores = 0.0
    var offers = 0
    var offerValue = 0.0
  }

  let terms: IndicatorTerms
  private(set) var contacts: [Contact] = []
  private var decisions: [(fact: DecisionFact, segments: Set<String>)] = []
  private(set) var interactions: [(customer: Int64, at: Int64)] = []
  private(set) var durations: [Int64: Double] = [:]

  init(_ log: RandomLog, _ terms: IndicatorTerms) {
    self.terms = terms
    var segments: [Int64: Set<String>] = [:]
    for (at, fact) in log.facts {
      switch fact {
      case .move(let customer, let entered, let left):
        segments[customer, default: []].subtract(left)
        segments[customer, default: []].formUnion(entered)
      case .decision(let decision):
        decisions.append((decision, segments[decision.customer] ?? []))
        for one in decision.contacts {
          contacts.append(
            Contact(fact: one, customer: decision.customer, segments: segments[decision.customer] ?? []))
        }
      case .news(let news):
        guard let place = contacts.firstIndex(where: { $0.fact.origin == news.origin }),
          isOpen(contacts[place], at: at)
        else { continue }
        contacts[place].news.append(news)
        if ![.delivered, .bounced, .released].contains(news.kind) {
          interactions.append((news.customer, news.atSeconds))
        }
      case .event(let event):
        interactions.append((event.customer, event.atSeconds))
        if let seconds = event.durationSeconds, isIn(event.atSeconds) {
          durations[event.customer, default: 0] += seconds
        }
        guard event.name == "survey_answered" || event.name == "service_call",
          let place = last(event.customer, at: event.atSeconds, writtenAt: at)
        else { continue }
        if event.name == "service_call" { contacts[place].calls += 1 }
        if let score = event.score, contacts[place].score == nil { contacts[place].score = score }
      }
    }
  }

  private func day(_ seconds: Int64) -> Int64 { Int64((Double(seconds) / 86_400).rounded(.down)) }
  func isIn(_ seconds: Int64) -> Bool { seconds >= terms.fromSeconds ?? .min && seconds < terms.toSeconds ?? .max }
  /// News counts until the window of answers has passed since the contact's day.
  private func isOpen(_ contact: Contact, at written: Int64) -> Bool {
    day(written - terms.answerSeconds) <= day(contact.fact.atSeconds)
  }

  private func last(_ customer: Int64, at seconds: Int64, writtenAt: Int64) -> Int? {
    contacts.indices.filter {
      let one = contacts[$0]
      return one.customer == customer && !one.fact.isInbound && !one.isGone && isOpen(one, at: writtenAt)
        && one.fact.atSeconds <= seconds && seconds - one.fact.atSeconds <= terms.attributionSeconds
    }.max { contacts[$0].key < contacts[$1].key }
  }

  // MARK: Groups

  func groups(_ dimensions: [IndicatorDimension], _ contact: Contact) -> [[String]] {
    let fact = contact.fact
    let local = fact.atSeconds + Int64(fact.offsetSeconds)
    var all: [[String]] = [[]]
    for dimension in dimensions {
      var names: [String]
      switch dimension {
      case .channel: names = [fact.channel]
      case .action: names = [fact.action]
      case .purpose: names = [fact.purpose]
      case .nature: names = ["\(fact.nature)"]
      case .segment: names = contact.segments.isEmpty ? ["(none)"] : contact.segments.sorted()
      case .customer: names = ["c\(contact.customer)"]
      case .hour:
        let hour = (local - day(local) * 86_400) / 3600
        names = [hour < 10 ? "0\(hour)" : "\(hour)"]
      case .day: names = ["\(day(local))"]
      }
      all = all.flatMap { prefix in names.map { prefix + [$0] } }
    }
    return all
  }

  /// Sums by group; of everything under empty names.
  func sums(_ dimensions: [IndicatorDimension]) -> [[String]: Sums] {
    var sums: [[String]: Sums] = [:]
    let everything = dimensions.map { _ in "" }
    for contact in contacts where isIn(contact.fact.atSeconds) {
      for group in groups(dimensions, contact) + (dimensions.isEmpty ? [] : [everything]) {
        add(contact, to: &sums[group, default: Sums()])
      }
    }
    return sums
  }

  private func add(_ contact: Contact, to sums: inout Sums) {
    guard !contact.isGone else {
      if !contact.fact.isInbound, contact.has(.bounced), contact.isBounced { sums.bounced += 1 }
      return
    }
    if contact.fact.isInbound {
      sums.offers += 1
      sums.offerValue += contact.value
      return
    }
    sums.contacts += 1
    sums.delivered +=
      contact.news.isEmpty
      ? 0
      : contact.has(
        .delivered, .opened, .clicked, .converted, .rejected, .unsubscribed, .complained) ? 1 : 0
    sums.opened += contact.has(.opened, .clicked) ? 1 : 0
    sums.clicked += contact.has(.clicked) ? 1 : 0
    sums.converted += contact.has(.converted) ? 1 : 0
    sums.unsubscribed += contact.has(.unsubscribed) ? 1 : 0
    sums.value += contact.value
    sums.cost += contact.fact.cost
    sums.calls += contact.calls
    let before = contacts.filter {
      $0.customer == contact.customer && !$0.fact.isInbound && !$0.isGone && $0.key < contact.key
    }
    let localDay = day(contact.fact.atSeconds + Int64(contact.fact.offsetSeconds))
    if before.contains(where: {
      day($0.fact.atSeconds + Int64($0.fact.offsetSeconds)) == localDay && $0.fact.action != contact.fact.action
    }) {
      sums.collisions += 1
    }
    if let latest = before.map(\.fact.atSeconds).max(), contact.fact.atSeconds - latest < terms.soonSeconds {
      sums.soon += 1
    }
    if let score = contact.score {
      sums.surveys += 1
      sums.scores += score
      sums.promotion += score >= 9 ? 1 : score <= 6 ? -1 : 0
    }
  }

  // MARK: Customers and decisions

  /// The most contacts of each customer within any so many days, of those with any in the period, in ascending order.
  func pressure(days: Int64) -> [Int] {
    let outbound = contacts.filter { !$0.fact.isInbound && !$0.isGone }
    return Set(outbound.map(\.customer)).compactMap { customer in
      let own = outbound.filter { $0.customer == customer }
      return own.filter { isIn($0.fact.atSeconds) }.map { last in
        own.count { $0.key <= last.key && last.fact.atSeconds - $0.fact.atSeconds < days * 86_400 }
      }.max()
    }.sorted()
  }

  /// Silences by reason, and how many decisions there were.
  var silences: (reasons: [String: Int], decisions: Int) {
    let own = decisions.filter { !$0.fact.isInbound && isIn($0.fact.atSeconds) }
    return (
      Dictionary(grouping: own.compactMap(\.fact.abstention), by: \.reason.name).mapValues(\.count), own.count
    )
  }

  /// Customers whom a candidate could have reached, and those of them who never had a contact.
  var reach: (reachable: Int, without: Int) {
    let own = decisions.map(\.fact).filter { !$0.isInbound && isIn($0.atSeconds) }
    let contacted = Set(own.filter { !$0.contacts.isEmpty }.map(\.customer))
    let passed = own.filter { $0.abstention.map { $0.reason.rawValue >= 400 } ?? false }.map(\.customer)
    let reachable = contacted.union(passed)
    return (reachable.count, reachable.subtracting(contacted).count)
  }
}

extension ReferenceReport.Contact {
  /// Whether it came back before anybody answered, and was not given up.
  fileprivate var isBounced: Bool {
    for one in news {
      switch one.kind {
      case .bounced: return true
      case .delivered, .released: continue
      default: return false
      }
    }
    return false
  }
}
