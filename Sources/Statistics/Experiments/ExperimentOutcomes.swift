/// A place of a cross of segments: `18-29, north` of `age × region`. Every unit is in one place of a cross at most, and was before it was assigned.
public struct CrossPlace: Hashable, Sendable, Comparable {
  /// The cross.
  public var cross: String
  /// The place in it.
  public var place: String

  /// Makes a place.
  public init(cross: String, place: String) {
    self.cross = cross
    self.place = place
  }

  /// By cross, then by place.
  public static func < (left: CrossPlace, right: CrossPlace) -> Bool {
    left.cross == right.cross ? left.place < right.place : left.cross < right.cross
  }
}

/// What the units of an experiment came to, summed up: the fold of the log feeds it, and parts of it merge.
///
/// Nothing can be read from it but through ``analysis(earlierCounts:)``, which checks the sizes of the arms first.
public struct ExperimentOutcomes: Hashable, Sendable {
  /// The units of some place, or of all.
  struct Cell: Hashable, Sendable {
    /// By arm: all units assigned.
    var assigned: [Double]
    /// By metric, then by arm.
    var summaries: [[ArmSummary]]
  }

  /// What was fixed beforehand.
  public let design: ExperimentDesign
  private(set) var all: Cell
  private(set) var places: [CrossPlace: Cell] = [:]

  /// No unit yet.
  public init(_ design: ExperimentDesign) {
    self.design = design
    all = Self.empty(design)
  }

  private static func empty(_ design: ExperimentDesign) -> Cell {
    Cell(
      assigned: design.arms.map { _ in 0 }, summaries: design.metrics.map { _ in design.arms.map { _ in ArmSummary() } }
    )
  }

  /// Takes in units that were assigned to an arm, whatever became of them since.
  /// - Parameters:
  ///   - arm: its position; another one is ignored, as everywhere here.
  ///   - places: the unit's places, one a cross.
  public mutating func assign(arm: Int, count: Double = 1, places: [CrossPlace] = []) {
    guard design.arms.indices.contains(arm) else { return }
    change(places) { $0.assigned[arm] += count }
  }

  /// Takes in what a unit came to, on a metric. Units that did nothing count as well, with 0.
  public mutating func add(arm: Int, metric: Int, _ unit: UnitOutcome, places: [CrossPlace] = []) {
    guard design.arms.indices.contains(arm), design.metrics.indices.contains(metric) else { return }
    change(places) { $0.summaries[metric][arm].add(unit) }
  }

  /// Exchanges what a unit came to by what it has come to since.
  public mutating func replace(
    arm: Int, metric: Int, _ earlier: UnitOutcome, with later: UnitOutcome, places: [CrossPlace] = []
  ) {
    guard design.arms.indices.contains(arm), design.metrics.indices.contains(metric) else { return }
    change(places) { $0.summaries[metric][arm].replace(earlier, with: later) }
  }

  /// Takes in units that are summed up already.
  public mutating func merge(arm: Int, metric: Int, _ summary: ArmSummary, places: [CrossPlace] = []) {
    guard design.arms.indices.contains(arm), design.metrics.indices.contains(metric) else { return }
    change(places) { $0.summaries[metric][arm].merge(summary) }
  }

  /// Takes in other units of the same experiment. Outcomes of another design are ignored.
  public mutating func merge(_ other: ExperimentOutcomes) {
    guard other.design == design else { return }
    all.merge(other.all)
    // The order does not matter: every place is one of its own.
    for (place, cell) in other.places { places[place, default: Self.empty(design)].merge(cell) }
  }

  private mutating func change(_ among: [CrossPlace], _ body: (inout Cell) -> Void) {
    body(&all)
    for place in among { body(&places[place, default: Self.empty(design)]) }
  }
}

extension ExperimentOutcomes.Cell {
  /// Takes in another part of the same place.
  fileprivate mutating func merge(_ other: Self) {
    for arm in assigned.indices { assigned[arm] += other.assigned[arm] }
    for metric in summaries.indices {
      for arm in summaries[metric].indices { summaries[metric][arm].merge(other.summaries[metric][arm]) }
    }
  }

  /// The arms' sizes beside those that they should have.
  func sampleRatio(_ design: ExperimentDesign) -> SampleRatio {
    SampleRatio(counts: assigned, shares: design.arms.map(\.share))
  }
}
