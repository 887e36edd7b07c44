import ArgumentParser
import Foundation
import Hub
import Learning
import Populations
import Records
import Simulations

/// `mesure backtest`: what the simulator would have forecast for past weeks, beside what happened.
struct Backtest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Forecast past weeks of a hub from the state before them, and hold the forecast against what happened.",
    discussion: """
      The hub must be stopped. Customers, charter and models are those of the beginning; nothing that came later is read \
      before the forecast is made. Each result is kept in backtests.jsonl of the data folder, and earlier ones are shown \
      below the new one: run it after an activation has had its weeks. docs/SIMULATION.md says what the figures mean.
      """)

  @Option(help: "How many weeks, up to the last day of the log.")
  var weeks = 4

  @Option(help: "When everybody is considered each day, such as 10:00; default: when the hub did so most often.")
  var sweepAt: String?

  @Option(help: "How often to play, each time with other luck; forecasts rest on the spread.")
  var replicates = 5

  @Option(help: "The seed of all luck.")
  var seed: UInt64 = 1

  @Option(help: "How many threads; default: one a core.")
  var jobs: Int?

  @Flag(help: "Write JSON: the new result alone, as it is kept.")
  var json = false

  @OptionGroup var data: DataOptions

  func validate() throws {
    guard (1...520).contains(weeks) else { throw ValidationError("`--weeks` must lie between 1 and 520") }
    guard (2...1_000).contains(replicates) else { throw ValidationError("`--replicates` must lie between 2 and 1000") }
    if let jobs, !(1...1_024).contains(jobs) { throw ValidationError("`--jobs` must lie between 1 and 1024") }
    if let sweepAt, SweepSchedule(sweepAt) == nil {
      throw ValidationError("`--sweep-at \(sweepAt)` is not a time of day; write 10:00")
    }
  }

  func run() async throws {
    let (first, past) = try await data.withAuthority { authority in
      let weeks = try await authority.pastWeeks(weeks)
      return (
        weeks.first,
        try await authority.pastStretch(
          from: weeks.milliseconds.lowerBound, until: weeks.milliseconds.upperBound)
      )
    }
    guard let past, !past.customers.isEmpty else {
      Console.error("the log has no decisions, or no customers before them, in these weeks; choose fewer `--weeks`")
      throw Ending.unusable
    }
    var plan = SimulationPlan(
      charter: past.plan, models: past.models, journeys: past.journeys,
      base: SimulatedBase(
        past.customers.map { SimulatedCustomer(state: $0.state, household: $0.household) },
        joinsByAddress: past.charter.charter.policy.caps.contains { $0.subject != .customer }),
      behavior: Behavior(truth(past), plan: past.plan, hazards: HazardLearner().snapshot), firstDay: first)
    plan.availability = past.availability
    plan.seed = seed
    let usual = past.outboundByMinute.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    // The end of the minute: who was contacted within it a week ago has a week behind them, as in the log.
    plan.sweepSecond = Int64((sweepAt.flatMap(SweepSchedule.init)?.minuteOfDay ?? usual ?? 600) * 60 + 59)
    let result = Simulation(plan: plan).run(
      days: 7 * weeks, replicates: replicates,
      lanes: .threads(jobs ?? ProcessInfo.processInfo.activeProcessorCount))
    let held = HeldForecast(result, happened: past.contactsByAction)
    let report = BacktestReport(
      held: held, charterVersion: past.charter.charter.version, otherCharterCount: past.otherCharterCount)
    let earlier = BacktestReport.kept(in: data.folder)
    do {
      try report.keep(in: data.folder)
    } catch {
      Console.error("`\(BacktestReport.path(data.folder))` cannot be written")
      throw Ending.unusable
    }
    print(json ? report.line : report.text(earlier: earlier), terminator: "")
  }

  /// Customers visit as often as before; what they answer is what was believed.
  private func truth(_ past: PastStretch) -> PlantedTruth {
    var truth = PlantedTruth()
    let days = Double(past.customers.count * 7 * weeks)
    for (channel, count) in past.visitsBefore { truth.visits[channel] = min(1, Double(count) / days) }
    return truth
  }
}
