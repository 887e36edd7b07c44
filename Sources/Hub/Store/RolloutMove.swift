/// A step that a roll-out was put on, by hand or by its guard-rails.
public struct RolloutMove: Hashable, Sendable {
  /// From 1 on, over all roll-outs.
  public var number: Int
  /// The roll-out's name; of a whole version of the charter, with `@` and the version behind it.
  public var rollout: String
  /// The step from then on; ``Decisions/Rollout/stopped``: it reaches nobody.
  public var step: Int
  /// When: milliseconds since 1970.
  public var atMilliseconds: Int64
  /// Why, in the words of who did it; may be empty.
  public var reason: String

  /// Makes a move.
  public init(number: Int, rollout: String, step: Int, atMilliseconds: Int64, reason: String) {
    self.number = number
    self.rollout = rollout
    self.step = step
    self.atMilliseconds = atMilliseconds
    self.reason = reason
  }
}
