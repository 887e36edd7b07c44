/// A model that knows what contact adds, for treatments whose ``TreatmentPlan/meansEffect`` holds.
///
/// What it writes as propensities are effects, −1 … 1, and as deviations their standard errors, in the same units.
public protocol EffectModel: PropensityModel {
  /// The chances of the outcome between which an effect lies; nothing where the model does not answer.
  func levels(of treatment: Int, for subject: borrowing Subject) -> EffectLevels?
}

/// The chances of an outcome between which an effect lies.
public struct EffectLevels: Hashable, Sendable {
  /// The chance under contact, 0 … 1.
  public var with: Double
  /// The chance under silence, 0 … 1.
  public var without: Double

  /// Makes levels.
  public init(with: Double, without: Double) {
    self.with = with
    self.without = without
  }
}

extension Models {
  /// The first of the models that know what a contact adds and answer for a treatment.
  func effectLevels(of treatment: Int, for subject: borrowing Subject) -> EffectLevels? {
    for model in propensities {
      if let model = model as? any EffectModel, let levels = model.levels(of: treatment, for: subject) { return levels }
    }
    return nil
  }
}
