/// What became of a candidate, and why: one closed, ordered list.
///
/// The order is the order of checking; hundreds are the steps of a decision. Codes are stable: a new reason gets a new
/// number and moves no old one. API, console, tests and audit log all speak these words.
public enum Reason: UInt16, CaseIterable, Comparable, Sendable {
  // Not a question at this occasion.
  /// The occasion does not ask for this treatment (other direction, channel, placement or action).
  case notAsked = 0

  // Chosen.
  /// Chosen, to be said now.
  case chosen = 1
  /// Chosen, to be said at the next moment that the rules permit.
  case chosenLater = 2

  // 1. Availability.
  /// The charter holds nothing for this occasion; only an abstention has this reason.
  case noCandidate = 100
  /// The action is switched off in the charter.
  case inactive = 101
  /// Before the action's first day.
  case notStarted = 102
  /// After the action's last day.
  case ended = 103
  /// Stopped by hand: the kill-switch of the action, channel, brand or everything.
  case stopped = 104
  /// The action's or the channel's volume is used up.
  case volumeExhausted = 105
  /// The channel is down.
  case channelDown = 106
  /// The roll-out of the action has not reached the customer, or was stopped.
  case outsideRollout = 107
  /// A stage of one of the customer's journeys leaves it out.
  case restrictedByStage = 111
  /// An experiment tells it to customers of another arm.
  case otherArm = 112

  // 2. Engagement policy.
  /// An eligibility rule of the issue is false: the customer may not have it.
  case ineligibleByIssue = 201
  /// An eligibility rule of the issue could not be evaluated.
  case eligibilityUnknownByIssue = 202
  /// An eligibility rule of the group is false.
  case ineligibleByGroup = 203
  /// An eligibility rule of the group could not be evaluated.
  case eligibilityUnknownByGroup = 204
  /// An eligibility rule of the action is false.
  case ineligible = 205
  /// An eligibility rule of the action could not be evaluated.
  case eligibilityUnknown = 206
  /// An applicability rule of the issue is false: it makes no sense now.
  case inapplicableByIssue = 211
  /// An applicability rule of the issue could not be evaluated.
  case applicabilityUnknownByIssue = 212
  /// An applicability rule of the group is false.
  case inapplicableByGroup = 213
  /// An applicability rule of the group could not be evaluated.
  case applicabilityUnknownByGroup = 214
  /// An applicability rule of the action is false.
  case inapplicable = 215
  /// An applicability rule of the action could not be evaluated.
  case applicabilityUnknown = 216
  /// A suitability rule of the issue is false: it is not right for this customer.
  case unsuitableByIssue = 221
  /// A suitability rule of the issue could not be evaluated.
  case suitabilityUnknownByIssue = 222
  /// A suitability rule of the group is false.
  case unsuitableByGroup = 223
  /// A suitability rule of the group could not be evaluated.
  case suitabilityUnknownByGroup = 224
  /// A suitability rule of the action is false.
  case unsuitable = 225
  /// A suitability rule of the action could not be evaluated.
  case suitabilityUnknown = 226

  // 3. Consent and reach.
  /// The customer objected to this purpose.
  case objected = 301
  /// No consent for this purpose on this channel was ever given; absent means refused.
  case consentAbsent = 302
  /// Consent was refused or withdrawn.
  case consentWithdrawn = 303
  /// The customer has no address on this channel.
  case addressMissing = 304
  /// The address is suppressed: it bounced for good, or its owner complained.
  case addressSuppressed = 305
  /// The customer's preferences exclude this channel or subject.
  case preference = 306
  /// The customer is held out: left alone on purpose, to measure what contact adds.
  case heldOut = 307

  // 4. Contact policy.
  /// A cap on the number of contacts is full.
  case cap = 401
  /// A cap on pressure is full.
  case pressureCap = 402
  /// A cap per address is full.
  case addressCap = 403
  /// A cap per household is full.
  case householdCap = 404
  /// A cap set by law is full.
  case legalCap = 405
  /// The last contact is too near.
  case spacing = 411
  /// Quiet hours of the charter.
  case quietHours = 421
  /// Hours or days at which the law, or an industry charter, forbids the contact.
  case legalHours = 422
  /// Suppressed for a time after refusals or ignores.
  case suppressed = 431
  /// Suppressed for a time set by law.
  case legalSuppression = 432
  /// A message on another channel is still on its way.
  case pending = 441
  /// The customer is tired, and the last marketing message is too near.
  case tired = 442
  /// Paused: an incident is open, or whatever the charter pauses for.
  case paused = 451

  // 5. Propensity, value, cost.
  /// The propensity is missing or not a number from 0 to 1.
  case propensityUnknown = 501
  /// The value is missing or not a finite number.
  case valueUnknown = 502

  // 6. Arbitration.
  /// The hierarchy orders silence for this customer.
  case silenced = 601
  /// The issue's condition in the hierarchy does not hold.
  case tierClosed = 602
  /// Its net value lies below the floor.
  case belowFloor = 603
  /// An issue higher in the hierarchy was chosen.
  case outrankedByTier = 604
  /// Another action has a greater net value.
  case outranked = 605
  /// The same action was chosen on another channel.
  case otherChannel = 606
  /// What it takes from later messages makes it worth less than silence.
  case waitingIsWorthMore = 607
  /// It is believed to be worth more than silence, but not surely enough.
  case notSureEnough = 608
  /// Silence was drawn by chance, to measure what contact adds.
  case silenceDrawn = 609

  // 7. Timing.
  /// The best candidate must wait, and the charter prefers to drop it rather than to send a lesser one.
  case dropped = 701

  /// Whether `a` is checked before `b`.
  @inlinable public static func < (a: Reason, b: Reason) -> Bool { a.rawValue < b.rawValue }

  /// The step of a decision (1 … 7) that gave this fate; 0 for chosen and not asked.
  public var step: Int { Int(rawValue / 100) }

  /// Whether a rule could not be evaluated.
  public var isUnknown: Bool {
    switch self {
    case .eligibilityUnknownByIssue, .eligibilityUnknownByGroup, .eligibilityUnknown, .applicabilityUnknownByIssue,
      .applicabilityUnknownByGroup, .applicabilityUnknown, .suitabilityUnknownByIssue, .suitabilityUnknownByGroup,
      .suitabilityUnknown, .propensityUnknown, .valueUnknown:
      return true
    default: return false
    }
  }

  /// The reason's name in files, API and logs, such as `quiet_hours`; as stable as the code.
  public var name: String { Reason.names[Int(rawValue)] }

  /// The names by code, made once: spelling one takes longer than a decision.
  private static let names: [String] = {
    var names = [String](repeating: "", count: Int(allCases.map(\.rawValue).max() ?? 0) + 1)
    for reason in allCases {
      for character in String(describing: reason) {
        if character.isUppercase { names[Int(reason.rawValue)] += "_" }
        names[Int(reason.rawValue)] += character.lowercased()
      }
    }
    return names
  }()
}

/// The fate of one candidate: the reason, and which rule of the contact policy gave it where one did.
public struct Fate: Hashable, Sendable {
  /// The code of a ``Reason``.
  public var reason: Reason
  /// The position of the rule in its list of ``ContactPolicy``; ``noRule`` where no single rule decided.
  public var rule: UInt16

  /// "No single rule".
  public static let noRule = UInt16.max

  /// Makes a fate.
  @inlinable public init(_ reason: Reason, rule: UInt16 = Fate.noRule) {
    self.reason = reason
    self.rule = rule
  }
}
