import Times

/// Who or what is drawn into an arm together.
public enum ExperimentUnit: UInt8, CaseIterable, Sendable {
  /// Each customer alone.
  case customer
  /// A household together; a customer without one is their own.
  case household
  /// The customers of a region together; those whose region is unknown take no part.
  case region
}

/// How arbitration is done in an arm, for marketing; service and legal messages are arbitrated as always.
///
/// The five arms by which decision engines are usually told apart: the whole engine against simpler ones.
public enum ArbitrationMode: UInt8, CaseIterable, Sendable {
  /// The whole engine.
  case all
  /// Whatever passes steps 1 to 4, with equal chances.
  case randomEligible
  /// By propensity alone: neither value, lever, cost nor floor.
  case propensityOnly
  /// Without levers.
  case noLevers
  /// Without rules of applicability and suitability.
  case eligibilityOnly

  /// Its name in files.
  public var name: String {
    switch self {
    case .all: "all"
    case .randomEligible: "random_eligible"
    case .propensityOnly: "propensity_only"
    case .noLevers: "no_levers"
    case .eligibilityOnly: "eligibility_only"
    }
  }
}

/// A treatment that an arm speaks of, by names.
public struct ArmTreatment: Hashable, Sendable {
  /// The action.
  public var action: String
  /// The channel; empty: every channel of the action.
  public var channel: String

  /// Makes one.
  public init(action: String, channel: String = "") {
    self.action = action
    self.channel = channel
  }
}

/// One arm of an experiment: who is in it, and what is different for them. An arm in which nothing is different is the charter as
/// it stands.
public struct ExperimentArm: Hashable, Sendable {
  /// Its name, unique in the experiment.
  public var name: String
  /// Its share of those who take part, 0 … 1; the shares of an experiment come to 1.
  public var share: Double
  /// ISO 3166-2 codes; where an arm lists regions, nobody is drawn: who lives there is in it, others in the arm without.
  public var regions: [String] = []
  /// Marketing that is held back; nothing: none.
  public var heldBack: Scope?
  /// What this arm says of all that the arms of the experiment list; empty with an experiment of treatments: none of it.
  public var treatments: [ArmTreatment] = []
  /// Names of contact rules that do not hold here; law always does.
  public var rulesOff: [String] = []
  /// Names of contact rules that hold here alone.
  public var rulesOn: [String] = []
  /// Levers by name of the issue, which replace the charter's.
  public var issueLevers: [String: Double] = [:]
  /// Levers by name of the group.
  public var groupLevers: [String: Double] = [:]
  /// Levers by name of the action.
  public var actionLevers: [String: Double] = [:]
  /// The least net worth a contact, in money; nothing: the charter's. Floors of purposes stay.
  public var floor: Double?
  /// How arbitration is done.
  public var mode = ArbitrationMode.all

  /// Makes an arm in which nothing is different.
  public init(name: String, share: Double) {
    self.name = name
    self.share = share
  }
}

/// What an experiment is judged by, declared before it starts.
public struct ExperimentPromise: Hashable, Sendable {
  /// What is measured, the first being what it is about.
  public var metrics: [ExperimentMetric] = []
  /// Events that are conversions, with their amounts as value; empty: what is told of contacts is, which people left alone cannot have.
  public var conversionEvents: [String] = []
  /// Events that are calls to service.
  public var serviceCallEvents: [String] = []
  /// Values of a customer above this count as this much, in money; nothing: all count in full.
  public var valueMax: Double?
  /// How many looks are planned, at least 1.
  public var looksCount = 1
  /// The chance of finding what is not there, 0 … 1.
  public var alpha = 0.05
  /// The smallest effect worth finding, as a share of the control arm's mean: 0.1 = 10 % more or less; nothing: not said.
  public var smallestEffect: Double?
  /// How many units are planned, in all arms together: customers, or whole households or regions; nothing: not said. Planned looks need it, and ``windowSeconds``.
  public var plannedCount: Int?
  /// How long after a customer was first exposed what they do counts, in seconds; nothing: as long as the log goes.
  public var windowSeconds: Int64?
  /// By how much an arm's mean may be worse than the control's, where a metric is watched as a guard-rail.
  public var tolerances: [ExperimentMetric: Double] = [:]

  /// Promises nothing yet.
  public init() {}
}

/// What an experiment may be measured by.
public enum ExperimentMetric: UInt8, CaseIterable, Sendable {
  case conversions, value, unsubscriptions, complaints, serviceCalls, contacts, satisfaction

  /// Its name in files.
  public var name: String { self == .serviceCalls ? "service_calls" : "\(self)" }
}

/// A question put to chance: customers are drawn into arms, and something is different in each.
///
/// Who is in which arm follows from a keyed hash of the unit and a salt, so it is the same on every channel, after every restart and
/// on every machine. Service and legal messages are never held back.
public struct Experiment: Sendable {
  /// The most experiments of one charter, and the most arms of one experiment.
  public static let countMax = 64
  /// The most arms of one experiment.
  public static let armsMax = 16

  /// Its name, and the salt of the draw: another name draws other people.
  public var name: String
  /// Who is drawn together.
  public var unit = ExperimentUnit.customer
  /// The layer: a customer takes part in at most one experiment of a layer at a time; empty: none.
  public var layer = ""
  /// The part of the layer, or of all units, that takes part: numbers from 0 to 1.
  public var slice: Range<Double> = 0..<1
  /// Who takes part; nothing: everybody. One that cannot be evaluated is false.
  public var who: Rule?
  /// The first moment; nothing: always.
  public var from: Instant?
  /// The first moment at which it is over; nothing: never.
  public var until: Instant?
  /// After so many seconds everybody is drawn anew, counted from ``from``, or else from 1970; nothing: never.
  public var rotationSeconds: Int64?
  /// The arms, at least two.
  public var arms: [ExperimentArm] = []
  /// The position of the arm that others are compared with.
  public var control = 0
  /// What it is judged by.
  public var promise = ExperimentPromise()

  /// Makes an experiment without arms.
  public init(name: String) { self.name = name }

  /// The number of the period at a moment: 0 where nobody is drawn anew.
  public func period(at now: Instant) -> Int64 {
    guard let rotationSeconds else { return 0 }
    return (now.secondsSince1970 - (from?.secondsSince1970 ?? 0)).quotientFloored(by: rotationSeconds)
  }

  /// Whether an arm's contents are chosen by treatments.
  public var isOfTreatments: Bool { arms.contains { !$0.treatments.isEmpty } }
}

/// In which arm of an experiment a decision found its customer: drawn before anything was said.
public struct Assignment: Hashable, Sendable {
  /// The position of the experiment in ``Charter/experiments``.
  public var experiment: Int
  /// The position of the arm.
  public var arm: Int
  /// The chance with which a customer who takes part is in this arm, above 0, at most 1; 1 where arms are listed regions.
  public var probability: Double
  /// Whether the arm holds marketing back: then silence had this chance.
  public var isHoldout: Bool
  /// Whether the decision could have come out otherwise in another arm: something that the experiment touches came far enough. It is
  /// found alike in all arms.
  public var isExposed: Bool

  /// Makes an assignment.
  public init(experiment: Int, arm: Int, probability: Double, isHoldout: Bool, isExposed: Bool) {
    self.experiment = experiment
    self.arm = arm
    self.probability = probability
    self.isHoldout = isHoldout
    self.isExposed = isExposed
  }
}

/// An assignment by names, as logs and answers keep it: it means the same under every charter.
public struct NamedAssignment: Hashable, Sendable {
  /// The experiment.
  public var experiment: String
  /// The arm.
  public var arm: String
  /// See ``Assignment/probability``.
  public var probability: Double
  /// See ``Assignment/isHoldout``.
  public var isHoldout: Bool
  /// See ``Assignment/isExposed``.
  public var isExposed: Bool

  /// Makes one.
  public init(experiment: String, arm: String, probability: Double, isHoldout: Bool, isExposed: Bool) {
    self.experiment = experiment
    self.arm = arm
    self.probability = probability
    self.isHoldout = isHoldout
    self.isExposed = isExposed
  }

  /// Names an assignment of a decision under a charter.
  public init(_ assignment: Assignment, in charter: Charter) {
    let experiment = charter.experiments[assignment.experiment]
    self.init(
      experiment: experiment.name, arm: experiment.arms[assignment.arm].name, probability: assignment.probability,
      isHoldout: assignment.isHoldout, isExposed: assignment.isExposed)
  }
}
