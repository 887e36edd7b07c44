/// How made-up customers behave: what is true in a simulation, and hidden from what decides in it.
///
/// By names, so that it means the same under every charter. Chances are moved on the scale of odds: a factor of 2 makes
/// 1 % to 2 % and 50 % to 67 %. The default is a world in which the charter's propensities are true and nobody tires.
public struct PlantedTruth: Hashable, Sendable {
  /// What makes answers more or less likely, for whom.
  public struct Effect: Hashable, Sendable {
    /// Actions; empty: all.
    public var actions: [String]
    /// Channels; empty: all.
    public var channels: [String]
    /// A segment of the charter; empty: everybody.
    public var segment: String
    /// The factor on the odds of an answer, above 0.
    public var odds: Double
    /// The factor by which the odds grow in a week, above 0; 1: they do not drift.
    public var oddsPerWeek: Double

    /// Makes an effect.
    public init(
      actions: [String] = [], channels: [String] = [], segment: String = "", odds: Double = 1, oddsPerWeek: Double = 1
    ) {
      self.actions = actions
      self.channels = channels
      self.segment = segment
      self.odds = odds
      self.oddsPerWeek = oddsPerWeek
    }
  }

  /// What hours do to answers on some channels.
  public struct HourProfile: Hashable, Sendable {
    /// Channels; empty: all.
    public var channels: [String]
    /// The first local hour, 0 … 23.
    public var fromHour: Int
    /// The first local hour after it, 1 … 24.
    public var toHour: Int
    /// The factor on the odds of an answer, above 0.
    public var odds: Double

    /// Makes a profile.
    public init(channels: [String] = [], fromHour: Int, toHour: Int, odds: Double) {
      self.channels = channels
      self.fromHour = fromHour
      self.toHour = toHour
      self.odds = odds
    }
  }

  /// The chance that a contact ends in an unsubscription.
  public struct OptOut: Hashable, Sendable {
    /// Of a customer without pressure, 0 … 1.
    public var hazard: Double
    /// What a point of pressure adds to the logarithm of the hazard.
    public var perPoint: Double
    /// The share of them who complain instead, 0 … 1.
    public var complaintShare: Double

    /// Makes a hazard.
    public init(hazard: Double, perPoint: Double = 0, complaintShare: Double = 0) {
      self.hazard = hazard
      self.perPoint = perPoint
      self.complaintShare = complaintShare
    }
  }

  /// True chances by action, 0 … 1, instead of the charter's propensities.
  public var rates: [String: Double] = [:]
  /// The standard deviation of customers' own log odds.
  public var spread = 0.0
  /// What makes answers more or less likely; factors of all that apply are multiplied.
  public var effects: [Effect] = []
  /// The share of answers that would have come without the contact, 0 … 1.
  public var organicShare = 0.0
  /// How much a point of pressure lowers the log odds of an answer.
  public var fatiguePerPoint = 0.0
  /// The days in which half of a contact's pressure fades.
  public var recoveryHalfLifeDays = 5.0
  /// Unsubscriptions from marketing; nothing: what was learned, or nobody unsubscribes.
  public var optOut: OptOut?
  /// What hours do.
  public var hours: [HourProfile] = []
  /// The median of the time from a contact to its answer, in seconds; times are exponential.
  public var delayMedianSeconds = 6.0 * 3600
  /// The chance that an unanswered contact is opened, 0 … 1.
  public var openChance = 0.0
  /// The chance that an unanswered contact is refused, 0 … 1.
  public var refusalChance = 0.0
  /// Visits a customer and day by inbound channel, 0 … 1.
  public var visits: [String: Double] = [:]
  /// Events a customer and day by name, 0 … 1.
  public var events: [String: Double] = [:]

  /// The charter's propensities are true, and nobody tires.
  public init() {}
}
