/// What one unit came to, on one metric: a customer, or a whole cluster (household, region) where clusters were assigned.
///
/// What is compared between arms is Σ ``value`` / Σ ``size``: with size 1 the mean of a customer, with the number of customers of a cluster the mean
/// of a customer whatever the cluster, with the number of answers the mean of an answer.
public struct UnitOutcome: Hashable, Sendable {
  /// What the mean is of: 1 for a customer; customers of a cluster; contacts, or answers, where the metric is one of those.
  public var size: Double
  /// The sum of the outcomes.
  public var value: Double
  /// The sum of the outcomes, each cut at the cap that was declared beforehand.
  public var capped: Double
  /// The sum of the same behaviour, or of another that predicts it, before the experiment began. It must not depend on the arm.
  public var before: Double

  /// Makes an outcome.
  /// - Parameter capped: without it nothing was cut.
  public init(size: Double = 1, value: Double, capped: Double? = nil, before: Double = 0) {
    self.size = size
    self.value = value
    self.capped = capped ?? value
    self.before = before
  }

  /// What a cluster came to: the sum of its customers.
  public init(cluster customers: some Sequence<UnitOutcome>) {
    self.init(size: 0, value: 0)
    for customer in customers {
      size += customer.size
      value += customer.value
      capped += customer.capped
      before += customer.before
    }
  }

  /// The four numbers, in the order of ``ArmSummary/Part``.
  var parts: [Double] { [size, value, capped, before] }
}
