import Expressions
import Times

extension Decider {
  /// What the contact policy needs to know before it is asked: the truth of conditions that are not in the index, and
  /// the customer's pressure.
  func prepare(_ state: CustomerState) {
    for bit in plan.rules.residualConditions {
      switch truth(ofBit: bit) {
      case .false: work.falseBits.set(bit)
      case .error: work.errorBits.set(bit)
      case .true: break
      }
    }
    for word in 0..<words {
      work.held[word] = 0
      work.pool[word] = 0
    }
    pressure = plan.charter.wear.wearPerPressure == 0 ? 0 : pressure(of: state)
  }

  /// Step 4: takes out of the running what the contact policy forbids now; what would rather wait than be replaced
  /// goes into the pool.
  func holdBack(_ state: CustomerState) {
    guard !work.alive.isEmpty(wordCount: words) else { return }
    policyCheck(state).block(work.alive, at: now) { index, fate in
      fates[index] = fate
      work.held.set(index)
      if plan.waiting[index >> 6] >> UInt64(index & 63) & 1 != 0 { work.pool.set(index) }
    }
  }

  func policyCheck(_ state: CustomerState) -> PolicyCheck {
    PolicyCheck(
      plan: plan, country: customer.country, region: customer.region, zones: customer.zones,
      addresses: customer.addresses, contacts: state.ledger.contacts, addressContacts: state.addressContacts,
      householdContacts: state.householdContacts, falseBits: UnsafePointer(work.falseBits),
      isTired: isTired, rulesOff: isExperimenting && hasRulesOff ? UnsafePointer(work.rulesOff) : nil)
  }

  /// The decaying sum, in points, of the outbound contacts that count; planned ones weigh in full.
  private func pressure(of state: CustomerState) -> Double {
    let halfLife = Double(plan.charter.wear.halfLifeSeconds)
    var sum = 0.0
    for contact in state.ledger.contacts where contact.counts && plan.policy.wearScope.matches(contact) {
      let age = max(0, now - contact.at)
      sum += Double(contact.weightHundredths) / 100 * Decay.halvings(Double(age) / halfLife)
    }
    return sum
  }

  /// Silence: how far the furthest candidate got, what it is worth, and when to look again.
  func abstention(_ state: CustomerState) -> Abstention {
    var reason = Reason.notAsked
    for fate in fates where fate.reason > reason { reason = fate.reason }
    score(work.held, subject(state))
    clearBelowFloor(work.held)
    var forgone = 0.0
    work.held.forEachBit(wordCount: words) { forgone = max(forgone, work.nets[$0]) }
    return Abstention(
      reason: reason == .notAsked ? .noCandidate : reason, value: leastShortfall.isFinite ? leastShortfall : 0,
      forgone: forgone, nextLook: nextLook(state))
  }

  private func nextLook(_ state: CustomerState) -> Instant {
    var next = now + plan.charter.timing.lookAgainSeconds
    let check = policyCheck(state)
    // Treatments of one channel and weight wait for the same rule equally long, but for suppressions, which differ by
    // action: what was just computed is kept.
    var known: [(fate: Fate, channel: Int, weight: Double)] = []
    for (index, fate) in fates.enumerated() {
      if fate.reason == .notStarted, let starts = plan.charter.actions[plan.treatments[index].action].starts {
        next = min(next, starts)
      }
      guard fate.reason.step == 4 else { continue }
      let treatment = plan.treatments[index]
      if fate.reason != .suppressed, fate.reason != .legalSuppression {
        let isKnown = known.contains {
          $0.fate == fate && $0.channel == treatment.channel && $0.weight == treatment.weight
        }
        if isKnown { continue }
        known.append((fate, treatment.channel, treatment.weight))
      }
      if let end = check.end(of: fate, for: treatment, at: now) { next = min(next, end) }
    }
    return next
  }
}

extension DerivedFeature.Source {
  /// The event or the channel; ``Symbol/none`` for every channel.
  var symbol: Symbol {
    switch self {
    case .events(let name), .contacts(let name): name.isEmpty ? .none : Symbol(name)
    }
  }
}

extension CharterPlan {
  /// The customer's row with the derived features in their slots, then the segments that rules ask about.
  public func row(of state: CustomerState, now: Instant) -> Row {
    var row = state.customer.row
    for (feature, symbol) in zip(charter.features, featureSymbols) {
      feature.write(state, of: symbol, now: now, into: &row)
    }
    guard !segments.isEmpty else { return row }
    let evaluator = ProgramEvaluator(programs, now: now)
    for (slot, condition) in segments { row.set(slot, word: isTrue(condition, evaluator, row) ? 1 : 0) }
    return row
  }

  private func isTrue(_ condition: CompiledCondition, _ evaluator: ProgramEvaluator, _ row: Row) -> Bool {
    var general = GeneralEvaluation(evaluator: evaluator, row: row)
    return condition.evaluate(row, general: &general) == .true
  }
}

extension DerivedFeature {
  /// Computes the feature at a moment and puts it into its slot. The future does not count.
  func write(_ state: CustomerState, of symbol: Symbol, now: Instant, into row: inout Row) {
    let from = windowSeconds.map { now.secondsSince1970 - $0 } ?? .min
    var count: Int64 = 0
    var sum = 0.0
    var last = Int64.min
    func visit(_ seconds: UInt32, _ amount: Double) {
      let at = Int64(seconds)
      guard at > from, at <= now.secondsSince1970 else { return }
      count += 1
      sum += amount
      last = max(last, at)
    }
    switch source {
    case .events:
      for event in state.customer.events where event.name == symbol { visit(event.atSeconds, event.amount) }
    case .contacts:
      for contact in state.ledger.contacts
      where contact.counts && (symbol == .none || contact.channel == symbol) { visit(contact.atSeconds, 0) }
    }
    switch measure {
    case .count: row.set(slot, word: UInt64(bitPattern: count))
    case .any: row.set(slot, word: count > 0 ? 1 : 0)
    case .sum: row.set(slot, word: sum.bitPattern)
    case .daysSinceLast:
      let days = count == 0 ? DerivedFeature.neverDays : (now.secondsSince1970 - last) / 86_400
      row.set(slot, word: UInt64(bitPattern: days))
    }
  }
}
