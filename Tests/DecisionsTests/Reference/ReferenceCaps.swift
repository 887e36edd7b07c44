// For `Decay` alone: a first second at which pressure permits must not hang on the last bit of a power.
@testable import Decisions
import Times

extension ReferencePolicy {
  /// Whether a cap leaves no room for the candidate at `t`.
  func isFull(_ cap: Cap, _ rule: ReferenceRule, _ candidate: ReferenceCandidate, at t: Instant) -> Bool {
    guard let contacts = contacts(cap, rule, candidate) else { return false }
    switch cap.measure {
    case .contacts(let limits):
      return limits.contains { limit in
        fillings(limit.window, contacts, at: t).contains { $0.count >= limit.max }
      }
    case .weights(let limits):
      return limits.contains { limit in
        fillings(limit.window, contacts, at: t).contains { contacts in
          let sum = contacts.map { Int($0.weightHundredths) }.reduce(0, +)
          return Int(candidate.weightHundredths) > limit.max - sum
        }
      }
    case .pressure(let maxHundredths, let halfLifeSeconds):
      let room = Double(maxHundredths) / 100 - pressure(of: contacts, at: t, halfLifeSeconds: halfLifeSeconds)
      return candidate.weight > room
    }
  }

  /// The weights of contacts, each halved every half-life since it was made; in points.
  func pressure(of contacts: [Contact], at t: Instant, halfLifeSeconds: Int64) -> Double {
    contacts.reduce(0) { sum, contact in
      let age = max(0, t - contact.at)
      return sum + Double(contact.weightHundredths) / 100 * Decay.halvings(Double(age) / Double(halfLifeSeconds))
    }
  }

  /// The contacts that count for a cap; nothing when the cap does not limit this customer.
  private func contacts(_ cap: Cap, _ rule: ReferenceRule, _ candidate: ReferenceCandidate) -> [Contact]? {
    var contacts = state.ledger.contacts
    switch cap.subject {
    case .customer: break
    case .household: contacts += state.householdContacts
    case .address:
      let address = state.customer.addresses[candidate.treatment.channel]
      guard address != 0 else { return nil }
      contacts = (contacts + state.addressContacts).filter { $0.address == address }
    }
    return contacts.filter { rule.counts.matches($0) && counts($0, legal: rule.isLegal) }
  }

  /// What a window around `t` holds, in each plausible zone.
  private func fillings(_ window: Window, _ contacts: [Contact], at t: Instant) -> [[Contact]] {
    if case .rolling(let seconds) = window { return [contacts.filter { abs($0.at - t) < seconds }] }
    return calendars.compactMap { $0.period(window, containing: t) }.map { period in
      contacts.filter { period.contains($0.at) }
    }
  }

  func end(of cap: Cap, _ rule: ReferenceRule, _ candidate: ReferenceCandidate, at t: Instant) -> Instant? {
    guard let contacts = contacts(cap, rule, candidate) else { return nil }
    switch cap.measure {
    case .contacts(let limits), .weights(let limits):
      let moments = limits.flatMap { ends(of: $0.window, contacts, at: t) }.filter { $0 > t }
      return moments.sorted().first { !isFull(cap, rule, candidate, at: $0) }
    case .pressure(let maxHundredths, let halfLifeSeconds):
      guard Int(candidate.weightHundredths) <= maxHundredths else { return nil }
      // Pressure only falls, so halving the stretch in which it still forbids finds the first second.
      var full = t
      var free = (contacts.map(\.at).max() ?? t) + 70 * halfLifeSeconds
      while free - full > 1 {
        let middle = full + (free - full) / 2
        if isFull(cap, rule, candidate, at: middle) { full = middle } else { free = middle }
      }
      return free
    }
  }

  private func ends(of window: Window, _ contacts: [Contact], at t: Instant) -> [Instant] {
    if case .rolling(let seconds) = window { return contacts.map { $0.at + seconds } }
    return calendars.flatMap { calendar in
      (0...11).compactMap { calendar.period(window, containing: t, later: $0)?.upperBound }
    }
  }
}
