import Times

/// A customer's contacts, the only count there is: one, shared by all channels.
public struct Ledger: Sendable {
  /// In ascending order of time.
  public private(set) var contacts: [Contact] = []

  /// Makes an empty ledger.
  public init() {}

  /// Makes a ledger of contacts in any order.
  public init(_ contacts: [Contact]) {
    self.init(inOrder: contacts)
  }

  /// Makes a ledger of contacts that stand in ascending order of time already, as ``contacts`` gives them; others are
  /// put in order.
  public init(inOrder contacts: [Contact]) {
    // The standard library's sort is stable: equal times keep the order in which they were given.
    self.contacts = Ledger.isInOrder(contacts) ? contacts : contacts.sorted { $0.atSeconds < $1.atSeconds }
  }

  /// Makes it another ledger in the same memory, where that is large enough and nobody else holds on to it.
  /// - Parameters:
  ///   - count: the most contacts there will be.
  ///   - fill: gives the contacts, in ascending order of time; others are put in order.
  public mutating func refill(count: Int, _ fill: (inout OutputSpan<Contact>) -> Void) {
    contacts.removeAll(keepingCapacity: true)
    contacts.append(addingCapacity: count, initializingWith: fill)
    if !Ledger.isInOrder(contacts) { contacts.sort { $0.atSeconds < $1.atSeconds } }
  }

  private static func isInOrder(_ contacts: [Contact]) -> Bool {
    var newest: UInt32 = 0
    for contact in contacts {
      if contact.atSeconds < newest { return false }
      newest = contact.atSeconds
    }
    return true
  }

  /// Adds a contact in its place; after those of the same second.
  public mutating func insert(_ contact: Contact) {
    var index = contacts.count
    while index > 0, contacts[index - 1].atSeconds > contact.atSeconds { index -= 1 }
    contacts.insert(contact, at: index)
  }

  /// Moves the latest matching contact on; false when there is none.
  @discardableResult
  public mutating func update(
    action: Symbol, channel: Symbol, at: Instant, _ change: (inout Contact) -> Void
  ) -> Bool {
    let seconds = UInt32(clamping: at.secondsSince1970)
    guard
      let index = contacts.lastIndex(where: {
        $0.atSeconds == seconds && $0.action == action && $0.channel == channel
      })
    else { return false }
    change(&contacts[index])
    return true
  }

  /// Where the contact of a decision stands; nothing when there is none. See ``Contact/origin``.
  public func index(origin: UInt64) -> Int? {
    // The newest decisions are asked for most.
    origin == 0 ? nil : contacts.lastIndex { $0.origin == origin }
  }

  /// Moves the contact of a decision on; false when there is none. Its time must stay.
  @discardableResult
  public mutating func update(origin: UInt64, _ change: (inout Contact) -> Void) -> Bool {
    guard let index = index(origin: origin) else { return false }
    change(&contacts[index])
    return true
  }

  /// Forgets all but the latest contacts.
  public mutating func trim(to contactsMax: Int) {
    guard contacts.count > contactsMax else { return }
    contacts.removeFirst(contacts.count - max(0, contactsMax))
  }
}

extension Ledger {
  /// The ledger as the rules see it at a moment when silence means no: an outbound contact that went out, has no outcome
  /// and is at least `ignoredAfterSeconds` old was ignored, from the moment on at which it reached that age.
  ///
  /// Pure: what is stored keeps no outcome, because an answer may still come.
  public func settled(at now: Instant, ignoredAfterSeconds: Int64) -> Ledger {
    var settled = self
    // In order of time, so that those that are too young end the search.
    for index in contacts.indices {
      let end = contacts[index].at + ignoredAfterSeconds
      guard end <= now else { break }
      guard contacts[index].isUnanswered else { continue }
      settled.contacts[index].outcome = .ignored
      settled.contacts[index].outcomeSeconds = UInt32(clamping: end.secondsSince1970)
    }
    return settled
  }

  /// Whether ``settled(at:ignoredAfterSeconds:)`` gives anything else than this ledger.
  func changesWhenSettled(at now: Instant, ignoredAfterSeconds: Int64) -> Bool {
    for contact in contacts {
      guard contact.at + ignoredAfterSeconds <= now else { return false }
      if contact.isUnanswered { return true }
    }
    return false
  }
}

extension Contact {
  /// Whether it went out to the customer, as far as is known, and nothing came back.
  fileprivate var isUnanswered: Bool {
    guard outcome == .none, direction == .outbound else { return false }
    switch state {
    case .handedOver, .accepted, .delivered, .unknown: return true
    case .reserved, .expired, .bounced, .released: return false
    }
  }
}
