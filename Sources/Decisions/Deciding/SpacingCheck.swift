import Times

extension SpacingPlan {
  /// The end of the spacing that forbids a moment; nothing when none does.
  func end(_ check: PolicyCheck, at time: Instant) -> Instant? {
    var end: Instant?
    for contact in check.contacts where abs(contact.at - time) < seconds {
      if contact.counts, counts.matches(contact) { end = max(end ?? time, contact.at + seconds) }
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
  /// The contacts that could cause it: none for most customers.
  func causes(_ check: PolicyCheck) -> [Contact] { check.contacts.filter { isCause($0) } }

  /// The end of the suppression that forbids a treatment at a moment, by the contacts that could cause it; nothing when
  /// none does.
  func end(_ causes: [Contact], _ treatment: TreatmentPlan, at time: Instant) -> Instant? {
    // From each outcome on, look back: if enough of them lie within reach, it suppresses from there.
    var end: Instant?
    for last in causes where reaches(last, treatment.contact) {
      let start = last.outcomeTime
      guard start <= time, time < start + rule.forSeconds else { continue }
      var count = 0
      for cause in causes where reaches(cause, treatment.contact) {
        guard cause.outcomeTime <= start else { continue }
        if let within = rule.withinSeconds, start - cause.outcomeTime >= within { continue }
        count += 1
      }
      if count >= rule.count { end = max(end ?? time, start + rule.forSeconds) }
    }
    return end
  }

  private func isCause(_ contact: Contact) -> Bool {
    outcomes & contact.outcomeBit != 0 && causes.matches(contact)
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
