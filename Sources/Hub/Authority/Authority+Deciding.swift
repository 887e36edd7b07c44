import Charters
import Decisions
import Expressions
import Times

extension Authority {
  /// What one try at a decision came to.
  enum DecisionAttempt: Sendable {
    case decided(Decided)
    case failed(HubError)
    /// They are not in memory, or bound to another charter.
    case absent
    /// Others must be in memory as well: their contacts count.
    case linked([CustomerNumber])
    /// Something was used up in between, came free, or its window passed.
    case exhausted
    /// What is left is enough for each of so many answers, but not for all of them.
    case crowded(answers: Int)
  }

  /// Decides, and returns when the decision is on disk.
  /// - Throws: `customer.unknown`, `idempotency.reused`, `attribute.…` for attributes that do not fit the charter,
  ///   `charter.missing`, and the store's codes.
  public func decide(_ request: DecisionRequest) async throws(HubError) -> Decided {
    guard let once = request.once else { return try await decideNow(request) }
    await gate.enter(once.key)
    defer { gate.leave(once.key) }
    if let known = try await known(once) {
      let decided = try await decision(known.position)
      return Decided(
        position: decided.position, record: decided.record, charterVersion: decided.charterVersion,
        modelVersion: decided.modelVersion, isRepeated: true)
    }
    return try await decideNow(request)
  }

  /// Decides, and calls `answer` when the decision is on disk, or why there is none: once, on any thread. Where
  /// everything is in memory, the decision is made before this returns, on the caller's thread.
  public func decide(
    _ request: DecisionRequest, _ answer: @escaping @Sendable (Result<Decided, HubError>) -> Void
  ) {
    guard request.once == nil, let number = directory.known(request.customer) else {
      return decideInTask(request, answer)
    }
    attempt(request, number, []) { attempt in
      switch attempt {
      case .decided(let decided): answer(.success(decided))
      case .failed(let error): answer(.failure(error))
      case .absent, .linked, .exhausted, .crowded: self.decideInTask(request, answer)
      }
    }
  }

  private func decideInTask(
    _ request: DecisionRequest, _ answer: @escaping @Sendable (Result<Decided, HubError>) -> Void
  ) {
    Task {
      do throws(HubError) {
        answer(.success(try await decide(request)))
      } catch {
        answer(.failure(error))
      }
    }
  }

  /// What a key was used for; nothing when it is new.
  func known(_ once: Once) async throws(HubError) -> OnceKey? {
    guard let known = try await reading({ () async throws(StoreError) in try await store.onceKey(once.key) }) else {
      return nil
    }
    guard known.request == once.request else {
      throw HubError(
        .conflict, "idempotency.reused", "this idempotency key came with another request; give each request its own")
    }
    return known
  }

  private func decideNow(_ asked: DecisionRequest) async throws(HubError) -> Decided {
    var request = asked
    guard var number = try await directory.find(request.customer, in: store) else {
      throw HubError(
        .unknown, "customer.unknown", "nobody knows customer `\(request.customer.value)`; identify them first",
        path: "customer")
    }
    var linked: [CustomerNumber] = []
    while true {
      let pending = PendingAnswer<DecisionAttempt>()
      attempt(request, number, linked) { pending.bring($0) }
      switch await pending.value() {
      case .decided(let decided): return decided
      case .failed(let error): throw error
      case .absent:
        number = try await bringIn(number)
        for other in linked { _ = try await bringInIfKnown(other) }
      case .linked(let others):
        linked = others
        for other in linked { _ = try await bringInIfKnown(other) }
      case .exhausted: try await governor.refresh()
      // As if fewer had been asked for, which the record then says.
      case .crowded(let answers): request.occasion.answersMax = max(1, answers - 1)
      }
    }
  }

  /// Brings a customer into memory; false when they were erased.
  func bringInIfKnown(_ number: CustomerNumber) async throws(HubError) -> Bool {
    do throws(HubError) {
      _ = try await bringIn(number)
      return true
    } catch {
      if error.code == "customer.unknown" { return false }
      throw error
    }
  }

  /// Tries to decide, with everybody in memory who must be; answers at once, or once the decision is on disk or refused.
  func attempt(
    _ request: DecisionRequest, _ number: CustomerNumber, _ linked: [CustomerNumber],
    _ answer: @escaping @Sendable (DecisionAttempt) -> Void
  ) {
    if linked.isEmpty {
      residents.withStripe(of: number) { stripe in
        attempt(
          request, number, stripe.slots[number], &stripe.workspace, &stripe.unpacked, linked: [], others: [], answer)
      }
    } else {
      residents.withStripes(of: [number] + linked) { set in
        let others = linked.compactMap { other -> Resident? in
          guard case .resident(let resident)? = set[other] else { return nil }
          return resident
        }
        var workspace: Workspace?
        var state = CustomerState.nobody
        attempt(request, number, set[number], &workspace, &state, linked: linked, others: others, answer)
      }
    }
  }

  /// Decides under the lock of the customer, and of those linked to them.
  private func attempt(
    _ asked: DecisionRequest, _ number: CustomerNumber, _ slot: Residents.Slot?, _ workspace: inout Workspace?,
    _ state: inout CustomerState, linked: [CustomerNumber], others: [Resident],
    _ answer: @escaping @Sendable (DecisionAttempt) -> Void
  ) {
    guard let standing = regimes.current else { return answer(.failed(Authority.noCharter)) }
    guard case .resident(let resident)? = slot, let regime = standing.bound(resident.generation),
      others.allSatisfy({ standing.bound($0.generation) != nil })
    else { return answer(.absent) }
    if let error = asked.lane?.refusal(standing) { return answer(.failed(error)) }
    guard resident.linked == linked else { return answer(.linked(resident.linked)) }
    resident.isTouched = true
    let request = asked.lane?.priced(asked, regime) ?? asked
    let start = ContinuousClock.now
    let now = clock.nowMilliseconds
    if now >= regime.holdsUntilMilliseconds || regime.volumeReturns.map({ $0 != volumes.returns }) ?? false {
      return answer(.exhausted)
    }
    resident.packed.unpack(into: &state, id: resident.id.value)
    state.contexts = resident.journeying.contexts
    if let error = override(request.attributes, &state, regime) { return answer(.failed(error)) }
    if !others.isEmpty { lend(others, to: &state, resident, regime) }
    if workspace == nil { workspace = Workspace(regime.plan) }
    if let usable = workspace, !usable.fits(regime.plan) { workspace = Workspace(regime.plan) }
    let moment = Instant(secondsSince1970: now / 1000)
    let decision = Decisions.decide(&state, request.occasion, regime.snapshot, now: moment, workspace: workspace)
    let isReservation = request.mode == .reservation
    let taken: Volumes.Taken
    switch isReservation ? volumes.take(decision.choices, of: regime.plan) : .taken(Volumes.Taken()) {
    case .taken(let units): taken = units
    case .exhausted: return answer(.exhausted)
    case .crowded: return answer(.crowded(answers: decision.choices.count))
    }
    let contacts =
      isReservation ? decision.choices.map { regime.plan.contact(for: $0, customer: state.customer) } : []
    let record = self.record(request, resident, decision, state, contacts, at: moment, regime)
    let signals = regime.journeys?.signals(of: record) ?? []
    let isHeard = !signals.isEmpty
    let seconds = (ContinuousClock.now - start).seconds
    do throws(StoreError) {
      try write(record, request, taken, number, resident, state.customer, regime, at: now) { position, error in
        if let error {
          self.volumes.giveBack(taken)
          return answer(.failed(HubError(error)))
        }
        self.measures.countDecision(decision.silence, seconds: seconds)
        if isHeard, request.lane.map({ _ in self.mayRing }) ?? true { self.alarms.ring(number) }
        answer(
          .decided(
            Decided(
              position: position, record: record, charterVersion: decision.charterVersion,
              modelVersion: decision.modelVersion, isRepeated: false)))
      }
    } catch {
      volumes.giveBack(taken)
      return answer(.failed(HubError(error)))
    }
    resident.journeying.signals += signals
  }

  /// Puts attributes that hold for this decision only into the customer's row.
  private func override(
    _ attributes: [(name: String, value: Value)], _ state: inout CustomerState, _ regime: Regime
  ) -> HubError? {
    guard !attributes.isEmpty, let fault = regime.binder.set(attributes, in: &state.customer.row).first else {
      return nil
    }
    return HubError(.invalid, fault.code, fault.message, path: fault.path)
  }

  /// Puts the contacts of others that count for this customer into their state.
  private func lend(_ others: [Resident], to state: inout CustomerState, _ resident: Resident, _ regime: Regime) {
    let addresses = Set(state.customer.addresses.filter { $0 != 0 })
    for other in others {
      let contacts = other.packed.unpack(id: other.id.value).ledger.contacts
      if resident.household != 0, other.household == resident.household { state.householdContacts += contacts }
      if regime.hasAddressCaps { state.addressContacts += contacts.filter { addresses.contains($0.address) } }
    }
  }

  private func record(
    _ request: DecisionRequest, _ resident: Resident, _ decision: Decision, _ state: CustomerState,
    _ contacts: [Contact], at: Instant, _ regime: Regime
  ) -> DecisionRecord {
    let attributes = MomentaryAttributes.encode(request.attributes, regime.loaded.world)
    let answer: DecisionRecord.Answer
    switch decision.answer {
    case .contact(let choices): answer = .contact(choices.map { Offer($0, regime.plan) })
    case .abstain(let abstention): answer = .silence(abstention)
    }
    var record = DecisionRecord(
      customer: resident.id, at: at, kind: request.occasion.kind, channels: request.occasion.channels,
      actions: request.occasion.actions, answersMax: request.occasion.answersMax, mode: request.mode,
      context: regime.context, attributes: attributes, addressContacts: state.addressContacts,
      householdContacts: state.householdContacts, answer: answer, contacts: contacts,
      checksum: TraceChecksum.of(decision))
    record.selection = request.occasion.selection
    record.boosts = request.occasion.boosts
    record.prices = PackedPrices(request.occasion.prices)
    record.draw = decision.draw
    record.silenceValue = decision.silenceValue
    record.trial = decision.trial.map { TrialRecord($0, regime.plan) }
    record.assignments = decision.assignments.map { NamedAssignment($0, in: regime.plan.charter) }
    return record
  }

  /// Hands the decision to the writer, and moves the customer in memory on.
  private func write(
    _ record: DecisionRecord, _ request: DecisionRequest, _ taken: Volumes.Taken, _ number: CustomerNumber,
    _ resident: Resident, _ customer: Customer, _ regime: Regime, at: Int64, done: @escaping Committer.Done
  ) throws(StoreError) {
    let body = EntryBody.decision(record).encode()
    let mustSetTimer = resident.journeying.signals.isEmpty && regime.journeys?.signals(of: record).isEmpty == false
    let position = try committer.enqueue(
      entries: 1,
      { position, _ in
        var commit = Commit()
        commit.entries = [
          Entry(
            position: position, customer: number, previous: resident.head, atMilliseconds: at, kind: .decision,
            body: body)
        ]
        if let once = request.once {
          commit.onceKeys = [OnceKey(key: once.key, request: once.request, position: position, atMilliseconds: at)]
        }
        commit.volumes = taken.uses
        if !record.contacts.isEmpty { Authority.addContacts(record, position, number, regime, to: &commit) }
        if let closing = request.closing { commit.occasionsRemoved = [closing] }
        commit.sweepStep = request.lane?.step(to: number, contactCount: record.contacts.count)
        if mustSetTimer { commit.timers = [(number, at / 1000)] }
        return commit
      }, done: done
    ).position
    resident.head = position
    resident.packed.insert(record.contacts, of: position, customer: customer)
  }

  /// The messages that now wait.
  private static func addContacts(
    _ record: DecisionRecord, _ position: Position, _ number: CustomerNumber, _ regime: Regime, to commit: inout Commit
  ) {
    guard case .contact(let offers) = record.answer else { return }
    for (choice, offer) in offers.enumerated() {
      guard record.contacts[choice].direction == .outbound else { continue }
      let brand = regime.brands[offer.action] ?? ""
      commit.outboxAdded.append(
        OutboxRow(
          decision: position, choice: choice, customer: number, action: offer.action, channel: offer.channel,
          brand: brand, dueSeconds: offer.at.secondsSince1970,
          isUrgent: record.contacts[choice].purposeKind != .marketing))
    }
  }
}
