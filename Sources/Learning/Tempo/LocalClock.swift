import Decisions
import Times

/// What a customer's clocks show: hours of the week, from 0, Monday after midnight, to 167, Sunday's last.
public struct LocalClock: Sendable {
  let zones: [Zone]

  /// The clock of somebody who may live in these zones.
  public init(zones: [Zone]) { self.zones = zones }

  /// The clock of a customer of a charter; who may live anywhere has all of its zones.
  public init(_ charter: Charter, _ customer: borrowing Customer) {
    let known = customer.zones.filter { charter.zones.indices.contains($0) }
    zones = known.isEmpty ? charter.zones : known.map { charter.zones[$0] }
  }

  /// The hour of the week at a moment; nothing where the zones that they may live in do not agree.
  public func hour(at moment: Instant) -> Int? {
    guard let first = zones.first else { return nil }
    let offset = first.offsetSeconds(at: moment)
    for zone in zones.dropFirst() where zone.offsetSeconds(at: moment) != offset { return nil }
    let hours = (moment.secondsSince1970 &+ Int64(offset)).quotientFloored(by: 3600)
    // 1970-01-01 was a Thursday.
    return Int((hours + 72).remainderFloored(by: 168))
  }
}

/// The channels on which a customer lets openings and clicks be used.
public struct TrackingConsent: Hashable, Sendable {
  /// One bit a kind of channel.
  private var kinds: UInt16

  /// On no channel.
  public static let none = TrackingConsent(kinds: 0)
  /// On every channel.
  public static let all = TrackingConsent(kinds: .max)

  private init(kinds: UInt16) { self.kinds = kinds }

  /// What a customer has consented to: the charter's purpose of tracking, on every channel of a kind. Without such a
  /// purpose, and for those who objected to it, nothing.
  public init(_ charter: Charter, _ customer: borrowing Customer) {
    kinds = 0
    guard let purpose = charter.trackingPurpose, !customer.objections.contains(purpose) else { return }
    var refused: UInt16 = 0
    for (index, channel) in charter.channels.enumerated() {
      let place = Customer.consentIndex(purpose: purpose, channel: index, channelCount: charter.channels.count)
      let isGranted =
        !charter.purposes[purpose].needsConsent
        || place < customer.consents.count && customer.consents[place] == .granted
      let bit = UInt16(1) << UInt16(channel.kind.rawValue)
      if isGranted { kinds |= bit } else { refused |= bit }
    }
    kinds &= ~refused
  }

  /// Whether they may be used on some kind of channel.
  var isAny: Bool { kinds != 0 }

  /// Whether openings and clicks on this kind of channel may be used.
  public subscript(kind: ChannelKind) -> Bool { kinds >> UInt16(kind.rawValue) & 1 != 0 }
}

/// One outbound contact, as rhythms are learned from it.
struct RhythmContact {
  /// The class that base rates are kept for.
  let contactClass: ContactClass
  let isTracked: Bool
  /// Whether it was welcomed.
  let isPositive: Bool
  /// The local hour of the week at which it went out; nothing where nobody knows.
  let hour: Int?
  /// Since the outbound contact before it, in seconds; infinite: there was none.
  let gapSeconds: Double
  let contact: Contact
}

extension Ledger {
  /// A contact counts as unanswered when nothing has come in so many seconds, and not before: those answered at once
  /// would otherwise be counted before the silent ones.
  static let settleSeconds: Int64 = 259_200

  /// Calls `body` with the contacts that went out and are old enough at a moment, in the order of time.
  func forEachSettled(
    at now: Instant, clock: LocalClock, tracking: TrackingConsent, _ body: (RhythmContact) -> Void
  ) {
    var last: Instant?
    for contact in contacts {
      guard contact.at + Ledger.settleSeconds <= now else { break }
      guard contact.wentOut else { continue }
      let isTracked = tracking[contact.channelKind]
      body(
        RhythmContact(
          contactClass: ContactClass(contact), isTracked: isTracked,
          isPositive: contact.outcome(knownAt: now, isTrackingConsented: isTracked).isPositive,
          hour: contact.isHourKnown(at: now) ? clock.hour(at: contact.at) : nil,
          gapSeconds: last.map { Double(contact.at - $0) } ?? .infinity, contact: contact))
      last = contact.at
    }
  }

  /// The last outbound contact before a moment that counts, planned ones included.
  func lastOutbound(before moment: Instant) -> Instant? {
    contacts.last { $0.at < moment && $0.direction == .outbound && $0.state.counts }?.at
  }
}

extension Contact {
  /// Whether its time of day means something. Files often say only how many days ago something was, and not when an
  /// answer came.
  func isHourKnown(at now: Instant) -> Bool {
    if outcome != .none, outcomeSeconds == 0 { return false }
    return origin != 0 || (now - at) % 86_400 != 0
  }
}
