import Charters
import Decisions
import Journeys
import Times

/// The links that a customer has now.
struct Links {
  var household: UInt64 = 0
  /// Keys of addresses by channel.
  var addresses: [String: UInt32] = [:]

  init() {}

  init(household: UInt64, addresses: [UInt32], _ regime: Regime) {
    self.household = household
    for (channel, key) in zip(regime.loaded.charter.channels, addresses) where key != 0 {
      self.addresses[channel.name] = key
    }
  }
}

/// A happening made ready to be written: its entry, and what it changes beside the log.
struct Telling: Sendable {
  let happening: Happening
  private let once: Once?
  private let atMilliseconds: Int64
  private let event: EventRecord?
  private let body: EntryBody

  private let standing: Regime?
  /// What journeys hear of it at once; patches are heard when the customer is read again.
  private let signals: [Signal]
  /// Whether the customer's journeys must hear of it.
  let isHeard: Bool

  init(_ happening: Happening, once: Once?, at atMilliseconds: Int64, _ regime: Regime?) {
    self.happening = happening
    self.once = once
    self.atMilliseconds = atMilliseconds
    self.standing = regime
    let isAlwaysOn = regime?.isAlwaysOn ?? false
    switch happening.kind {
    case .event(var event):
      // Who it is, and so which of two charters is theirs, is not known yet: what either wants is kept.
      event.isKept = regime?.keeps(event: event.name) ?? false
      if let position = happening.position { event.zones = regime?.zones(at: position) }
      signals = regime?.journeys?.signals(of: event) ?? []
      isHeard = !signals.isEmpty || regime?.earlier?.journeys?.signals(of: event).isEmpty == false
      self.event = event
      body = .event(event)
    case .patch(let patch):
      event = nil
      signals = []
      isHeard = isAlwaysOn
      body = .patch(patch)
    case .profile(let profile):
      event = nil
      signals = []
      isHeard = isAlwaysOn
      body = .imported(profile)
    case .alias:
      event = nil
      signals = []
      isHeard = isAlwaysOn
      body = .patch(CustomerPatch())
    }
  }

  /// What the journeys of a customer hear of it, for whom one of the charters in force decides.
  func signals(for regime: Regime) -> [Signal] {
    guard regime !== standing, let event else { return signals }
    return regime.journeys?.signals(of: event) ?? []
  }

  /// The other identity of the same person, if that is what was told.
  var alias: Identity? {
    if case .alias(let other) = happening.kind { return other }
    return nil
  }

  /// The commit that writes it.
  func commit(
    _ position: Position, _ number: CustomerNumber, previous: Position, isNew: Bool, setsTimer: Bool, links: Links
  ) -> Commit {
    var commit = Commit()
    if setsTimer { commit.timers = [(number, atMilliseconds / 1000)] }
    var body = body
    // What a file says of somebody nobody knew is all there is to know.
    if isNew, case .imported(let profile) = body { body = .snapshot(profile.created(atMilliseconds)) }
    commit.entries = [
      Entry(
        position: position, customer: number, previous: previous, atMilliseconds: atMilliseconds, kind: body.kind,
        body: body.encode())
    ]
    if let key = happening.messageKey {
      commit.onceKeys.append(OnceKey(key: key, request: key, position: position, atMilliseconds: atMilliseconds))
    }
    if let once {
      commit.onceKeys.append(
        OnceKey(key: once.key, request: once.request, position: position, atMilliseconds: atMilliseconds))
    }
    switch happening.kind {
    case .patch(let patch):
      relink(&commit, number, links, household: patch.household)
      for address in patch.addresses { relink(&commit, number, links, address) }
    case .profile(let profile):
      if !profile.household.isEmpty { relink(&commit, number, links, household: profile.household) }
      for address in profile.addresses {
        relink(&commit, number, links, .init(channel: address.channel, text: address.text))
      }
    case .event, .alias: break
    }
    return commit
  }

  private func relink(_ commit: inout Commit, _ number: CustomerNumber, _ links: Links, household: String?) {
    guard let household else { return }
    let link = household.isEmpty ? 0 : Link.household(household)
    guard link != links.household else { return }
    if links.household != 0 { commit.linksRemoved.append((links.household, number)) }
    if link != 0 { commit.linksAdded.append((link, number)) }
  }

  private func relink(
    _ commit: inout Commit, _ number: CustomerNumber, _ links: Links, _ address: CustomerPatch.Address
  ) {
    let old = links.addresses[address.channel]
    let new = address.isRemoved ? nil : address.text.map(AddressKey.key)
    guard old != new else { return }
    // The same address may serve another channel, an e-mail address two of them: then the link stays.
    if let old, links.addresses.values.count(where: { $0 == old }) == 1 {
      commit.linksRemoved.append((Link.address(old), number))
    }
    if let new { commit.linksAdded.append((Link.address(new), number)) }
  }

  /// Moves a customer in memory on.
  func move(_ resident: Resident, _ regime: Regime) {
    guard let event else {
      // Names, places and consents are bound anew; rarer than decisions, and one way to do it is enough.
      if alias == nil { resident.generation = Resident.stale }
      return
    }
    let kept = Event(
      name: Symbol(event.name), at: Instant(secondsSince1970: event.atMilliseconds / 1000), amount: event.amount)
    // A sale may make a consent count, so that the customer is bound anew.
    if event.isKept, regime.binder.isSale(kept.name) {
      resident.generation = Resident.stale
      return
    }
    guard event.isKept, regime.binder.usesEvent(kept.name) else { return }
    var state = resident.packed.unpack(id: resident.id.value)
    state.customer.events.keep(kept)
    resident.packed = PackedCustomer(state)
  }
}

extension Commit {
  /// The households and addresses that are shared by others than before.
  var linksChanged: [UInt64] { linksAdded.map(\.link) + linksRemoved.map(\.link) }
}
