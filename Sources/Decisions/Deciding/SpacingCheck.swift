import Times

extension SpacingPlan {
  /// The end of the spacing that forbids a moment; nothing when none does.
  func end(_ check: PolicyCheck, at time: Instant) -> Instant? {
    var end: Instant?
    for contact in check.contacts where contact.counts && counts.matches(contact) {
      if abs(contact.at - time) < seconds { end = max(end ?? time, contact.at + seconds) }
    }
    return end
  }
}

extension PendingPlan {
  /// The moment at which the messages on their way that forbid a treatment stop doing so; nothing when none does.
  func end(_ check: PolicyCheck, _ treatment: TreatmentPlan, at time: Instant) -> Instant? {
    var end: Instant?
    for contact in check.contacts where contact.state.isPending && counts.matches(contact) {
      guard isSameChannelIncluded || contact.channel != treatment.contact.channel else { continue }
      let until = contact.at + seconds
      if time < until { end = max(end ?? until, until) }
    }
    return end
  }
}

extension SuppressionPlan {
  /// Whether any contact could cause it: a quick no for most customers.
  func mayForbid(_ check: PolicyCheck) -> Bool { check.contacts.contains { isCause($0) } }

  /// The end of the suppression that forbids a treatment at a moment; nothing when none does.
  func end(_ check: PolicyCheck, _ treatment: TreatmentPlan, at time: Instant) -> Instant? {
    // From each outcome on, look back: if enough of them lie within reach, it suppresses from there.
    var end: Instant?
    for last in check.contacts where isCause(last) && reaches(last, treatment.contact) {
      let start = last.outcomeTime
      guard start <= time, time < start + rule.forSeconds else { continue }
      var count = 0
      for cause in check.contacts where isCause(cause) && reaches(cause, treatment.contact) {
        guard cause.outcomeTime <= start else { continue }
        if let within = rule.withinSeconds, start - cause.outcomeTime >= within { continue }
        count += 1
      }
      if count >= rule.count { end = max(end ?? time, start + rule.forSeconds) }
    }
    return end
  }

  private func isCause(_ contact: Contact) -> Bool {
    outcomes >> contact.outcome.rawValue & 1 != 0 && causes.matches(contact)
  }

  private func reaches(_ cause: Contact, _ candidate: Contact) -> Bool {
    if rule.isSameChannelOnly, cause.channel != candidate.channel { return false }
    switch rule.level {
    case .action: return cause.action == candidate.action
    case .group: return cause.group == candidate.group
    case .issue: return cause.issue == candidate.issue
    case .everything: return true
    }
  }
}

extension Contact {
  /// When the outcome became known; where nobody noted it, when the contact was made.
  var outcomeTime: Instant { outcomeSeconds == 0 ? at : Instant(secondsSince1970: Int64(outcomeSeconds)) }
}
