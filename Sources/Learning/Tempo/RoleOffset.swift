import Decisions

/// How much of what channels are to a customer belongs into a propensity that was made without it: a factor on the
/// logarithm of ``ChannelRole/lift``, learned from responses.
///
/// It begins at 0, so that nothing is added until responses show that it helps, and what a model already knows of past
/// contacts is not counted twice. A normal belief; one response moves it as one step of Laplace's approximation does.
/// Source: Chapelle and Li, "An empirical evaluation of Thompson sampling", NIPS 2011.
public struct RoleOffset: Sendable, Equatable {
  /// The factor, 0 … 1 in use.
  public var factor: Double { min(1, max(0, mean)) }
  private var mean = 0.0
  private var variance = 0.25
  /// How many responses with a lift other than 1 it was learned from.
  public private(set) var responses: Int64 = 0

  /// Knows nothing, adds nothing.
  public init() {}

  /// A propensity with the role of its channel in it, 0 … 1; what is no chance stays as it is.
  public func adjusted(_ chance: Double, lift: Double) -> Double {
    let factor = factor
    guard factor > 0, chance > 0, chance < 1, let x = RoleOffset.input(lift) else { return chance }
    return Elementary.sigmoid(Elementary.logit(chance) + factor * x)
  }

  /// Learns from a response.
  /// - Parameters:
  ///   - predicted: what the model alone gave for it.
  ///   - lift: what the channel was to the customer, as known before.
  public mutating func learn(predicted: Double, lift: Double, isPositive: Bool) {
    guard predicted > 0, predicted < 1, let x = RoleOffset.input(lift), x != 0 else { return }
    let chance = Elementary.sigmoid(Elementary.logit(predicted) + mean * x)
    variance = 1 / (1 / variance + chance * (1 - chance) * x * x)
    mean += variance * ((isPositive ? 1 : 0) - chance) * x
    responses += 1
  }

  /// The logarithm of a lift, cut at two on each side.
  private static func input(_ lift: Double) -> Double? {
    guard lift > 0, lift.isFinite else { return nil }
    return min(2, max(-2, Elementary.logarithm(lift)))
  }

  // MARK: - Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(mean)
    writer.write(variance)
    writer.write(UInt64(responses))
  }

  init(from reader: inout SealedReader) throws(StateError) {
    mean = try reader.double()
    variance = try reader.double()
    responses = Int64(try reader.count(1 << 62))
    guard variance > 0, variance <= 0.25 else { throw .damaged }
  }
}
