/// Something that knows what wears customers out.
///
/// An immutable snapshot, like a ``PropensityModel``. A decision notes its version; `decide` does not ask it yet.
public protocol RestraintModel: Sendable {
  /// What identifies its state; a decision records it.
  var version: String { get }

  /// Adds to `costs`, by treatment, what the wear of one more message is expected to cost, in money: the chance of each
  /// hazard that the message brings, times its price in ``Subject/prices``.
  ///
  /// Linear in the prices, so that asking with one of them at a time gives the parts.
  func writeCosts(
    of candidates: CandidateMask, for subject: borrowing Subject, into costs: UnsafeMutablePointer<Double>)

  /// Whether the customer is tired of us, as far as their answers show.
  func fatigue(of subject: borrowing Subject) -> FatigueStanding
}

/// How strongly a customer's answers speak for fatigue.
public struct FatigueStanding: Hashable, Sendable {
  /// Evidence against "as receptive as ever"; 1 speaks for nothing. Where evidence is an e-value, tiredness at level α
  /// begins at 1 / α.
  public var evidence: Double
  /// Whether it suffices.
  public var isTired: Bool

  /// Makes a standing.
  public init(evidence: Double, isTired: Bool) {
    self.evidence = evidence
    self.isTired = isTired
  }
}
