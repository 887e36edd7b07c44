import Decisions

/// What is known of a customer while the log is read.
struct CustomerRow: Sendable {
  /// Silences by reason, in the period.
  struct ReasonCount: Sendable { var reason: UInt16, count: UInt32 }

  /// What the fold knows them by.
  let number: Int64
  /// What decisions call them.
  var name = ""
  /// The set of their segments.
  var segments: Int32 = 0
  /// Moments of outbound contacts of the last thirty days.
  var recent: [UInt32] = []
  /// The most contacts in any seven and thirty days of the period; 0: they had none.
  var peak7: Int32 = 0
  var peak30: Int32 = 0
  /// The day of the last outbound contact, with what was said on it.
  var contactDay = Int32.min
  var firstActionOfDay: UInt64 = 0
  var hasOtherActions = false
  /// When the last outbound contact was.
  var lastContactSeconds = Int64.min
  /// Outbound contacts that news may still come of, the latest last.
  var open: [UInt64] = []
  /// Interactions: the last one, and how many in the period.
  var lastInteractionSeconds = Int64.min
  var interactions: Int32 = 0
  var secondsSpent = 0.0
  var durations: Int32 = 0
  /// Outbound decisions in the period.
  var isAsked = false
  var isReachable = false
  var isContacted = false
  var reasons: [ReasonCount] = []
  /// Days on which a rule or restraint held something back.
  var withheldDays: Int32 = 0
  var lastWithheldDay = Int32.min
  var purchases = PurchaseTally()
  /// The holdouts that they were found on a side of: the charter's has no name.
  var holdouts: [HoldoutStanding] = []

  init(number: Int64) { self.number = number }

  mutating func note(silence reason: UInt16) {
    if let place = reasons.firstIndex(where: { $0.reason == reason }) {
      reasons[place].count += 1
    } else {
      reasons.append(ReasonCount(reason: reason, count: 1))
    }
  }

  /// The reason that silence had most often; of equal ones the one that got furthest.
  var mainReason: UInt16? {
    reasons.max { ($0.count, $0.reason) < ($1.count, $1.reason) }?.reason
  }

  /// Takes in what is known of another who turned out to be the same person.
  mutating func absorb(_ other: CustomerRow) {
    recent = (recent + other.recent).sorted()
    open += other.open
    peak7 = max(peak7, other.peak7)
    peak30 = max(peak30, other.peak30)
    if other.lastContactSeconds > lastContactSeconds {
      lastContactSeconds = other.lastContactSeconds
      contactDay = other.contactDay
      firstActionOfDay = other.firstActionOfDay
      hasOtherActions = other.hasOtherActions
    }
    lastInteractionSeconds = max(lastInteractionSeconds, other.lastInteractionSeconds)
    interactions += other.interactions
    secondsSpent += other.secondsSpent
    durations += other.durations
    isAsked = isAsked || other.isAsked
    isReachable = isReachable || other.isReachable
    isContacted = isContacted || other.isContacted
    for one in other.reasons { for _ in 0..<one.count { note(silence: one.reason) } }
    withheldDays += other.withheldDays - (other.lastWithheldDay == lastWithheldDay && withheldDays > 0 ? 1 : 0)
    lastWithheldDay = max(lastWithheldDay, other.lastWithheldDay)
    purchases.absorb(other.purchases)
    for one in other.holdouts {
      guard let place = holdouts.firstIndex(where: { $0.fact.name == one.fact.name }) else {
        holdouts.append(one)
        continue
      }
      let (purchases, value) = (holdouts[place].purchases + one.purchases, holdouts[place].value + one.value)
      if one.sinceSeconds < holdouts[place].sinceSeconds { holdouts[place] = one }
      (holdouts[place].purchases, holdouts[place].value) = (purchases, value)
    }
  }
}

/// On which side of a holdout a customer was first found, and what they bought since.
struct HoldoutStanding: Sendable {
  let fact: HoldoutFact
  let sinceSeconds: Int64
  var purchases: Int32 = 0
  var value = 0.0

  init(_ fact: HoldoutFact, since sinceSeconds: Int64) {
    self.fact = fact
    self.sinceSeconds = sinceSeconds
  }
}

/// A contact that news may still come of.
struct OpenContact: Sendable {
  let origin: UInt64
  let atSeconds: Int64
  let localDay: Int32
  /// The customer's row when it was decided.
  let row: Int32
  let cell: Int32
  let isInbound: Bool
  /// What tells its action from others.
  let action: UInt64
  let value: Double
  let cost: Double
  let sendCost: Double
  var flags = Flags()
  var told = 0.0
  var serviceCalls: UInt16 = 0
  var blocks: UInt16 = 0
  /// The score of the first answer to a survey; below 0: none.
  var score = -1.0
  /// Where the policy would have kept silent, and chance drew this contact evenly instead.
  var isInPlaceOfSilence = false

  /// What is known to have come of it.
  struct Flags: OptionSet, Sendable {
    let rawValue: UInt16
    static let delivered = Flags(rawValue: 1)
    static let bounced = Flags(rawValue: 2)
    static let released = Flags(rawValue: 4)
    static let opened = Flags(rawValue: 8)
    static let clicked = Flags(rawValue: 16)
    static let converted = Flags(rawValue: 32)
    static let rejected = Flags(rawValue: 64)
    static let unsubscribed = Flags(rawValue: 128)
    static let complained = Flags(rawValue: 256)
    static let answers: Flags = [.opened, .clicked, .converted, .rejected, .unsubscribed, .complained]
  }

  /// Whether caps count it.
  var counts: Bool { flags.isDisjoint(with: [.bounced, .released]) }
}
