/// A decision in which chance chose between silence and contact: what estimates of what contact adds rest on.
///
/// All chances are those at the moment at which chance had its say: of an even draw, given that it was drawn evenly; of
/// a holdout, given what would have been said to a customer outside of it.
public struct Trial: Hashable, Sendable {
  /// A contact that chance could have brought.
  public struct Option: Hashable, Sendable {
    /// The number of the treatment.
    public var treatment: Int
    /// Its chance, above 0 and below 1.
    public var probability: Double
    /// V × (1 + L), in money.
    public var worth: Double
    /// Relational cost, in money.
    public var cost: Double

    /// Makes an option.
    public init(treatment: Int, probability: Double, worth: Double, cost: Double) {
      self.treatment = treatment
      self.probability = probability
      self.worth = worth
      self.cost = cost
    }
  }

  /// What could have been said, at least one.
  public var options: [Option]
  /// The chance of silence, above 0 and below 1.
  public var silence: Double
  /// The place of what was said among ``options``; nothing: silence.
  public var done: Int?
  /// The place of what would have been said if something had to be.
  public var preferred: Int
  /// Whether there would have been silence without the draw.
  public var isOwnSilence: Bool
  /// Whether it is of an even draw, and not of a holdout.
  public var isEven: Bool

  /// Makes a trial.
  public init(
    options: [Option], silence: Double, done: Int?, preferred: Int, isOwnSilence: Bool, isEven: Bool
  ) {
    self.options = options
    self.silence = silence
    self.done = done
    self.preferred = preferred
    self.isOwnSilence = isOwnSilence
    self.isEven = isEven
  }
}
