import Seeds
import Statistics
import Testing

/// A whole experiment, from outcomes to its reading.
@Suite struct AnalysisTests {
  private static let young = CrossPlace(cross: "age", place: "young")
  private static let old = CrossPlace(cross: "age", place: "old")

  /// Customers of two arms: the young buy more when treated, the old less; complaints as they were; spend has a few great ones.
  private func outcomes(_ looking: Looking, count: Int = 8_000, losing: Double = 0, seed: UInt64 = 5)
    -> ExperimentOutcomes
  {
    var random = SeededGenerator(seed: seed)
    let design = ExperimentDesign(
      arms: [.init("control"), .init("mail")],
      metrics: [.conversions, .value, Metric("complaints", isMoreWorse: true, tolerance: 0.01)], looking: looking,
      plannedCount: Double(count))
    var outcomes = ExperimentOutcomes(design)
    for index in 0..<count {
      let arm = index % 2
      if arm == 1, random.chance(losing) { continue }
      let place = random.chance(0.5) ? Self.young : Self.old
      let before = random.double(0...1)
      let lift = arm == 0 ? 0 : place == Self.young ? 0.1 : -0.08
      let buys = random.chance(0.1 + 0.2 * before + lift)
      let spend = buys ? 10 / random.double(0.001...1) : 0
      outcomes.assign(arm: arm, places: [place])
      outcomes.add(arm: arm, metric: 0, UnitOutcome(value: buys ? 1 : 0, before: before), places: [place])
      outcomes.add(arm: arm, metric: 1, UnitOutcome(value: spend, capped: min(spend, 100)), places: [place])
      outcomes.add(arm: arm, metric: 2, UnitOutcome(value: random.chance(0.02) ? 1 : 0), places: [place])
    }
    return outcomes
  }

  private func shown(_ outcomes: ExperimentOutcomes) throws -> ExperimentReading {
    guard case .shown(let reading) = outcomes.analysis() else {
      Issue.record("the experiment is refused")
      throw CancellationError()
    }
    return reading
  }

  @Test(arguments: [Looking.once, .planned(.obrienFleming), .always])
  func armsThatLoseUnitsShowNothing(looking: Looking) {
    guard case .refused(let ratio) = outcomes(looking, losing: 0.1).analysis() else {
      Issue.record("shown")
      return
    }
    #expect(ratio.counts[1] < ratio.counts[0] * 0.95)
    #expect(outcomes(looking, losing: 0.1).analysis().code == "sample_ratio_mismatch")
  }

  @Test(arguments: [Looking.once, .planned(.obrienFleming), .always])
  func everyViewIsShownAndOneLeads(looking: Looking) throws {
    let reading = try shown(outcomes(looking))
    #expect(reading.metrics.map(\.views.count) == [2, 2, 1])
    let conversions = reading.metrics[0]
    #expect(conversions.lead.view == .init(adjustment: .slopePerArm))
    #expect(conversions.lead.effect.difference.standardError < conversions.views[0].effect.difference.standardError)
    #expect(reading.metrics[1].lead.view == .init(isCapped: true))
    #expect(abs(conversions.lead.incremental - conversions.lead.effect.difference.value * 4_000) < 1e-9)
    for reading in reading.metrics {
      for view in reading.views {
        #expect(view.isCalled == !view.interval.contains(0))
        #expect(view.interval.contains(view.effect.difference.value))
        #expect(view.relativeInterval.contains(0) == view.interval.contains(0))
      }
    }
    // Complaints are no worse than a point more, and the guard-rail says so.
    let rail = try #require(reading.metrics[2].guardRail)
    #expect(rail.logSafety > rail.logHarm && rail.logHarm < 1)
  }

  @Test func causedAndAvoidedStandApart() throws {
    let reading = try shown(outcomes(.always))
    let total = try #require(reading.crosses.first { $0.metric == 0 })
    print("caused \(total.caused), avoided \(total.avoided), open \(total.openCount)")
    // About 2,000 of each age are treated: 200 more purchases of the young, 160 fewer of the old.
    #expect(abs(total.caused - 200) < 60 && abs(total.avoided + 160) < 60)
    #expect(total.openCount == 0)
    let complaints = try #require(reading.crosses.first { $0.metric == 2 })
    #expect(complaints.caused == 0 && complaints.avoided == 0 && complaints.openCount == 2)
  }

  /// A planned test reads nothing at a look before it is due, and the earlier looks cost the later ones.
  @Test func earlierLooksCost() throws {
    let planned = outcomes(.planned(.pocock))
    guard case .shown(let first) = planned.analysis(),
      case .shown(let fourth) = planned.analysis(earlierCounts: [2_000, 4_000, 6_000])
    else {
      Issue.record("refused")
      return
    }
    #expect(first.boundary < fourth.boundary)
    #expect(abs(first.boundary - 1.96) < 1e-3)
  }

  @Test func outcomesOfAnotherDesignAreIgnored() {
    let some = outcomes(.once, count: 200)
    var design = some.design
    design.plannedCount = 100_000
    var other = ExperimentOutcomes(design)
    other.merge(some)
    #expect(other == ExperimentOutcomes(design))
  }

  /// Read once means at the end: before it everything is open.
  @Test func readOnceIsNotReadBefore() throws {
    var design = outcomes(.once, count: 10).design
    design.plannedCount = 9_000
    var early = ExperimentOutcomes(design)
    for index in 0..<8_000 {
      early.assign(arm: index % 2)
      early.add(arm: index % 2, metric: 0, UnitOutcome(value: index % 4 == 1 ? 1 : 0))
    }
    let reading = try shown(early)
    #expect(reading.boundary == .infinity)
    #expect(reading.metrics.allSatisfy { !$0.lead.isCalled && $0.lead.interval == .everything })
  }

  @Test func partsOfALogGiveWhatTheWholeDoes() throws {
    let whole = outcomes(.always, seed: 9)
    var merged = ExperimentOutcomes(whole.design)
    merged.merge(whole)
    merged.merge(outcomes(.always, seed: 10))
    var other = outcomes(.always, seed: 10)
    other.merge(whole)
    let (one, two) = (try shown(merged), try shown(other))
    #expect(abs(one.metrics[0].lead.effect.difference.value - two.metrics[0].lead.effect.difference.value) < 1e-12)
    #expect(one.metrics[0].treatedCount == 8_000)
    #expect(one.places.map(\.place) == two.places.map(\.place))
  }
}
