/// What was found, metric by metric and arm by arm. It exists only where the sizes of the arms are sound.
public struct ExperimentReading: Hashable, Sendable {
  /// The sizes of the arms, which come first.
  public let sampleRatio: SampleRatio
  /// How many standard errors off an effect is called at this look; infinite when this look may not call.
  public let boundary: Double
  /// By metric, then by arm.
  public let metrics: [MetricReading]
  /// By place, then by metric, then by arm.
  public let places: [PlaceReading]
  /// By cross, then by metric, then by arm.
  public let crosses: [CrossTotal]
  /// Places that are not shown.
  public let refusedPlaces: [RefusedPlace]
}

extension ExperimentOutcomes {
  /// What the experiment says now; nothing where the sizes of the arms are wrong.
  ///
  /// An open dashboard may ask as often as it likes. The guarantee is for outcomes that are complete when they are added (a window after
  /// assignment that has passed); outcomes that still grow make effects look smaller or larger for a while, not more certain.
  /// - Parameter earlierCounts: the units assigned, in all arms together, at each look before this one; needed for planned looks alone.
  public func analysis(earlierCounts: [Double] = []) -> Analysis {
    let ratio = all.sampleRatio(design)
    let often = design.looking == .once ? SampleRatio.Looking.once : .often
    guard ratio.isSound(often, alpha: design.sampleRatioAlpha) else { return .refused(ratio) }
    let assigned = all.assigned.reduce(0, +)
    let boundary =
      design.looking.boundaries(
        alpha: design.alpha, counts: earlierCounts.filter { $0 < assigned } + [assigned],
        plannedCount: design.plannedCount
      ).last ?? .infinity
    let cross = CrossAnalysis(self)
    return .shown(
      ExperimentReading(
        sampleRatio: ratio, boundary: boundary, metrics: metricReadings(boundary), places: cross.places,
        crosses: cross.totals, refusedPlaces: cross.refused))
  }

  /// Every metric of every arm beside control, and which of them are believed together.
  private func metricReadings(_ boundary: Double) -> [MetricReading] {
    let pairs = design.metrics.indices.flatMap { metric in
      design.arms.indices.dropFirst().map { (metric: metric, arm: $0) }
    }
    let views = pairs.map { pair in
      pairViews(pair.metric, pair.arm).map { viewReading($0, pair.metric, pair.arm, boundary) }
    }
    let called = Set(
      ManyComparisons.called(logEValues: views.map { $0.last?.logEValue ?? 0 }, alpha: design.alpha))
    return pairs.indices.map { index in
      let (metric, arm) = pairs[index]
      return MetricReading(
        metric: metric, arm: arm, treatedCount: all.summaries[metric][arm].count,
        controlCount: all.summaries[metric][0].count, views: views[index], leading: views[index].count - 1,
        guardRail: guardRail(metric, views[index][views[index].count - 1]),
        isCalledAmongMany: called.contains(index))
    }
  }

  /// The ways to look at a metric, the leading one last.
  func pairViews(_ metric: Int, _ arm: Int) -> [ArmEffect.View] {
    let hasBefore = [0, arm].contains { all.summaries[metric][$0].covariance(.before, .before) > 0 }
    let caps = design.metrics[metric].isCapped ? [false, true] : [false]
    let adjustments =
      hasBefore && design.adjustment != .none ? [.none, design.adjustment] : [ArmEffect.Adjustment.none]
    return caps.flatMap { cap in adjustments.map { ArmEffect.View(isCapped: cap, adjustment: $0) } }
  }

  /// The sequence that e-values are read from, however the experiment is looked at.
  var sequence: ConfidenceSequence { ConfidenceSequence(alpha: design.alpha, plannedCount: pairCount) }

  /// The units planned in a pair of arms, where shares are about equal: of an arm and control, the mean over arms.
  private var pairCount: Double {
    let whole = design.arms.reduce(0) { $0 + $1.share }
    let treated = whole - (design.arms.first?.share ?? 0)
    let mean = (design.arms.first?.share ?? 0) + treated / Double(max(1, design.arms.count - 1))
    return whole > 0 ? design.plannedCount * mean / whole : design.plannedCount
  }

  private func viewReading(_ view: ArmEffect.View, _ metric: Int, _ arm: Int, _ boundary: Double) -> ViewReading {
    let summary = all.summaries[metric][arm]
    let effect = ArmEffect(treated: summary, control: all.summaries[metric][0], view)
    let multiplier = design.looking == .always ? sequence.multiplier(count: effect.difference.count) : boundary
    let interval = effect.difference.interval(multiplier: multiplier)
    let evidence = sequence.logEValue(effect.difference)
    let isOpen = design.looking == .always
    let size = summary.size
    return ViewReading(
      view: view, effect: effect, interval: interval,
      relativeInterval: effect.relativeInterval(multiplier: multiplier),
      pValue: isOpen ? min(1, Elementary.exponential(-evidence)) : effect.difference.fixedPValue(),
      logEValue: evidence, isCalled: !interval.contains(0), incremental: effect.difference.value * size,
      incrementalInterval: interval == .everything
        ? .everything : Interval(interval.lower * size, interval.upper * size))
  }

  private func guardRail(_ metric: Int, _ lead: ViewReading) -> GuardRailReading? {
    guard let tolerance = design.metrics[metric].tolerance else { return nil }
    let evidence = HarmEvidence(
      tolerance: tolerance, isMoreWorse: design.metrics[metric].isMoreWorse, tightestAt: pairCount)
    let effect = lead.effect.difference
    return GuardRailReading(
      tolerance: tolerance, logHarm: evidence.logHarm(effect), logSafety: evidence.logSafety(effect))
  }
}

/// The places of all crosses, read together.
private struct CrossAnalysis {
  var places: [PlaceReading] = []
  var totals: [CrossTotal] = []
  var refused: [RefusedPlace] = []

  init(_ outcomes: ExperimentOutcomes) {
    let design = outcomes.design
    let often = design.looking == .once ? SampleRatio.Looking.once : .often
    let level = design.sampleRatioAlpha / Double(max(1, outcomes.places.count))
    var sound: [CrossPlace] = []
    for place in outcomes.places.keys.sorted() {
      guard let cell = outcomes.places[place] else { continue }
      let ratio = cell.sampleRatio(design)
      if ratio.isSound(often, alpha: level) {
        sound.append(place)
      } else {
        refused.append(RefusedPlace(place: place, sampleRatio: ratio))
      }
    }
    let byMetric = design.metrics.indices.map { Self.readings(outcomes, sound, metric: $0) }
    places = byMetric.flatMap { $0 }.sorted { ($0.place, $0.metric, $0.arm) < ($1.place, $1.metric, $1.arm) }
    totals = Self.sums(places)
  }

  /// One metric in all places, with what is believed of it.
  private static func readings(_ outcomes: ExperimentOutcomes, _ places: [CrossPlace], metric: Int) -> [PlaceReading] {
    let arms = outcomes.design.arms.indices.dropFirst()
    let sequence = outcomes.sequence
    let found = places.flatMap { place in
      arms.compactMap { arm -> (place: CrossPlace, arm: Int, effect: ArmEffect, size: Double)? in
        guard let view = outcomes.pairViews(metric, arm).last, let cell = outcomes.places[place] else { return nil }
        let summaries = cell.summaries[metric]
        return (place, arm, ArmEffect(treated: summaries[arm], control: summaries[0], view), summaries[arm].size)
      }
    }
    let evidence = found.map { sequence.logEValue($0.effect.difference) }
    let alpha = outcomes.design.alpha
    let called = Set(ManyComparisons.called(logEValues: evidence, alpha: alpha))
    let ranges = sequence.at(
      alpha: ManyComparisons.intervalAlpha(called: called.count, of: found.count, alpha: alpha))
    return found.indices.map { index in
      PlaceReading(
        place: found[index].place, metric: metric, arm: found[index].arm, effect: found[index].effect,
        logEValue: evidence[index], isCalled: called.contains(index),
        interval: ranges.interval(found[index].effect.difference), treatedSize: found[index].size)
    }
  }

  /// What is caused and avoided, by cross, metric and arm.
  private static func sums(_ places: [PlaceReading]) -> [CrossTotal] {
    struct Key: Hashable {
      var cross: String
      var metric: Int
      var arm: Int
    }
    var order: [Key] = []
    var groups: [Key: [PlaceReading]] = [:]
    for reading in places {
      let key = Key(cross: reading.place.cross, metric: reading.metric, arm: reading.arm)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(reading)
    }
    return order.map { key in
      let group = groups[key] ?? []
      let called = group.filter(\.isCalled).map(\.incremental)
      return CrossTotal(
        cross: key.cross, metric: key.metric, arm: key.arm, caused: called.reduce(0) { $0 + max(0, $1) },
        avoided: called.reduce(0) { $0 + min(0, $1) }, openCount: group.count - called.count)
    }
  }
}
