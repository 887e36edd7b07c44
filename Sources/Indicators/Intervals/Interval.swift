import Decisions

/// What a number may be: from `low` to `high`, 95 times in 100.
public struct Interval: Hashable, Sendable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Makes an interval.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// 95 % of a normal number lies within so many standard deviations.
  public static let normal95 = 1.959_963_984_540_054
  /// 97.5 % does within so many.
  static let normal975 = 2.241_402_727_604_947

  /// A share, by so many of so many: Wilson's score interval. Both may be fractions; nothing without any.
  ///
  /// Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
  public static func share(_ count: Double, of n: Double, deviations: Double = normal95) -> Interval? {
    guard n > 0, count >= 0, count <= n else { return nil }
    let square = deviations * deviations
    let share = count / n
    let middle = (share + square / (2 * n)) / (1 + square / n)
    let half = deviations / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
    return Interval(low: count == 0 ? 0 : max(0, middle - half), high: count == n ? 1 : min(1, middle + half))
  }

  /// A mean with a standard deviation of its own.
  static func normal(_ mean: Double, _ deviation: Double, deviations: Double = normal95) -> Interval {
    Interval(low: mean - deviations * deviation, high: mean + deviations * deviation)
  }

  /// What lies between the ends of the middle 95 % of draws; nothing where some are no numbers.
  static func ofDraws(_ draws: [Double]) -> Interval? {
    guard draws.count >= 40, draws.allSatisfy(\.isFinite) else { return nil }
    let sorted = draws.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    return Interval(low: quantile(0.025), high: quantile(0.975))
  }

  /// The difference of two shares: Newcombe's hybrid of Wilson's intervals.
  ///
  /// Source: Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine
  /// 17, 1998, method 10.
  static func difference(_ first: (count: Double, n: Double), _ second: (count: Double, n: Double)) -> Interval? {
    guard let a = share(first.count, of: first.n), let b = share(second.count, of: second.n) else { return nil }
    let (p, q) = (first.count / first.n, second.count / second.n)
    let down = ((p - a.low) * (p - a.low) + (b.high - q) * (b.high - q)).squareRoot()
    let up = ((a.high - p) * (a.high - p) + (q - b.low) * (q - b.low)).squareRoot()
    return Interval(low: p - q - down, high: p - q + up)
  }
}

/// A mean with what it takes to know how sure it is.
struct MeanTally: Hashable, Sendable {
  private(set) var count = 0.0
  private(set) var sum = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    sum += value
    squares += value * value
  }

  mutating func add(_ other: MeanTally) {
    count += other.count
    sum += other.sum
    squares += other.squares
  }

  var mean: Double? { count > 0 ? sum / count : nil }

  /// The variance of the mean; nothing before two.
  var varianceOfMean: Double? {
    guard count >= 2 else { return nil }
    let mean = sum / count
    return max(0, squares / count - mean * mean) / (count - 1)
  }

  /// The normal interval of the mean; nothing before ten.
  var interval: Interval? {
    guard count >= 10, let mean, let variance = varianceOfMean else { return nil }
    return .normal(mean, variance.squareRoot())
  }
}

/// How often each whole number occurs: percentiles without a sample.
public struct CountTable: Hashable, Sendable {
  private var counts: [Int] = []
  /// How many numbers there are.
  public private(set) var total = 0

  /// Has seen none.
  public init() {}

  /// Numbers above this count as this: it is never more than a few thousand in practice.
  static let valueMax = 100_000

  /// Takes a number, at least 0.
  public mutating func add(_ value: Int) {
    let value = min(max(0, value), CountTable.valueMax)
    while counts.count <= value { counts.append(contentsOf: repeatElement(0, count: max(16, counts.count))) }
    counts[value] += 1
    total += 1
  }

  mutating func add(_ other: CountTable) {
    for (value, count) in other.counts.enumerated() where count > 0 {
      while counts.count <= value { counts.append(contentsOf: repeatElement(0, count: max(16, counts.count))) }
      counts[value] += count
    }
    total += other.total
  }

  /// The number of a rank from 1 on, the least first.
  func value(rank: Int) -> Int? {
    guard rank >= 1, rank <= total else { return nil }
    var seen = 0
    for (value, count) in counts.enumerated() {
      seen += count
      if seen >= rank { return value }
    }
    return nil
  }

  /// The least number that a share of all does not pass.
  public func percentile(_ share: Double) -> Int? { value(rank: max(1, Int((share * Double(total)).rounded(.up)))) }

  /// What a percentile may be in customers like these: the ranks that a binomial count of them holds 95 times in 100; nothing
  /// where the ends lie beyond the data.
  ///
  /// Source: David and Nagaraja, Order Statistics, 2003, section 7.1, in its normal form.
  public func interval(_ share: Double) -> Interval? {
    let n = Double(total)
    let half = Interval.normal95 * (n * share * (1 - share)).squareRoot()
    let low = Int((n * share - half).rounded(.down))
    let high = Int((n * share + half).rounded(.up)) + 1
    guard let first = value(rank: low), let last = value(rank: high) else { return nil }
    return Interval(low: Double(first), high: Double(last))
  }
}
