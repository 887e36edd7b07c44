import Decisions
import Statistics

/// What becomes of a roll-out.
public enum RolloutVerdict: Hashable, Sendable {
  /// The evidence suffices: on to the next step.
  case widen
  /// Not yet.
  case hold
  /// A guard-rail, by its position, is passed: nobody is reached any more.
  case stop(guardRail: Int)
}

/// How a roll-out stands: its step, and the evidence gathered at this step.
public struct RolloutState: Hashable, Sendable {
  /// The step; ``Rollout/stopped`` after a stop.
  public private(set) var step = 0
  /// How long the step has lasted, in seconds.
  public private(set) var heldSeconds: Int64 = 0
  /// By guard-rail.
  public private(set) var evidence: [RateEvidence]

  /// Starts a roll-out at its first step.
  /// - Parameter step: another one, for a roll-out that stands there since a moment and whose evidence is gathered anew.
  public init(_ rollout: Rollout, step: Int = 0) {
    self.step = step
    evidence = rollout.guards.map { RateEvidence(tolerance: $0.tolerance) }
  }

  /// Takes in what happened since the last look, and says what becomes of the roll-out. It may be called as often as one likes.
  ///
  /// *Stop*, when a guard-rail's evidence of harm reaches the number of guard-rails over the risk: over the whole of a step, a roll-out that harms
  /// nobody is stopped with at most that chance. *Widen*, when every guard-rail's evidence of safety reaches 1 over the risk and the
  /// step lasted long enough: a roll-out beyond a tolerance passes a step with at most that chance. After the last step there is nothing to
  /// widen, and the guard-rails go on watching. A roll-out without guard-rails widens by time alone.
  ///
  /// - Parameters:
  ///   - counts: by guard-rail, then by stratum; a guard-rail without counts saw nothing.
  ///   - seconds: since the last look.
  public mutating func look(_ rollout: Rollout, _ counts: [[RateCounts]], seconds: Int64) -> RolloutVerdict {
    guard step >= 0 else { return .hold }
    heldSeconds += max(0, seconds)
    for (index, counts) in zip(evidence.indices, counts) { evidence[index].observe(counts) }
    let risk = min(max(rollout.risk, 1e-9), 1)
    let bar = Elementary.logarithm(Double(max(1, evidence.count)) / risk)
    if let passed = evidence.firstIndex(where: { $0.logHarmMax >= bar }) {
      step = Rollout.stopped
      return .stop(guardRail: passed)
    }
    let isSafe = evidence.allSatisfy { $0.logSafetyMax >= Elementary.logarithm(1 / risk) }
    guard isSafe, heldSeconds >= rollout.holdSeconds, step + 1 < rollout.steps.count else { return .hold }
    step += 1
    heldSeconds = 0
    // Others are reached now, and what was true of the first need not be true of them.
    evidence = rollout.guards.map { RateEvidence(tolerance: $0.tolerance) }
    return .widen
  }
}
