import Decisions

/// How well a model has done, from its predictions before it learned each response; in bounded memory.
public struct ModelFigures: Hashable, Sendable {
  /// How many responses there were.
  public private(set) var responses: Int64 = 0
  /// How many of them were positive.
  public private(set) var positives: Int64 = 0
  /// The sum of log losses, in nats.
  private(set) var lossSum = 0.0
  /// The sum of predicted chances.
  private(set) var predictedSum = 0.0
  /// Responses by predicted log odds, negatives and positives, in bins of a sixteenth from −8 to 8.
  private(set) var bins = [Int64](repeating: 0, count: 2 * ModelFigures.binCount)
  /// The same of the block of time under way, and what the blocks before it had.
  private(set) var blockBins = [Int64](repeating: 0, count: 2 * ModelFigures.binCount)
  private(set) var blockAUCSum = 0.0
  private(set) var blockCount: Int64 = 0

  /// Responses that make a block of time.
  public static let blockResponses: Int64 = 2000
  static let binCount = 256

  /// Makes figures of nothing.
  public init() {}

  /// Takes note of a prediction, strictly between 0 and 1, and of what came.
  public mutating func learn(predicted: Double, isPositive: Bool) {
    guard predicted > 0, predicted < 1 else { return }
    responses += 1
    if isPositive { positives += 1 }
    lossSum -= Elementary.logarithm(isPositive ? predicted : 1 - predicted)
    predictedSum += predicted
    let bin = max(0, min(Self.binCount - 1, Int((Elementary.logit(predicted) + 8) * 16)))
    bins[2 * bin + (isPositive ? 1 : 0)] += 1
    blockBins[2 * bin + (isPositive ? 1 : 0)] += 1
    guard responses % Self.blockResponses == 0 else { return }
    if let auc = Self.auc(blockBins) {
      blockAUCSum += auc
      blockCount += 1
    }
    for index in blockBins.indices { blockBins[index] = 0 }
  }

  /// Positives by response; nothing without responses.
  public var rate: Double? { responses > 0 ? Double(positives) / Double(responses) : nil }
  /// Mean log loss in nats.
  public var logLoss: Double? { responses > 0 ? lossSum / Double(responses) : nil }
  /// How likely the model puts somebody who accepted above somebody who did not, 0.5 … 1; nothing while one kind lacks.
  /// Predictions are sorted to a sixteenth of log odds, those that fall together count half.
  public var auc: Double? { Self.auc(bins) }
  /// The mean of the AUC within whole blocks of time, free of what all responses of a time have in common.
  public var aucWithinBlocks: Double? { blockCount > 0 ? blockAUCSum / Double(blockCount) : nil }
  /// Mean predicted chance less the rate: above 0 the model promises too much.
  public var bias: Double? { responses > 0 ? (predictedSum - Double(positives)) / Double(responses) : nil }
  /// Mean distance between predicted and met rates over bins of log odds, weighed by their responses.
  public var calibrationError: Double? {
    guard responses > 0 else { return nil }
    var sum = 0.0
    // Bins of one sixteenth hold few responses; sixteen of them, one of log odds, hold enough to have a rate.
    for group in 0..<(Self.binCount / 16) {
      var negatives = 0.0
      var positives = 0.0
      var predicted = 0.0
      for bin in (group * 16)..<(group * 16 + 16) {
        let count = Double(bins[2 * bin] + bins[2 * bin + 1])
        negatives += Double(bins[2 * bin])
        positives += Double(bins[2 * bin + 1])
        predicted += count * Elementary.sigmoid((Double(bin) + 0.5) / 16 - 8)
      }
      sum += abs(predicted - positives)
    }
    return sum / Double(responses)
  }

  /// How much a model may be trusted by its responses alone.
  public enum Maturity: String, CaseIterable, Sendable {
    /// Fewer than 200 responses: it mostly says what its channel and action say in general.
    case new
    /// Fewer than 200 positives: its own weights still move.
    case learning
    case mature
  }

  /// How far it has come.
  public var maturity: Maturity { responses < 200 ? .new : positives < 200 ? .learning : .mature }

  private static func auc(_ bins: [Int64]) -> Double? {
    var positives = 0.0
    var negatives = 0.0
    var area = 0.0
    for bin in 0..<binCount {
      let below = negatives
      negatives += Double(bins[2 * bin])
      positives += Double(bins[2 * bin + 1])
      area += Double(bins[2 * bin + 1]) * (below + Double(bins[2 * bin]) / 2)
    }
    return positives > 0 && negatives > 0 ? area / (positives * negatives) : nil
  }

  // MARK: Bytes

  func encode(into writer: inout SealedWriter) {
    for count in [responses, positives, blockCount] { writer.write(UInt64(count)) }
    writer.write([lossSum, predictedSum, blockAUCSum])
    for count in bins + blockBins { writer.write(UInt64(count)) }
  }

  init(from reader: inout SealedReader) throws(StateError) {
    responses = Int64(bitPattern: try reader.word())
    positives = Int64(bitPattern: try reader.word())
    blockCount = Int64(bitPattern: try reader.word())
    lossSum = try reader.double()
    predictedSum = try reader.double()
    blockAUCSum = try reader.double()
    for index in bins.indices { bins[index] = Int64(bitPattern: try reader.word()) }
    for index in blockBins.indices { blockBins[index] = Int64(bitPattern: try reader.word()) }
  }
}
