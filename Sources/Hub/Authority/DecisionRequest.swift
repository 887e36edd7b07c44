import Decisions
import Expressions
import Times

/// A key by which a call happens once.
public struct Once: Hashable, Sendable {
  /// The digest of the caller's key, with what it may not be confused with: the API key and the route.
  public var key: Digest128
  /// The digest of the request.
  public var request: Digest128

  /// Makes a key.
  public init(key: Digest128, request: Digest128) {
    self.key = key
    self.request = request
  }
}

/// A question to the hub: what to say to this customer, now.
public struct DecisionRequest: Sendable {
  /// What the answer binds.
  public enum Mode: UInt8, Sendable {
    /// Nothing: the answer is recorded and counts nowhere.
    case proposal = 0
    /// The choices enter the ledger and count at once, until they are released.
    case reservation = 1
  }

  /// Whom it is about.
  public var customer: Identity
  /// Why we decide now.
  public var occasion: Occasion
  /// What the answer binds.
  public var mode: Mode
  /// What is known of the customer at this moment only: it replaces what the hub knows, for this decision.
  public var attributes: [(name: String, value: Value)]
  /// The key by which it happens once.
  public var once: Once?
  /// The occasion that the decision closes: it was opened by the customer's journeys and waits no longer.
  var closing: OccasionRow.Key?
  /// The lane of a sweep that it moves on.
  var lane: SweepLane?
  /// The charter by whose treatments the occasion's prices are, in a sweep.
  var pricedGeneration: Int?

  /// Makes a question.
  public init(
    customer: Identity, occasion: Occasion, mode: Mode = .reservation,
    attributes: [(name: String, value: Value)] = [], once: Once? = nil
  ) {
    self.customer = customer
    self.occasion = occasion
    self.mode = mode
    self.attributes = attributes
    self.once = once
  }

  /// The most answers to one question.
  public static let answersMax = 16
}

/// One answer of a decision, by names: what a caller is told, and what the log keeps.
public struct Offer: Hashable, Sendable {
  /// The action's name.
  public var action: String
  /// The channel's name.
  public var channel: String
  /// When to say it.
  public var at: Instant
  /// Chance that the customer accepts, 0 … 1.
  public var propensity: Double
  /// Worth in money if so.
  public var value: Double
  /// Sum of the levers.
  public var lever: Double
  /// Relational cost, in money.
  public var cost: Double
  /// What waiting takes off; see ``Choice/patience``.
  public var patience: Double

  /// Makes an offer.
  public init(
    action: String, channel: String, at: Instant, propensity: Double, value: Double, lever: Double, cost: Double,
    patience: Double
  ) {
    self.action = action
    self.channel = channel
    self.at = at
    self.propensity = propensity
    self.value = value
    self.lever = lever
    self.cost = cost
    self.patience = patience
  }

  /// P × V × (1 + L), in money.
  public var priority: Double { propensity * value * (1 + lever) }
  /// What it is worth after its cost; see ``Choice/net``.
  public var net: Double {
    let net = priority - cost
    return net > 0 ? net * patience : net
  }
}

/// A decision as the log keeps it: enough to tell it again, and with the customer's earlier entries to compute it again.
public struct DecisionRecord: Hashable, Sendable {
  /// The answer.
  public enum Answer: Hashable, Sendable {
    /// What to say, best first.
    case contact([Offer])
    /// Silence.
    case silence(Abstention)
  }

  /// The identifier the customer was asked for by.
  public var customer: Identity
  /// The moment of the decision.
  public var at: Instant
  /// Why it was made.
  public var kind: Occasion.Kind
  /// Channels considered; empty: all of the direction.
  public var channels: [String]
  /// Actions considered; empty: all.
  public var actions: [String]
  /// The most answers wanted.
  public var answersMax: Int
  /// What it binds.
  public var mode: DecisionRequest.Mode
  /// The number of its ``DecisionContext``: charter, models, availability.
  public var context: Int
  /// Attributes that held for this decision only, as ``MomentaryAttributes`` writes them; empty: none.
  public var attributes: [UInt8]
  /// Contacts of other customers that it had to respect: at the same addresses, in the same household.
  public var addressContacts: [Contact]
  /// The same, for the household.
  public var householdContacts: [Contact]
  /// What it answered.
  public var answer: Answer
  /// What it wrote into the ledger; empty for a proposal, and for silence.
  public var contacts: [Contact]
  /// A checksum over the answer and the fate of every candidate; see ``TraceChecksum``.
  public var checksum: UInt64
  /// What the occasion asked about, beside ``actions``.
  public var selection = Selection()
  /// What the occasion raised.
  public var boosts: [Context.Boost] = []
  /// What scarce slots cost this customer.
  public var prices = PackedPrices()
  /// How chance had a say.
  public var draw = Draw.none
  /// What silence was worth, in money.
  public var silenceValue = 0.0
  /// The trial that it is, where chance chose between silence and contact.
  public var trial: TrialRecord?
  /// In which arms of experiments the customer was: on disk before anything is said.
  public var assignments: [NamedAssignment] = []

  /// Makes a record.
  public init(
    customer: Identity, at: Instant, kind: Occasion.Kind, channels: [String] = [], actions: [String] = [],
    answersMax: Int = 1, mode: DecisionRequest.Mode, context: Int, attributes: [UInt8] = [],
    addressContacts: [Contact] = [], householdContacts: [Contact] = [], answer: Answer, contacts: [Contact] = [],
    checksum: UInt64
  ) {
    self.customer = customer
    self.at = at
    self.kind = kind
    self.channels = channels
    self.actions = actions
    self.answersMax = answersMax
    self.mode = mode
    self.context = context
    self.attributes = attributes
    self.addressContacts = addressContacts
    self.householdContacts = householdContacts
    self.answer = answer
    self.contacts = contacts
    self.checksum = checksum
  }

  /// Why it was made, as `decide` wants it.
  public var occasion: Occasion {
    Occasion(
      kind: kind, channels: channels, actions: actions, selection: selection, boosts: boosts, answersMax: answersMax,
      prices: prices.unpacked)
  }
}

/// What the hub answers.
public struct Decided: Sendable {
  /// The decision's place in the log, by which it is confirmed, released, explained and replayed.
  public var position: Position
  /// The decision.
  public var record: DecisionRecord
  /// The charter's version.
  public var charterVersion: String
  /// The models' version.
  public var modelVersion: String
  /// True when the key of the request was used before: this is the first answer again.
  public var isRepeated: Bool

  /// Makes an answer.
  public init(
    position: Position, record: DecisionRecord, charterVersion: String, modelVersion: String, isRepeated: Bool
  ) {
    self.position = position
    self.record = record
    self.charterVersion = charterVersion
    self.modelVersion = modelVersion
    self.isRepeated = isRepeated
  }
}

/// How callers write the place of a decision: `d` and thirteen characters of Crockford's base 32, in lower case.
public enum DecisionID {
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// The text of a position.
  public static func text(_ position: Position) -> String {
    var bytes = [UInt8](repeating: UInt8(ascii: "0"), count: 14)
    bytes[0] = UInt8(ascii: "d")
    var rest = UInt64(bitPattern: position.rawValue)
    for index in stride(from: 13, through: 1, by: -1) {
      bytes[index] = digits[Int(rest & 31)]
      rest >>= 5
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The position of a text; nothing when it is none.
  public static func position(_ text: some StringProtocol) -> Position? {
    let bytes = Array(text.utf8)
    guard bytes.count == 14, bytes[0] == UInt8(ascii: "d") else { return nil }
    var number: UInt64 = 0
    for byte in bytes[1...] {
      guard let digit = digits.firstIndex(of: byte), number >> 59 == 0 else { return nil }
      number = number << 5 | UInt64(digit)
    }
    guard number > 0, number <= UInt64(Int64.max) else { return nil }
    return Position(rawValue: Int64(number))
  }
}

extension Offer {
  /// A choice, by names.
  init(_ choice: Choice, _ plan: CharterPlan) {
    self.init(
      action: plan.actionName(choice.treatment), channel: plan.channelName(choice.treatment), at: choice.at,
      propensity: choice.propensity, value: choice.value, lever: choice.lever, cost: choice.cost,
      patience: choice.patience)
  }
}

extension Decision {
  /// The reason of silence; nothing for contact.
  var silence: Reason? {
    if case .abstain(let abstention) = answer { return abstention.reason }
    return nil
  }
}
