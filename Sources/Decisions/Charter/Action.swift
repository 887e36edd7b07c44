import Expressions
import Times

/// A rule of the engagement policy.
public struct Rule: Sendable {
  /// The rule as its author wrote it.
  public var text: String
  /// The rule as it is evaluated; ``Condition/general(_:)`` numbers a program of ``Charter/programs``.
  public var condition: Condition

  /// Makes a rule.
  public init(text: String, condition: Condition) {
    self.text = text
    self.condition = condition
  }
}

/// Who may have something, when it makes sense, for whom it is right. Every rule must hold.
public struct EngagementPolicy: Sendable {
  /// May they have it.
  public var eligible: [Rule]
  /// Does it make sense now.
  public var applicable: [Rule]
  /// Is it right for them.
  public var suitable: [Rule]

  /// Makes a policy; without rules everybody passes.
  public init(eligible: [Rule] = [], applicable: [Rule] = [], suitable: [Rule] = []) {
    self.eligible = eligible
    self.applicable = applicable
    self.suitable = suitable
  }
}

/// A business issue, such as retention or service; the level above groups.
public struct Issue: Sendable {
  /// Its name in the charter.
  public var name: String
  /// Rules for every action of the issue.
  public var engagement: EngagementPolicy
  /// Business boost, 0.5 = +50 %.
  public var lever: Double
  /// What P is of its marketing.
  public var meaning = PropensityMeaning.response
  /// Names of the events that tell of the outcome, whether or not there was a contact; for
  /// ``PropensityMeaning/effect``.
  public var outcomeEvents: [String] = []

  /// Makes an issue.
  public init(name: String, engagement: EngagementPolicy = EngagementPolicy(), lever: Double = 0) {
    self.name = name
    self.engagement = engagement
    self.lever = lever
  }
}

/// A group of actions within an issue.
public struct Group: Sendable {
  /// Its name in the charter.
  public var name: String
  /// The position of its issue in ``Charter/issues``.
  public var issue: Int
  /// Rules for every action of the group.
  public var engagement: EngagementPolicy
  /// Business boost, 0.5 = +50 %.
  public var lever: Double

  /// Makes a group.
  public init(name: String, issue: Int, engagement: EngagementPolicy = EngagementPolicy(), lever: Double = 0) {
    self.name = name
    self.issue = issue
    self.engagement = engagement
    self.lever = lever
  }
}

/// A number that the charter gives, reads from the customer, or computes.
public enum Quantity: Hashable, Sendable {
  /// The same for everybody.
  case constant(Double)
  /// An attribute of the customer, int, uint or double; for a propensity a score computed elsewhere.
  case slot(Int)
  /// The number of a program of ``Charter/programs`` that gives a number.
  case expression(Int)
  /// The position of a model in ``Charter/models``; its chance.
  case model(Int)
}

/// What to do with the best candidate when the rules forbid it now.
public enum WaitingPreference: UInt8, CaseIterable, Sendable {
  /// Say it at the next permitted moment, if it is still worth more than what may be said now.
  case `defer`
  /// Say the best of what may be said now.
  case replace
  /// Say nothing rather than something lesser.
  case drop
}

/// A conversation we may have.
public struct Action: Sendable {
  /// Its name in the charter, unique.
  public var name: String
  /// What people call it.
  public var title: String
  /// The position of its group in ``Charter/groups``.
  public var group: Int
  /// The position of its purpose in ``Charter/purposes``.
  public var purpose: Int
  /// The brand that speaks; empty: the only one.
  public var brand: String
  /// Whether it is switched on.
  public var isActive: Bool
  /// The first moment at which it may be said; nothing: always could.
  public var starts: Instant?
  /// The first moment at which it may no longer be said.
  public var ends: Instant?
  /// How many contacts it may have in all; nothing: no limit.
  public var volumeMax: Int?
  /// Whom it has reached so far; nothing: everybody.
  public var rollout: Rollout?
  /// Rules of its own.
  public var engagement: EngagementPolicy
  /// Worth in money if the customer accepts.
  public var value: Quantity
  /// Business boost, 0.5 = +50 %; adds to the issue's and the group's.
  public var lever: Double
  /// What moves its lever by itself towards a plan; nothing: nobody does.
  public var automaticLever: AutomaticLever?
  /// What to do when the rules forbid it now; nothing: the charter's preference.
  public var waiting: WaitingPreference?
  /// One a channel.
  public var treatments: [Treatment]

  /// Makes an action.
  public init(
    name: String, title: String? = nil, group: Int, purpose: Int, brand: String = "", isActive: Bool = true,
    starts: Instant? = nil, ends: Instant? = nil, volumeMax: Int? = nil,
    engagement: EngagementPolicy = EngagementPolicy(), value: Quantity, lever: Double = 0,
    waiting: WaitingPreference? = nil, treatments: [Treatment], rollout: Rollout? = nil,
    automaticLever: AutomaticLever? = nil
  ) {
    self.name = name
    self.title = title ?? name
    self.group = group
    self.purpose = purpose
    self.brand = brand
    self.isActive = isActive
    self.starts = starts
    self.ends = ends
    self.volumeMax = volumeMax
    self.engagement = engagement
    self.value = value
    self.lever = lever
    self.waiting = waiting
    self.treatments = treatments
    self.rollout = rollout
    self.automaticLever = automaticLever
  }
}

/// An action on one channel.
public struct Treatment: Sendable {
  /// The position of its channel in ``Charter/channels``.
  public var channel: Int
  /// Chance that the customer accepts.
  public var propensity: Quantity
  /// Whether a learned model answers instead of ``propensity``, once one has learned.
  public var isLearned = false
  /// Positions in ``Charter/models`` of models that are compared with ``propensity`` and decide nothing.
  public var comparedModels: [Int] = []
  /// The price of one message; nothing: the channel's.
  public var sendCost: Double?
  /// Pressure of one contact in hundredths; nothing: the channel's.
  public var weightHundredths: UInt16?
  /// Where it may show on an inbound channel; empty: everywhere.
  public var placements: [String]
  /// Business boost of its own, which adds to the action's; markets prefer channels so.
  public var lever = 0.0
  /// Whether it is said here; a market may leave it out.
  public var isOffered = true

  /// Makes a treatment.
  public init(
    channel: Int, propensity: Quantity, sendCost: Double? = nil, weightHundredths: UInt16? = nil,
    placements: [String] = []
  ) {
    self.channel = channel
    self.propensity = propensity
    self.sendCost = sendCost
    self.weightHundredths = weightHundredths
    self.placements = placements
  }
}
