import Foundation
import Simulations

/// Restraint against a planted truth: a thousand customers over 150 days, after a year of somebody's messages to others.
@main
enum Main {
  static func main() {
    print("seed   oracle  learned  always  one a week  response only   learned of oracle")
    for seed in 1...3 as ClosedRange<UInt64> {
      let trial = RestraintTrial(seed: seed, customerCount: 1000, dayCount: 150, pastDayCount: 365)
      let found = trial.results(of: [.oracle, .learned, .alwaysSend, .weeklyCap(1), .responseOnly(floor: 0)])
      let values = found.map { String(format: "%8.2f", $0.value) }.joined()
      print(String(format: "%4d  %@   %.3f (bar 0.95)", seed, values, found[1].value / found[0].value))
    }
  }
}
