import Decisions
import Times

/// One rule of the contact policy, whatever its list.
struct ReferenceRule {
  enum Kind {
    case cap(Cap)
    case spacing(Spacing)
    case hours(Hours)
    case suppression(Suppression)
    case pending(Pending)
    case pause
    /// A tired customer is left alone for a while.
    case tired(Spacing)
  }

  let kind: Kind
  /// Its place in its list.
  let position: Int
  let rule: ContactRule
  let limits: ReferenceScope
  let counts: ReferenceScope

  init(_ kind: Kind, _ position: Int, _ rule: ContactRule, counts: Scope? = nil) {
    self.kind = kind
    self.position = position
    self.rule = rule
    limits = ReferenceScope(rule.limits)
    self.counts = ReferenceScope(counts ?? rule.limits)
  }

  var isLegal: Bool { rule.jurisdiction.isLegal }

  /// All rules in the order in which they are checked.
  static func all(_ policy: ContactPolicy, tired: Spacing?) -> [ReferenceRule] {
    var rules: [ReferenceRule] = []
    for (n, cap) in policy.caps.enumerated() { rules.append(.init(.cap(cap), n, cap.rule, counts: cap.counts)) }
    for (n, spacing) in policy.spacings.enumerated() {
      rules.append(.init(.spacing(spacing), n, spacing.rule, counts: spacing.counts))
    }
    for (n, hours) in policy.hours.enumerated() { rules.append(.init(.hours(hours), n, hours.rule)) }
    for (n, suppression) in policy.suppressions.enumerated() {
      rules.append(.init(.suppression(suppression), n, suppression.rule))
    }
    for (n, pending) in policy.pendings.enumerated() {
      rules.append(.init(.pending(pending), n, pending.rule, counts: pending.counts))
    }
    if let tired { rules.append(.init(.tired(tired), Int(Fate.noRule), tired.rule)) }
    for (n, pause) in policy.pauses.enumerated() { rules.append(.init(.pause, n, pause)) }
    return rules
  }

  /// The reason that it gives.
  var reason: Reason {
    switch kind {
    case .cap(let cap):
      if isLegal { return .legalCap }
      if cap.subject == .address { return .addressCap }
      if cap.subject == .household { return .householdCap }
      if case .contacts = cap.measure { return .cap }
      return .pressureCap
    case .spacing: return .spacing
    case .hours: return isLegal ? .legalHours : .quietHours
    case .suppression: return isLegal ? .legalSuppression : .suppressed
    case .pending: return .pending
    case .pause: return .paused
    case .tired: return .tired
    }
  }
}

/// The contact policy for one customer, whose attributes `truth` reads.
struct ReferencePolicy {
  let charter: Charter
  let state: CustomerState
  let truth: ReferenceTruth
  let rules: [ReferenceRule]
  /// One a plausible zone.
  let calendars: [ReferenceCalendar]

  init(charter: Charter, state: CustomerState, truth: ReferenceTruth, rules: [ReferenceRule]) {
    self.charter = charter
    self.state = state
    self.truth = truth
    self.rules = rules
    let zones = state.customer.zones.map { charter.zones[$0] }
    calendars = (zones.isEmpty ? charter.zones : zones).map { ReferenceCalendar(zone: $0) }
  }

  /// The first rule, in the order of checking, that forbids a candidate at `t`.
  func firstForbidding(_ candidate: ReferenceCandidate, at t: Instant) -> ReferenceRule? {
    rules.first { concerns($0, candidate, at: t) && forbids($0, candidate, at: t) }
  }

  func concerns(_ rule: ReferenceRule, _ candidate: ReferenceCandidate, at t: Instant) -> Bool {
    let place = rule.rule.jurisdiction
    let customer = state.customer
    guard rule.limits.matches(candidate.contact) else { return false }
    guard rule.isLegal || candidate.purpose.isBlockable else { return false }
    guard place.country.isEmpty || Symbol(place.country) == customer.country else { return false }
    guard
      place.regions.isEmpty || customer.region == .none
        || place.regions.contains(where: { Symbol($0) == customer.region })
    else { return false }
    let isInForce = calendars.contains { calendar in
      let today = calendar.date(t)
      return (place.from.map { today >= $0 } ?? true) && (place.until.map { today < $0 } ?? true)
    }
    guard isInForce else { return false }
    guard let condition = rule.rule.when?.condition else { return true }
    return truth.truth(condition) != .false
  }

  func forbids(_ rule: ReferenceRule, _ candidate: ReferenceCandidate, at t: Instant) -> Bool {
    switch rule.kind {
    case .cap(let cap): isFull(cap, rule, candidate, at: t)
    case .spacing(let spacing): !tooNear(spacing, rule, at: t).isEmpty
    case .hours(let hours): !isOpen(hours, at: t)
    case .suppression(let suppression): !causes(suppression, rule, candidate, at: t).isEmpty
    case .pending(let pending): !onTheirWay(pending, rule, candidate, at: t).isEmpty
    case .pause: true
    case .tired(let spacing): !tooNear(spacing, rule, at: t).isEmpty
    }
  }

  /// When the rule, which forbids the candidate at `t`, no longer does.
  func end(of rule: ReferenceRule, _ candidate: ReferenceCandidate, at t: Instant) -> Instant? {
    switch rule.kind {
    case .cap(let cap): end(of: cap, rule, candidate, at: t)
    case .spacing(let spacing): tooNear(spacing, rule, at: t).map { $0.at + spacing.seconds }.max()
    case .hours(let hours): firstOpening(hours, after: t)
    case .suppression(let suppression):
      causes(suppression, rule, candidate, at: t).map { $0 + suppression.forSeconds }.max()
    case .pending(let pending): onTheirWay(pending, rule, candidate, at: t).map { $0.at + pending.seconds }.max()
    case .pause: nil
    case .tired(let spacing): tooNear(spacing, rule, at: t).map { $0.at + spacing.seconds }.max()
    }
  }

  /// Whether a contact counts for a cap or a spacing, its scope aside.
  func counts(_ contact: Contact, legal: Bool) -> Bool {
    guard contact.state != .bounced, contact.state != .released else { return false }
    return legal || !charter.purposes.contains { !$0.counts && Symbol($0.name) == contact.purpose }
  }

  private func tooNear(_ spacing: Spacing, _ rule: ReferenceRule, at t: Instant) -> [Contact] {
    state.ledger.contacts.filter {
      abs($0.at - t) < spacing.seconds && rule.counts.matches($0) && counts($0, legal: rule.isLegal)
    }
  }

  private func onTheirWay(
    _ pending: Pending, _ rule: ReferenceRule, _ candidate: ReferenceCandidate, at t: Instant
  ) -> [Contact] {
    state.ledger.contacts.filter {
      [.reserved, .handedOver, .accepted].contains($0.state) && rule.counts.matches($0)
        && (pending.isSameChannelIncluded || $0.channel != candidate.contact.channel) && t < $0.at + pending.seconds
    }
  }

  /// The times of the causes that forbid the candidate at `t`.
  private func causes(
    _ suppression: Suppression, _ rule: ReferenceRule, _ candidate: ReferenceCandidate, at t: Instant
  ) -> [Instant] {
    let times = state.ledger.contacts.filter { contact in
      let own = candidate.contact
      guard suppression.after.contains(contact.outcome), rule.limits.matches(contact) else { return false }
      guard !suppression.isSameChannelOnly || contact.channel == own.channel else { return false }
      switch suppression.level {
      case .action: return contact.action == own.action
      case .group: return contact.group == own.group
      case .issue: return contact.issue == own.issue
      case .everything: return true
      }
    }
    .map { Instant(secondsSince1970: Int64($0.outcomeSeconds == 0 ? $0.atSeconds : $0.outcomeSeconds)) }
    return times.filter { time in
      let together = times.filter { other in
        guard let within = suppression.withinSeconds else { return other <= time }
        return other <= time && time - other < within
      }
      return time <= t && t < time + suppression.forSeconds && together.count >= suppression.count
    }
  }
}
