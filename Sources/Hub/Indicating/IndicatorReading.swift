import Decisions
import Indicators
import Records
import Times

/// Turns entries of the log into facts for a fold of indicators.
struct IndicatorReading {
  private let authority: Authority
  /// What was gathered so far.
  private(set) var fold: IndicatorFold
  private let cutsBySegment: Bool
  private var clocks: IndicatorClocks
  private var charters: [String: IndicatorCharter] = [:]
  /// The charter of each context, by its number.
  private var versions: [Int: String] = [:]
  private let parser = JSONParser()

  init(_ authority: Authority, _ fold: IndicatorFold) {
    self.authority = authority
    self.fold = fold
    cutsBySegment = fold.dimensions.contains(.segment)
    clocks = IndicatorClocks(authority.regimes.current?.ready)
  }

  /// Takes the next entry of the log. One whose bytes are damaged says nothing.
  mutating func take(_ entry: Entry) async throws(HubError) {
    fold.advance(to: entry.atMilliseconds.quotientFloored(by: 1000))
    switch entry.kind {
    // What a snapshot says is known from the entries before it, unless these are gone.
    case .snapshot: if clocks.knows(entry.customer) { return }
    case .journeys: if !cutsBySegment { return }
    default: break
    }
    guard let body = try? EntryBody(entry) else { return }
    let customer = entry.customer
    switch body {
    case .decision(let record): try await take(record, entry)
    case .feedback(let news): take(news, customer)
    case .event(let event): take(event, customer)
    case .patch(let patch): clocks.note(customer, zone: patch.zone, country: patch.country)
    case .snapshot(let profile), .imported(let profile), .absorbed(let profile):
      clocks.note(
        customer, zone: profile.zone.isEmpty ? nil : profile.zone,
        country: profile.country.isEmpty ? nil : profile.country)
    case .merged(let other): fold.merge(customer.rawValue, into: other.rawValue)
    case .journeys(let record):
      fold.move(
        customer.rawValue, entered: record.news.filter { $0.kind == .enteredSegment }.map(\.name),
        left: record.news.filter { $0.kind == .leftSegment }.map(\.name))
    }
  }

  // MARK: Decisions

  private mutating func take(_ record: DecisionRecord, _ entry: Entry) async throws(HubError) {
    guard record.mode == .reservation else { return }
    let charter = try await charter(of: record)
    let seconds = record.at.secondsSince1970
    var fact = DecisionFact(
      customer: entry.customer.rawValue, name: record.customer.value, atSeconds: seconds,
      offsetSeconds: clocks.offset(entry.customer, at: seconds), isInbound: record.isInbound)
    if !record.isInbound {
      fact.isHeldOut = charter.isHeldOut(record.customer.value)
      fact.holdoutShare = charter.holdoutShare
      fact.holdouts = charter.holdouts(record)
    }
    switch record.answer {
    case .silence(let abstention): fact.abstention = abstention
    case .contact(let offers):
      for (choice, offer) in offers.enumerated() {
        guard
          let contact = record.contacts.first(where: {
            $0.action == Symbol(offer.action) && $0.channel == Symbol(offer.channel)
          })
        else { continue }
        let at = Int64(contact.atSeconds)
        fact.contacts.append(
          ContactFact(
            origin: LearningState.key(entry.position, choice), atSeconds: at,
            offsetSeconds: clocks.offset(entry.customer, at: at), isInbound: contact.direction == .inbound,
            action: offer.action, channel: offer.channel, purpose: charter.purpose(contact.purpose),
            nature: contact.purposeKind, value: offer.value, cost: offer.cost, sendCost: charter.sendCost(offer)))
      }
    }
    if let abstains = charter.policyAbstains(record) { fact.evenDraw = .init(policyAbstains: abstains) }
    fold.decide(fact)
  }

  private mutating func charter(of record: DecisionRecord) async throws(HubError) -> IndicatorCharter {
    let version: String
    if let known = versions[record.context] {
      version = known
    } else {
      version = try await authority.context(record).charterVersion
      versions[record.context] = version
    }
    if let known = charters[version] { return known }
    let made: IndicatorCharter
    do throws(HubError) {
      made = IndicatorCharter(try await authority.shelf.charter(version))
    } catch {
      guard error.code == "charter.outdated" else { throw error }
      made = IndicatorCharter(nil)
    }
    charters[version] = made
    return made
  }

  // MARK: News and events

  private mutating func take(_ news: FeedbackRecord, _ customer: CustomerNumber) {
    let offset = clocks.offset(customer, at: news.at.secondsSince1970)
    if let fact = NewsFact(news, of: customer, offsetSeconds: offset) { fold.hear(fact) }
  }

  private mutating func take(_ event: EventRecord, _ customer: CustomerNumber) {
    let offset = clocks.offset(customer, at: event.atMilliseconds.quotientFloored(by: 1000))
    fold.happen(EventFact(event, of: customer, offsetSeconds: offset, parser))
  }
}

extension NewsFact {
  /// News of the log; nothing of what changes no count.
  init?(_ news: FeedbackRecord, of customer: CustomerNumber, offsetSeconds: Int32 = 0) {
    guard let kind = news.kind.fact else { return nil }
    self.init(
      customer: customer.rawValue, origin: LearningState.key(news.decision, news.choice), kind: kind,
      atSeconds: news.at.secondsSince1970, offsetSeconds: offsetSeconds, value: news.value)
  }
}

extension EventFact {
  /// An event of the log, with what its properties say.
  init(_ event: EventRecord, of customer: CustomerNumber, offsetSeconds: Int32 = 0, _ parser: JSONParser?) {
    self.init(
      customer: customer.rawValue, name: event.name, atSeconds: event.atMilliseconds.quotientFloored(by: 1000),
      offsetSeconds: offsetSeconds, amount: event.amount)
    guard !event.properties.isEmpty, let parser else { return }
    event.properties.withUnsafeBufferPointer { bytes in
      _ = try? parser.withObject(bytes) { read($0) }
    }
  }

  /// Takes what properties say of scores, durations and the contact that is meant.
  fileprivate mutating func read(_ properties: JSONValue) {
    score = properties["score"]?.double
    durationSeconds =
      properties["duration_seconds"]?.double ?? properties["duration"]?.double
      ?? properties["time_spent"]?.double ?? properties["engagement_time_msec"]?.double.map { $0 / 1000 }
    guard let decision = properties["decision"]?.string.flatMap({ DecisionID.position($0) }) else { return }
    let choice = properties["choice"]?.int64 ?? 0
    guard (0..<16).contains(choice) else { return }
    about = LearningState.key(decision, Int(choice))
  }
}

extension FeedbackKind {
  /// What of it indicators count; nothing of what changes no count.
  fileprivate var fact: NewsFact.Kind? {
    switch self {
    case .released: .released
    case .delivered: .delivered
    case .bounced, .bouncedForGood, .refusedByProvider: .bounced
    case .opened: .opened
    case .clicked: .clicked
    case .converted: .converted
    case .rejected: .rejected
    case .unsubscribed: .unsubscribed
    case .complained: .complained
    case .confirmed, .accepted, .postponed, .unknown, .expired, .ignored: nil
    }
  }
}
