import Decisions
import Statistics

/// What an experiment can find with so many customers: said before it starts.
public struct ExperimentSize: Hashable, Sendable {
  /// An arm beside control.
  public struct Arm: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its customers, and those of control.
    public var customers: Double
    /// See ``customers``.
    public var control: Double
    /// The smallest rise of the control's rate that is found at the planned looks, as a difference of rates; infinite where none is.
    public var plannedRise: Double
    /// The smallest that is found at an open dashboard.
    public var openRise: Double
    /// The customers that control would need for the smallest effect that the experiment declares, at the planned looks; nothing where it declares none.
    public var controlNeeded: Double?
  }

  /// The chance that such an effect is found.
  public static let power = 0.8
  /// How alike customers of one household or region are taken to be: their share of the variance. It is an assumption, and the usual order of size.
  public static let correlation = 0.05

  /// The rate that control is taken to have.
  public var rate: Double
  /// How many times more customers are needed because they are drawn together.
  public var designEffect: Double
  /// By arm, without control.
  public var arms: [Arm]

  /// Works it out.
  /// - Parameters:
  ///   - customers: by arm, in the experiment's order.
  ///   - clusterSizes: how many customers each household or region has; empty: each customer is drawn alone.
  ///   - rate: of control, above 0 and below 1.
  public init(_ experiment: Experiment, customers: [Double], clusterSizes: [Int] = [], rate: Double) {
    self.rate = rate
    designEffect = Self.designEffect(clusterSizes)
    let promise = experiment.promise
    let planned = DetectableEffect(
      promise.looksCount > 1 ? .planned(.obrienFleming) : .once, alpha: promise.alpha, power: Self.power,
      looks: promise.looksCount)
    let open = DetectableEffect(.always, alpha: promise.alpha, power: Self.power)
    let spread = OutcomeSpread(variance: rate * (1 - rate), designEffect: designEffect)
    let control = customers[experiment.control]
    arms = experiment.arms.indices.filter { $0 != experiment.control }.map { index in
      let size = customers[index]
      func rise(_ effect: DetectableEffect) -> Double {
        effect.rise(rate: rate, treatedCount: size, controlCount: control, spread: spread)
      }
      let needed = promise.smallestEffect.flatMap { share -> Double? in
        let raised = rate * (1 + share)
        guard raised < 1, control > 0, size > 0 else { return nil }
        return planned.controlCount(rate: rate, raised: raised, ratio: size / control, spread: spread)
      }
      return Arm(
        name: experiment.arms[index].name, customers: size, control: control, plannedRise: rise(planned),
        openRise: rise(open), controlNeeded: needed)
    }
  }

  private static func designEffect(_ sizes: [Int]) -> Double {
    guard !sizes.isEmpty else { return 1 }
    let count = Double(sizes.count)
    let mean = Double(sizes.reduce(0, +)) / count
    let variance = sizes.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    return max(
      1,
      OutcomeSpread.designEffect(
        clusterSizeMean: mean, clusterSizeVariation: variance.squareRoot() / mean, correlation: correlation))
  }
}
