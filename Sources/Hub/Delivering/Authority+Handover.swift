import Decisions
import Messages
import Synchronization
import Times

/// What a commit changes about a message on its way, beside the news that it brings.
enum DeliveryStep: Hashable, Sendable {
  /// It waits again.
  case waits(OutboxRow)
  /// It is on its way, as the row says.
  case isOnItsWay(DeliveryRow)
}

/// What became of a message that was to be handed over.
enum HandoverVerdict: Sendable {
  /// It is to be sent: that it is handed over is on disk.
  case go(Handover)
  /// Not now; it is looked at again when it is due.
  case waits(Fate)
  /// Not now, and nobody knows until when; it stays where it is.
  case isHeld(Fate)
  /// Never: what it reserved was given back.
  case isDropped(Reason?, note: String)
  /// It waits no longer for another reason: it was released, or its customer is gone.
  case isGone
  /// What is known of it could not be read or written. It stays where it is; unless nobody knows whether it was written
  /// (`store.uncertain`), and then it may count as handed over, and is unknown from the next start on.
  case hasFailed(HubError)
}

/// The writes of a page of messages: which of them did not arrive.
private final class HandoverWrites: Sendable {
  let pending = PendingWrites()
  private let errors: Mutex<[Int: StoreError]> = Mutex([:])

  /// The write of the message at a place of the page arrived, or was given up.
  func end(_ place: Int, _ error: StoreError?) {
    if let error { errors.withLock { $0[place] = error } }
    pending.end(error)
  }

  /// Returns when none is on its way any more, with those that did not arrive.
  func finished() async -> [Int: StoreError] {
    _ = await pending.finished()
    return errors.withLock { $0 }
  }
}

extension Authority {
  /// The most messages handed over in one go.
  static let handoversMax = 512
  /// Why a message was given up that waited for longer than it is valid.
  private static let tooLate = "too late"

  /// Examines messages once more and, where nothing forbids it, notes on disk that they are handed over; whoever called
  /// then sends them. What goes wrong with one message is its verdict, and keeps none of the others from being sent.
  /// - Returns: the verdicts, in the order of the rows.
  /// - Throws: when nothing was examined, because nothing could be read.
  func handOver(
    _ rows: [OutboxRow], _ terms: DeliveryTerms, _ links: LinkSigner? = nil
  ) async throws(HubError) -> [HandoverVerdict] {
    let customers = Set(rows.map(\.customer)).sorted()
    guard let standing = regimes.current else { throw Authority.noCharter }
    let lives = try await reading { () async throws(StoreError) in try await store.lives(of: customers) }
    _ = try await bringIn(page: customers, standing)
    var known: [CustomerNumber: (profile: Profile, number: CustomerNumber)] = [:]
    for stored in lives {
      guard let life = try life(stored.entries, for: nil) else { continue }
      known[stored.customer] = (life.profile, stored.customer)
      guard life.mergedInto != nil else { continue }
      let number = try await bringIn(stored.customer)
      known[stored.customer] = try await self.life(of: number, before: nil).map { ($0.profile, number) }
    }
    let writes = HandoverWrites()
    var verdicts: [HandoverVerdict] = []
    for (place, row) in rows.enumerated() {
      guard let (profile, number) = known[row.customer] else {
        // Erasing takes messages out, so nobody can be left of whom nothing is known; unless it is under way.
        verdicts.append(.isGone)
        continue
      }
      do throws(HubError) {
        verdicts.append(try await handOver(row, profile, number, terms, links, (writes, place)))
      } catch {
        verdicts.append(.hasFailed(error))
      }
    }
    for (place, error) in await writes.finished() { verdicts[place] = .hasFailed(HubError(error)) }
    await settle(verdicts, of: rows)
    return verdicts
  }

  private func handOver(
    _ row: OutboxRow, _ profile: Profile, _ first: CustomerNumber, _ terms: DeliveryTerms, _ links: LinkSigner?,
    _ writes: (HandoverWrites, place: Int)
  ) async throws(HubError) -> HandoverVerdict {
    var number = first
    while true {
      let result: Result<HandoverVerdict?, HubError> = residents.withStripe(of: number) { stripe in
        Result<HandoverVerdict?, HubError> { () throws(HubError) in
          try attempt(
            row, profile, number, stripe.slots[number], &stripe.workspace, &stripe.unpacked, terms, links, writes)
        }
      }
      if let verdict = try result.get() { return verdict }
      do throws(HubError) {
        number = try await bringIn(number)
      } catch {
        guard error.kind == .unknown else { throw error }
        return .isGone
      }
    }
  }

  /// Examines one message under the customer's lock; nothing when the customer must be brought in first.
  private func attempt(
    _ row: OutboxRow, _ profile: Profile, _ number: CustomerNumber, _ slot: Residents.Slot?,
    _ workspace: inout Workspace?, _ state: inout CustomerState, _ terms: DeliveryTerms, _ links: LinkSigner?,
    _ writes: (HandoverWrites, place: Int)
  ) throws(HubError) -> HandoverVerdict? {
    guard let standing = regimes.current else { throw Authority.noCharter }
    guard case .resident(let resident)? = slot, let regime = standing.bound(resident.generation) else { return nil }
    let now = clock.nowMilliseconds
    let moment = Instant(secondsSince1970: now / 1000)
    let origin = row.decision.origin(choice: row.choice)
    resident.packed.unpack(into: &state, id: resident.id.value)
    state.contexts = resident.journeying.contexts
    guard let index = state.ledger.index(origin: origin), state.ledger.contacts[index].state == .reserved else {
      return .isGone
    }
    let contact = state.ledger.contacts[index]
    // From when it was to be said first; each time it waits, the row is due anew.
    let expiry = contact.at + terms.validitySeconds(of: row)
    guard moment <= expiry else { return .isDropped(nil, note: Self.tooLate) }
    if workspace.map({ !$0.fits(regime.plan) }) ?? true { workspace = Workspace(regime.plan) }
    let check = checkHandover(state, origin: origin, regime.snapshot, now: moment, workspace: workspace)
    switch check {
    case .mustNot(let fate): return .isDropped(fate.reason, note: "")
    case .isHeld(let fate): return .isHeld(fate)
    case .mustWait(let fate, let until):
      guard until <= expiry else { return .isDropped(fate.reason, note: Self.tooLate) }
      var later = row
      later.dueSeconds = until.secondsSince1970
      try write(nil, .waits(later), number, resident, at: now, writes)
      return .waits(fate)
    case .mayGo: break
    }
    let content: RenderedMessage?
    switch regime.write(row, state, profile, contact.purposeKind, links, at: moment) {
    case .without: content = nil
    case .written(let message): content = message
    case .stopped(let note): return .isDropped(nil, note: note)
    }
    let purpose = regime.loaded.charter.purposes.first { Symbol($0.name) == contact.purpose }?.name ?? ""
    let news = FeedbackRecord(
      decision: row.decision, choice: row.choice, kind: .confirmed, at: moment, action: row.action,
      channel: row.channel, purpose: purpose)
    let delivery = DeliveryRow(message: row, state: .handedOver, atMilliseconds: now)
    state.contexts = []
    _ = state.ledger.move(news)
    try write(news, .isOnItsWay(delivery), number, resident, at: now, writes)
    resident.packed = PackedCustomer(state)
    let address = profile.addresses.first { $0.channel == row.channel }?.text ?? ""
    return .go(
      Handover(
        message: row, customer: resident.id, profile: profile, address: address,
        content: content, isMarketing: contact.purposeKind == .marketing, purpose: purpose, at: moment))
  }

  private func write(
    _ news: FeedbackRecord?, _ step: DeliveryStep, _ number: CustomerNumber, _ resident: Resident, at: Int64,
    _ writes: (page: HandoverWrites, place: Int)
  ) throws(HubError) {
    let body = news.map { EntryBody.feedback($0).encode() }
    let (page, place) = writes
    page.pending.begin()
    do throws(StoreError) {
      let position = try committer.enqueue(
        entries: body == nil ? 0 : 1,
        { position, _ in
          var commit = Commit()
          if let body {
            commit.entries = [
              Entry(
                position: position, customer: number, previous: resident.head, atMilliseconds: at, kind: .feedback,
                body: body)
            ]
          }
          commit.take(step)
          return commit
        }, done: { _, error in page.end(place, error) }
      ).position
      if body != nil { resident.head = position }
    } catch {
      page.end(place, error)
      throw HubError(error)
    }
  }

  /// Gives back what dropped messages reserved, and takes those out of the queue that nobody waits for.
  ///
  /// What cannot be written stays in the queue, and is found there in the next round.
  private func settle(_ verdicts: [HandoverVerdict], of rows: [OutboxRow]) async {
    for (row, verdict) in zip(rows, verdicts) {
      switch verdict {
      case .isDropped(let reason, let note):
        guard (try? await drop(row, reason, note)) != nil else { continue }
        measures.countHandover("dropped_" + (reason?.name ?? (note == Self.tooLate ? "too_late" : "content")))
      case .isGone:
        guard (try? await takeOut(row)) != nil else { continue }
        measures.countHandover("gone")
      case .waits(let fate): measures.countHandover("waits_" + fate.reason.name)
      case .isHeld(let fate): measures.countHandover("held_" + fate.reason.name)
      case .hasFailed: measures.countHandover("failed")
      case .go: measures.countHandover("handed_over")
      }
    }
  }

  /// Gives back what a message reserved.
  private func drop(_ row: OutboxRow, _ reason: Reason?, _ note: String) async throws(HubError) {
    var news = Feedback(decision: row.decision, choice: row.choice, kind: .released)
    news.reason = reason
    news.note = note
    do throws(HubError) {
      _ = try await record(news)
    } catch {
      // Somebody else's news came first, and took it out of the queue.
      guard error.kind == .conflict || error.kind == .unknown else { throw error }
      try await takeOut(row)
    }
  }

  /// Takes a message out of the queue about which there is nothing more to say.
  private func takeOut(_ row: OutboxRow) async throws(HubError) {
    let writes = PendingWrites()
    writes.begin()
    do throws(StoreError) {
      _ = try committer.enqueue(
        entries: 0,
        { _, _ in
          var commit = Commit()
          commit.outboxRemoved = [(row.decision, row.choice)]
          return commit
        }, done: { _, error in writes.end(error) })
    } catch {
      throw HubError(error)
    }
    if let error = await writes.finished() { throw HubError(error) }
  }
}

extension Commit {
  /// Adds what becomes of a message on its way.
  mutating func take(_ step: DeliveryStep) {
    switch step {
    case .waits(let row):
      deliveriesRemoved.append((row.decision, row.choice))
      outboxAdded.append(row)
    case .isOnItsWay(let delivery):
      outboxRemoved.append((delivery.message.decision, delivery.message.choice))
      deliveriesAdded.append(delivery)
    }
  }
}
