import Decisions
import Expressions

/// What ``EffectModels`` believed at one moment, for the treatments of one plan: a snapshot that decisions read.
public struct LearnedEffects: EffectModel {
  /// What identifies the state that it was made of.
  public let version: String
  private let own: [UInt64]
  private let issues: [EffectModels.Entry]
  /// By treatment: the place of its issue among ``issues``; −1 where this does not answer.
  private let places: [Int]
  private let arms: [EffectArm]
  private let space: FeatureSpace

  /// Makes a snapshot; nothing where no treatment of the plan asks what it adds, or nobody knows enough yet.
  public init?(_ models: EffectModels, version: String, plan: CharterPlan, space: FeatureSpace) {
    let charter = plan.charter
    var issues: [EffectModels.Entry] = []
    var places: [Int] = []
    var own = [UInt64](repeating: 0, count: (plan.treatments.count + 63) / 64)
    for (index, treatment) in plan.treatments.enumerated() {
      places.append(-1)
      guard treatment.isLearned, treatment.meansEffect, let entry = models[charter.issues[treatment.issue].name],
        entry.answers
      else { continue }
      if let known = issues.firstIndex(where: { $0.issue == entry.issue }) {
        places[index] = known
      } else {
        places[index] = issues.count
        issues.append(entry)
      }
      own[index >> 6] |= 1 << UInt64(index & 63)
    }
    guard !issues.isEmpty else { return nil }
    self.version = version
    self.own = own
    self.issues = issues
    self.places = places
    self.space = space
    arms = plan.treatments.map { EffectArm(ModelNames(charter, action: $0.action, channel: $0.channel)) }
  }

  /// Writes effects and their standard errors.
  public func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    guard candidates.holdsAny(of: own) else { return }
    let features = features(of: subject.row)
    candidates.forEach(in: own) { index in
      let place = places[index]
      let effect = features[place].withUnsafeBufferPointer { issues[place].learner.effect(of: arms[index], for: $0) }
      propensities[index] = max(-1, min(1, effect.mean))
      deviations[index] = effect.standardDeviation
    }
  }

  /// The chances of the outcome with and without a contact: that without as it was learned of silence, moved where the
  /// effect would lead out of 0 … 1.
  public func levels(of treatment: Int, for subject: borrowing Subject) -> EffectLevels? {
    guard places.indices.contains(treatment), places[treatment] >= 0 else { return nil }
    let entry = issues[places[treatment]]
    let features = features(of: subject.row)[places[treatment]]
    let effect = max(-1, min(1, entry.learner.effect(of: arms[treatment], for: features).mean))
    let without = min(min(1, 1 - effect), max(max(0, -effect), entry.learner.silence(for: features).mean))
    return EffectLevels(with: without + effect, without: without)
  }

  /// The customer's features, by issue.
  private func features(of row: borrowing Row) -> [[EffectFeature]] {
    var list = FeatureList()
    space.fill(&list, from: row)
    return issues.map { entry in
      var features: [EffectFeature] = []
      entry.scales.features(of: list, into: &features)
      return features
    }
  }
}
