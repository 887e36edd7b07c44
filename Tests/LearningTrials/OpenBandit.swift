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

  /// Every item alike: what the dataset's random policy shows.
  public var evenShares: [Double] { [Double](repeating: 1 / Double(itemsCount), count: itemsCount) }

  /// Items of greater number more, in proportion to their number.
  public var risingShares: [Double] {
    (1...itemsCount).map { Double($0) / Double(itemsCount * (itemsCount + 1) / 2) }
  }

  /// The impressions, and a policy that shows each item with its share.
  /// - Parameter position: only impressions at this one, from 0; nothing: all.
  public func choices(shares: [Double], position: Int? = nil) -> OffPolicyChoices {
    var choices = OffPolicyChoices()
    let policy = choices.add(policy: shares.enumerated().map { OffPolicyChoices.Answer(arm: $0, probability: $1) })
    for row in items.indices where position == nil || positions[row] == position {
      choices.append(
        OffPolicyChoices.Row(
          reward: clicks[row], loggedProbability: probabilities[row], targetProbability: shares[items[row]],
          arm: items[row], context: positions[row], cluster: UInt64(row), policy: policy))
    }
    return choices
  }
}
