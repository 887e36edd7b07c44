import Decisions
import Foundation
import Populations
import Simulations
import Sweeps
import Times

/// Whether automatic levers reach their plans while demand drifts away from them.
enum LeverCase {
  /// One plan of one action.
  struct Outcome {
    var action: String
    var measure: AutomaticLever.Measure
    /// By window, what was reached beside what was planned.
    var shares: [Double]
    /// All windows together.
    var total: Double
    /// The share by which the same weeks would have ended without the lever, from the plan.
    var untouched: Double
    /// By window, whether the plan lies between what it brings the lever at its bounds all the time.
    var reachable: [Bool]
    /// The least and the most that the lever added.
    var lowest: Double
    var highest: Double
    var isWithinBounds: Bool
  }

  static let bounds = -0.5...1.0

  /// Weeks in which everything else grows louder and customers answer less.
  private struct World {
    let charter: Charter
    let customers: [SimulatedCustomer]
    let firstDay: CivilDate
    let weeks: Int
    let seed: UInt64
    let laneCount: Int

    /// By day and action, contacts and value; and the days of an automatic lever.
    func play(
      _ lever: (action: Int, AutomaticLever)?, fixed: (action: Int, lever: Double)? = nil
    ) -> (days: [SimulationSession.DayReport], lever: [LeverDay]) {
      var charter = charter
      if let lever { charter.actions[lever.action].automaticLever = lever.1 }
      if let fixed { charter.actions[fixed.action].lever += fixed.lever }
      var truth = SimulationCase.truth
      truth.effects.append(.init(oddsPerWeek: 0.96))
      let plan = CharterPlan(charter)
      var simulated = SimulationPlan(
        charter: plan, base: SimulatedBase(customers), behavior: Behavior(truth, plan: plan),
        firstDay: firstDay)
      simulated.sweepSecond = 10 * 3600 + 1800
      simulated.seed = seed
      let session = SimulationSession(simulated, dayCount: weeks * 7, lanes: SimulationCase.lanes(laneCount))
      // Half of the groups are raised by 2 % more each week, so that more and more of the others is needed to keep up.
      let reports = (0..<weeks * 7).map { day in
        session.playDay(boosts: [
          Context.Boost(
            Selection(groups: (0..<SyntheticCharter.groupCount / 2).map { Symbol("group_\($0 * 2)") }),
            weight: 0.02 * Double(day) / 7)
        ])
      }
      let days = session.result().replicates[0].leverDays.values.first ?? []
      return (reports, days)
    }
  }

  /// How many weeks pass before a lever steers.
  static let weeksBefore = 2

  /// Plans of a tenth more or less than what actions bring in the week before the lever steers, for each of the actions
  /// with most contacts.
  /// - Parameter weeks: how many weeks the lever steers.
  static func run(customerCount: Int, weeks: Int, actionCount: Int, laneCount: Int, seed: UInt64) throws -> [Outcome] {
    var charter = try SyntheticCharter(.init(actionCount: 30)).charter
    // Customers who all begin on one day would reach a monthly cap on one day too: then there is no demand, not a drifting
    // one.
    let week = Window.rolling(seconds: 7 * 86_400)
    charter.policy.caps[0].measure = .contacts([Limit(max: 4, window: week)])
    charter.policy.caps[1].measure = .contacts([Limit(max: 1, window: week)])
    charter.policy.caps[2].measure = .contacts([Limit(max: 1, window: week)])
    let first = SyntheticZone.paris.date(at: SyntheticCharter.now).firstOfWeek
    let world = World(
      charter: charter, customers: SimulationCase.customers(customerCount, of: charter, seed: seed),
      firstDay: first, weeks: weeksBefore + weeks,
      seed: seed, laneCount: laneCount)
    let free = world.play(nil).days
    func amounts(_ action: Int, _ measure: AutomaticLever.Measure, _ days: [SimulationSession.DayReport]) -> [Double] {
      (0..<world.weeks).map { week in
        days[week * 7..<week * 7 + 7].reduce(0) {
          $0 + (measure == .volume ? Double($1.contactsByAction[action]) : $1.valueByAction[action])
        }
      }
    }
    let ranked = charter.actions.indices.sorted {
      (amounts($1, .volume, free)[weeksBefore - 1], $0) < (amounts($0, .volume, free)[weeksBefore - 1], $1)
    }
    return ranked.prefix(actionCount).enumerated().flatMap { place, action in
      AutomaticLever.Measure.allCases.compactMap { measure in
        let without = amounts(action, measure, free)
        let before = without[weeksBefore - 1]
        guard before > 0 else { return nil }
        let plan = (before * (place % 2 == 0 ? 1.1 : 0.9)).rounded()
        let lever = AutomaticLever(
          measure: measure, plan: plan, window: .week, least: bounds.lowerBound, most: bounds.upperBound,
          firstDay: first.adding(days: 7 * weeksBefore))
        let steered = world.play((action, lever))
        let (low, high) = (
          amounts(action, measure, world.play(nil, fixed: (action, bounds.lowerBound)).days),
          amounts(action, measure, world.play(nil, fixed: (action, bounds.upperBound)).days)
        )
        let reachable = (weeksBefore..<world.weeks).map { low[$0] <= plan && plan <= high[$0] }
        let shares = amounts(action, measure, steered.days).dropFirst(weeksBefore).map { $0 / plan }
        let levers = steered.lever.map(\.lever)
        return Outcome(
          action: charter.actions[action].name, measure: measure, shares: shares,
          total: shares.reduce(0, +) / Double(weeks),
          untouched: without.dropFirst(weeksBefore).reduce(0, +) / plan / Double(weeks),
          reachable: reachable, lowest: levers.min() ?? 0, highest: levers.max() ?? 0,
          isWithinBounds: levers.allSatisfy(bounds.contains))
      }
    }
  }
}
