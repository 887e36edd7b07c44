import Foundation
import Learning

/// Impressions of the Open Bandit Dataset (Saito and others, 2020): an item at one of three positions, a click or none, and the true probability
/// with which the item was chosen.
public struct OpenBandit {
  /// The item of each impression.
  public private(set) var items: [Int] = []
  /// Where it stood, from 0.
  public private(set) var positions: [Int] = []
  /// Whether it was clicked: 0 or 1.
  public private(set) var clicks: [Double] = []
  /// The probability with which the item was chosen.
  public private(set) var probabilities: [Double] = []
  /// How many items there are.
  public private(set) var itemsCount = 0

  /// Reads a file of impressions.
  public init(path: String) throws {
    for line in try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",", maxSplits: 6, omittingEmptySubsequences: false)
      guard fields.count == 7, let item = Int(fields[2]), let position = Int(fields[3]), let click = Double(fields[4]),
        let probability = Double(fields[5])
      else { throw Hillstrom.Fault(line: String(line)) }
      items.append(item)
      positions.append(position - 1)
      clicks.append(click)
      probabilities.append(probability)
      itemsCount = max(itemsCount, item + 1)
    }
  }

  /// The impressions, with a reward model and a target policy that anybody can compute again: the model is the click rate of an item at a
  /// position, to which one click in two hundred views is added; the policy shows the items of greater number more, in proportion
  /// to their number.
  public func log() throws -> OffPolicyLog {
    var views = [Double](repeating: 200, count: itemsCount * 3)
    var clicked = [Double](repeating: 1, count: itemsCount * 3)
    for row in items.indices {
      views[items[row] * 3 + positions[row]] += 1
      clicked[items[row] * 3 + positions[row]] += clicks[row]
    }
    let shares = (1...itemsCount).map { Double($0) / Double(itemsCount * (itemsCount + 1) / 2) }
    var log = OffPolicyLog()
    for row in items.indices {
      let position = positions[row]
      let expected = (0..<itemsCount).map { clicked[$0 * 3 + position] / views[$0 * 3 + position] }
      try log.append(
        reward: clicks[row], loggedProbability: probabilities[row], targetProbability: shares[items[row]],
        expectedOfLogged: expected[items[row]],
        expectedOfTarget: zip(shares, expected).map { $0 * $1 }.reduce(0, +))
    }
    return log
  }
}
