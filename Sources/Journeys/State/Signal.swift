import Decisions
import Expressions
import Times

/// What a customer's journeys are told of.
public enum Signal: Sendable {
  /// Time went by: a timer fell due, or somebody looks over everybody.
  case clock
  /// The customer became known.
  case created(at: Instant)
  /// Something happened.
  case event(Symbol, at: Instant)
  /// An action was decided for them: said, or to be said at this moment.
  case contact(action: Symbol, channel: Symbol, at: Instant)
  /// What they made of one.
  case outcome(ContactOutcome, action: Symbol, channel: Symbol, at: Instant)
  /// Where they are. Only inside or outside of each zone is kept.
  case position(GeoZone.Position, at: Instant)
  /// The same from a host that kept the zones they are in, and not the position; ``JourneyPlan/zones(at:)`` names them.
  case zones([Symbol], at: Instant)
  /// Attributes changed: the row as it was before, in the slots of the charter in force. An attribute has its new
  /// value from the moment on at which the hub learned it.
  case attributes(before: Row, at: Instant)
}

/// Limits of what is kept of one customer.
public enum JourneyLimits {
  /// How late a signal may come and still be put into its place, in seconds: three days.
  public static let latenessSeconds: Int64 = 3 * 86_400
  /// How far in the future a signal may lie, in seconds: a year; a contact may be planned.
  public static let futureSeconds: Int64 = 366 * 86_400
  /// The most signals kept; of more, the oldest are taken as settled before their time.
  public static let signalsMax = 64
  /// How often a stage may lead on to the next at one moment.
  public static let movesMax = 16
  /// How often conditions that depend on time alone are looked at again, in seconds.
  public static let reviewSeconds: Int64 = 86_400
}

/// A signal that matters, as the state keeps it. The order is that in which signals count: by time, then by content, so
/// that it does not depend on the order of arrival.
struct KeptSignal: Hashable, Comparable {
  enum Kind: UInt8 {
    case created = 0
    /// A first look at somebody, or under another charter.
    case look = 1
    case attributes = 2
    case zones = 3
    case event = 4
    case contact = 5
    case outcome = 6
  }

  /// An attribute as it was before a change; no bytes: it was absent.
  struct Change: Hashable {
    var attribute: Symbol
    var before: [UInt8]
  }

  var atSeconds: Int64
  var kind: Kind
  /// The event, or the action of a contact.
  var name = Symbol.none
  var channel = Symbol.none
  var outcome = ContactOutcome.none
  /// The zones that the customer is in, sorted.
  var zones: [Symbol] = []
  var changes: [Change] = []

  init(_ kind: Kind, at: Instant) {
    self.kind = kind
    atSeconds = at.secondsSince1970
  }

  var at: Instant { Instant(secondsSince1970: atSeconds) }

  static func < (a: KeptSignal, b: KeptSignal) -> Bool {
    if a.atSeconds != b.atSeconds { return a.atSeconds < b.atSeconds }
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    if a.name != b.name { return a.name < b.name }
    if a.channel != b.channel { return a.channel < b.channel }
    if a.outcome != b.outcome { return a.outcome.rawValue < b.outcome.rawValue }
    if a.zones != b.zones { return a.zones.lexicographicallyPrecedes(b.zones) }
    return a.changes.lexicographicallyPrecedes(b.changes) {
      $0.attribute != $1.attribute ? $0.attribute < $1.attribute : $0.before.lexicographicallyPrecedes($1.before)
    }
  }

  /// Whether it is what somebody waits for.
  func matches(_ occurrence: Occurrence) -> Bool {
    switch occurrence {
    case .event(let name): kind == .event && name == self.name
    case .contact(let actions, let channels): kind == .contact && isOf(actions, channels)
    case .outcome(let outcomes, let actions, let channels):
      kind == .outcome && outcomes.contains(outcome) && isOf(actions, channels)
    case .entered, .left: false
    }
  }

  private func isOf(_ actions: [Symbol], _ channels: [Symbol]) -> Bool {
    (actions.isEmpty || actions.contains(name)) && (channels.isEmpty || channels.contains(channel))
  }
}
