import Decisions

/// What silence lost or saved, measured where chance decided: on the exploration floor.
///
/// There the answer is drawn among silence and the candidates with known chances, whatever the policy preferred. Of the
/// draws in which the policy would have kept silent, those that sent stand for what silence gave up, weighted by the
/// inverse of their chance. Source: Horvitz and Thompson, "A generalization of sampling without replacement from a
/// finite universe", JASA 47, 1952.
public struct AbstentionRegret: Sendable, Equatable {
  /// How many draws it has seen in which the policy would have kept silent.
  public private(set) var count = 0.0
  private var sum = 0.0
  private var squares = 0.0

  /// Has seen nothing.
  public init() {}

  /// Takes a draw of the floor.
  /// - Parameters:
  ///   - policyAbstains: whether the policy would have kept silent; other draws say nothing about silence.
  ///   - isSilent: whether silence was drawn.
  ///   - isPreferred: whether the candidate was drawn that the policy would have sent if it had to.
  ///   - chance: of what was drawn; above 0.
  ///   - value: what came of it, in money.
  public mutating func observe(
    policyAbstains: Bool, isSilent: Bool, isPreferred: Bool, chance: Double, value: Double
  ) {
    guard policyAbstains, chance > 0, chance <= 1, value.isFinite else { return }
    let term = isSilent ? -value / chance : isPreferred ? value / chance : 0
    count += 1
    sum += term
    squares += term * term
  }

  /// What sending the best candidate instead would have added on average, in money: above 0 silence lost, below 0 it
  /// saved. Nothing before two draws.
  public var regret: Estimate? {
    guard count >= 2 else { return nil }
    let mean = sum / count
    let variance = max(0, squares / count - mean * mean) * count / (count - 1)
    return Estimate(mean: mean, deviation: (variance / count).squareRoot())
  }

  func encode(into writer: inout SealedWriter) { writer.write([count, sum, squares]) }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    (count, sum, squares) = (try reader.double(), try reader.double(), try reader.double())
    guard count >= 0, squares >= 0 else { throw .damaged }
  }
}
