import Decisions
import Expressions
import Times

extension Profile {
  /// Takes in what an entry says. The same entries in the same order give the same profile, to the last bit.
  /// - Parameters:
  ///   - body: what the entry says.
  ///   - position: where it stands in the log; contacts of a decision are found by it.
  ///   - atMilliseconds: when it was written: milliseconds since 1970.
  public mutating func apply(_ body: EntryBody, position: Position, atMilliseconds: Int64) {
    switch body {
    case .snapshot(let profile): self = profile
    case .patch(let patch): apply(patch, atMilliseconds: atMilliseconds)
    case .event(let event): apply(event)
    case .decision(let decision): ledger.insert(decision.contacts, of: position)
    case .feedback(let news): apply(news)
    case .absorbed(let other): absorb(other)
    case .journeys(let record): journeys = record.state
    case .imported(let incoming): take(incoming, atMilliseconds: atMilliseconds)
    // Who became part of another keeps what was known of them until then.
    case .merged: break
    }
    if createdAtMilliseconds == 0 { createdAtMilliseconds = atMilliseconds }
  }

  /// The profile as it is when a file tells of somebody nobody knew: what an `imported` entry makes of an empty one.
  func created(_ atMilliseconds: Int64) -> Profile {
    var profile = Profile()
    profile.apply(.imported(self), position: .none, atMilliseconds: atMilliseconds)
    return profile
  }

  // MARK: Patches

  private mutating func apply(_ patch: CustomerPatch, atMilliseconds: Int64) {
    for (name, value) in patch.attributes { set(name, value) }
    if let country = patch.country { self.country = country }
    if let region = patch.region { self.region = region }
    if let zone = patch.zone { self.zone = zone }
    if let locale = patch.locale { self.locale = locale }
    if let household = patch.household { self.household = household }
    for address in patch.addresses {
      if address.isRemoved {
        addresses.removeAll { $0.channel == address.channel }
      } else {
        set(Address(channel: address.channel, text: address.text, isSuppressed: address.isSuppressed))
      }
    }
    for consent in patch.consents {
      note(
        Consent(
          purpose: consent.purpose, channel: consent.channel, isGranted: consent.isGranted,
          atMilliseconds: consent.at.map { $0.secondsSince1970.multipliedClamping(by: 1000) } ?? atMilliseconds,
          source: consent.source, proof: consent.proof))
    }
    if let objections = patch.objections { self.objections = objections }
    if let unwanted = patch.unwanted { self.unwanted = unwanted }
    if let preferred = patch.preferredChannels { preferredChannels = preferred }
  }

  /// Sets an attribute in its place; null takes it away.
  mutating func set(_ name: String, _ value: Value) {
    // Names mostly come in order.
    var low = attributes.last.map { $0.name.precedes(name) } ?? true ? attributes.count : 0
    var high = attributes.count
    while low < high {
      let middle = (low + high) / 2
      if attributes[middle].name.precedes(name) { low = middle + 1 } else { high = middle }
    }
    let isKnown = low < attributes.count && !name.precedes(attributes[low].name)
    if case .null = value {
      if isKnown { attributes.remove(at: low) }
    } else if isKnown {
      attributes[low].value = value
    } else {
      attributes.insert((name, value), at: low)
    }
  }

  /// Replaces the address on a channel.
  private mutating func set(_ address: Address) {
    if let index = addresses.firstIndex(where: { $0.channel == address.channel }) {
      addresses[index] = address
    } else {
      let index = addresses.firstIndex { address.channel.precedes($0.channel) } ?? addresses.count
      addresses.insert(address, at: index)
    }
  }

  /// A consent replaces what was said before of the same purpose and channel; one on all channels, of the purpose.
  private mutating func note(_ consent: Consent) {
    consents.removeAll { known in
      known.purpose == consent.purpose && (consent.channel == nil || known.channel == consent.channel)
    }
    consents.append(consent)
  }

  // MARK: Events and news

  private mutating func apply(_ event: EventRecord) {
    guard event.isKept else { return }
    let at = Instant(secondsSince1970: event.atMilliseconds.quotientFloored(by: 1000))
    events.keep(Event(name: Symbol(event.name), at: at, amount: event.amount))
  }

  private mutating func apply(_ news: FeedbackRecord) {
    guard case .moved = ledger.move(news), news.kind.needsReload else { return }
    if news.kind == .unsubscribed || news.kind == .complained {
      let at = news.at.secondsSince1970.multipliedClamping(by: 1000)
      note(
        Consent(
          purpose: news.purpose, channel: news.channel, isGranted: false, atMilliseconds: at, source: "feedback",
          proof: []))
    }
    if news.kind == .complained || news.kind == .bouncedForGood {
      for index in addresses.indices where addresses[index].channel == news.channel {
        addresses[index].isSuppressed = true
      }
    }
  }

  // MARK: Other profiles

  /// Takes in the profile of a customer who turned out to be the same person: where both know something, this one is
  /// right; no refusal or objection of either is lost, and no contact but the oldest of too many.
  private mutating func absorb(_ other: Profile) {
    let own = attributes
    attributes = []
    for (name, value) in other.attributes + own { set(name, value) }
    if country.isEmpty { country = other.country }
    if region.isEmpty { region = other.region }
    if zone.isEmpty { zone = other.zone }
    if locale.isEmpty { locale = other.locale }
    if household.isEmpty { household = other.household }
    // One person is in a journey once: where both stood somewhere, the survivor stays.
    if journeys.isEmpty { journeys = other.journeys }
    for address in other.addresses {
      if let index = addresses.firstIndex(where: { $0.channel == address.channel }) {
        // One address that one of the two may not use any more is the same address for both.
        if addresses[index].text == address.text, address.isSuppressed { addresses[index].isSuppressed = true }
      } else {
        set(address)
      }
    }
    mergeConsents(with: other.consents)
    objections.appendMissing(other.objections)
    unwanted.appendMissing(other.unwanted)
    if preferredChannels.isEmpty { preferredChannels = other.preferredChannels }
    ledger = Ledger(ledger.contacts + other.ledger.contacts)
    ledger.trim(to: Profile.contactsMax)
    for event in other.events { events.keep(event) }
    createdAtMilliseconds = Profile.earlier(createdAtMilliseconds, other.createdAtMilliseconds)
  }

  /// Says the consents of both again, in order of their times, so that the later one wins; at equal times what was
  /// given comes first, so that a refusal wins.
  private mutating func mergeConsents(with others: [Consent]) {
    // Within each list a later place means said later, whatever its time: a time that lies before its predecessor's is
    // taken to be that one's.
    func timed(_ consents: [Consent]) -> [(at: Int64, consent: Consent)] {
      var latest = Int64.min
      return consents.map { consent in
        latest = max(latest, consent.atMilliseconds)
        return (latest, consent)
      }
    }
    var first = timed(consents)[...]
    var second = timed(others)[...]
    consents = []
    while let a = first.first, let b = second.first {
      let isFirst = a.at != b.at ? a.at < b.at : a.consent.isGranted || !b.consent.isGranted
      note(isFirst ? a.consent : b.consent)
      if isFirst { first.removeFirst() } else { second.removeFirst() }
    }
    for rest in first + second { note(rest.consent) }
  }

  /// Takes in a profile from a file: where both know something, the file is right. It withdraws no objection.
  private mutating func take(_ incoming: Profile, atMilliseconds: Int64) {
    for (name, value) in incoming.attributes { set(name, value) }
    if !incoming.country.isEmpty { country = incoming.country }
    if !incoming.region.isEmpty { region = incoming.region }
    if !incoming.zone.isEmpty { zone = incoming.zone }
    if !incoming.locale.isEmpty { locale = incoming.locale }
    if !incoming.household.isEmpty { household = incoming.household }
    for address in incoming.addresses { set(address) }
    for var consent in incoming.consents {
      if consent.atMilliseconds == 0 { consent.atMilliseconds = atMilliseconds }
      note(consent)
    }
    objections.appendMissing(incoming.objections)
    if !incoming.unwanted.isEmpty { unwanted = incoming.unwanted }
    if !incoming.preferredChannels.isEmpty { preferredChannels = incoming.preferredChannels }
    take(incoming.ledger.contacts)
    take(incoming.events)
    createdAtMilliseconds = Profile.earlier(createdAtMilliseconds, incoming.createdAtMilliseconds)
  }

  /// What two happenings have in common that are one: their moment and their names.
  private struct Sameness: Hashable {
    var at: UInt32
    var name: Symbol
    var channel = Symbol.none
  }

  /// Contacts of a file: one of the same time, action and channel as one that is known is that contact, which stays the
  /// decision's that it was. Each known contact stands for one of the file, so that two of one second stay two.
  private mutating func take(_ incoming: [Contact]) {
    func sameness(_ contact: Contact) -> Sameness {
      Sameness(at: contact.atSeconds, name: contact.action, channel: contact.channel)
    }
    guard !incoming.isEmpty else { return }
    guard !ledger.contacts.isEmpty else {
      // Nobody knew any: what most imports are.
      ledger = Ledger(incoming.map(\.ofFile))
      ledger.trim(to: Profile.contactsMax)
      return
    }
    var contacts = ledger.contacts
    // The places of what is known, the last first, so that the earliest is taken first.
    var places = Dictionary(grouping: contacts.indices.reversed()) { sameness(contacts[$0]) }
    for contact in incoming {
      var contact = contact.ofFile
      if let place = places[sameness(contact)]?.popLast() {
        if contacts[place].origin != 0 { contact.origin = contacts[place].origin }
        contacts[place] = contact
      } else {
        contacts.append(contact)
      }
    }
    ledger = Ledger(contacts)
    ledger.trim(to: Profile.contactsMax)
  }

  /// Events of a file: one of the same name and time as one that is known is that event.
  private mutating func take(_ incoming: [Event]) {
    guard !incoming.isEmpty else { return }
    func sameness(_ event: Event) -> Sameness { Sameness(at: event.atSeconds, name: event.name) }
    var places = Dictionary(grouping: events.indices.reversed()) { sameness(events[$0]) }
    var others: [Event] = []
    for event in incoming {
      if let place = places[sameness(event)]?.popLast() { events[place] = event } else { others.append(event) }
    }
    for event in others { events.keep(event) }
  }

  /// The earlier of two moments; 0 is none.
  private static func earlier(_ a: Int64, _ b: Int64) -> Int64 { a == 0 ? b : b == 0 ? a : min(a, b) }
}

extension String {
  /// The order of names in the log: that of their UTF-8 bytes, which no edition of Unicode changes.
  func precedes(_ other: String) -> Bool {
    let precedes = utf8.withContiguousStorageIfAvailable { a in
      other.utf8.withContiguousStorageIfAvailable { b in a.lexicographicallyPrecedes(b) }
    }
    return (precedes ?? nil) ?? utf8.lexicographicallyPrecedes(other.utf8)
  }
}

extension Contact {
  /// The contact as a file tells of it: its decision is another hub's.
  fileprivate var ofFile: Contact {
    var contact = self
    if contact.origin != 0 { contact.origin |= Contact.foreignOrigin }
    return contact
  }
}

extension [String] {
  fileprivate mutating func appendMissing(_ others: [String]) {
    for other in others where !contains(other) { append(other) }
  }
}

extension Int64 {
  /// The product, or the nearest number that there is: times are whatever a caller says.
  fileprivate func multipliedClamping(by factor: Int64) -> Int64 {
    let (product, isOverflow) = multipliedReportingOverflow(by: factor)
    return isOverflow ? (self < 0 ? .min : .max) : product
  }
}
