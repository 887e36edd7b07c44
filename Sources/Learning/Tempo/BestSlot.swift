import Decisions

/// The choice among moments: the most answers to be expected, and the first of them unless another is surely better.
public enum BestSlot {
  /// What a moment promises beside the first.
  public struct Promise: Hashable, Sendable {
    /// How many times as much it is worth; above 0.
    public var gain: Double
    /// The variance of its logarithm, at least 0.
    public var variance: Double

    /// Makes a promise.
    public init(gain: Double, variance: Double) {
      self.gain = gain
      self.variance = variance
    }
  }

  /// What came of a comparison.
  public struct Verdict: Hashable, Sendable {
    /// The moment to take, by its position.
    public var choice: Int
    /// The moment with the greatest gain among those looked at; 0 where none gains anything.
    public var best: Int
    /// How many times as much that one is worth as the first, with the interval in which this lies nine times of ten.
    public var gain: Ranged
    /// The belief that it is worth more than the first, 0 … 1.
    public var belief: Double
  }

  /// How sure it must be that another moment is better than the first.
  public static let beliefMin = 0.8

  /// Compares moments with the first of them, which is permitted.
  ///
  /// Of those that are better than the first with a belief of ``beliefMin``, the one with the greatest gain; where there
  /// is none, the first. Of equal ones the sooner.
  /// - Parameters:
  ///   - promises: the first is not looked at. What is no number is never chosen.
  ///   - isPermitted: is asked about as few moments as possible, the most promising first.
  public static func verdict(of promises: [Promise], isPermitted: (Int) -> Bool) -> Verdict {
    var verdict = Verdict(choice: 0, best: 0, gain: Ranged(value: 1, low: 1, high: 1), belief: 0)
    var gains: [(index: Int, gain: Double, belief: Double)] = []
    for (index, promise) in promises.enumerated().dropFirst() {
      guard promise.gain > 1, promise.gain.isFinite, promise.variance >= 0, promise.variance.isFinite else { continue }
      let belief = Waiting.belief(
        advantage: Elementary.logarithm(promise.gain), deviation: promise.variance.squareRoot())
      gains.append((index, promise.gain, belief))
    }
    gains.sort { ($1.gain, $0.index) < ($0.gain, $1.index) }
    for (index, gain, belief) in gains where verdict.best == 0 || belief >= beliefMin {
      guard isPermitted(index) else { continue }
      let ranged = FactorBelief(factor: gain, variance: promises[index].variance).ranged
      if belief >= beliefMin { return Verdict(choice: index, best: index, gain: ranged, belief: belief) }
      verdict = Verdict(choice: 0, best: index, gain: ranged, belief: belief)
    }
    return verdict
  }
}
