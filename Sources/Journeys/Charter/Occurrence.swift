import Decisions

/// Something that triggers and journeys wait for.
public enum Occurrence: Hashable, Sendable {
  /// An event of this name.
  case event(Symbol)
  /// Something was said to the customer: one of these actions on one of these channels; an empty list means any.
  case contact(actions: [Symbol], channels: [Symbol])
  /// One of these outcomes became known, of a contact as above.
  case outcome([ContactOutcome], actions: [Symbol], channels: [Symbol])
  /// The customer came into a segment or a geographic zone; see ``Watch``.
  case entered(Symbol)
  /// The customer left it.
  case left(Symbol)
}

/// What is watched for crossing: a segment, a geographic zone, or the level of a trigger.
///
/// The state keeps its symbol for as long as it holds, so that entering and leaving can be told from being inside.
public enum Watch {
  /// The symbol of a segment.
  public static func segment(_ name: String) -> Symbol { Symbol("segment \(name)") }
  /// The symbol of a geographic zone.
  public static func zone(_ name: String) -> Symbol { Symbol("zone \(name)") }
  /// The symbol of the level that a trigger waits for.
  public static func level(ofTrigger name: String) -> Symbol { Symbol("level \(name)") }
}

/// What an occasion that is opened asks about.
public struct Opening: Hashable, Sendable {
  /// Channels, by name; empty: all outbound ones.
  public var channels: [String]
  /// What it narrows the candidates to; empty: everything.
  public var selection: Selection
  /// What it adds to levers.
  public var boosts: [Context.Boost]
  /// How long it stays worth opening, in seconds: later it is abandoned.
  public var expiresAfterSeconds: Int64
  /// Over how many seconds customers are spread, each at a keyed place; 0: at once.
  public var spreadSeconds: Int64

  /// How long an occasion stays worth opening, unless it says otherwise: a day.
  public static let expiresAfterSecondsDefault: Int64 = 86_400

  /// Makes an opening.
  public init(
    channels: [String] = [], selection: Selection = Selection(), boosts: [Context.Boost] = [],
    expiresAfterSeconds: Int64 = Opening.expiresAfterSecondsDefault, spreadSeconds: Int64 = 0
  ) {
    self.channels = channels
    self.selection = selection
    self.boosts = boosts
    self.expiresAfterSeconds = expiresAfterSeconds
    self.spreadSeconds = spreadSeconds
  }
}
