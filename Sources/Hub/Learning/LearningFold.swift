import Decisions
import Learning
import Times

/// Reads the log on behalf of a ``LearningState`` and learns from it.
struct LearningFold {
  private let authority: Authority
  /// What is known so far.
  private(set) var state: LearningState
  private var head = LogPages()
  private var lags: [LogPages]

  init(_ state: LearningState, _ authority: Authority) {
    self.authority = authority
    lags = state.lags.map { _ in LogPages() }
    self.state = state
  }

  /// Reads on.
  /// - Parameters:
  ///   - end: no entry behind this one is read.
  ///   - entriesMax: the most entries that the head reads.
  /// - Returns: whether nothing is left to read.
  mutating func run(upTo end: Position, entriesMax: Int) async throws(HubError) -> Bool {
    for _ in 0..<entriesMax {
      guard let entry = try await head.entry(after: state.head, authority), entry.position <= end else {
        return true
      }
      try await close(before: entry)
      if entry.kind == .feedback { try await learn(entry) }
      state.head = entry.position
    }
    return false
  }

  // MARK: Answers

  private mutating func learn(_ entry: Entry) async throws(HubError) {
    guard case .feedback(let news)? = try? EntryBody(entry) else { return }
    let answer = AnswersSoFar(news.kind)
    guard !answer.isEmpty else { return }
    let authority = authority
    let found = try await authority.reading { () async throws(StoreError) in
      try await authority.store.entry(at: news.decision)
    }
    guard let found, case .decision(let record)? = try? EntryBody(found) else {
      state.counts.unattributed += 1
      return
    }
    guard record.mode == .reservation else { return }
    let closing = state.terms.looks.firstIndex { $0.closes && $0.isInbound == record.isInbound }
    if let closing, news.decision <= state.lags[closing], !state.deferred.has(window(found, record)) {
      state.counts.late += 1
      return
    }
    let key = LearningState.key(news.decision, news.choice)
    let before = state.open[key]
    guard before != nil || state.open.count < LearningState.openMax else { return }
    state.open[key, default: []].formUnion(answer)
    guard answer == .accepted, before?.contains(.accepted) != true, before?.contains(.void) != true,
      let decision = try await LearnedDecision(found, record, authority)
    else { return }
    if decision.learn(isPositive: true, choice: news.choice, into: &state.models) {
      state.counts.accepted += 1
      let seconds = Double(entry.atMilliseconds - found.atMilliseconds) / 1000
      state.models.noteAnswer(after: seconds, channel: decision.channelKind(of: news.choice))
    }
  }

  // MARK: Silence

  /// Looks at the decisions that came to an age before an entry that is about to be read.
  private mutating func close(before reading: Entry) async throws(HubError) {
    for (lag, look) in state.terms.looks.enumerated() {
      while let entry = try await lags[lag].entry(after: state.lags[lag], authority), entry.position <= state.head,
        entry.atMilliseconds + look.seconds * 1000 <= reading.atMilliseconds
      {
        if entry.kind == .decision, case .decision(let record)? = try? EntryBody(entry),
          record.isInbound == look.isInbound, record.mode == .reservation, case .contact(let offers) = record.answer
        {
          let window = self.window(entry, record)
          let isDeferred = window.endMilliseconds > entry.atMilliseconds + state.terms.windowSeconds(of: record) * 1000
          if !look.closes {
            if !isDeferred { try await count(entry, record, offers, at: look) }
          } else if !isDeferred || state.deferred.count >= LearningState.deferredMax {
            try await close(entry, record, offers, before: reading)
          } else {
            state.deferred.insert(window, at: state.deferred.place(of: window))
          }
        }
        state.lags[lag] = entry.position
      }
    }
    let ended = state.deferred.prefix { $0.endMilliseconds <= reading.atMilliseconds }
    guard !ended.isEmpty else { return }
    state.deferred.removeFirst(ended.count)
    for window in ended { try await close(window.decision, before: reading) }
  }

  private func window(_ entry: Entry, _ record: DecisionRecord) -> DeferredWindow {
    DeferredWindow(
      endMilliseconds: state.terms.endMilliseconds(of: record, madeAtMilliseconds: entry.atMilliseconds),
      decision: entry.position)
  }

  private mutating func close(_ decision: Position, before reading: Entry) async throws(HubError) {
    let authority = authority
    let found = try await authority.reading { () async throws(StoreError) in
      try await authority.store.entry(at: decision)
    }
    guard let found, case .decision(let record)? = try? EntryBody(found), case .contact(let offers) = record.answer
    else {
      // Who was erased takes their answers along.
      for choice in 0..<16 { state.open[LearningState.key(decision, choice)] = nil }
      return
    }
    try await close(found, record, offers, before: reading)
  }

  /// Learns silence before the window closes, of the choices whose turn it is.
  private mutating func count(
    _ entry: Entry, _ record: DecisionRecord, _ offers: [Offer], at look: LearningTerms.Look
  ) async throws(HubError) {
    let unanswered = offers.indices.filter {
      let answer = state.open[LearningState.key(entry.position, $0)] ?? []
      return answer.isDisjoint(with: [.void, .accepted, .counted])
    }
    guard !unanswered.isEmpty, state.open.count < LearningState.openMax,
      let decision = try await LearnedDecision(entry, record, authority)
    else { return }
    for choice in unanswered {
      let key = LearningState.key(entry.position, choice)
      let share = state.models.shareOfAnswers(
        withinSeconds: Double(look.seconds), of: Double(state.terms.windowSeconds(of: record)),
        channel: decision.channelKind(of: choice))
      guard Chance.uniform(key, salt: LearningFold.silenceSalt) < share,
        decision.learn(isPositive: false, choice: choice, into: &state.models)
      else { continue }
      state.counts.unanswered += 1
      state.open[key, default: []].insert(.counted)
    }
  }

  private static let silenceSalt = Chance.key(of: "silence")

  private mutating func close(
    _ entry: Entry, _ record: DecisionRecord, _ offers: [Offer], before reading: Entry
  ) async throws(HubError) {
    let answers = offers.indices.map { state.open.removeValue(forKey: LearningState.key(entry.position, $0)) ?? [] }
    guard answers.contains(where: { !$0.contains(.void) }),
      let decision = try await LearnedDecision(entry, record, authority)
    else { return }
    for (choice, answer) in answers.enumerated() where !answer.contains(.void) {
      if !answer.contains(.accepted) {
        if !answer.contains(.counted), decision.learn(isPositive: false, choice: choice, into: &state.models) {
          state.counts.unanswered += 1
        }
        state.models.noteAnswer(
          after: nil, watchedSeconds: Double(state.terms.windowSeconds(of: record)),
          channel: decision.channelKind(of: choice))
      }
      if decision.learnRestraint(answer.outcome, choice: choice, into: &state.models) { state.counts.contacts += 1 }
    }
    guard decision.learnsRhythm, let after = try await decision.customer(before: reading, authority) else { return }
    for choice in answers.indices where !answers[choice].contains(.void) {
      let now = Instant(secondsSince1970: reading.atMilliseconds.quotientFloored(by: 1000))
      state.models.rhythm.learn(
        from: after, decision.ready.loaded.charter, at: now, only: LearningState.key(entry.position, choice))
    }
  }
}

/// Entries of the log, read ahead.
private struct LogPages {
  private static let entriesPerRead = 512
  private var page: ArraySlice<Entry> = []

  /// The first entry after a position; nothing when there is none yet.
  mutating func entry(after position: Position, _ authority: Authority) async throws(HubError) -> Entry? {
    while let first = page.first, first.position <= position { page = page.dropFirst() }
    if let first = page.first { return first }
    page = try await authority.reading { () async throws(StoreError) in
      try await authority.store.entries(after: position, countMax: LogPages.entriesPerRead)
    }[...]
    return page.first
  }
}

/// A decision with the customer as they were and the charter that made it: what lessons are taken from.
private struct LearnedDecision {
  let record: DecisionRecord
  let offers: [Offer]
  let ready: ReadyCharter
  let customer: CustomerState
  private let number: CustomerNumber

  /// Nothing where the charter that decided learns nothing, or is no longer accepted by this program.
  init?(_ entry: Entry, _ record: DecisionRecord, _ authority: Authority) async throws(HubError) {
    guard case .contact(let offers) = record.answer else { return nil }
    let context = try await authority.context(record)
    do throws(HubError) {
      ready = try await authority.shelf.charter(context.charterVersion)
    } catch {
      guard error.code == "charter.outdated" else { throw error }
      return nil
    }
    guard ready.learns else { return nil }
    customer = try await authority.customer(of: entry, record, ready)
    number = entry.customer
    self.record = record
    self.offers = offers
  }

  /// Whether hours and roles of channels are learned: where the charter asks for the best hour, or learns propensities
  /// that roles belong into, and something went out.
  var learnsRhythm: Bool { ready.learns && record.contacts.contains { $0.direction == .outbound } }

  /// The customer as they were just before an entry, or whom they had become part of: what comes of their contacts is
  /// noted there; nothing when they are no more.
  func customer(before reading: Entry, _ authority: Authority) async throws(HubError) -> CustomerState? {
    var number = number
    while let life = try await authority.life(of: number, before: reading.position) {
      guard let other = life.mergedInto else {
        return life.profile.state(id: record.customer.value, binder: ready.binder)
      }
      number = other
    }
    return nil
  }

  /// Learns a response to a choice; false where its treatment is not learned, and asks no brought model.
  func learn(isPositive: Bool, choice: Int, into models: inout LearnedModels) -> Bool {
    guard offers.indices.contains(choice), let treatment = treatment(offers[choice]) else { return false }
    let plan = ready.plan.treatments[treatment]
    let charter = ready.loaded.charter
    let row = ready.plan.row(of: customer, now: record.at)
    var scores: [BroughtScore] = []
    if !charter.models.isEmpty {
      var brought = BroughtScores(charter, now: record.at)
      brought.take([row])
      scores = brought.scores(row: 0, action: plan.action, channel: plan.channel)
    }
    guard plan.isLearned || !scores.isEmpty else { return false }
    var features = FeatureList()
    ready.features.fill(&features, from: row, isSpelled: true)
    let predicted = models.learn(
      features, ModelNames(charter, action: plan.action, channel: plan.channel), Response(isPositive: isPositive),
      scores: scores)
    models.rhythm.learn(
      predicted: predicted, of: customer, charter, action: plan.action, channel: plan.channel, isPositive: isPositive,
      at: record.at)
    return true
  }

  /// Learns what an outbound contact came to; false where the charter has no restraint.
  func learnRestraint(_ outcome: ContactOutcome, choice: Int, into models: inout LearnedModels) -> Bool {
    guard ready.loaded.charter.restraint != nil, offers.indices.contains(choice) else { return false }
    let offer = offers[choice]
    guard
      let contact = record.contacts.first(where: {
        $0.action == Symbol(offer.action) && $0.channel == Symbol(offer.channel)
      }), contact.direction == .outbound, let treatment = treatment(offer)
    else { return false }
    let tracking = TrackingConsent(ready.loaded.charter, customer.customer)
    models.learn(
      SettledContact(
        contact: contact, outcome: outcome, worth: offer.value * (1 + offer.lever),
        sendCost: ready.plan.treatments[treatment].sendCost, isTracked: tracking[contact.channelKind]),
      after: customer.ledger)
    return true
  }

  /// What the channel of a choice is.
  func channelKind(of choice: Int) -> ChannelKind {
    guard offers.indices.contains(choice), let treatment = treatment(offers[choice]) else { return .other }
    return ready.plan.treatments[treatment].contact.channelKind
  }

  private func treatment(_ offer: Offer) -> Int? {
    ready.plan.treatments.indices.first {
      ready.plan.actionName($0) == offer.action && ready.plan.channelName($0) == offer.channel
    }
  }
}
