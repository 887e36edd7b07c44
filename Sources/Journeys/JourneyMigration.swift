import Decisions

/// What becomes of customers in a stage when another charter comes.
public struct StageMigration: Hashable, Sendable {
  /// Where they go.
  public enum Fate: Hashable, Sendable {
    /// They stay: the stage is still there.
    case kept
    /// To another stage, by a rule of the new charter.
    case moved(String)
    /// Out of the journey, by a rule.
    case ended
    /// Out of the journey, because no rule says where to go.
    case lost
  }

  /// The journey.
  public var journey: String
  /// The stage in the old charter.
  public var stage: String
  /// Where its customers go.
  public var fate: Fate

  /// What becomes of every stage of the old charter, in its order.
  public static func all(from old: JourneyCharter, to new: JourneyCharter) -> [StageMigration] {
    old.journeys.flatMap { journey in
      let successor = new.journeys.first { $0.name == journey.name }
      return journey.stages.map { stage in
        StageMigration(journey: journey.name, stage: stage.name, fate: fate(of: stage.name, in: successor))
      }
    }
  }

  private static func fate(of stage: String, in journey: Journey?) -> Fate {
    guard let journey else { return .lost }
    if journey.stages.contains(where: { $0.name == stage }) { return .kept }
    switch journey.migrations.first(where: { $0.from == stage })?.to {
    case .stage(let number): return .moved(journey.stages[number].name)
    case .end: return .ended
    case nil: return .lost
    }
  }
}
