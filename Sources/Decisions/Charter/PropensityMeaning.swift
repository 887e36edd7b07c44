/// What P says of a candidate.
public enum PropensityMeaning: String, CaseIterable, Sendable {
  /// The chance that the customer accepts, 0 … 1.
  case response
  /// What contact adds to the chance of the outcome, −1 … 1: that under contact less that under silence.
  case effect
}
