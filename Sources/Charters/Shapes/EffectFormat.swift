import Decisions

/// What an issue says about what its P means.
extension Format {
  static let effect = [
    Field(
      "propensity", .word(PropensityMeaning.allCases.map(\.rawValue)),
      "what P is of its marketing: the chance of a response, or the effect, what contact adds to that of the outcome"),
    Field("outcome", names, "events that tell of the outcome, contact or none; for `propensity: effect`"),
  ]
}
