import Times

/// Why we decide now.
public struct Occasion: Sendable {
  /// What opened it.
  public enum Kind: Hashable, Sendable {
    /// The customer is here, at a placement of an inbound channel; an empty placement means any.
    case inbound(placement: String)
    /// The hub looks over everybody, or somebody asks whether to contact this customer.
    case outbound
    /// Something happened; outbound treatments are considered.
    case event(String)
    /// A time came; outbound treatments are considered.
    case timer(String)
  }

  /// What opened it.
  public var kind: Kind
  /// Channels considered, by name; empty: all of the occasion's direction.
  public var channels: [String]
  /// Actions considered, by name; empty: all.
  public var actions: [String]
  /// What the occasion asks about, beside ``actions``: candidates of neither are not asked about. Empty with empty
  /// ``actions``: all.
  public var selection: Selection
  /// Boosts of this occasion, added to the levers.
  public var boosts: [Context.Boost]
  /// The most answers wanted, at least 1.
  public var answersMax: Int
  /// What the scarce slots of each treatment cost, in money, by its number; what is not given, or not above 0, is 0. It comes to
  /// the relational cost, so that a customer whose slot is too dear hears their next best; an infinite price says that
  /// there is no slot for this customer.
  public var prices: [Double]

  /// Makes an occasion.
  public init(
    kind: Kind, channels: [String] = [], actions: [String] = [], selection: Selection = Selection(),
    boosts: [Context.Boost] = [], answersMax: Int = 1, prices: [Double] = []
  ) {
    self.kind = kind
    self.channels = channels
    self.actions = actions
    self.selection = selection
    self.boosts = boosts
    self.answersMax = max(1, answersMax)
    self.prices = prices
  }

  /// Who opens the conversation.
  public var direction: Direction {
    if case .inbound = kind { return .inbound }
    return .outbound
  }
}

/// What is up, and what is left, at this moment; it changes between decisions, the charter does not.
public struct Availability: Sendable {
  /// Everything is stopped.
  public var isEverythingStopped = false
  /// Actions stopped by hand, by name.
  public var stoppedActions: Set<String> = []
  /// Channels stopped by hand.
  public var stoppedChannels: Set<String> = []
  /// Brands stopped by hand.
  public var stoppedBrands: Set<String> = []
  /// Actions whose volume is used up.
  public var exhaustedActions: Set<String> = []
  /// Channels whose volume is used up.
  public var exhaustedChannels: Set<String> = []
  /// What is left of volume limits, by name, in their units; a limit without an entry is not used up.
  public var volumeRooms: [String: Int64] = [:]
  /// At which step roll-outs stand, by name; the first where nothing is said, ``Rollout/stopped`` for nobody.
  public var rolloutSteps: [String: Int] = [:]
  /// Channels that are down.
  public var channelsDown: Set<String> = []

  /// Everything is up and there is plenty.
  public init() {}
}
