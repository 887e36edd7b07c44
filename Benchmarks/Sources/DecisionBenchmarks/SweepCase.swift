import Foundation
import Sweeps

/// A sweep over many customers: four options each, eight limits, slots and money, floors for a segment.
enum SweepCase {
  /// What one run took and came to.
  struct Outcome {
    var addSeconds: Double
    var settleSeconds: Double
    var byteCount: Int
    var residentMaxBytes: Int
    var sweep: Sweep
  }

  private static let limitCount = 8
  private static let treatmentCount = 40
  private static let optionsPerCustomer = 4

  /// Runs a sweep over made-up customers, the same for the same seed.
  static func run(customerCount: Int, seed: UInt64 = 1) -> Outcome {
    var random = SeededRandom(seed: seed)
    let clock = ContinuousClock()
    var contest = contest(customerCount)
    contest.reserve(customers: customerCount, options: customerCount * optionsPerCustomer)
    let adding = clock.measure {
      for _ in 0..<customerCount {
        let options = (0..<optionsPerCustomer).map { _ in
          // A few are worth much, most little, as it is with customers.
          let draw = Double.random(in: 0.001..<1, using: &random)
          return SlotOption(
            treatment: Int.random(in: 0..<treatmentCount, using: &random), worth: 0.5 / draw.squareRoot())
        }
        let fallback = random.chance(0.3) ? Double.random(in: 0..<1, using: &random) : 0
        contest.add(
          key: random.next(), fallback: fallback, options: options, floors: random.chance(0.05) ? 0b11 : 0)
      }
    }
    let start = clock.now
    let sweep = Sweep(contest)
    let settling = clock.now - start
    return Outcome(
      addSeconds: seconds(adding), settleSeconds: seconds(settling), byteCount: contest.byteCount,
      residentMaxBytes: residentMaxBytes(), sweep: sweep)
  }

  /// Four limits of slots, two of them with a floor, and four budgets; each treatment takes of one or two of them.
  private static func contest(_ customerCount: Int) -> Contest {
    let limits = (0..<limitCount).map { number in
      let isMoney = number >= 4
      let room = customerCount / (isMoney ? 1 : 20 + number * 10)
      return SlotLimit(
        name: "limit\(number)", room: Int64(isMoney ? room * 2_500 : room),
        floors: number < 2 ? [SlotFloor(name: "gold", least: Int64(room / 5))] : [])
    }
    let uses = (0..<treatmentCount).map { number -> [SlotUse] in
      var uses = [
        SlotUse(limit: number % limitCount, amount: number % limitCount >= 4 ? 45_000 + Int64(number) * 500 : 1)
      ]
      if number % 3 == 0 { uses.append(SlotUse(limit: 4 + number / 3 % 4, amount: 20_000)) }
      return uses
    }
    return Contest(limits: limits, uses: uses)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  /// The most memory that the process ever had, in bytes.
  private static func residentMaxBytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
