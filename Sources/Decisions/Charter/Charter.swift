import Expressions
import Times

/// A step of the hierarchy of issues: all of its issues outrank all of the steps below.
public struct Tier: Sendable {
  /// Its name in the charter.
  public var name: String
  /// Positions in ``Charter/issues``.
  public var issues: [Int]
  /// When its issues may be spoken about at all; one that cannot be evaluated closes the tier.
  public var when: Rule?

  /// Makes a tier.
  public init(name: String, issues: [Int], when: Rule? = nil) {
    self.name = name
    self.issues = issues
    self.when = when
  }
}

/// When to say nothing at all: under high risk, for instance.
public struct Silence: Sendable {
  /// Its name in the charter.
  public var name: String
  /// The condition; one that cannot be evaluated counts as true.
  public var when: Rule
  /// Kinds of purposes that speak all the same.
  public var exceptPurposeKinds: [PurposeKind]

  /// Makes an order of silence.
  public init(name: String, when: Rule, exceptPurposeKinds: [PurposeKind] = [.service, .legal]) {
    self.name = name
    self.when = when
    self.exceptPurposeKinds = exceptPurposeKinds
  }
}

/// The price of wearing a customer out.
///
/// relational cost = sending cost + weight × (`wear` + `wearPerPressure` × pressure), where weight and pressure are in
/// points (one plain e-mail = 1) and pressure is the decaying sum of the contacts that count. It grows with pressure
/// as long as `wearPerPressure` is not negative.
public struct WearCost: Hashable, Sendable {
  /// Money for one point of weight on a rested customer.
  public var wear: Double
  /// Money for one point of weight, for each point of pressure already there.
  public var wearPerPressure: Double
  /// Pressure halves in so many seconds.
  public var halfLifeSeconds: Int64

  /// Makes a price; the default costs nothing.
  public init(wear: Double = 0, wearPerPressure: Double = 0, halfLifeSeconds: Int64 = 7 * 86_400) {
    self.wear = wear
    self.wearPerPressure = wearPerPressure
    self.halfLifeSeconds = halfLifeSeconds
  }
}

/// When to speak if not now, and when to look again.
public struct Timing: Hashable, Sendable {
  /// What to do with a candidate that the rules forbid now, unless its action says otherwise.
  public var waiting: WaitingPreference
  /// How far ahead a deferral may look.
  public var horizonSeconds: Int64
  /// What a candidate loses of its net value for each day it waits, 0 … 1.
  public var discountPerDay: Double
  /// How long after an abstention to look again at the latest.
  public var lookAgainSeconds: Int64
  /// Whether what is said goes out at an hour at which the customer answers more; nothing: at once.
  public var bestHour: BestHour?

  /// Makes a preference.
  public init(
    waiting: WaitingPreference = .replace, horizonSeconds: Int64 = 3 * 86_400, discountPerDay: Double = 0.05,
    lookAgainSeconds: Int64 = 7 * 86_400, bestHour: BestHour? = nil
  ) {
    self.waiting = waiting
    self.horizonSeconds = horizonSeconds
    self.discountPerDay = discountPerDay
    self.lookAgainSeconds = lookAgainSeconds
    self.bestHour = bestHour
  }
}

/// How far what is said may be put off for the sake of a better hour.
public struct BestHour: Hashable, Sendable {
  /// The longest that it may wait, in seconds, above 0; ``Timing/horizonSeconds`` holds too.
  public var withinSeconds: Int64
  /// Positions in ``Charter/purposes`` of what may wait.
  public var purposes: [Int]

  /// The longest that a charter may ask for: a week, after which the hours are the same.
  public static let withinSecondsMax: Int64 = 7 * 86_400

  /// Makes a preference.
  public init(withinSeconds: Int64, purposes: [Int]) {
    self.withinSeconds = withinSeconds
    self.purposes = purposes
  }
}

/// A share of customers left alone, to measure what contact adds. Service and legal purposes are never held back.
public struct Holdout: Hashable, Sendable {
  /// Its name, and the salt of the assignment: another name draws other people.
  public var name: String
  /// The share held out, 0 … 1.
  public var share: Double

  /// Makes a holdout.
  public init(name: String, share: Double) {
    self.name = name
    self.share = share
  }
}

/// A number that is computed from the customer's events or contacts when a decision is made, and read as a slot.
public struct DerivedFeature: Hashable, Sendable {
  /// What is looked at.
  public enum Source: Hashable, Sendable {
    /// Events of one name.
    case events(String)
    /// Contacts on one channel that count; empty: on every channel.
    case contacts(channel: String)
  }

  /// What is computed.
  public enum Measure: Hashable, Sendable {
    /// How many, an int.
    case count
    /// The sum of the events' amounts, a double; 0 for contacts.
    case sum
    /// Whole days since the last one, an int; ``DerivedFeature/neverDays`` if there was none.
    case daysSinceLast
    /// Whether there was one, a bool.
    case any
  }

  /// "It never happened": a hundred years.
  public static let neverDays: Int64 = 36_500

  /// The slot that receives it.
  public var slot: Int
  /// What is looked at.
  public var source: Source
  /// How far back, in seconds, the moment of the decision included; nothing: as far as is known.
  public var windowSeconds: Int64?
  /// What is computed.
  public var measure: Measure

  /// Makes a feature.
  public init(slot: Int, source: Source, windowSeconds: Int64? = nil, measure: Measure) {
    self.slot = slot
    self.source = source
    self.windowSeconds = windowSeconds
    self.measure = measure
  }
}

/// A segment that rules ask about: whether the customer belongs to it is found when a decision is made, and read as a slot.
public struct DerivedSegment: Sendable {
  /// Its name in the charter.
  public var name: String
  /// The slot that receives the truth, a bool.
  public var slot: Int
  /// Who belongs to it. Where it cannot be evaluated, the customer does not.
  public var when: Rule

  /// Makes one.
  public init(name: String, slot: Int, when: Rule) {
    self.name = name
    self.slot = slot
    self.when = when
  }
}

/// The whole strategy, checked: every name is known, every rule has its type.
public struct Charter: Sendable {
  /// What identifies this version: a digest of its files.
  public var version: String = ""
  /// Its name.
  public var name: String = ""
  /// ISO 4217 code of all money in it.
  public var currency: String = "EUR"
  /// ISO 3166-1 code of customers whose country is unknown.
  public var country: String = ""
  /// The types of the slots, attributes first, derived features after.
  public var slotTypes: [ValueType] = []
  /// The strings that rules compare with.
  public var symbols = SymbolTable()
  /// Numbers computed when a decision is made.
  public var features: [DerivedFeature] = []
  /// Segments that rules ask about, each after those that it asks about itself.
  public var segments: [DerivedSegment] = []
  /// Programs of rules and quantities that do not fit a ``Condition``.
  public var programs: [Program] = []
  /// Models that were brought.
  public var models: [BroughtModel] = []
  /// The unit of consent.
  public var purposes: [Purpose] = []
  /// The ways to reach a customer.
  public var channels: [Channel] = []
  /// The purpose by whose consent openings and clicks may be learned from, by its position; nothing: they may not.
  public var trackingPurpose: Int?
  /// The attribute that keeps the day of the last opening, and nothing else of it, of customers who said nothing about
  /// ``trackingPurpose``; nothing: there is none.
  public var openingDateAttribute: String?
  /// When complaints and messages that come back stop a channel or an action.
  public var guards = DeliveryGuards()
  /// The business issues.
  public var issues: [Issue] = []
  /// Groups of actions.
  public var groups: [Group] = []
  /// The conversations, sorted by name.
  public var actions: [Action] = []
  /// What limits contact.
  public var policy = ContactPolicy()
  /// What limits all customers together, but for the volumes of actions; see ``volumeLimits``.
  public var limits: [VolumeLimit] = []
  /// Steps of the hierarchy, the first outranking all others; issues in none come last, together.
  public var hierarchy: [Tier] = []
  /// Orders of silence.
  public var silences: [Silence] = []
  /// The least net value worth a contact, in money.
  public var floor: Double = 0
  /// The price of wearing customers out.
  public var wear = WearCost()
  /// What holds back by what was learned; nothing: ``wear`` alone does.
  public var restraint: Restraint?
  /// How chance has a say; nothing: it has none.
  public var exploration: Exploration?
  /// When to speak if not now.
  public var timing = Timing()
  /// The share of customers left alone.
  public var holdout: Holdout?
  /// Questions put to chance: holdouts of a part, and tests of treatments, rules, levers and ways of arbitration.
  public var experiments: [Experiment] = []
  /// Where parts of it are different, in the order in which customers are looked for in them.
  public var markets: [Market] = []
  /// Whom this version of the charter has reached; the host decides with the version before it for others, `decide`
  /// does not look here.
  public var rollout: Rollout?
  /// Whether a customer who named preferred channels is contacted on those only.
  public var arePreferredChannelsBinding = false
  /// The zones that customers may live in.
  public var zones: [Zone] = [.utc]
  /// Public holidays by ISO 3166-1 country code.
  public var holidays: [String: [Holiday]] = [:]

  /// Makes an empty charter, which always abstains.
  public init() {}
}
