import Decisions

extension Models {
  /// The charter's own models, with what has been learned over them: propensities where responses were learned from, what
  /// channels are to the customer, what messages cost beside their price, and at which hours customers answer.
  ///
  /// What customers are worth in their lifetime counts for later messages as the charter's constant says, and as 0 where
  /// it differs from one to another: each decision's own price of hazards goes by the customer's.
  /// - Parameters:
  ///   - space: the features of the plan's charter.
  ///   - version: what identifies what was learned; nothing: the versions of its parts.
  public init(_ plan: CharterPlan, _ learned: LearnedModels, space: FeatureSpace, version: String? = nil) {
    let calibrated = CalibratedPropensities(learned.calibrations, plan: plan)
    var propensities: [any PropensityModel] = calibrated.isEmpty ? [] : [calibrated]
    // What has seen no response would answer for everybody with the same guess.
    if learned.learner.responseCount > 0 {
      propensities.append(
        LearnedPropensities(learned.learner, version: version ?? learned.version, plan: plan, space: space))
    }
    let rhythm = learned.rhythm
    if rhythm.offset.factor > 0 {
      propensities.append(
        RolePropensities(
          rhythm.roles, rhythm.offset, version: "roles-\(version ?? rhythm.version)", plan: plan))
    }
    if let effects = LearnedEffects(
      learned.effects, version: "effects-\(version ?? learned.version)", plan: plan, space: space)
    {
      propensities.append(effects)
    }
    let tempo =
      rhythm.tempo.contacts > 0
      ? LearnedTempo(rhythm.tempo.snapshot, version: "tempo-\(version ?? rhythm.version)", plan: plan) : nil
    var lifetimeValue = 0.0
    if case .constant(let value)? = plan.charter.restraint?.lifetimeValue { lifetimeValue = value }
    let restraint = LearnedRestraint(
      learned.restraint, version: version ?? learned.version, plan: plan, lifetimeValue: lifetimeValue)
    self.init(plan, learned: propensities, restraint: restraint, tempo: tempo)
  }
}
