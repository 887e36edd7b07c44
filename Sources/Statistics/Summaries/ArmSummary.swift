/// All that is kept of the units of an arm, for one metric: how many there were, the means of their four numbers, and how these vary together.
///
/// Parts merge into the same as the whole, and a unit whose outcome grew is exchanged. Source: Chan, Golub, LeVeque, "Updating formulae and
/// a pairwise algorithm for computing sample variances", 1979.
public struct ArmSummary: Hashable, Sendable {
  /// The numbers of a unit.
  enum Part: Int, CaseIterable { case size, value, capped, before }

  private static let width = Part.allCases.count

  /// How many units there are.
  public private(set) var count = 0.0
  private var means = [Double](repeating: 0, count: width)
  /// Σ (a − mean of a)(b − mean of b), row by row; both halves.
  private var products = [Double](repeating: 0, count: width * width)

  /// Of no unit.
  public init() {}

  /// Of all these units.
  public init(_ units: some Sequence<UnitOutcome>) {
    for unit in units { add(unit) }
  }

  /// The mean outcome, as it is compared; 0 without any size.
  public var mean: Double { means[Part.size.rawValue] > 0 ? means[Part.value.rawValue] / means[Part.size.rawValue] : 0 }

  /// The sum of sizes: customers, contacts or answers.
  public var size: Double { means[Part.size.rawValue] * count }

  /// Takes in a unit.
  public mutating func add(_ unit: UnitOutcome) {
    count += 1
    let parts = unit.parts
    let distances = (0..<Self.width).map { parts[$0] - means[$0] }
    for index in 0..<Self.width { means[index] += distances[index] / count }
    for row in 0..<Self.width {
      for column in 0..<Self.width {
        products[row * Self.width + column] += distances[row] * (parts[column] - means[column])
      }
    }
  }

  /// Takes a unit out that was added before.
  public mutating func remove(_ unit: UnitOutcome) {
    guard count > 1 else {
      self = ArmSummary()
      return
    }
    let parts = unit.parts
    let distances = (0..<Self.width).map { parts[$0] - means[$0] }
    count -= 1
    for index in 0..<Self.width { means[index] -= distances[index] / count }
    for row in 0..<Self.width {
      for column in 0..<Self.width {
        products[row * Self.width + column] -= distances[row] * (parts[column] - means[column])
      }
      // What rounding leaves of nothing.
      products[row * Self.width + row] = max(0, products[row * Self.width + row])
    }
  }

  /// Exchanges what a unit came to by what it has come to since.
  public mutating func replace(_ earlier: UnitOutcome, with later: UnitOutcome) {
    remove(earlier)
    add(later)
  }

  /// Takes in the units of another part of the arm.
  public mutating func merge(_ other: ArmSummary) {
    guard other.count > 0 else { return }
    let total = count + other.count
    let distances = (0..<Self.width).map { other.means[$0] - means[$0] }
    for row in 0..<Self.width {
      for column in 0..<Self.width {
        let index = row * Self.width + column
        products[index] += other.products[index] + distances[row] * distances[column] * count * other.count / total
      }
    }
    for index in 0..<Self.width { means[index] += distances[index] * other.count / total }
    count = total
  }

  /// The sum of one number over all units.
  func sum(_ part: Part) -> Double { means[part.rawValue] * count }

  /// One number's sum over the sum of sizes.
  func ratio(_ part: Part) -> Double {
    let size = means[Part.size.rawValue]
    return size > 0 ? means[part.rawValue] / size : 0
  }

  /// The covariance, from unit to unit, of what two numbers add to their ratios: that of (a − ratio of a · size) / mean size. With sizes of 1 it is
  /// the plain covariance; otherwise the delta method, and with clusters what is called cluster-robust.
  ///
  /// Source: Deng, Knoblich, Lu, "Applying the delta method in metric analytics", KDD 2018.
  func covariance(_ a: Part, _ b: Part) -> Double {
    let size = means[Part.size.rawValue]
    guard count > 1, size > 0 else { return 0 }
    func product(_ x: Part, _ y: Part) -> Double { products[x.rawValue * Self.width + y.rawValue] }
    let (ratioA, ratioB) = (ratio(a), ratio(b))
    let sum =
      product(a, b) - ratioB * product(a, .size) - ratioA * product(b, .size) + ratioA * ratioB * product(.size, .size)
    return sum / (size * size * (count - 1))
  }
}
