/// Something that knows what one more message costs beside its price: how it wears customers out, and who is tired.
///
/// An immutable snapshot, like a ``PropensityModel``, made for one charter, whose prices it knows.
public protocol RestraintModel: Sendable {
  /// What identifies its state; a decision records it.
  var version: String { get }

  /// Whether the customer counts as tired.
  func isTired(_ subject: borrowing Subject) -> Bool

  /// Writes what one more message costs, for each outbound candidate; others it leaves alone.
  /// - Parameter lifetimeValue: what the customer is worth, in money, at least 0.
  /// - Returns: what silence is worth, in money: what later offers are still expected to bring.
  func writeRestraint(
    of candidates: CandidateMask, for subject: borrowing Subject, lifetimeValue: Double, into room: RestraintRoom
  ) -> Double

  /// What one more message may bring, with its price: for explanations.
  func hazards(of treatment: Int, for subject: borrowing Subject, lifetimeValue: Double) -> [HazardShare]
}

/// Where a ``RestraintModel`` writes, by treatment; all is filled with 0 beforehand.
public struct RestraintRoom {
  /// What the hazards of the message cost, in money, at least 0.
  public let hazards: UnsafeMutablePointer<Double>
  /// The standard deviation of that.
  public let deviations: UnsafeMutablePointer<Double>
  /// What the message takes from later ones, in money, at least 0.
  public let later: UnsafeMutablePointer<Double>

  /// Makes a room.
  public init(
    hazards: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>,
    later: UnsafeMutablePointer<Double>
  ) {
    self.hazards = hazards
    self.deviations = deviations
    self.later = later
  }
}

/// One hazard of one more message.
public struct HazardShare: Hashable, Sendable {
  /// What it is.
  public var kind: HazardKind
  /// The chance that the message brings it, 0 … 1.
  public var chance: Double
  /// What that comes to, in money: chance × price.
  public var cost: Double

  /// Makes a share.
  public init(kind: HazardKind, chance: Double, cost: Double) {
    self.kind = kind
    self.chance = chance
    self.cost = cost
  }
}
