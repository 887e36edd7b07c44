import Decisions
import Times

extension JourneyPlan {
  /// What the stages add in which a customer would stand had their journeys been told of their events and contacts; for
  /// customers who come from a file.
  public func contexts(replaying customer: CustomerState, now: Instant) -> [Context] {
    mayHold(customer) ? contexts(of: JourneyState(replaying: customer, self, now: now)) : []
  }

  /// Whether some journey may have taken the customer in: most ask for something that most customers never did, and then
  /// there is nothing to replay.
  private func mayHold(_ customer: CustomerState) -> Bool {
    charter.journeys.contains { journey in
      journey.entry.on.isEmpty
        || journey.entry.on.contains { occurrence in
          switch occurrence {
          case .event(let name): customer.customer.events.contains { $0.name == name }
          case .contact, .outcome: !customer.ledger.contacts.isEmpty
          case .entered, .left: true
          }
        }
    }
  }
}

extension JourneyState {
  /// Where a customer would stand had their journeys been told of their events and contacts when these happened; of
  /// attributes only the present values are known.
  public init(replaying customer: CustomerState, _ plan: JourneyPlan, now: Instant) {
    self.init()
    var past: [(at: Instant, signal: Signal)] = customer.customer.events.map { event in
      let at = Instant(secondsSince1970: Int64(event.atSeconds))
      return (at, .event(event.name, at: at))
    }
    for contact in customer.ledger.contacts where contact.state != .released {
      past.append((contact.at, .contact(action: contact.action, channel: contact.channel, at: contact.at)))
      guard contact.outcome != .none, contact.outcomeSeconds > 0 else { continue }
      let at = Instant(secondsSince1970: Int64(contact.outcomeSeconds))
      past.append((at, .outcome(contact.outcome, action: contact.action, channel: contact.channel, at: at)))
    }
    // Equal times keep their order here, and do not count in the state.
    for (at, signal) in past.filter({ $0.at <= now }).sorted(by: { $0.at < $1.at }) {
      advance(&self, signal, customer, plan, now: at)
    }
    advance(&self, .clock, customer, plan, now: now)
  }
}
