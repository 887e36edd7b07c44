import Foundation
import Simulations

/// Restraint against a planted truth: a thousand customers over 150 days, after a year of somebody's messages to others.
///
/// The settings were chosen with the seeds 11 to 13; these are others. Beside what was learned stands what can be
/// reached when all that is true of the population is given, and of each customer nothing, their level or their role.
@main
enum Main {
  static func main() {
    print("value a customer")
    print("seed   oracle  learned  always  one a week  response only")
    var shares: [[Double]] = []
    for seed in 1...5 as ClosedRange<UInt64> {
      let trial = RestraintTrial(seed: seed, customerCount: 1000, dayCount: 150, pastDayCount: 365)
      let found = trial.results(
        of: [.oracle, .learned, .alwaysSend, .weeklyCap(1), .responseOnly(floor: 0)]
          + InformedHabit.allCases.map { .informed($0) })
      let values = found[..<5].map { String(format: "%8.2f", $0.value) }.joined()
      print(String(format: "%4d  %@", seed, values))
      shares.append(([found[1]] + found[5...]).map { $0.value / found[0].value })
    }
    print("share of the oracle's (bar 0.95)")
    print("seed  learned  population given  and level  and role")
    for (index, share) in shares.enumerated() {
      print(
        String(
          format: "%4d    %.3f             %.3f      %.3f     %.3f", index + 1, share[0], share[1], share[2], share[3]))
    }
  }
}
