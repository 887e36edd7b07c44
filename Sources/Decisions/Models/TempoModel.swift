import Times

/// Something that knows the hours at which customers are receptive.
///
/// An immutable snapshot, like a ``PropensityModel``. A decision notes its version; `decide` does not ask it yet.
public protocol TempoModel: Sendable {
  /// What identifies its state; a decision records it.
  var version: String { get }

  /// By what a treatment's propensity is multiplied at a moment, at least 0; its mean over a week is 1.
  func receptivity(of treatment: Int, for subject: borrowing Subject, at time: Instant) -> Double
}
