import Times

/// How much of something scarce there is in one window.
public enum VolumeMeasure: Hashable, Sendable {
  /// So many contacts: slots.
  case contacts(Int)
  /// Sending costs, in millionths of money.
  case sendCost(Int64)
}

/// Slots of a limit that are kept for a segment while it has takers.
public struct VolumeFloor: Sendable {
  /// How much is kept.
  public enum Least: Hashable, Sendable {
    /// So many contacts.
    case contacts(Int)
    /// A share of the limit, 0 … 1, rounded up.
    case share(Double)
  }

  /// Its name in the charter.
  public var name: String
  /// Who belongs to the segment; whoever it cannot be evaluated for does not.
  public var when: Rule
  /// How much is kept.
  public var least: Least

  /// Makes a floor.
  public init(name: String, when: Rule, least: Least) {
    self.name = name
    self.when = when
    self.least = least
  }
}

/// What limits all customers together: calls a day, an SMS budget a month.
public struct VolumeLimit: Sendable {
  /// Its name in the charter.
  public var name: String
  /// The treatments that use it up.
  public var scope: Scope
  /// How much there is.
  public var measure: VolumeMeasure
  /// In which calendar window of the charter's own zone; nothing: in all.
  public var window: CalendarWindow?
  /// For whom a part is kept; a customer belongs to the first whose condition holds. Only for contacts.
  public var floors: [VolumeFloor]

  /// Makes a limit.
  public init(
    name: String, scope: Scope = Scope(), measure: VolumeMeasure, window: CalendarWindow? = nil,
    floors: [VolumeFloor] = []
  ) {
    self.name = name
    self.scope = scope
    self.measure = measure
    self.window = window
    self.floors = floors
  }
}

extension Charter {
  /// Every volume limit: those of the policy in their order, then one for each action with a volume, named as it.
  ///
  /// The name of an action's limit begins with `volume of `, so that no limit of the policy has it.
  public var volumeLimits: [VolumeLimit] {
    limits
      + actions.compactMap { action in
        action.volumeMax.map { max in
          var scope = Scope()
          scope.actions = [action.name]
          scope.directions = []
          return VolumeLimit(name: "volume of \(action.name)", scope: scope, measure: .contacts(max))
        }
      }
  }
}
