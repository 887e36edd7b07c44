import Decisions

/// What came of contact and of silence among those for whom chance chose between the two.
///
/// Everybody counts by the chance of what was not done to them, so that both sides are of the same people, however
/// chances differ, and those count most for whom chance was even. Source: Li, Morgan, Zaslavsky, "Balancing covariates
/// via propensity score weighting", 2018 (overlap weights).
public struct ContactFigures: Hashable, Sendable {
  /// One of the two sides.
  public struct Side: Hashable, Sendable {
    /// How many decisions.
    public internal(set) var count: Int64 = 0
    /// How many of them had the outcome.
    public internal(set) var positives: Int64 = 0
    var weight = 0.0
    var weightOfPositives = 0.0
    var squares = 0.0
    var squaresOfPositives = 0.0

    /// The chance of the outcome, 0 … 1; nothing before the first decision.
    public var rate: Double? { weight > 0 ? weightOfPositives / weight : nil }

    /// The variance of ``rate``.
    var variance: Double {
      guard let rate, count > 1 else { return 0.25 }
      let sum = squaresOfPositives * (1 - 2 * rate) + rate * rate * squares
      return max(0, sum) / (weight * weight) * Double(count) / Double(count - 1)
    }

    mutating func add(_ isPositive: Bool, weight: Double) {
      count += 1
      self.weight += weight
      squares += weight * weight
      guard isPositive else { return }
      positives += 1
      weightOfPositives += weight
      squaresOfPositives += weight * weight
    }
  }

  /// Those who were contacted.
  public private(set) var contacted = Side()
  /// Those who were left alone.
  public private(set) var silent = Side()

  /// What contact added on average, with its standard error; nothing while a side has fewer than two.
  public var effect: Estimate? {
    guard contacted.count >= 2, silent.count >= 2, let with = contacted.rate, let without = silent.rate else {
      return nil
    }
    return Estimate(mean: with - without, deviation: (contacted.variance + silent.variance).squareRoot())
  }

  mutating func add(isContact: Bool, isPositive: Bool, silence: Double, contact: Double) {
    // Chances of what could have happened but is not looked at here are left out of both.
    let all = silence + contact
    if isContact {
      contacted.add(isPositive, weight: silence / all)
    } else {
      silent.add(isPositive, weight: contact / all)
    }
  }

  func encode(into writer: inout SealedWriter) {
    for side in [contacted, silent] {
      writer.write(UInt64(side.count))
      writer.write(UInt64(side.positives))
      writer.write([side.weight, side.weightOfPositives, side.squares, side.squaresOfPositives])
    }
  }

  init() {}

  init(from reader: inout SealedReader) throws(StateError) {
    contacted = try Side(from: &reader)
    silent = try Side(from: &reader)
  }
}

extension ContactFigures.Side {
  fileprivate init(from reader: inout SealedReader) throws(StateError) {
    count = try reader.natural()
    positives = try reader.natural()
    weight = try reader.double()
    weightOfPositives = try reader.double()
    squares = try reader.double()
    squaresOfPositives = try reader.double()
    guard positives <= count, weight >= weightOfPositives, squares >= squaresOfPositives, squaresOfPositives >= 0,
      weightOfPositives >= 0
    else { throw .damaged }
  }
}
