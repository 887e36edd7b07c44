import Decisions
import Expressions
import Seeds

extension RandomCharter {
  /// What holds back by what was learned, and what chance has a say in.
  mutating func addLearning() {
    guard generator.chance(0.5) else { return }
    for action in charter.actions.indices {
      for treatment in charter.actions[action].treatments.indices where generator.chance(0.6) {
        charter.actions[action].treatments[treatment].isLearned = true
      }
    }
    if generator.chance(0.7) {
      charter.restraint = Restraint(
        prices: HazardPrices(unsubscribed: .init(amount: 2)),
        lifetimeValue: generator.chance(0.5) ? .constant(10) : .slot(1),
        confidence: generator.pick([0, 0.5, 0.8]), looksAhead: generator.chance(0.7),
        tiredSpacingSeconds: generator.chance(0.6) ? generator.pick(RandomMoments.lengths) : nil)
    }
    for issue in charter.issues.indices where generator.chance(0.4) { charter.issues[issue].meaning = .effect }
    if charter.issues.contains(where: { $0.meaning == .effect }), generator.chance(0.3) {
      charter.holdout = Holdout(name: "holdout", share: 0.5)
    }
    if generator.chance(0.7) {
      charter.exploration = Exploration(
        floor: generator.pick([0, 0.1, 0.5, 1, 1]), drawsFromBelief: generator.chance(0.6))
    }
  }
}

/// Models that know nothing and say something: numbers drawn by customer and treatment.
enum Planted {
  static func number(_ key: UInt64, _ treatment: Int, _ question: UInt64) -> Double {
    Chance.uniform(key, salt: UInt64(treatment) &* 64 &+ question)
  }

  static func propensity(_ key: UInt64, _ treatment: Int) -> Double {
    // Now and then a model does not know.
    number(key, treatment, 0) < 0.02 ? .nan : 0.3 * number(key, treatment, 1)
  }

  /// What contact adds, and how sure that is.
  static func effect(_ key: UInt64, _ treatment: Int) -> Double {
    number(key, treatment, 0) < 0.02 ? .nan : 0.4 * number(key, treatment, 1) - 0.1
  }

  static func effectDeviation(_ key: UInt64, _ treatment: Int) -> Double {
    number(key, treatment, 2) < 0.3 ? 0 : 0.2 * number(key, treatment, 3)
  }

  static func deviation(_ key: UInt64, _ treatment: Int) -> Double {
    number(key, treatment, 2) < 0.3 ? 0 : 1.5 * number(key, treatment, 3)
  }

  static func hazards(_ key: UInt64, _ treatment: Int, lifetimeValue: Double) -> Double {
    number(key, treatment, 4) + 0.01 * lifetimeValue
  }

  static func hazardDeviation(_ key: UInt64, _ treatment: Int) -> Double { number(key, treatment, 5) }
  static func later(_ key: UInt64, _ treatment: Int) -> Double { max(0, 4 * number(key, treatment, 6) - 2) }
  static func silence(_ key: UInt64) -> Double { 7 * number(key, 0, 7) }
  static func isTired(_ key: UInt64) -> Bool { number(key, 0, 8) < 0.4 }

  /// The models of a charter: planted ones where it learns anything.
  static func models(_ plan: CharterPlan, tempo: any TempoModel) -> Models {
    let charter = plan.charter
    let isLearning = charter.actions.contains { $0.treatments.contains(where: \.isLearned) }
    guard isLearning || charter.restraint != nil else {
      return Models(plan, learned: [], tempo: tempo)
    }
    return Models(plan, learned: [PlantedPropensities(plan)], restraint: PlantedRestraint(plan), tempo: tempo)
  }
}

private struct PlantedPropensities: PropensityModel {
  let version = "planted"
  let isLearned: [Bool]
  let meansEffect: [Bool]
  init(_ plan: CharterPlan) {
    isLearned = plan.treatments.map(\.isLearned)
    meansEffect = plan.treatments.map(\.meansEffect)
  }

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    let key = subject.key
    candidates.forEach { treatment in
      guard isLearned[treatment] else { return }
      guard !meansEffect[treatment] else {
        propensities[treatment] = Planted.effect(key, treatment)
        deviations[treatment] = Planted.effectDeviation(key, treatment)
        return
      }
      propensities[treatment] = Planted.propensity(key, treatment)
      deviations[treatment] = Planted.deviation(key, treatment)
    }
  }
}

private struct PlantedRestraint: RestraintModel {
  let version = "planted"
  let isOutbound: [Bool]
  init(_ plan: CharterPlan) { isOutbound = plan.treatments.map { $0.contact.direction == .outbound } }

  func isTired(_ subject: borrowing Subject) -> Bool { Planted.isTired(subject.key) }

  func writeRestraint(
    of candidates: CandidateMask, for subject: borrowing Subject, lifetimeValue: Double, into room: RestraintRoom
  ) -> Double {
    let key = subject.key
    candidates.forEach { treatment in
      guard isOutbound[treatment] else { return }
      room.hazards[treatment] = Planted.hazards(key, treatment, lifetimeValue: lifetimeValue)
      room.deviations[treatment] = Planted.hazardDeviation(key, treatment)
      room.later[treatment] = Planted.later(key, treatment)
    }
    return Planted.silence(key)
  }

  func hazards(of treatment: Int, for subject: borrowing Subject, lifetimeValue: Double) -> [HazardShare] { [] }
}
