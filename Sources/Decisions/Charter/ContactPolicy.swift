import Expressions
import Times

/// A selection of contacts, or of treatments: everything that matches each list that is not empty.
public struct Scope: Hashable, Sendable {
  /// Channels by name.
  public var channels: [String] = []
  /// Channels by what they are; law speaks so.
  public var channelKinds: [ChannelKind] = []
  /// Purposes by name.
  public var purposes: [String] = []
  /// Purposes by legal nature.
  public var purposeKinds: [PurposeKind] = []
  /// Issues by name.
  public var issues: [String] = []
  /// Groups by name.
  public var groups: [String] = []
  /// Actions by name.
  public var actions: [String] = []
  /// Brands by name.
  public var brands: [String] = []
  /// Who opens the conversation; the default leaves inbound answers out.
  public var directions: [Direction] = [.outbound]

  /// Selects every outbound contact.
  public init() {}
}

/// Whom, where and since when a contact rule concerns.
public struct Jurisdiction: Hashable, Sendable {
  /// ISO 3166-1 code of the customer's country; empty: every country.
  public var country: String = ""
  /// ISO 3166-2 codes; empty: the whole country. A customer whose region is unknown is taken to live in all of them.
  public var regions: [String] = []
  /// The first local day in force.
  public var from: CivilDate?
  /// The first local day no longer in force.
  public var until: CivilDate?
  /// Whether law, regulation or an industry charter sets the rule: then it holds for purposes that the charter's own
  /// rules may not block, counts those that the charter does not count, and has reasons of its own.
  public var isLegal = false
  /// The text it comes from.
  public var citation: String = ""
  /// Where that text can be read.
  public var source: String = ""

  /// The charter's own rule, everywhere and always.
  public init() {}
}

/// What every rule of the contact policy has.
public struct ContactRule: Sendable {
  /// Its name, unique in the policy.
  public var name: String
  /// Which treatments it limits.
  public var limits: Scope
  /// Where it holds.
  public var jurisdiction: Jurisdiction
  /// When it holds for a customer; nothing: for everybody. One that cannot be evaluated counts as true.
  public var when: Rule?

  /// Makes the common part of a rule.
  public init(name: String, limits: Scope = Scope(), jurisdiction: Jurisdiction = Jurisdiction(), when: Rule? = nil) {
    self.name = name
    self.limits = limits
    self.jurisdiction = jurisdiction
    self.when = when
  }
}

/// A stretch of time in which contacts are counted.
public enum Window: Hashable, Sendable {
  /// The last so many seconds.
  case rolling(seconds: Int64)
  /// The day, in the customer's zone.
  case day
  /// The week from Monday on, in the customer's zone.
  case week
  /// The month, in the customer's zone.
  case month
}

/// How much contact in which window.
public struct Limit: Hashable, Sendable {
  /// The most: contacts, or points of pressure in hundredths.
  public var max: Int
  /// Where they are counted.
  public var window: Window

  /// Makes a limit.
  public init(max: Int, window: Window) {
    self.max = max
    self.window = window
  }
}

/// Whose contacts a cap counts together.
public enum CapSubject: UInt8, CaseIterable, Sendable { case customer, address, household }

/// What a cap counts.
public enum CapMeasure: Hashable, Sendable {
  /// Contacts, within windows; every limit must hold.
  case contacts([Limit])
  /// The weights of contacts within windows, in hundredths, without decay.
  case weights([Limit])
  /// The weighted sum of contacts, each halved every `halfLifeSeconds`, may not pass `maxHundredths`.
  case pressure(maxHundredths: Int, halfLifeSeconds: Int64)
}

/// No more than so much.
public struct Cap: Sendable {
  /// Name, limited treatments, place, condition.
  public var rule: ContactRule
  /// Which contacts count.
  public var counts: Scope
  /// Whose contacts count together.
  public var subject: CapSubject
  /// What is counted, and the most of it.
  public var measure: CapMeasure

  /// Makes a cap; unless said otherwise it counts what it limits.
  public init(rule: ContactRule, counts: Scope? = nil, subject: CapSubject = .customer, measure: CapMeasure) {
    self.rule = rule
    self.counts = counts ?? rule.limits
    self.subject = subject
    self.measure = measure
  }
}

/// Not so soon after.
public struct Spacing: Sendable {
  /// Name, limited treatments, place, condition.
  public var rule: ContactRule
  /// After which contacts.
  public var counts: Scope
  /// The least time between two contacts.
  public var seconds: Int64

  /// Makes a spacing; unless said otherwise it counts what it limits.
  public init(rule: ContactRule, counts: Scope? = nil, seconds: Int64) {
    self.rule = rule
    self.counts = counts ?? rule.limits
    self.seconds = seconds
  }
}

/// Part of a day, on some days of the week.
public struct WeeklyHours: Hashable, Sendable {
  /// Bit n is set for ISO weekday n + 1 (bit 0 = Monday).
  public var days: UInt8
  /// Seconds after local midnight, 0 … 86,400.
  public var fromSeconds: Int32
  /// Exclusive, 0 … 86,400; greater than `fromSeconds`.
  public var toSeconds: Int32

  /// Makes a stretch of hours.
  public init(days: UInt8 = 0b111_1111, fromSeconds: Int32, toSeconds: Int32) {
    self.days = days
    self.fromSeconds = fromSeconds
    self.toSeconds = toSeconds
  }
}

/// Only at these hours, in the recipient's zone; when the zone is unknown, in every plausible one.
public struct Hours: Sendable {
  /// Name, limited treatments, place, condition.
  public var rule: ContactRule
  /// When contact is permitted.
  public var allowed: [WeeklyHours]
  /// Whether public holidays of the customer's country and region are closed.
  public var areHolidaysClosed: Bool

  /// Makes a rule of hours.
  public init(rule: ContactRule, allowed: [WeeklyHours], areHolidaysClosed: Bool = false) {
    self.rule = rule
    self.allowed = allowed
    self.areHolidaysClosed = areHolidaysClosed
  }
}

/// How wide a suppression reaches from the contact that caused it.
public enum SuppressionLevel: UInt8, CaseIterable, Sendable { case action, group, issue, everything }

/// Nothing more of this for a time, after such outcomes.
public struct Suppression: Sendable {
  /// Name, limited treatments, place, condition. Only contacts that match `limits` cause it, too.
  public var rule: ContactRule
  /// The outcomes that cause it.
  public var after: [ContactOutcome]
  /// How many of them it takes.
  public var count: Int
  /// Within how many seconds; nothing: ever.
  public var withinSeconds: Int64?
  /// For how many seconds from the last of them.
  public var forSeconds: Int64
  /// What is suppressed: the same action, its group, its issue, or everything the rule limits.
  public var level: SuppressionLevel
  /// Whether only the channel of the contact is closed, rather than all.
  public var isSameChannelOnly: Bool

  /// Makes a suppression.
  public init(
    rule: ContactRule, after: [ContactOutcome], count: Int = 1, withinSeconds: Int64? = nil, forSeconds: Int64,
    level: SuppressionLevel = .action, isSameChannelOnly: Bool = false
  ) {
    self.rule = rule
    self.after = after
    self.count = count
    self.withinSeconds = withinSeconds
    self.forSeconds = forSeconds
    self.level = level
    self.isSameChannelOnly = isSameChannelOnly
  }
}

/// Not while another message is on its way.
public struct Pending: Sendable {
  /// Name, limited treatments, place, condition.
  public var rule: ContactRule
  /// Which messages on their way block.
  public var counts: Scope
  /// After so many seconds a message no longer counts as on its way.
  public var seconds: Int64
  /// Whether a message on the same channel blocks as well.
  public var isSameChannelIncluded: Bool

  /// Makes a rule about messages on their way; unless said otherwise it counts what it limits.
  public init(rule: ContactRule, counts: Scope? = nil, seconds: Int64, isSameChannelIncluded: Bool = false) {
    self.rule = rule
    self.counts = counts ?? rule.limits
    self.seconds = seconds
    self.isSameChannelIncluded = isSameChannelIncluded
  }
}

/// What limits contact, in the order of checking.
public struct ContactPolicy: Sendable {
  /// No more than so much.
  public var caps: [Cap]
  /// Not so soon after.
  public var spacings: [Spacing]
  /// Only at these hours.
  public var hours: [Hours]
  /// Not after such outcomes.
  public var suppressions: [Suppression]
  /// Not while another message is on its way.
  public var pendings: [Pending]
  /// Not while a condition holds, such as an open incident; the rule's `when` is that condition.
  public var pauses: [ContactRule]
  /// After so many seconds without an answer an outbound contact counts as ignored; nothing: never by itself.
  public var ignoredAfterSeconds: Int64?

  /// Makes a policy; without rules nothing limits contact.
  public init(
    caps: [Cap] = [], spacings: [Spacing] = [], hours: [Hours] = [], suppressions: [Suppression] = [],
    pendings: [Pending] = [], pauses: [ContactRule] = [], ignoredAfterSeconds: Int64? = nil
  ) {
    self.caps = caps
    self.spacings = spacings
    self.hours = hours
    self.suppressions = suppressions
    self.pendings = pendings
    self.pauses = pauses
    self.ignoredAfterSeconds = ignoredAfterSeconds
  }
}

/// A public holiday.
public struct Holiday: Hashable, Sendable {
  /// The day, in local time.
  public var date: CivilDate
  /// ISO 3166-2 codes where it is kept; empty: in the whole country.
  public var regions: [String]

  /// Makes a holiday.
  public init(date: CivilDate, regions: [String] = []) {
    self.date = date
    self.regions = regions
  }
}
