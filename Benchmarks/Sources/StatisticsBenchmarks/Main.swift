import Foundation
import Statistics
import StatisticsTrials

/// How often experiments are called that should not be, and found that should be, under a hundred looks; and what readers make of real ones.
///
///     StatisticsBenchmarks DATA     ends with 1 when a bar does not hold
@main
enum Main {
  static let runs = 2_000
  static let seed: UInt64 = 2026
  /// What 5 % may come to by chance, once in a hundred: 2.33 binomial standard errors of so many runs.
  static let callsMax = 0.05 + 2.33 * (0.05 * 0.95 / Double(runs)).squareRoot()
  static let foundMin = 0.94

  static func main() async {
    var holds = true
    let rate = Outcome.rate(0.05)
    let logNormal = Outcome.logNormalSpend(rate: 0.05, deviation: 1.5)
    let pareto = Outcome.paretoSpend(rate: 0.05, power: 2.5)
    let columns = [
      await shares(SequentialTrial(control: rate, treated: rate)),
      await shares(SequentialTrial(control: logNormal, treated: logNormal)),
      await shares(SequentialTrial(control: pareto, treated: pareto)),
      await shares(SequentialTrial(control: rate, treated: .rate(0.06))),
    ]
    print("\(runs) runs, seed \(seed); 20,000 customers a side, 100 looks; shares that were ever called at 5 %")
    row("", ["A/A, rate 5 %", "A/A, log-normal", "A/A, Pareto 2.5", "+20 % on 5 %"])
    for (index, reader) in Reader.allCases.enumerated() {
      row(reader.rawValue, columns.map { percent($0[index]) } + (reader == .naive ? ["   a warning"] : []))
    }
    for reader in Reader.allCases where reader != .naive {
      guard let index = Reader.allCases.firstIndex(of: reader) else { continue }
      for column in columns.dropLast() { holds = holds && column[index] <= callsMax }
    }
    let found = columns[3][Reader.allCases.firstIndex(of: .planned) ?? 0]
    holds = holds && found >= foundMin
    print("bars: A/A at most \(percent(callsMax)) (5 % and 2.33 standard errors), all readers but the naive one;")
    print("      the open dashboard (two humps) finds +20 % in at least \(percent(foundMin)):", holds ? "hold" : "FAIL")
    holds = await guardRails() && holds
    publicExperiments()
    if !holds { exit(1) }
  }

  /// The shares of runs that each reader called, shared out over the cores.
  private static func shares(_ trial: SequentialTrial) async -> [Double] {
    await shared { trial.calls(runs: $0, seed: seed) }
  }

  private static func shared(_ body: @escaping @Sendable (Range<Int>) -> [Int]) async -> [Double] {
    let part = 50
    let sums = await withTaskGroup(of: [Int].self) { group in
      for start in stride(from: 0, to: runs, by: part) { group.addTask { body(start..<min(start + part, runs)) } }
      var sums: [Int] = []
      for await calls in group { sums = sums.isEmpty ? calls : zip(sums, calls).map(+) }
      return sums
    }
    return sums.map { Double($0) / Double(runs) }
  }

  private static func guardRails() async -> Bool {
    let trial = GuardRailTrial()
    let passes = await shared { trial.passes(runs: $0, seed: seed) }
    print("\nguard-rails at the border of a tolerance of 0.5 points on 2 %, 100 looks: ever passed at 5 %")
    row("", ["as harmful", "as safe"])
    for (index, rail) in GuardRailTrial.Rail.allCases.enumerated() {
      row(rail.rawValue, passes[(2 * index)...(2 * index + 1)].map(percent))
    }
    let holds = passes.allSatisfy { $0 <= callsMax }
    print("bar: at most \(percent(callsMax)):", holds ? "holds" : "FAIL")
    return holds
  }

  private static func publicExperiments() {
    let file = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? ".")
      .appendingPathComponent("asos/asos-first-39.csv")
    guard let experiments = PublicExperiments(file: file) else {
      print("\nthe public experiments are not here, and left out")
      return
    }
    print(
      "\nASOS, \(experiments.series.count) series (a metric of a variant of a real test): how many are called at 5 %")
    row("", ["all", "binary", "count", "real (3)", "real (4)"])
    let columns = [nil, 1, 2, 3, 4].map { experiments.calls(metric: $0) }
    for (index, reader) in Reader.allCases.enumerated() {
      row(reader.rawValue, columns.map { String($0[index]) } + (reader == .naive ? ["   a warning"] : []))
    }
  }

  private static func row(_ name: String, _ cells: [String]) {
    print(
      name.padding(toLength: 26, withPad: " ", startingAt: 0)
        + cells.map { String(repeating: " ", count: max(1, 17 - $0.count)) + $0 }.joined())
  }

  private static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }
}
