import Decisions
import Journeys
import Times

/// A customer's journeys in memory: where they stand, and what they have not heard of yet. Guarded by the lock of the
/// customer's stripe.
struct Journeying {
  /// The state, as the log has it; empty: they were never looked at.
  var state: [UInt8] = []
  /// What the stages add to every decision.
  var contexts: [Context] = []
  /// What happened since, in the order of the log.
  var signals: [Signal] = []

  /// Notes what happened.
  /// - Returns: whether it is the first that waits: then the commit that brings it sets the customer's timer, which
  ///   stands until all that waits was heard.
  mutating func hear(_ signal: Signal) -> Bool {
    signals.append(signal)
    return signals.count == 1
  }
}

extension Journeying {
  /// The state; nothing when its bytes are damaged.
  var decoded: JourneyState? { state.isEmpty ? JourneyState() : try? JourneyState(bytes: state) }
}

extension JourneyRecord.News {
  /// By how many customers a segment grew.
  var segmentGrowth: (name: String, count: Int)? {
    switch kind {
    case .enteredSegment: (name, 1)
    case .leftSegment: (name, -1)
    default: nil
    }
  }
}

extension JourneyPlan {
  /// Leads journeys on by everything that they have not heard of, and then by the time.
  /// - Parameter customer: as they are now; after an earlier change of attributes, they had what stood before the next.
  func advance(
    _ state: inout JourneyState, _ signals: [Signal], _ customer: inout CustomerState, now: Instant
  ) -> [Effect] {
    let row = customer.customer.row
    var effects: [Effect] = []
    for (place, signal) in signals.enumerated() {
      if case .attributes = signal {
        var after = row
        for case .attributes(let before, _) in signals[(place + 1)...] {
          after = before
          break
        }
        customer.customer.row = after
      }
      effects += Journeys.advance(&state, signal, customer, self, now: now)
    }
    customer.customer.row = row
    return effects + Journeys.advance(&state, .clock, customer, self, now: now)
  }
}

extension Regime {
  /// What a merge changes: the one who is no more has no timer and, unless the survivor takes their place over, belongs
  /// to no segment; the survivor is looked at.
  func addMerge(
    of absorbed: Journeying, _ absorbedNumber: CustomerNumber, into survivor: Journeying,
    _ survivorNumber: CustomerNumber, _ atMilliseconds: Int64, to commit: inout Commit
  ) {
    commit.timers = [(absorbedNumber, nil), (survivorNumber, atMilliseconds / 1000)]
    guard !survivor.state.isEmpty, let state = absorbed.decoded else { return }
    commit.segments = segments(of: state).map { ($0, -1) }
  }
}

extension Regime {
  /// The segments that count a customer, those of other charters as well.
  func segments(of state: JourneyState) -> [String] { segmentNames.filter(state.isIn) }

  /// What a look tells of segments that this charter does not have: whoever was in one when another charter led them on is
  /// in it no more.
  func news(from before: JourneyState, to after: JourneyState) -> [JourneyRecord.News] {
    segmentNames.filter { before.isIn($0) && !after.isIn($0) && !ownSegments.contains($0) }
      .map { JourneyRecord.News(.leftSegment, $0) }
  }
}

/// Finds what a customer's journeys have not heard of while their entries are read.
struct JourneyListener {
  let plan: JourneyPlan
  let ready: ReadyCharter
  private(set) var signals: [Signal] = []

  init(_ plan: JourneyPlan, _ ready: ReadyCharter) {
    self.plan = plan
    self.ready = ready
  }

  /// Hears an entry.
  /// - Parameter before: the customer before it.
  mutating func hear(_ body: EntryBody, of entry: Entry, before: Profile) {
    let at = Instant(secondsSince1970: entry.atMilliseconds / 1000)
    if entry.previous == .none { signals.append(.created(at: at)) }
    switch body {
    case .journeys: signals = []
    case .event(let event): signals += plan.signals(of: event)
    case .decision(let decision): signals += plan.signals(of: decision)
    case .feedback(let news): if let signal = plan.signal(of: news) { signals.append(signal) }
    case .patch, .imported, .absorbed:
      guard plan.watchesAttributes else { break }
      signals.append(.attributes(before: before.state(id: "", binder: ready.binder).customer.row, at: at))
    case .snapshot, .merged: break
    }
  }
}

extension JourneyPlan {
  /// What an event tells the customer's journeys.
  func signals(of event: EventRecord) -> [Signal] {
    let at = Instant(secondsSince1970: event.atMilliseconds.quotientFloored(by: 1000))
    var signals: [Signal] = []
    if let zones = event.zones, watchesPositions { signals.append(.zones(zones, at: at)) }
    let name = Symbol(event.name)
    if watches(event: name) { signals.append(.event(name, at: at)) }
    return signals
  }

  /// What a decision tells them: the contacts that it reserved.
  func signals(of decision: DecisionRecord) -> [Signal] {
    guard watchesContacts else { return [] }
    return decision.contacts.map { .contact(action: $0.action, channel: $0.channel, at: $0.at) }
  }

  /// What news of a contact tells them.
  func signal(of news: FeedbackRecord) -> Signal? {
    guard watchesOutcomes, let outcome = news.kind.outcome else { return nil }
    return .outcome(outcome, action: Symbol(news.action), channel: Symbol(news.channel), at: news.at)
  }
}

extension FeedbackKind {
  /// What the customer made of the contact; nothing for news of its way.
  var outcome: ContactOutcome? {
    switch self {
    case .opened: .opened
    case .clicked: .clicked
    case .converted: .converted
    case .rejected: .refused
    case .ignored: .ignored
    case .unsubscribed: .unsubscribed
    case .complained: .complained
    case .confirmed, .released, .accepted, .postponed, .delivered, .unknown, .expired, .bounced, .bouncedForGood,
      .refusedByProvider:
      nil
    }
  }
}
