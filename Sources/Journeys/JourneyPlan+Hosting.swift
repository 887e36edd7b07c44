import Decisions
import Times

/// What a host asks that keeps states in a log.
extension JourneyPlan {
  /// Whether changes of attributes matter to somebody's journeys.
  public var watchesAttributes: Bool { !slots.isEmpty }

  /// Whether positions do.
  public var watchesPositions: Bool { !charter.zones.isEmpty }

  /// The zones that a position lies in, as ``Signal/zones(_:at:)`` takes them: all that needs to be kept of it.
  public func zones(at position: GeoZone.Position) -> [Symbol] {
    charter.zones.filter { $0.contains(position) }.map { Watch.zone($0.name) }
  }

  /// The occasion that a trigger, or the stage of a journey as `journey/stage`, opens; nothing where the charter has none
  /// of that name. For a host that decides later than ``Effect/openOccasion(_:)`` asked it to.
  public func occasion(of source: String) -> Occasion? {
    self.source(Symbol(source)).map(\.occasion)
  }

  /// The segments that a customer belongs to, in the order of the charter.
  public func segments(of state: JourneyState) -> [String] {
    charter.segments.map(\.name).filter { isIn($0, state) }
  }

  /// The journeys that a customer is in, with the stage, in the order of the charter.
  public func stages(of state: JourneyState) -> [(journey: String, stage: String)] {
    charter.journeys.compactMap { journey in stage(of: state, in: journey.name).map { (journey.name, $0) } }
  }
}

extension JourneyState {
  /// Whether the customer belongs to a segment, of whichever charter: who is led on by one without it belongs to it no
  /// more.
  public func isIn(_ segment: String) -> Bool { current.holding.contains(Watch.segment(segment)) }
}

extension OccasionSource {
  /// What it asks.
  var occasion: Occasion {
    Occasion(
      kind: isTimer ? .timer(name) : .event(name), channels: opening.channels, selection: opening.selection,
      boosts: opening.boosts)
  }
}

extension JourneyCharter {
  /// Whether nothing is always on.
  public var isEmpty: Bool { triggers.isEmpty && segments.isEmpty && journeys.isEmpty }
}
