import Decisions

extension LearnedModels {
  /// What decisions under a plan read of this state: propensities of the treatments that are learned, and restraint
  /// where the charter has one and something was learned of it.
  ///
  /// What customers are worth in their lifetime counts for later messages as the charter's constant says, and as 0 where
  /// it differs from one to another: each decision's own price of hazards goes by the customer's.
  /// - Parameter space: the features of the plan's charter.
  public func models(for plan: CharterPlan, _ space: FeatureSpace) -> Models {
    var lifetimeValue = 0.0
    if case .constant(let value)? = plan.charter.restraint?.lifetimeValue { lifetimeValue = value }
    let isLearned = plan.treatments.contains { $0.isLearned }
    return Models(
      plan,
      learned: isLearned ? [LearnedPropensities(learner, version: version, plan: plan, space: space)] : [],
      restraint: LearnedRestraint(restraint, version: version, plan: plan, lifetimeValue: lifetimeValue))
  }
}
