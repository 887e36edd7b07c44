import Decisions

/// A contact as a decision made it.
public struct ContactFact: Sendable {
  /// What names it: the decision's position << 4 | which of its choices.
  public var origin: UInt64
  /// When it is to be said: seconds since 1970.
  public var atSeconds: Int64
  /// How far the customer's clocks are ahead of UTC then, in seconds.
  public var offsetSeconds: Int32
  /// Whether the customer came to us.
  public var isInbound: Bool
  /// The action's name.
  public var action: String
  /// The channel's name.
  public var channel: String
  /// The purpose's name.
  public var purpose: String
  /// The legal nature of the purpose.
  public var nature: PurposeKind
  /// Its worth if accepted, in money.
  public var value: Double
  /// Its relational cost, in money.
  public var cost: Double
  /// What of it sending costs, in money.
  public var sendCost: Double

  /// Makes one.
  public init(
    origin: UInt64, atSeconds: Int64, offsetSeconds: Int32 = 0, isInbound: Bool = false, action: String,
    channel: String, purpose: String, nature: PurposeKind = .marketing, value: Double = 0, cost: Double = 0,
    sendCost: Double = 0
  ) {
    self.origin = origin
    self.atSeconds = atSeconds
    self.offsetSeconds = offsetSeconds
    self.isInbound = isInbound
    self.action = action
    self.channel = channel
    self.purpose = purpose
    self.nature = nature
    self.value = value
    self.cost = cost
    self.sendCost = sendCost
  }
}

/// On which side of an experiment's holdout a decision found its customer.
public struct HoldoutFact: Hashable, Sendable {
  /// What it is called; where everybody is drawn anew, with the number of the period.
  public var name: String
  /// Whether the customer is held out.
  public var isHeldOut: Bool
  /// The share that is held out.
  public var share: Double
  /// When others are drawn, or it is over: seconds since 1970; .max: never.
  public var untilSeconds: Int64

  /// Makes one.
  public init(name: String, isHeldOut: Bool, share: Double, untilSeconds: Int64 = .max) {
    self.name = name
    self.isHeldOut = isHeldOut
    self.share = share
    self.untilSeconds = untilSeconds
  }
}

/// A decision that bound something.
public struct DecisionFact: Sendable {
  /// A draw of the floor of exploration between silence and a single candidate.
  public struct EvenDraw: Hashable, Sendable {
    /// Whether the policy would have kept silent.
    public var policyAbstains: Bool

    /// Makes one.
    public init(policyAbstains: Bool) { self.policyAbstains = policyAbstains }
  }

  /// Who it was about.
  public var customer: Int64
  /// What the customer is called; only looked at where customers are cut by.
  public var name: String
  /// When: seconds since 1970.
  public var atSeconds: Int64
  /// How far the customer's clocks are ahead of UTC then, in seconds.
  public var offsetSeconds: Int32
  /// Whether the customer came to us.
  public var isInbound: Bool
  /// What was said; empty: silence.
  public var contacts: [ContactFact]
  /// Why silence, and what it is worth; nothing where something was said.
  public var abstention: Abstention?
  /// Where chance drew evenly between silence and the only candidate.
  public var evenDraw: EvenDraw?
  /// Whether the customer belongs to the share that is left alone; nothing where the charter leaves nobody alone.
  public var isHeldOut: Bool?
  /// The share that is left alone.
  public var holdoutShare: Double
  /// Holdouts of experiments that this decision could have come out otherwise by.
  public var holdouts: [HoldoutFact]

  /// Makes one.
  public init(
    customer: Int64, name: String = "", atSeconds: Int64, offsetSeconds: Int32 = 0, isInbound: Bool = false,
    contacts: [ContactFact] = [], abstention: Abstention? = nil, evenDraw: EvenDraw? = nil, isHeldOut: Bool? = nil,
    holdoutShare: Double = 0, holdouts: [HoldoutFact] = []
  ) {
    self.customer = customer
    self.name = name
    self.atSeconds = atSeconds
    self.offsetSeconds = offsetSeconds
    self.isInbound = isInbound
    self.contacts = contacts
    self.abstention = abstention
    self.evenDraw = evenDraw
    self.isHeldOut = isHeldOut
    self.holdoutShare = holdoutShare
    self.holdouts = holdouts
  }
}

/// News of a contact.
public struct NewsFact: Sendable {
  /// What came of it.
  public enum Kind: Sendable {
    case delivered, bounced, released, opened, clicked, converted, rejected, unsubscribed, complained
  }

  /// Whom it is about.
  public var customer: Int64
  /// The contact.
  public var origin: UInt64
  /// What came of it.
  public var kind: Kind
  /// When: seconds since 1970.
  public var atSeconds: Int64
  /// How far the customer's clocks are ahead of UTC then, in seconds.
  public var offsetSeconds: Int32
  /// Money that came of it, where it was told.
  public var value: Double?

  /// Makes one.
  public init(
    customer: Int64, origin: UInt64, kind: Kind, atSeconds: Int64, offsetSeconds: Int32 = 0, value: Double? = nil
  ) {
    self.customer = customer
    self.origin = origin
    self.kind = kind
    self.atSeconds = atSeconds
    self.offsetSeconds = offsetSeconds
    self.value = value
  }
}

/// Something that happened.
public struct EventFact: Sendable {
  /// Who did it.
  public var customer: Int64
  /// What happened, as rules name it.
  public var name: String
  /// When: seconds since 1970.
  public var atSeconds: Int64
  /// How far the customer's clocks are ahead of UTC then, in seconds.
  public var offsetSeconds: Int32
  /// An amount; money of purchases.
  public var amount: Double
  /// The score of a survey, 0 … 10.
  public var score: Double?
  /// How long it took, in seconds.
  public var durationSeconds: Double?
  /// The contact that it speaks of, where it says so.
  public var about: UInt64?

  /// Makes one.
  public init(
    customer: Int64, name: String, atSeconds: Int64, offsetSeconds: Int32 = 0, amount: Double = 0,
    score: Double? = nil, durationSeconds: Double? = nil, about: UInt64? = nil
  ) {
    self.customer = customer
    self.name = name
    self.atSeconds = atSeconds
    self.offsetSeconds = offsetSeconds
    self.amount = amount
    self.score = score
    self.durationSeconds = durationSeconds
    self.about = about
  }
}
