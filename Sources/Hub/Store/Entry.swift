/// What an entry of the log says; the raw values are in the database, so none is ever reused.
public enum EntryKind: UInt8, CaseIterable, Sendable {
  /// A whole ``Profile``: what came before it need not be read to know the customer.
  case snapshot = 1
  /// Attributes, addresses, consents and preferences changed: a ``CustomerPatch``.
  case patch = 2
  /// Something happened: an ``EventRecord``.
  case event = 3
  /// The hub decided: a ``DecisionRecord``.
  case decision = 4
  /// News of a decided contact: a ``FeedbackRecord``.
  case feedback = 5
  /// Another customer's profile came into this one: a ``Profile``.
  case absorbed = 6
  /// This customer became part of another: the number of the other one.
  case merged = 7
  /// A profile came from a file into this one: a ``Profile``.
  case imported = 8
  /// Where the customer stands in their journeys from now on: a ``JourneyRecord``.
  case journeys = 9
}

/// One fact about one customer, written once and never changed.
///
/// The entries of a customer form a chain through ``previous``: from the newest one backwards to the first. The log is
/// append-only, so a decision costs the disk one row at its end, whatever the number of customers.
public struct Entry: Hashable, Sendable {
  /// Where it stands in the log.
  public var position: Position
  /// Whom it is about.
  public var customer: CustomerNumber
  /// The customer's entry before this one; ``Position/none`` for the first.
  public var previous: Position
  /// When it was written, by the hub's clock: milliseconds since 1970.
  public var atMilliseconds: Int64
  /// What it says.
  public var kind: EntryKind
  /// What it says in full, as ``EntryBody`` encodes it.
  public var body: [UInt8]

  /// Makes an entry.
  public init(
    position: Position, customer: CustomerNumber, previous: Position, atMilliseconds: Int64, kind: EntryKind,
    body: [UInt8]
  ) {
    self.position = position
    self.customer = customer
    self.previous = previous
    self.atMilliseconds = atMilliseconds
    self.kind = kind
    self.body = body
  }
}

/// A key that makes a call happen once: of a request, or of a tracked message.
public struct OnceKey: Hashable, Sendable {
  /// The digest of the key with its namespace.
  public var key: Digest128
  /// The digest of the request that came with it; the same key with another request is refused.
  public var request: Digest128
  /// What the request wrote first; ``Position/none``: nothing of its own.
  public var position: Position
  /// When: milliseconds since 1970. Keys are kept for at least 72 hours.
  public var atMilliseconds: Int64

  /// Makes a key.
  public init(key: Digest128, request: Digest128, position: Position, atMilliseconds: Int64) {
    self.key = key
    self.request = request
    self.position = position
    self.atMilliseconds = atMilliseconds
  }
}

/// A message that was decided and waits to be handed to its channel.
public struct OutboxRow: Hashable, Sendable {
  /// The decision it comes from.
  public var decision: Position
  /// Which of its choices, from 0.
  public var choice: Int
  /// Who receives it.
  public var customer: CustomerNumber
  /// The action's name.
  public var action: String
  /// The channel's name.
  public var channel: String
  /// The brand's name; empty for the only one.
  public var brand: String
  /// When it is due: seconds since 1970.
  public var dueSeconds: Int64
  /// Whether it is of a service or legal purpose: those go before others.
  public var isUrgent: Bool
  /// How often a provider did not take it.
  public var attempts: Int

  /// Makes a row.
  public init(
    decision: Position, choice: Int, customer: CustomerNumber, action: String, channel: String, brand: String,
    dueSeconds: Int64, isUrgent: Bool = false, attempts: Int = 0
  ) {
    self.decision = decision
    self.choice = choice
    self.customer = customer
    self.action = action
    self.channel = channel
    self.brand = brand
    self.dueSeconds = dueSeconds
    self.isUrgent = isUrgent
    self.attempts = attempts
  }
}

/// What one call changes: all of it is written, or none.
public struct Commit: Sendable {
  /// Added to the log, in ascending order of position.
  public var entries: [Entry] = []
  /// Identities given to a customer; one that belonged to another customer moves (a merge).
  public var identities: [(identity: Identity, customer: CustomerNumber)] = []
  /// Keys that make the call happen once.
  public var onceKeys: [OnceKey] = []
  /// Messages that now wait.
  public var outboxAdded: [OutboxRow] = []
  /// Messages that wait no longer.
  public var outboxRemoved: [(decision: Position, choice: Int)] = []
  /// Messages on their way whose end is known, or that wait again.
  public var deliveriesRemoved: [(decision: Position, choice: Int)] = []
  /// Messages that are on their way from now on, each in the place of what was known of it.
  public var deliveriesAdded: [DeliveryRow] = []
  /// Links from the key of a household or an address to a customer who has it.
  public var linksAdded: [(link: UInt64, customer: CustomerNumber)] = []
  /// Links that hold no longer.
  public var linksRemoved: [(link: UInt64, customer: CustomerNumber)] = []
  /// What is taken of volume limits, or given back where negative.
  public var volumes: [VolumeUse] = []
  /// Timers set, each in the place of the customer's; nothing: it is taken away.
  public var timers: [(customer: CustomerNumber, dueSeconds: Int64?)] = []
  /// Occasions that are to be decided.
  public var occasionsAdded: [OccasionRow] = []
  /// Occasions that were decided, or given up.
  public var occasionsRemoved: [OccasionRow.Key] = []
  /// By how many customers segments grew or shrank.
  public var segments: [(name: String, count: Int)] = []
  /// How a lane of a sweep moves on: where to, and by how much its counts grow.
  public var sweepStep: SweepMark?

  /// Changes nothing.
  public init() {}
}
