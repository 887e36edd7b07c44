import Decisions
import Times

/// Where one customer stands: segments, zones, deadlines of triggers, stages of journeys.
///
/// Everything is named by symbols, so that it outlives charters. It is what the signals so far lead to, in the order of
/// their own times, not in that of their arrival.
public struct JourneyState: Hashable, Sendable {
  /// Up to here everything is settled: an earlier signal comes too late.
  var settledSeconds = Int64.min
  /// What the settled signals lead to.
  var base = Standing()
  /// The signals that are not settled yet, in order, each once.
  var signals: [KeptSignal] = []
  /// What all signals lead to.
  var current = Standing()
  /// Occasions that were opened or abandoned, as long as a late signal may ask for them again.
  var issued: [Issued] = []

  /// A customer of whom nothing is known.
  public init() {}

  /// Whether there is nothing worth keeping.
  public var isEmpty: Bool { self == JourneyState() }

  /// What does not depend on the order in which signals arrived: everything but the occasions that were opened
  /// meanwhile. Two states with equal standings go on alike.
  public var standing: Standing { current }
}

/// Where a customer stands after some signals.
public struct Standing: Hashable, Sendable {
  /// A deadline that a trigger has set.
  struct Deadline: Hashable, Sendable {
    var trigger: Symbol
    var dueSeconds: Int64
  }

  /// When a trigger last opened an occasion.
  struct Firing: Hashable, Sendable {
    var trigger: Symbol
    var atSeconds: Int64
    /// The year whose turn it was, of a yearly date; 0: of anything else.
    var year: Int64 = 0
  }

  /// An occasion that waits for its moment.
  struct Pending: Hashable, Sendable {
    var source: Symbol
    /// Tells occasions of one source apart: the time of a trigger's, the year of a yearly one's; run and visit of a stage's.
    var ordinal: Int64
    var atSeconds: Int64
    var dueSeconds: Int64
  }

  /// One journey of the customer.
  struct Run: Hashable, Sendable {
    var journey: Symbol
    /// How often they came in.
    var count: Int64 = 0
    /// The stage; ``Symbol/none``: they are not in it.
    var stage = Symbol.none
    /// When they came into the journey.
    var enteredSeconds: Int64 = 0
    /// When they came into the stage.
    var stageSeconds: Int64 = 0
    /// From when the waits of the stage count: as ``stageSeconds``, later by the time that the journey was suspended.
    var waitSeconds: Int64 = 0
    /// How many stages they came into in this run.
    var visits: Int64 = 0
    /// Suspended since and until; 0: it is not.
    var suspendedSeconds: Int64 = 0
    var resumesSeconds: Int64 = 0
    /// When the last run ended; 0: none did.
    var endedSeconds: Int64 = 0
    var ending = JourneyEnding.completed

    init(journey: Symbol) { self.journey = journey }

    /// The run after its end: what is kept is what coming in again asks for.
    func ended(at: Instant, _ ending: JourneyEnding) -> Run {
      var ended = Run(journey: journey)
      ended.count = count
      ended.visits = visits
      ended.endedSeconds = at.secondsSince1970
      ended.ending = ending
      return ended
    }

    var isActive: Bool { stage != .none }
    var isSuspended: Bool { resumesSeconds != 0 }
  }

  /// The time of the last step.
  var timeSeconds = Int64.min
  /// The charter's ``JourneyPlan/key`` under which the customer was last looked at; 0: never.
  var planKey: UInt32 = 0
  /// What holds of ``Watch``, sorted.
  var holding: [Symbol] = []
  /// Sorted by trigger.
  var deadlines: [Deadline] = []
  /// Sorted by trigger.
  var firings: [Firing] = []
  /// In the order in which they arose.
  var pending: [Pending] = []
  /// Sorted by journey.
  var runs: [Run] = []

  init() {}
}

/// An occasion that was opened or abandoned.
struct Issued: Hashable, Sendable {
  var source: Symbol
  var ordinal: Int64
  var dueSeconds: Int64
}

/// Why a customer is no longer in a journey.
public enum JourneyEnding: UInt8, CaseIterable, Sendable {
  /// Its last stage led out of it.
  case completed = 0
  /// Its exit condition came true, or what ends it happened.
  case exited = 1
  /// It lost its sense: the journey or a stage expired.
  case expired = 2
  /// Something better was decided, and its rule says that it ends then.
  case superseded = 3
  /// A new charter ended it by its rule of migration.
  case migrated = 4
  /// A new charter no longer has the stage, and no rule says where to go.
  case lost = 5
}
