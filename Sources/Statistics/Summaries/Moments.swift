/// How many numbers there were, their mean and their spread: all that is kept of them. Parts merge into the same as the whole.
///
/// Sources: Welford, "Note on a method for calculating corrected sums of squares and products", 1962; Chan, Golub, LeVeque,
/// "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
public struct Moments: Hashable, Sendable {
  /// How many numbers there were. A double, because weights and published tables have parts of one.
  public private(set) var count: Double
  /// Their mean; 0 of none.
  public private(set) var mean: Double
  /// The sum of squared distances from the mean.
  public private(set) var squares: Double

  /// Of no number.
  public init() { (count, mean, squares) = (0, 0, 0) }

  /// Of numbers whose summary is known.
  /// - Parameter variance: over `count − 1`, as samples have it; at least 0.
  public init(count: Double, mean: Double, variance: Double) {
    self.count = max(0, count)
    self.mean = count > 0 ? mean : 0
    squares = max(0, variance) * max(0, self.count - 1)
  }

  /// Of so many ones among so many zeros and ones.
  public init(hits: Double, of count: Double) {
    self.count = max(0, count)
    mean = count > 0 ? hits / count : 0
    squares = self.count * mean * (1 - mean)
  }

  /// Of all these numbers.
  public init(_ values: some Sequence<Double>) {
    self.init()
    for value in values { add(value) }
  }

  /// The variance of the numbers, over `count − 1`; 0 of fewer than two.
  public var variance: Double { count > 1 ? squares / (count - 1) : 0 }

  /// The standard error of their mean; infinite of fewer than two.
  public var standardError: Double { count > 1 ? (variance / count).squareRoot() : .infinity }

  /// Their sum.
  public var sum: Double { mean * count }

  /// Takes in one more number.
  public mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / count
    squares += distance * (value - mean)
  }

  /// Takes in others.
  public mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    let total = count + other.count
    let distance = other.mean - mean
    squares += other.squares + distance * distance * count * other.count / total
    mean += distance * other.count / total
    count = total
  }
}
