import Times

/// Where a contact stands on its way.
public enum ContactState: UInt8, CaseIterable, Sendable {
  /// Decided and counted, nothing sent yet. → handedOver, released
  case reserved
  /// Given to the provider. → accepted, refused, unknown
  case handedOver
  /// The provider took it. → delivered, bounced, expired
  case accepted
  /// It reached the customer, or was shown to them.
  case delivered
  /// Nobody can say whether it arrived; it keeps its budget. → delivered, bounced
  case unknown
  /// It came too late to be delivered; it keeps its budget.
  case expired
  /// It came back, or the provider refused it: it gives its budget back.
  case bounced
  /// The reservation was given up: it gives its budget back.
  case released

  /// Whether caps, spacing and pressure count it.
  public var counts: Bool { self != .bounced && self != .released }
  /// Whether it is still on its way to the customer.
  public var isPending: Bool { self == .reserved || self == .handedOver || self == .accepted }
}

/// What the customer made of a contact.
public enum ContactOutcome: UInt8, CaseIterable, Sendable {
  /// Nothing yet.
  case none
  case opened, clicked, converted
  /// Time went by without an answer.
  case ignored
  /// The customer said no.
  case refused
  case unsubscribed, complained
}

/// One contact, as it was when it was decided: renaming or moving an action later changes no count.
///
/// Forty-eight bytes, so that 200 contacts stay under 10 KB.
public struct Contact: Hashable, Sendable {
  /// When it is, or was, to be said: seconds since 1970, to the year 2106.
  public var atSeconds: UInt32
  /// When ``outcome`` became known, seconds since 1970; 0: no outcome yet.
  public var outcomeSeconds: UInt32
  /// The action.
  public var action: Symbol
  /// The action's group at that time.
  public var group: Symbol
  /// The group's issue at that time.
  public var issue: Symbol
  /// The channel.
  public var channel: Symbol
  /// The purpose.
  public var purpose: Symbol
  /// The brand; ``Symbol/none`` for the only one.
  public var brand: Symbol
  /// The address, as ``AddressKey`` gives it; 0: none.
  public var address: UInt32
  /// Pressure in hundredths.
  public var weightHundredths: UInt16
  /// State (bits 0–2), outcome (3–5), direction (6), purpose kind (7–8) and channel kind (9–12) in one word: logs keep
  /// it, so the bits stay where they are.
  public private(set) var flags: UInt16
  /// The decision that it comes from: the decision's position << 4 | which of its choices, from 0; 0: none of the hub's.
  public var origin: UInt64

  /// Makes a contact.
  public init(
    at: Instant, action: Symbol, group: Symbol, issue: Symbol, channel: Symbol, channelKind: ChannelKind,
    direction: Direction, purpose: Symbol, purposeKind: PurposeKind, brand: Symbol = .none, address: UInt32 = 0,
    weightHundredths: UInt16 = 100, state: ContactState = .reserved, outcome: ContactOutcome = .none,
    outcomeAt: Instant? = nil, origin: UInt64 = 0
  ) {
    atSeconds = UInt32(clamping: at.secondsSince1970)
    outcomeSeconds = outcomeAt.map { UInt32(clamping: $0.secondsSince1970) } ?? 0
    self.action = action
    self.group = group
    self.issue = issue
    self.channel = channel
    self.purpose = purpose
    self.brand = brand
    self.address = address
    self.weightHundredths = weightHundredths
    flags =
      UInt16(state.rawValue) | UInt16(outcome.rawValue) << 3 | UInt16(direction.rawValue) << 6
      | UInt16(purposeKind.rawValue) << 7 | UInt16(channelKind.rawValue) << 9
    self.origin = origin
  }

  /// Makes a contact of what a log kept of it; nothing when the flags are none that ``flags`` gives.
  public init?(
    atSeconds: UInt32, outcomeSeconds: UInt32, action: Symbol, group: Symbol, issue: Symbol, channel: Symbol,
    purpose: Symbol, brand: Symbol, address: UInt32, weightHundredths: UInt16, flags: UInt16, origin: UInt64
  ) {
    guard flags >> 13 == 0, PurposeKind(rawValue: UInt8(flags >> 7 & 3)) != nil else { return nil }
    self.atSeconds = atSeconds
    self.outcomeSeconds = outcomeSeconds
    self.action = action
    self.group = group
    self.issue = issue
    self.channel = channel
    self.purpose = purpose
    self.brand = brand
    self.address = address
    self.weightHundredths = weightHundredths
    self.flags = flags
    self.origin = origin
  }

  /// When it is, or was, to be said.
  @inlinable public var at: Instant { Instant(secondsSince1970: Int64(atSeconds)) }

  /// Where it stands.
  public var state: ContactState {
    get { ContactState(rawValue: UInt8(flags & 7)) ?? .unknown }
    set { flags = flags & ~7 | UInt16(newValue.rawValue) }
  }

  /// What the customer made of it.
  public var outcome: ContactOutcome {
    get { ContactOutcome(rawValue: UInt8(flags >> 3 & 7)) ?? .none }
    set { flags = flags & ~(7 << 3) | UInt16(newValue.rawValue) << 3 }
  }

  /// Whether caps, spacing and pressure count it; see ``ContactState/counts``.
  @inline(__always) var counts: Bool {
    let state = UInt8(flags & 7)
    return state != ContactState.bounced.rawValue && state != ContactState.released.rawValue
  }
  /// The outcome, channel kind, purpose kind and direction as members of sets of their raw values: what rules match
  /// thousands of times, without going through the enumerations.
  @inline(__always) var outcomeBit: UInt8 { 1 &<< UInt8(flags >> 3 & 7) }
  @inline(__always) var channelKindBit: UInt16 { 1 &<< (flags >> 9 & 15) }
  @inline(__always) var purposeKindBit: UInt8 { 1 &<< UInt8(flags >> 7 & 3) }
  @inline(__always) var directionBit: UInt8 { 1 &<< UInt8(flags >> 6 & 1) }

  /// Who opened the conversation.
  public var direction: Direction { Direction(rawValue: UInt8(flags >> 6 & 1)) ?? .outbound }
  /// The legal nature of its purpose at that time.
  public var purposeKind: PurposeKind { PurposeKind(rawValue: UInt8(flags >> 7 & 3)) ?? .marketing }
  /// What its channel was.
  public var channelKind: ChannelKind { ChannelKind(rawValue: UInt8(flags >> 9 & 15)) ?? .other }
}
