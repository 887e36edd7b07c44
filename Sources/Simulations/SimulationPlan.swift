import Decisions
import Journeys
import Populations
import Times

/// A way to tell customers apart, by which a simulation is reported besides: age, sex, region.
public struct Grouping: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// What its groups are called, by number.
  public var labels: [String]

  /// Makes a grouping.
  public init(name: String, labels: [String]) {
    self.name = name
    self.labels = labels
  }
}

/// Everything that a simulation of one charter is made of. Only the clock, the channels and the customers are replaced:
/// `decide`, `advance` and the contact policy are those that ship.
public struct SimulationPlan: Sendable {
  /// The charter.
  public var charter: CharterPlan
  /// The models that decide.
  public var models: Models
  /// What is always on; nothing: no triggers and journeys.
  public var journeys: JourneyPlan?
  /// The customers.
  public var base: SimulatedBase
  /// How they behave.
  public var behavior: Behavior
  /// The first day, in the charter's own zone.
  public var firstDay: CivilDate
  /// The local second of the day at which everybody is considered for outbound contact, 0 … 86,399.
  public var sweepSecond: Int64 = 10 * 3600
  /// What the daily sweep asks; boosts of it are levers that a simulation tries.
  public var sweep = Occasion(kind: .outbound)
  /// What is up.
  public var availability = Availability()
  /// What all luck comes from.
  public var seed: UInt64 = 1
  /// By what customers are reported besides.
  public var groupings: [Grouping] = []
  /// The names by which actions are counted: those of both charters where two are compared.
  public var actions: [String]
  /// Whether nobody is considered before the moment that an abstention named, unless something happens to them. The hub
  /// considers everybody in every sweep, so the default is false.
  public var waitsForNextLook = false
  /// How many customers of the real base one of these stands for, at least 1.
  public var scale = 1.0

  /// The most contacts that a ledger keeps, and the most events of a customer: as in the hub.
  static let contactsMax = 500

  /// Makes a plan.
  public init(
    charter: CharterPlan, models: Models? = nil, journeys: JourneyPlan? = nil, base: SimulatedBase, behavior: Behavior,
    firstDay: CivilDate
  ) {
    self.charter = charter
    self.models = models ?? Models(charter)
    self.journeys = journeys
    self.base = base
    self.behavior = behavior
    self.firstDay = firstDay
    actions = charter.charter.actions.map(\.name)
  }

  /// Whether customers contend for something scarce.
  var hasLimits: Bool { !charter.volumes.isEmpty }

  /// Whether all customers live through a day before anybody begins the next: where they contend for something scarce, or
  /// where a lever steers by what all of them did.
  var isPlayedTogether: Bool { hasLimits || charter.charter.actions.contains { $0.automaticLever != nil } }

  /// When a day begins, when its sweep is, and when it ends.
  func day(_ number: Int) -> SimulatedDay {
    let zone = charter.charter.zones.first ?? .utc
    func moment(_ day: Int, _ second: Int64) -> Instant {
      zone.firstInstant(atOrAfterLocal: Int64(firstDay.daysSince1970 + day) * 86_400 + second)
    }
    return SimulatedDay(
      number: number, start: moment(number, 0), sweep: moment(number, sweepSecond), end: moment(number + 1, 0))
  }
}

/// One day of virtual time.
struct SimulatedDay: Sendable {
  var number: Int
  var start: Instant
  var sweep: Instant
  var end: Instant
}
