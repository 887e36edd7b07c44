import Decisions
import Statistics

/// What a planned look found, when its share of the planned units was complete.
public struct PlannedLookReading: Hashable, Sendable {
  /// Units that were complete.
  public var unitsCount: Double
  /// When the log had come so far: seconds since 1970.
  public var atSeconds: Int64
  /// What it said then.
  public var analysis: Analysis

  /// Makes one.
  public init(unitsCount: Double, atSeconds: Int64, analysis: Analysis) {
    self.unitsCount = unitsCount
    self.atSeconds = atSeconds
    self.analysis = analysis
  }
}

/// An arm, and how many were in it.
public struct ExperimentArmSize: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// The share that it should have; nothing where regions are listed and nobody is drawn.
  public var share: Double?
  /// Units found in it: customers, households or regions.
  public var found: Int
  /// Units that are compared.
  public var counted: Int
  /// Those of them whose window has passed.
  public var complete: Int
  /// Customers of the units that are compared.
  public var customers: Int
}

/// What an experiment says.
public struct ExperimentReport: Sendable {
  /// The experiment, as the charter in force says it.
  public var experiment: Experiment
  /// Who is compared.
  public var population: ExperimentPopulation
  /// What crosses are made of.
  public var dimensions: [ExperimentDimension]
  /// The number of the period, where everybody is drawn anew.
  public var period: Int64
  /// The moment that the log has come to: seconds since 1970.
  public var untilSeconds: Int64
  /// Arms, control first.
  public var arms: [ExperimentArmSize]
  /// The metrics, in the order of the readings: declared ones first.
  public var metrics: [ExperimentMetric]
  /// Whether a metric was declared.
  public var declaredCount: Int
  /// The sizes of all units found beside those that they should have.
  public var foundRatio: SampleRatio
  /// The open dashboard: what may be looked at any time. Refused where sizes, of those found or of those compared, do not fit.
  public var open: Analysis
  /// The planned looks so far; none where sizes do not fit now.
  public var looks: [PlannedLookReading]
  /// Customers found in more than one arm: by a merge or a move. They count where they were found first.
  public var movedCount: Int
  /// What has to be known to read it.
  public var notes: [String]

  /// Whether nothing is shown.
  public var isRefused: Bool { open.code != nil }

  /// The reading of the open dashboard, where sizes fit.
  public var reading: ExperimentReading? {
    if case .shown(let reading) = open { return reading }
    return nil
  }

  /// The planned look that called a metric of an arm first, by its number from 1; nothing: none did.
  public func look(calling metric: Int, arm: Int) -> Int? {
    let place = looks.firstIndex { look in
      guard case .shown(let reading) = look.analysis else { return false }
      return reading.metrics.contains { $0.metric == metric && $0.arm == arm && $0.lead.isCalled }
    }
    return place.map { $0 + 1 }
  }
}

extension ExperimentGathering {
  /// What open dashboards are tightest at where no size is planned: a constant, because it must not follow from what was seen.
  static let plannedCountUsual = 10_000.0

  /// The metrics: declared ones first, then all others.
  var metrics: [ExperimentMetric] {
    let declared = experiment.promise.metrics
    return declared + ExperimentMetric.allCases.filter { !declared.contains($0) }
  }

  func design(_ looking: Looking, counts: [Int]) -> ExperimentDesign {
    let promise = experiment.promise
    let arms = order.enumerated().map { place, index in
      ExperimentDesign.Arm(
        experiment.arms[index].name, share: isListed ? Double(max(1, counts[place])) : experiment.arms[index].share)
    }
    let metrics = metrics.map { metric in
      let isMoreWorse = [.unsubscriptions, .complaints, .serviceCalls].contains(metric)
      return Statistics.Metric(
        metric.name, isMoreWorse: isMoreWorse, isCapped: metric == .value && promise.valueMax != nil,
        tolerance: promise.tolerances[metric] ?? (isMoreWorse ? 0 : nil))
    }
    return ExperimentDesign(
      arms: arms, metrics: metrics, looking: looking,
      plannedCount: promise.plannedCount.map(Double.init) ?? Self.plannedCountUsual, alpha: promise.alpha)
  }

  /// What all units came to until now, in the order in which they were found.
  /// - Parameter completeOnly: only the units that were complete at this look; else those whose window has not passed count as assigned.
  func outcomes(_ looking: Looking, completeOnly: Bool, places: Bool) -> ExperimentOutcomes {
    let metrics = metrics
    var sums = [UnitOutcome](repeating: UnitOutcome(size: 0, value: 0), count: units.count * metrics.count)
    for person in persons where person.unit >= 0 && person.sinceSeconds != .max {
      for (place, metric) in metrics.enumerated() {
        sums[Int(person.unit) * metrics.count + place].add(
          person.since.outcome(metric, before: person.before, valueMax: experiment.promise.valueMax))
      }
    }
    // A look has the units of its share, though more may be complete by now.
    var isCounted = units.map { !completeOnly && $0.countedSeconds != .max }
    if completeOnly { for unit in queue.prefix(completeCount) { isCounted[Int(unit)] = true } }
    for number in units.indices where units[number].persons == 0 { isCounted[number] = false }
    var counts = order.map { _ in 0 }
    for (unit, isCounted) in zip(units, isCounted) where isCounted { counts[unit.arm] += 1 }
    var outcomes = ExperimentOutcomes(design(looking, counts: counts))
    let cross = dimensions.map(\.rawValue).joined(separator: " × ")
    for (number, unit) in units.enumerated() where isCounted[number] {
      let cell = places ? unit.place.map { [CrossPlace(cross: cross, place: $0)] } ?? [] : []
      outcomes.assign(arm: unit.arm, places: cell)
      guard isComplete(unit) else { continue }
      for metric in metrics.indices {
        let outcome = sums[number * metrics.count + metric]
        // Who gave no answer has no satisfaction.
        if outcome.size > 0 { outcomes.add(arm: unit.arm, metric: metric, outcome, places: cell) }
      }
    }
    return outcomes
  }

  /// What the experiment says now.
  public func report() -> ExperimentReport {
    var sizes = order.map { index in
      ExperimentArmSize(
        name: experiment.arms[index].name, share: isListed ? nil : experiment.arms[index].share, found: 0, counted: 0,
        complete: 0, customers: 0)
    }
    for unit in units where unit.persons > 0 {
      sizes[unit.arm].found += 1
      if unit.countedSeconds != .max { sizes[unit.arm].counted += 1 }
      if isComplete(unit) { sizes[unit.arm].complete += 1 }
    }
    for person in persons where person.unit >= 0 && units[Int(person.unit)].countedSeconds != .max {
      sizes[units[Int(person.unit)].arm].customers += 1
    }
    let design = design(.always, counts: sizes.map(\.counted))
    let found = sizes.map { Double($0.found) }
    let ratio = SampleRatio(counts: found, shares: isListed ? found : design.arms.map(\.share))
    var open = outcomes(.always, completeOnly: false, places: true).analysis()
    if !ratio.isSound(.often, alpha: design.sampleRatioAlpha) { open = .refused(ratio) }
    return ExperimentReport(
      experiment: experiment, population: population, dimensions: dimensions, period: period == .min ? 0 : period,
      untilSeconds: nowSeconds == .min ? 0 : nowSeconds, arms: sizes, metrics: metrics,
      declaredCount: experiment.promise.metrics.count, foundRatio: ratio, open: open,
      looks: open.code == nil ? looks : [], movedCount: movedCount, notes: notes)
  }

  private var notes: [String] {
    var notes: [String] = []
    let promise = experiment.promise
    if promise.plannedCount == nil || promise.windowSeconds == nil, promise.looksCount > 1 {
      notes.append(
        "planned looks are not read: they need `planned`, how many units there will be, and `window`, when an outcome is complete"
      )
    }
    if isListed { notes.append("regions are listed and nobody was drawn: differences may be those of the regions") }
    if movedCount > 0 {
      notes.append(
        "\(movedCount) findings were in another arm than the first, by a merge or a move; the first one counts")
    }
    if !hasConversionEvents {
      notes.append("conversions are what is told of contacts: who had none cannot have any")
    }
    return notes
  }
}
