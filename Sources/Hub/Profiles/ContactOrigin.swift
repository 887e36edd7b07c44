import Decisions
import Times

extension Position {
  /// What contacts of a decision at this position have as ``Contact/origin``.
  /// - Parameter choice: which of its choices, 0 ... 15.
  public func origin(choice: Int) -> UInt64 { UInt64(bitPattern: rawValue) << 4 | UInt64(choice & 15) }
}

extension Contact {
  /// Set in ``origin`` of contacts that came from a file: their decision is in the log of another hub, where positions
  /// mean something else, so that no news of this hub's decisions may reach them.
  static let foreignOrigin: UInt64 = 1 << 63

  /// The decision that it comes from and which of its choices; nothing when it comes from none. The position is one of
  /// another hub's log when the contact came from a file.
  public var decision: (position: Position, choice: Int)? {
    let position = Position(rawValue: Int64(bitPattern: origin & ~Contact.foreignOrigin) >> 4)
    return position == .none ? nil : (position, Int(origin & 15))
  }
}

extension Ledger {
  /// Writes what a decision reserved, in the order of its choices, and forgets the oldest contacts where there are too
  /// many.
  public mutating func insert(_ contacts: [Contact], of decision: Position) {
    for (choice, contact) in contacts.enumerated() {
      var contact = contact
      contact.origin = decision.origin(choice: choice)
      insert(contact)
    }
    trim(to: Profile.contactsMax)
  }

  /// Whether it has the contact that news is about, and counts it.
  func counts(_ news: FeedbackRecord) -> Bool {
    index(origin: news.decision.origin(choice: news.choice)).map { contacts[$0].state.counts } ?? false
  }

  /// Moves the contact that news is about on, as far as ``ContactMove`` lets it. Of a contact that is no longer kept
  /// only the news that changes more than the ledger is news.
  public mutating func move(_ news: FeedbackRecord) -> ContactMove {
    guard let index = index(origin: news.decision.origin(choice: news.choice)) else {
      return news.kind.needsReload ? .moved(.unknown, .none) : .already
    }
    let contact = contacts[index]
    let move = ContactMove.of(news.kind, state: contact.state, outcome: contact.outcome)
    guard case .moved(let state, let outcome) = move else { return move }
    update(origin: contact.origin) { contact in
      if outcome != contact.outcome {
        contact.outcome = outcome
        contact.outcomeSeconds = outcome == .none ? 0 : UInt32(clamping: news.at.secondsSince1970)
      }
      contact.state = state
    }
    return move
  }
}

extension [Event] {
  /// Keeps an event in its place in time, after those of the same second; of each name only the latest
  /// ``Profile/eventsPerNameMax`` stay.
  public mutating func keep(_ event: Event) {
    var index = count
    while index > 0, self[index - 1].atSeconds > event.atSeconds { index -= 1 }
    insert(event, at: index)
    guard count > Profile.eventsPerNameMax else { return }
    let alike = indices.filter { self[$0].name == event.name }
    if alike.count > Profile.eventsPerNameMax { remove(at: alike[0]) }
  }
}
