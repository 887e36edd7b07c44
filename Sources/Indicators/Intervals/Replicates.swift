import Decisions

/// Draws of customers, so that a sum over what they did knows how sure it is without anything kept of them.
///
/// In each of the draws a customer counts 0, 1, 2, … times, Poisson distributed with mean 1 and keyed by the customer: all
/// that one customer did goes along. Source: Chamandy, Muralidharan, Najmi, Naidu, "Estimating uncertainty for massive
/// data streams", 2012, after Efron, "Bootstrap methods: another look at the jackknife", 1979.
enum Replicates {
  /// How many draws.
  static let count = 200

  /// How often a customer counts, by draw.
  static func weights(of customer: Int64, into weights: inout [UInt8]) {
    let key = UInt64(bitPattern: customer)
    for place in 0..<((count + 2) / 3) {
      let bits = UInt64(Chance.uniform(key, salt: salt &+ UInt64(place)) * 0x1p53)
      for part in 0..<3 where 3 * place + part < count {
        weights[3 * place + part] = table[Int(bits >> UInt64(5 + 16 * part) & 0xFFFF)]
      }
    }
  }

  private static let salt = Chance.key(of: "indicators.replicates")

  /// The Poisson number of each of 65,536 equal chances.
  private static let table: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 65_536)
    var chance = Elementary.exponential(-1)
    var sum = chance
    var number: UInt8 = 0
    for place in 0..<65_536 {
      while (Double(place) + 0.5) / 65_536 > sum, number < 20 {
        number += 1
        chance /= Double(number)
        sum += chance
      }
      table[place] = number
    }
    return table
  }()
}

/// Sums of what is counted in one cell, with those of each draw.
struct CellSums: Sendable {
  private(set) var sums = [Double](repeating: 0, count: Metric.allCases.count)
  /// By metric; empty as long as it is 0.
  private var draws = [[Double]](repeating: [], count: Metric.allCases.count)
  /// Silences by reason.
  var reasons: [UInt16: Int] = [:]

  subscript(metric: Metric) -> Double { sums[metric.rawValue] }

  /// Adds an amount of a customer who counts so often in each draw.
  mutating func add(_ metric: Metric, _ amount: Double, weights: [UInt8]) {
    guard amount != 0 else { return }
    sums[metric.rawValue] += amount
    guard !weights.isEmpty else { return }
    if draws[metric.rawValue].isEmpty {
      draws[metric.rawValue] = [Double](repeating: 0, count: Replicates.count)
    }
    draws[metric.rawValue].withUnsafeMutableBufferPointer { draws in
      weights.withUnsafeBufferPointer { weights in
        for place in 0..<Replicates.count { draws[place] += amount * Double(weights[place]) }
      }
    }
  }

  mutating func add(_ other: CellSums) {
    for metric in Metric.allCases {
      let index = metric.rawValue
      sums[index] += other.sums[index]
      if draws[index].isEmpty {
        draws[index] = other.draws[index]
      } else if !other.draws[index].isEmpty {
        for place in draws[index].indices { draws[index][place] += other.draws[index][place] }
      }
    }
    for (reason, count) in other.reasons { reasons[reason, default: 0] += count }
  }

  /// One metric over another, in each draw in which there is something of the other; nothing without draws.
  func ratios(_ above: Metric, _ below: Metric) -> [Double]? {
    let (first, second) = (draws[above.rawValue], draws[below.rawValue])
    guard !second.isEmpty else { return nil }
    return second.indices.compactMap { place in
      second[place] > 0 ? (first.isEmpty ? 0 : first[place]) / second[place] : nil
    }
  }

  /// How many customers of equal weight a sum is worth, Kish's: the square of the sum over the sum of squares.
  func customersWorth(_ metric: Metric) -> Double? {
    let draws = draws[metric.rawValue]
    guard !draws.isEmpty, sums[metric.rawValue] > 0 else { return nil }
    let mean = draws.reduce(0, +) / Double(draws.count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws.count - 1)
    return variance > 0 ? sums[metric.rawValue] * sums[metric.rawValue] / variance : nil
  }

  /// The interval of a share: Wilson's, of as many as they are worth where those of one customer are alike.
  ///
  /// The number is divided by how much the share varies over draws of customers beside what single ones would, where that is
  /// more than once. Source: Kish, Survey Sampling, 1965, section 8.2.
  func share(_ above: Metric, of below: Metric, deviations: Double = Interval.normal95) -> Interval? {
    let n = self[below]
    guard n > 0 else { return nil }
    let share = min(1, self[above] / n)
    var worth = n
    if share > 0, share < 1, let ratios = ratios(above, below), ratios.count > 1 {
      let mean = ratios.reduce(0, +) / Double(ratios.count)
      let variance = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(ratios.count - 1)
      worth = n / max(1, variance / (share * (1 - share) / n))
    }
    return Interval.share(share * worth, of: worth, deviations: deviations)
  }

  /// The interval of a ratio over draws of customers; nothing where they are worth fewer than ten, or where nothing was seen of
  /// what is above: draws of nothing do not tell how rare it is.
  func ratio(_ above: Metric, _ below: Metric) -> Interval? {
    guard self[above] != 0, let worth = customersWorth(below), worth >= 10, let ratios = ratios(above, below) else {
      return nil
    }
    return Interval.ofDraws(ratios)
  }
}

/// What is summed by cell.
enum Metric: Int, CaseIterable, Sendable {
  case contacts, bounced, delivered, opened, clicked, converted, rejected, value, unsubscribed, complained, optOuts
  case cost, sendCost, serviceCalls, blocks, surveys, promoters, detractors, scores, collisions, soon
  case decisions, abstentions, abstentionValue, forgone
}
