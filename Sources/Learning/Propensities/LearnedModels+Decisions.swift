import Decisions

extension Models {
  /// The charter's own models, with what has been learned over them: propensities where responses were learned from, what
  /// channels are to the customer, and at which hours they answer.
  public init(_ plan: CharterPlan, _ learned: LearnedModels, space: FeatureSpace) {
    var propensities: [any PropensityModel] = []
    // What has seen no response would answer for everybody with the same guess.
    if learned.learner.responseCount > 0 {
      propensities.append(LearnedPropensities(learned.learner, version: learned.version, plan: plan, space: space))
    }
    let rhythm = learned.rhythm
    if rhythm.offset.factor > 0 {
      propensities.append(
        RolePropensities(rhythm.roles, rhythm.offset, version: "roles-\(rhythm.version)", plan: plan))
    }
    let tempo =
      rhythm.tempo.contacts > 0
      ? LearnedTempo(rhythm.tempo.snapshot, version: "tempo-\(rhythm.version)", plan: plan) : nil
    self.init(plan, learned: propensities, tempo: tempo)
  }
}
