import Foundation
import Indicators
import Seeds

/// Customers who buy as BG/NBD and gamma-gamma say, by a seed.
struct PurchaseWorld {
  /// The parameters that were published for a shop of discs: by week of BG/NBD, by dollar of gamma-gamma.
  var model = PurchaseModel(r: 0.243, alpha: 4.414 * 7, a: 0.793, b: 2.426)
  var spend = SpendModel(p: 6.25, q: 3.74, v: 15.44)
  /// Observed for 27 to 39 weeks, as customers came within twelve.
  var ageDays = 189...273

  /// What so many customers bought, and in how many purchases in the days that follow.
  func customers(_ count: Int, seed: UInt64, laterDays: Int = 0) -> [(summary: PurchaseSummary, later: Int)] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in customer(&generator, laterDays) }
  }

  private func customer(_ generator: inout SeededGenerator, _ laterDays: Int) -> (PurchaseSummary, Int) {
    let rate = gamma(model.r, &generator) / model.alpha
    let (first, second) = (gamma(model.a, &generator), gamma(model.b, &generator))
    let leaving = first / (first + second)
    let age = Double(generator.int(ageDays))
    let scale = gamma(spend.q, &generator) / spend.v
    var (time, last, frequency, later, sum) = (0.0, 0.0, 0, 0, 0.0)
    while true {
      time += -log(generator.double(1e-300...1)) / rate
      if time > age + Double(laterDays) { break }
      if time > age {
        later += 1
      } else {
        frequency += 1
        last = time
        sum += gamma(spend.p, &generator) / scale
      }
      if generator.chance(leaving) { break }
    }
    let summary = PurchaseSummary(
      frequency: frequency, recencyDays: last, ageDays: age, meanValue: frequency > 0 ? sum / Double(frequency) : 0)
    return (summary, later)
  }

  /// A gamma distributed number of scale 1, after Marsaglia and Tsang (2000).
  private func gamma(_ shape: Double, _ generator: inout SeededGenerator) -> Double {
    if shape < 1 { return gamma(shape + 1, &generator) * pow(generator.double(1e-300...1), 1 / shape) }
    let d = shape - 1.0 / 3
    while true {
      let normal =
        (-2 * log(generator.double(1e-300...1))).squareRoot() * cos(2 * .pi * generator.double(0...1))
      let cube = pow(1 + normal / (9 * d).squareRoot(), 3)
      if cube > 0, log(generator.double(1e-300...1)) < 0.5 * normal * normal + d - d * cube + d * log(cube) {
        return d * cube
      }
    }
  }
}
