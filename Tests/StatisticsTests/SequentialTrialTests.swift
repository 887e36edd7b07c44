import Foundation
import Seeds
import Statistics
import StatisticsTrials
import Testing

/// The trials of `make bench-statistics`, small: the same code, fewer runs and customers.
@Suite struct SequentialTrialTests {
  private static let runs = 200

  private func share(_ calls: [Int], _ reader: Reader) throws -> Double {
    Double(calls[try #require(Reader.allCases.firstIndex(of: reader))]) / Double(Self.runs)
  }

  /// 2.33 binomial standard errors.
  private func slack(_ share: Double) -> Double { 2.33 * (share * (1 - share) / Double(Self.runs)).squareRoot() }

  @Test(arguments: [Outcome.rate(0.1), .logNormalSpend(rate: 0.2, deviation: 1.2)])
  func nothingIsCalledWhereNothingIs(outcome: Outcome) throws {
    let trial = SequentialTrial(control: outcome, treated: outcome, sideCount: 1_000, lookCount: 50)
    let calls = trial.calls(runs: 0..<Self.runs, seed: 3)
    print("ever called, of \(Self.runs): \(zip(Reader.allCases.map(\.rawValue), calls).map { "\($0) \($1)" })")
    for reader in Reader.allCases where reader != .naive {
      #expect(try share(calls, reader) <= 0.05 + slack(0.05), "\(reader)")
    }
    // What all of this is for.
    #expect(try share(calls, .naive) > 0.2)
  }

  /// As far from nothing, in standard errors, as 20 % on 5 % are with 20,000 a side.
  @Test func whatIsThereIsFound() throws {
    let trial = SequentialTrial(control: .rate(0.3), treated: .rate(0.36), sideCount: 2_350, lookCount: 50)
    let calls = trial.calls(runs: 0..<Self.runs, seed: 4)
    print("found, of \(Self.runs): \(zip(Reader.allCases.map(\.rawValue), calls).map { "\($0) \($1)" })")
    #expect(try share(calls, .planned) >= 0.94 - slack(0.94))
    #expect(try share(calls, .obrienFleming) >= 0.97)
  }

  @Test func guardRailsAreRarelyPassedAtTheirBorder() {
    let trial = GuardRailTrial(rate: 0.05, tolerance: 0.02, sideCount: 1_000, lookCount: 50)
    for passes in trial.passes(runs: 0..<Self.runs, seed: 5) {
      #expect(Double(passes) / Double(Self.runs) <= 0.05 + slack(0.05))
    }
  }

  @Test func runsMayBeSharedOutInAnyWay() {
    let trial = SequentialTrial(control: .rate(0.1), treated: .rate(0.13), sideCount: 500, lookCount: 10)
    let whole = trial.calls(runs: 0..<20, seed: 6)
    #expect(zip(trial.calls(runs: 0..<7, seed: 6), trial.calls(runs: 7..<20, seed: 6)).map(+) == whole)
  }

  /// Households of four who buy together or not at all: counted as customers they call far too often, as units they do not.
  @Test func clustersAreUnits() {
    var random = SeededGenerator(seed: 7)
    let experiments = 300
    var (asCustomers, asClusters) = (0, 0)
    for _ in 0..<experiments {
      var customers = [ArmSummary(), ArmSummary()]
      var clusters = [ArmSummary(), ArmSummary()]
      for index in 0..<120 {
        let buys = random.chance(0.3)
        let size = random.int(1...7)
        let members = (0..<size).map { _ in UnitOutcome(value: buys && random.chance(0.8) ? 1 : 0) }
        for member in members { customers[index % 2].add(member) }
        clusters[index % 2].add(UnitOutcome(cluster: members))
      }
      asCustomers += ArmEffect(treated: customers[1], control: customers[0]).difference.fixedPValue() < 0.05 ? 1 : 0
      asClusters += ArmEffect(treated: clusters[1], control: clusters[0]).difference.fixedPValue() < 0.05 ? 1 : 0
    }
    print("called without effect, of \(experiments): as customers \(asCustomers), as clusters \(asClusters)")
    #expect(Double(asClusters) / Double(experiments) <= 0.05 + 2.33 * (0.05 * 0.95 / Double(experiments)).squareRoot())
    #expect(Double(asCustomers) / Double(experiments) > 0.15)
  }

  /// Adjusted intervals hold the truth as often as they say, and are narrower: slopes that differ between arms included.
  @Test func adjustedIntervalsHoldTheTruth() {
    var random = SeededGenerator(seed: 8)
    let experiments = 300
    let views = [ArmEffect.Adjustment.none, .pooledSlope, .slopePerArm].map { ArmEffect.View(adjustment: $0) }
    var held = [0, 0, 0]
    var widths = [0.0, 0, 0]
    for _ in 0..<experiments {
      var arms = [ArmSummary(), ArmSummary()]
      for index in 0..<400 {
        let before = random.double(0...1)
        let noise = random.double(-0.3...0.3)
        // One more on average: twice what customers did before.
        let value = index % 2 == 0 ? before + noise : 3 * before + noise
        arms[index % 2].add(UnitOutcome(value: value, before: before))
      }
      for (index, view) in views.enumerated() {
        let interval = ArmEffect(treated: arms[1], control: arms[0], view).difference.fixedInterval(alpha: 0.1)
        held[index] += interval.contains(1) ? 1 : 0
        widths[index] += interval.upper - interval.lower
      }
    }
    print("held, of \(experiments): \(held); widths \(widths.map { $0 / Double(experiments) })")
    for held in held {
      #expect(abs(Double(held) / Double(experiments) - 0.9) < 3.5 * (0.9 * 0.1 / Double(experiments)).squareRoot())
    }
    #expect(widths[2] < 0.8 * widths[0])
  }

  @Test func publicExperimentsAreCalledMoreOftenByPeeking() throws {
    let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data/asos/asos-first-39.csv")
      .standardized
    guard let experiments = PublicExperiments(file: file) else {
      print("skipped: the ASOS experiments are not beside the repository")
      return
    }
    // Half of the yes-or-no metric: planned looks are dear without an optimiser. The benchmark reads all.
    let calls = experiments.calls(metric: 1, every: 2)
    print(
      "called, of half of a metric: \(zip(Reader.allCases.map(\.rawValue), calls).map { "\($0) \($1)" })")
    let naive = calls[try #require(Reader.allCases.firstIndex(of: .naive))]
    for reader in Reader.honest { #expect(calls[try #require(Reader.allCases.firstIndex(of: reader))] < naive) }
  }
}
