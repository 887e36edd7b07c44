/// What a channel is, whatever the charter calls it: law and connectors go by kind.
public enum ChannelKind: UInt8, CaseIterable, Sendable {
  case email, sms, rcs, push, webPush, whatsapp, letter, registeredLetter, call, audience
  case web, app, branch, callCentre, webhook, other

  /// The kind's name in files.
  public var name: String {
    switch self {
    case .webPush: return "web_push"
    case .registeredLetter: return "registered_letter"
    case .callCentre: return "call_centre"
    default: return String(describing: self)
    }
  }
}

/// Who opens the conversation.
public enum Direction: UInt8, CaseIterable, Sendable {
  /// The brand does.
  case outbound
  /// The customer came; the answer shows where they are.
  case inbound
}

/// A way to reach a customer.
public struct Channel: Sendable {
  /// Its name in the charter.
  public var name: String
  /// What it is.
  public var kind: ChannelKind
  /// Who opens the conversation on it.
  public var direction: Direction
  /// Whether a contact needs an address of the customer's on this channel.
  public var needsAddress: Bool
  /// The price of one message, in the charter's currency.
  public var sendCost: Double
  /// Pressure of one contact, in hundredths, 0 … 65,535; 100 is one plain e-mail.
  public var weightHundredths: UInt16
  /// What customers call it, by language.
  public var titles: [String: String] = [:]

  /// Makes a channel.
  public init(
    name: String, kind: ChannelKind, direction: Direction, needsAddress: Bool, sendCost: Double = 0,
    weightHundredths: UInt16 = 100
  ) {
    self.name = name
    self.kind = kind
    self.direction = direction
    self.needsAddress = needsAddress
    self.sendCost = sendCost
    self.weightHundredths = weightHundredths
  }
}

/// The legal nature of a purpose.
public enum PurposeKind: UInt8, CaseIterable, Sendable {
  /// Prospecting: opt-in, objection and legal hours apply.
  case marketing
  /// Asked for, or needed by the contract.
  case service
  /// Owed by law.
  case legal
}

/// What a contact is for: the unit of consent.
public struct Purpose: Sendable {
  /// Its name in the charter.
  public var name: String
  /// Its legal nature.
  public var kind: PurposeKind
  /// Whether a contact needs the customer's consent for this purpose on its channel.
  public var needsConsent: Bool
  /// Whether its contacts count towards caps and spacing of the charter.
  public var counts: Bool
  /// Whether caps, spacing, quiet hours, suppressions and pauses of the charter may block it. Law always may.
  public var isBlockable: Bool
  /// The least net value worth a contact, in money; nothing: the charter's own floor.
  public var floor: Double?
  /// What customers call it, by language.
  public var titles: [String: String] = [:]
  /// Seconds in which a consent must be confirmed by its link to count, above 0 (double opt-in); nothing: it counts as it
  /// is given.
  public var confirmWithinSeconds: Int64?
  /// Events of which one must have happened for a consent by notice to count: a sale of something similar (directive
  /// 2002/58/EC, article 13(2); CPCE L34-5). Empty: there is no consent by notice.
  public var saleEvents: [String] = []

  /// Makes a purpose.
  public init(
    name: String, kind: PurposeKind, needsConsent: Bool, counts: Bool = true, isBlockable: Bool = true,
    floor: Double? = nil
  ) {
    self.name = name
    self.kind = kind
    self.needsConsent = needsConsent
    self.counts = counts
    self.isBlockable = isBlockable
    self.floor = floor
  }
}
