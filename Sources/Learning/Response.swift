/// What is learned from: whether something happened, and how much it counts.
public struct Response: Hashable, Sendable {
  /// Whether it happened.
  public var isPositive: Bool
  /// How much it counts, above 0; 1 for one whole observation.
  public var weight: Double

  /// Makes a response.
  public init(isPositive: Bool, weight: Double = 1) {
    self.isPositive = isPositive
    self.weight = weight
  }
}
