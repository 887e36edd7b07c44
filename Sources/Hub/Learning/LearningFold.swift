import Decisions
import Learning
import Times

/// Reads the log on behalf of a ``LearningState`` and learns from it.
struct LearningFold {
  let authority: Authority
  /// What is known so far.
  var state: LearningState
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
      let entry = try await head.entry(after: state.head, upTo: end, authority)
      let isPastDamage = head.damagedCount > 0
      for _ in 0..<head.damagedCount { leaveOut() }
      head.damagedCount = 0
      guard let entry, entry.position <= end else {
        if isPastDamage { state.head = end }
        return true
      }
      try await close(before: entry)
      switch entry.kind {
      case .feedback: try await learn(entry)
      case .decision: admit(entry)
      default: break
      }
      state.head = entry.position
    }
    return false
  }

  // MARK: Answers

  private mutating func learn(_ entry: Entry) async throws(HubError) {
    guard case .feedback(let news)? = try? EntryBody(entry) else { return }
    let answer = AnswersSoFar(news.kind)
    guard !answer.isEmpty else { return }
    let found = try await found(news.decision)
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
      let decision = try await lesson(found, record)
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
      while let entry = try await lags[lag].entry(after: state.lags[lag], upTo: state.head, authority),
        entry.position <= state.head, entry.atMilliseconds + look.seconds * 1000 <= reading.atMilliseconds
      {
        if entry.kind == .decision, case .decision(let record)? = try? EntryBody(entry),
          record.isInbound == look.isInbound, record.mode == .reservation
        {
          try await pass(entry, record, look, before: reading)
        }
        if look.closes { forget(between: state.lags[lag], and: entry.position) }
        state.lags[lag] = entry.position
      }
    }
    let ended = state.deferred.prefix { $0.endMilliseconds <= reading.atMilliseconds }
    guard !ended.isEmpty else { return }
    state.deferred.removeFirst(ended.count)
    for window in ended { try await close(window.decision, before: reading) }
  }

  private mutating func pass(
    _ entry: Entry, _ record: DecisionRecord, _ look: LearningTerms.Look, before reading: Entry
  ) async throws(HubError) {
    guard !record.offers.isEmpty || record.trial != nil else { return }
    let window = self.window(entry, record)
    let isDeferred = window.endMilliseconds > entry.atMilliseconds + state.terms.windowSeconds(of: record) * 1000
    if !look.closes {
      if !isDeferred { try await count(entry, record, record.offers, at: look) }
    } else if !isDeferred || state.deferred.count >= LearningState.deferredMax {
      try await close(entry, record, before: reading)
    } else {
      state.deferred.insert(window, at: state.deferred.place(of: window))
    }
  }

  /// Forgets the answers of decisions that are no longer between two entries, because their customers were erased.
  private mutating func forget(between first: Position, and last: Position) {
    guard last.rawValue - first.rawValue > 1, !state.open.isEmpty else { return }
    let gone = (first.rawValue + 1)..<last.rawValue
    if gone.count < state.open.count {
      for place in gone {
        for choice in 0..<16 { state.open[LearningState.key(Position(rawValue: place), choice)] = nil }
      }
    } else {
      for key in state.open.keys where gone.contains(Int64(bitPattern: key >> 4)) { state.open[key] = nil }
    }
  }

  func window(_ entry: Entry, _ record: DecisionRecord) -> DeferredWindow {
    DeferredWindow(
      endMilliseconds: state.terms.endMilliseconds(of: record, madeAtMilliseconds: entry.atMilliseconds),
      decision: entry.position)
  }

  private mutating func close(_ decision: Position, before reading: Entry) async throws(HubError) {
    guard let found = try await found(decision), case .decision(let record)? = try? EntryBody(found) else {
      // Who was erased takes their answers along.
      for choice in 0..<16 { state.open[LearningState.key(decision, choice)] = nil }
      state.trials = state.trials.filter { $0.value.decision != decision }
      return
    }
    try await close(found, record, before: reading)
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
      let decision = try await lesson(entry, record)
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
    _ entry: Entry, _ record: DecisionRecord, before reading: Entry
  ) async throws(HubError) {
    let answers = record.offers.indices.map {
      state.open.removeValue(forKey: LearningState.key(entry.position, $0)) ?? []
    }
    let trial = takeTrial(entry, record)
    let isSaid = answers.contains { !$0.contains(.void) }
    guard isSaid || trial != nil, let decision = try await lesson(entry, record) else { return }
    settle(answers, of: decision)
    guard trial != nil || isSaid && decision.learnsRhythm else { return }
    let life: Life?
    do throws(HubError) {
      life = try await decision.life(before: reading, authority)
    } catch {
      return try leaveOut(error)
    }
    guard let life else { return }
    if let trial { learn(trial, decision, answers, life) }
    guard decision.learnsRhythm else { return }
    let after = decision.customer(life)
    for choice in answers.indices where !answers[choice].contains(.void) {
      let now = Instant(secondsSince1970: reading.atMilliseconds.quotientFloored(by: 1000))
      state.models.rhythm.learn(
        from: after, decision.ready.loaded.charter, at: now, only: LearningState.key(entry.position, choice))
    }
  }

  /// Learns what the choices of a decision came to in its window.
  private mutating func settle(_ answers: [AnswersSoFar], of decision: LearnedDecision) {
    for (choice, answer) in answers.enumerated() where !answer.contains(.void) {
      if !answer.contains(.accepted) {
        if !answer.contains(.counted), decision.learn(isPositive: false, choice: choice, into: &state.models) {
          state.counts.unanswered += 1
        }
        state.models.noteAnswer(
          after: nil, watchedSeconds: Double(state.terms.windowSeconds(of: decision.record)),
          channel: decision.channelKind(of: choice))
      }
      if decision.learnRestraint(answer.outcome, choice: choice, into: &state.models) { state.counts.contacts += 1 }
    }
  }

  // MARK: What cannot be read

  /// An entry by its position; nothing where it is no more, or cannot be read.
  private mutating func found(_ position: Position) async throws(HubError) -> Entry? {
    let authority = authority
    do throws(HubError) {
      return try await authority.reading { () async throws(StoreError) in
        try await authority.store.entry(at: position)
      }
    } catch {
      try leaveOut(error)
      return nil
    }
  }

  /// What lessons are taken from; nothing where there are none in it, or its customer cannot be read.
  private mutating func lesson(
    _ entry: Entry, _ record: DecisionRecord
  ) async throws(HubError) -> LearnedDecision? {
    do throws(HubError) {
      return try await LearnedDecision(entry, record, authority)
    } catch {
      try leaveOut(error)
      return nil
    }
  }

  /// Goes on after an entry that is damaged, and will be so each time it is read.
  /// - Throws: the error, if it is another one.
  private mutating func leaveOut(_ error: HubError) throws(HubError) {
    guard error.code == Authority.damaged.code else { throw error }
    leaveOut()
  }

  private mutating func leaveOut() {
    state.counts.damaged += 1
    authority.logger.warning("an entry of the log is damaged, and left out of what is learned")
  }
}
