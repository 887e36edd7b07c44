import Decisions

/// What a journey is for.
public enum JourneyKind: UInt8, CaseIterable, Sendable {
  case service, nurture, retention, resilience, acquisition
}

/// Where a stage leads.
public enum StageTarget: Hashable, Sendable {
  /// To the stage at this position of the journey.
  case stage(Int)
  /// Out of the journey.
  case end
}

/// A way out of a stage: by something that happens, by time, by a condition; each that is given must hold.
public struct StageMove: Sendable {
  /// One of these must happen; empty: nothing need happen.
  public var on: [Occurrence]
  /// So many seconds must have passed in the stage, those of a suspension not counted; nothing: none.
  public var afterSeconds: Int64?
  /// What must hold.
  public var when: Rule?
  /// Where it leads.
  public var target: StageTarget

  /// Makes a way.
  public init(on: [Occurrence] = [], afterSeconds: Int64? = nil, when: Rule? = nil, target: StageTarget) {
    self.on = on
    self.afterSeconds = afterSeconds
    self.when = when
    self.target = target
  }
}

/// A step of a journey: a context for decisions, and ways out.
public struct Stage: Sendable {
  /// Its name, unique in the journey.
  public var name: String
  /// What must hold for the customer to come in; where it does not, they go on to ``otherwise``.
  public var entry: Rule?
  /// Where a customer goes who may not come in.
  public var otherwise: StageTarget
  /// When the stage has done its work.
  public var exit: Rule?
  /// Where a customer goes then.
  public var next: StageTarget
  /// When the journey has lost its sense here: it ends.
  public var expiry: Rule?
  /// The journey ends after so many seconds in the stage; nothing: not for that reason.
  public var expiresAfterSeconds: Int64?
  /// Ways out, tried in their order.
  public var moves: [StageMove]
  /// What the stage adds to every decision while the customer stands in it; named `journey/stage`.
  public var context: Context
  /// The occasion that is opened when the customer comes in; nothing: none, the context alone.
  public var opening: Opening?

  /// Makes a stage.
  public init(
    name: String, entry: Rule? = nil, otherwise: StageTarget = .end, exit: Rule? = nil, next: StageTarget = .end,
    expiry: Rule? = nil, expiresAfterSeconds: Int64? = nil, moves: [StageMove] = [], context: Context,
    opening: Opening? = nil
  ) {
    self.name = name
    self.entry = entry
    self.otherwise = otherwise
    self.exit = exit
    self.next = next
    self.expiry = expiry
    self.expiresAfterSeconds = expiresAfterSeconds
    self.moves = moves
    self.context = context
    self.opening = opening
  }
}

/// A question put to a customer's journey: something happens, a condition holds, or both.
public struct Gate: Sendable {
  /// One of these must happen; empty: nothing need happen, the condition is enough.
  public var on: [Occurrence]
  /// What must hold.
  public var when: Rule?

  /// Makes a gate; without anything it never opens.
  public init(on: [Occurrence] = [], when: Rule? = nil) {
    self.on = on
    self.when = when
  }
}

/// A short way with a customer: stages that raise or restrict what may be said. It never says anything itself.
public struct Journey: Sendable {
  /// When somebody who was in it may come in again.
  public enum Reentry: Hashable, Sendable {
    case never
    case always
    /// So many seconds after it ended.
    case afterSeconds(Int64)
  }

  /// What happens when something else is decided.
  public struct Suspension: Hashable, Sendable {
    /// Which decisions suspend it; empty: those about something that its stage does not raise, permit or ask about.
    public var by: Selection
    /// For how long, in seconds.
    public var seconds: Int64
    /// Whether it ends then, rather than going on.
    public var ends: Bool

    /// Makes a rule of suspension.
    public init(by: Selection = Selection(), seconds: Int64, ends: Bool = false) {
      self.by = by
      self.seconds = seconds
      self.ends = ends
    }
  }

  /// Where customers in a stage of an earlier version go.
  public struct Migration: Hashable, Sendable {
    /// A stage that the journey no longer has.
    public var from: String
    /// Where its customers go.
    public var to: StageTarget

    /// Makes a rule.
    public init(from: String, to: StageTarget) {
      self.from = from
      self.to = to
    }
  }

  /// Its name in the charter.
  public var name: String
  /// What it is for.
  public var kind: JourneyKind
  /// Who comes in, into the first stage.
  public var entry: Gate
  /// Who leaves at once, from any stage.
  public var exit: Gate
  /// It ends so many seconds after it began; nothing: not for that reason.
  public var expiresAfterSeconds: Int64?
  /// Whether one may come in again.
  public var reentry: Reentry
  /// What something better does to it; nothing: it goes on.
  public var suspension: Suspension?
  /// At least one; the first is the way in.
  public var stages: [Stage]
  /// What becomes of customers in stages that are no more.
  public var migrations: [Migration]

  /// Makes a journey.
  public init(
    name: String, kind: JourneyKind, entry: Gate, exit: Gate = Gate(), expiresAfterSeconds: Int64? = nil,
    reentry: Reentry = .never, suspension: Suspension? = nil, stages: [Stage], migrations: [Migration] = []
  ) {
    self.name = name
    self.kind = kind
    self.entry = entry
    self.exit = exit
    self.expiresAfterSeconds = expiresAfterSeconds
    self.reentry = reentry
    self.suspension = suspension
    self.stages = stages
    self.migrations = migrations
  }
}

/// The part of a charter that is always on, checked: what opens occasions, and journeys.
public struct JourneyCharter: Sendable {
  /// The names of the events that somebody waits for, for explanations.
  public var eventNames: [String] = []
  /// The names of attributes by slot: what changed is kept by name, because slots move with charters.
  public var attributes: [String] = []
  /// Named conditions.
  public var segments: [Segment] = []
  /// Geographic zones.
  public var zones: [GeoZone] = []
  /// What opens occasions.
  public var triggers: [Trigger] = []
  /// Journeys, sorted by name.
  public var journeys: [Journey] = []

  /// Makes an empty one, under which nothing ever happens.
  public init() {}
}
