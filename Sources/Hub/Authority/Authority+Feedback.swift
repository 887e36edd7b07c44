import Decisions
import Times

extension Authority {
  private enum Attempt: Sendable {
    case moved(Int)
    case failed(HubError)
    case absent
  }

  /// Takes news of a decision: confirmations, releases, outcomes; returns when they are on disk. The next decision
  /// sees them.
  /// - Returns: how many choices moved; 0 when they stood there already.
  /// - Throws: `decision.unknown`; `decision.not_reserved` for proposals; `choice.unknown`; `contact.…` when a contact
  ///   cannot go where the news says; the store's codes.
  public func record(_ feedback: Feedback) async throws(HubError) -> Int {
    guard let once = feedback.once else { return try await recordNow(feedback) }
    await gate.enter(once.key)
    defer { gate.leave(once.key) }
    if try await known(once) != nil { return 0 }
    return try await recordNow(feedback)
  }

  private func recordNow(_ feedback: Feedback) async throws(HubError) -> Int {
    let (entry, record) = try await decisionEntry(feedback.decision)
    guard case .contact(let offers) = record.answer, !record.contacts.isEmpty else {
      throw HubError(
        .conflict, "decision.not_reserved",
        "decision `\(DecisionID.text(feedback.decision))` reserved nothing, so nothing can become of it; decide with mode `reservation`"
      )
    }
    if let choice = feedback.choice, !offers.indices.contains(choice) {
      throw HubError(
        .invalid, "choice.unknown", "the decision has \(offers.count) choices, counted from 0; there is no \(choice)",
        path: "choice")
    }
    let choices = feedback.choice.map { [$0] } ?? Array(offers.indices)
    let told = choices.map { choice in
      ToldContact(
        choice: choice, action: offers[choice].action, channel: offers[choice].channel,
        purpose: record.contacts[choice].purpose, offer: offers[choice])
    }
    let meter = feedback.kind.givesBack ? try await meter(of: record) : nil
    return try await move(told, feedback, meter, of: entry.customer)
  }

  /// Takes a provider's answer about a message that gives nothing back: the row in the queue tells what its decision
  /// would, so nothing is read.
  func record(_ feedback: Feedback, ofRow row: OutboxRow) async throws(HubError) -> Int {
    guard !feedback.kind.givesBack, feedback.once == nil else { return try await record(feedback) }
    let told = ToldContact(choice: row.choice, action: row.action, channel: row.channel, purpose: nil, offer: nil)
    return try await move([told], feedback, nil, of: row.customer)
  }

  /// A contact that news is of.
  private struct ToldContact: Sendable {
    var choice: Int
    var action: String
    var channel: String
    /// Nothing: as the ledger has it.
    var purpose: Symbol?
    /// What it took of volumes; needed where it gives that back.
    var offer: Offer?
  }

  private func move(
    _ told: [ToldContact], _ feedback: Feedback, _ meter: VolumeMeter?, of customer: CustomerNumber
  ) async throws(HubError) -> Int {
    var number = customer
    while true {
      let pending = PendingAnswer<Attempt>()
      residents.withStripe(of: number) { stripe in
        attempt(feedback, told, meter, number, stripe.slots[number]) { pending.bring($0) }
      }
      switch await pending.value() {
      case .moved(let count): return count
      case .failed(let error): throw error
      case .absent: number = try await bringIn(number)
      }
    }
  }

  private func attempt(
    _ feedback: Feedback, _ contacts: [ToldContact], _ meter: VolumeMeter?, _ number: CustomerNumber,
    _ slot: Residents.Slot?, _ answer: @escaping @Sendable (Attempt) -> Void
  ) {
    guard let standing = regimes.current else { return answer(.failed(Authority.noCharter)) }
    guard case .resident(let resident)? = slot, let regime = standing.bound(resident.generation) else {
      return answer(.absent)
    }
    let now = clock.nowMilliseconds
    // What is told from the future happened now: a sender's clock may run ahead, the ledger's may not.
    let at = min(feedback.at ?? clock.now, Instant(secondsSince1970: now / 1000))
    var state = resident.packed.unpack(id: resident.id.value)
    var moved: [FeedbackRecord] = []
    var returns: [VolumeUse] = []
    for contact in contacts {
      let known = state.ledger.index(origin: feedback.decision.origin(choice: contact.choice))
      let symbol = contact.purpose ?? known.map { state.ledger.contacts[$0].purpose }
      // The charter that decided need not be the one that decides for them now.
      let purpose = standing.all.flatMap(\.loaded.charter.purposes).first {
        Symbol($0.name) == symbol
      }
      let news = FeedbackRecord(
        decision: feedback.decision, choice: contact.choice, kind: feedback.kind, at: at, value: feedback.value,
        action: contact.action, channel: contact.channel, purpose: purpose?.name ?? "",
        reason: feedback.reason, note: feedback.keptNote)
      let counted = state.ledger.counts(news)
      switch state.ledger.move(news) {
      case .moved:
        moved.append(news)
        // Once: an address that dies is told again of a contact that came back before.
        if let meter, let offer = contact.offer, counted, !state.ledger.counts(news) {
          returns += meter.returns(of: offer)
        }
      case .already: continue
      case .refused(let obstacle):
        // Several at once move as far as they can; one alone is told why not.
        guard contacts.count == 1 else { continue }
        return answer(
          .failed(
            HubError(
              .conflict, "contact.\(obstacle)",
              "the contact is \(obstacle), so it cannot become `\(feedback.kind.name)`")))
      }
    }
    let movedCount = moved.count
    let signals = moved.compactMap { news in regime.journeys?.signal(of: news) }
    let setsTimer = !signals.isEmpty && resident.journeying.signals.isEmpty
    do throws(StoreError) {
      try write(moved, returns, feedback, contacts.map(\.choice), number, resident, at: now, setsTimer: setsTimer) {
        _, error in
        if let error { return answer(.failed(HubError(error))) }
        if !signals.isEmpty { self.alarms.ring(number) }
        if movedCount > 0 { self.measures.countFeedback(feedback.kind) }
        answer(.moved(movedCount))
      }
    } catch {
      return answer(.failed(HubError(error)))
    }
    resident.journeying.signals += signals
    if feedback.kind.needsReload {
      resident.generation = Resident.stale
    } else {
      resident.packed = PackedCustomer(state)
    }
  }

  private func write(
    _ moved: [FeedbackRecord], _ returns: [VolumeUse], _ feedback: Feedback, _ choices: [Int],
    _ number: CustomerNumber, _ resident: Resident, at: Int64, setsTimer: Bool, done: @escaping Committer.Done
  ) throws(StoreError) {
    let bodies = moved.map { EntryBody.feedback($0).encode() }
    let first = try committer.enqueue(
      entries: moved.count,
      { position, _ in
        var commit = Commit()
        var previous = resident.head
        for (index, body) in bodies.enumerated() {
          let own = position.advanced(by: index)
          commit.entries.append(
            Entry(
              position: own, customer: number, previous: previous, atMilliseconds: at, kind: .feedback, body: body))
          previous = own
          // Whatever became of it, it waits no longer.
          commit.outboxRemoved.append((moved[index].decision, moved[index].choice))
        }
        // Also where the contact stood there already: nobody waits for an end that is known.
        if feedback.kind.endsDelivery { commit.deliveriesRemoved += choices.map { (feedback.decision, $0) } }
        if let step = feedback.step { commit.take(step) }
        commit.volumes = returns
        if setsTimer { commit.timers = [(number, at / 1000)] }
        if let once = feedback.once {
          commit.onceKeys = [
            OnceKey(
              key: once.key, request: once.request, position: moved.isEmpty ? .none : position, atMilliseconds: at)
          ]
        }
        return commit
      }, done: done
    ).position
    volumes.add(returns)
    if !moved.isEmpty { resident.head = first.advanced(by: moved.count - 1) }
  }

  /// What tells the units that a decision took, which is as its own charter says; nothing when this program no longer
  /// accepts that charter: then nothing is given back.
  private func meter(of record: DecisionRecord) async throws(HubError) -> VolumeMeter? {
    let version = try await context(record).charterVersion
    if let regime = regimes.current?.all.first(where: { $0.loaded.charter.version == version }) {
      return VolumeMeter(regime.plan)
    }
    do throws(HubError) {
      return VolumeMeter(try await shelf.charter(version).plan)
    } catch {
      guard error.code == "charter.outdated" else { throw error }
      return nil
    }
  }

  /// The entry of a decision, and what it says.
  func decisionEntry(_ id: Position) async throws(HubError) -> (Entry, DecisionRecord) {
    let entry = try await reading { () async throws(StoreError) in try await store.entry(at: id) }
    guard let entry, entry.kind == .decision,
      case .decision(let record)? = try? EntryBody(kind: .decision, body: entry.body)
    else {
      throw HubError(.unknown, "decision.unknown", "there is no decision `\(DecisionID.text(id))`", path: "decision")
    }
    return (entry, record)
  }
}

extension Position {
  /// So many places further.
  func advanced(by count: Int) -> Position { Position(rawValue: rawValue + Int64(count)) }
}

extension FeedbackKind {
  /// Whether no more is to be heard of the message on its way.
  var endsDelivery: Bool {
    switch self {
    case .released, .postponed, .delivered, .bounced, .bouncedForGood, .refusedByProvider, .expired: true
    default: false
    }
  }

  /// Whether the contact's budget comes back.
  var givesBack: Bool {
    switch self {
    case .released, .bounced, .bouncedForGood, .refusedByProvider: true
    default: false
    }
  }
}
