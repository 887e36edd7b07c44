import Decisions
import Statistics

/// What a customer did and was told, as far as experiments count it.
struct ExperimentAmounts: Hashable, Sendable {
  var conversions = 0.0
  var value = 0.0
  var unsubscriptions = 0.0
  var complaints = 0.0
  var serviceCalls = 0.0
  var contacts = 0.0
  /// Scores of answers to surveys, and how many there were.
  var scores = 0.0
  var answers = 0.0

  static func += (sum: inout ExperimentAmounts, other: ExperimentAmounts) {
    sum.conversions += other.conversions
    sum.value += other.value
    sum.unsubscriptions += other.unsubscriptions
    sum.complaints += other.complaints
    sum.serviceCalls += other.serviceCalls
    sum.contacts += other.contacts
    sum.scores += other.scores
    sum.answers += other.answers
  }

  func amount(_ metric: ExperimentMetric) -> Double {
    switch metric {
    case .conversions: conversions
    case .value: value
    case .unsubscriptions: unsubscriptions
    case .complaints: complaints
    case .serviceCalls: serviceCalls
    case .contacts: contacts
    case .satisfaction: scores
    }
  }

  /// What a customer adds to their unit: what they came to, beside what they did before.
  /// - Parameter valueMax: values of a customer above it count as this much.
  func outcome(_ metric: ExperimentMetric, before: ExperimentAmounts, valueMax: Double?) -> UnitOutcome {
    switch metric {
    // A mean of answers: what other answers were before says nothing of how many there are now.
    case .satisfaction: UnitOutcome(size: answers, value: scores)
    case .value:
      UnitOutcome(
        value: value, capped: valueMax.map { min(value, $0) }, before: min(before.value, valueMax ?? .infinity))
    default: UnitOutcome(value: amount(metric), before: before.amount(metric))
    }
  }
}

extension UnitOutcome {
  /// Takes in another customer of the same unit.
  mutating func add(_ other: UnitOutcome) {
    size += other.size
    value += other.value
    capped += other.capped
    before += other.before
  }
}

/// Who is compared.
public enum ExperimentPopulation: String, CaseIterable, Sendable {
  /// Those for whom some decision could have come out otherwise in another arm, from the first such decision on. Until then nothing differs between arms,
  /// so who is among them, and when, hangs on no arm.
  case exposed
  /// All who were found in an arm, from the first decision on that found them: what was intended for them counts, whether or not it could reach them.
  case found
}

/// What units can be told apart by, from what was known when they were first counted.
public enum ExperimentDimension: String, CaseIterable, Sendable {
  /// All segments that the customer was in, as one place: `gold + lapsed`.
  case segment
  case region
  case country

  /// Reads names with commas, or `none`; nothing where one is not known or stands twice.
  public static func list(_ text: String) -> [ExperimentDimension]? {
    if text == "none" { return [] }
    let dimensions = text.split(separator: ",", omittingEmptySubsequences: false).map {
      ExperimentDimension(rawValue: String($0))
    }
    guard !dimensions.contains(nil), Set(dimensions).count == dimensions.count else { return nil }
    return dimensions.compactMap { $0 }
  }
}

/// A decision, as far as an experiment needs it.
public struct ExperimentDecisionFact: Sendable {
  /// Whom it was about.
  public var customer: Int64
  /// When: seconds since 1970.
  public var atSeconds: Int64
  /// In which arms it found the customer.
  public var assignments: [NamedAssignment]
  /// Outbound contacts that it bound.
  public var contactsCount: Int

  /// Makes one.
  public init(customer: Int64, atSeconds: Int64, assignments: [NamedAssignment], contactsCount: Int) {
    self.customer = customer
    self.atSeconds = atSeconds
    self.assignments = assignments
    self.contactsCount = contactsCount
  }
}
