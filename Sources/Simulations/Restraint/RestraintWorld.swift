import Decisions

/// A seeded world with planted truth, in which restraint can be right or wrong.
///
/// Every day brings each customer one offer, worth much or little, which may be sent by e-mail or SMS at one of three
/// hours, or not at all. Each message adds a point of pressure, which fades with a half-life; pressure lowers the odds of
/// an answer and raises the hazard that the customer leaves for good, with all that they would have been worth.
public struct RestraintWorld: Sendable {
  /// A kind of customer: what is true of them, and hidden from every policy but those that are told.
  public struct Kind: Hashable, Sendable {
    /// Their log odds beside the population's.
    public var level: Double
    /// Their log odds for SMS beside those for e-mail, beyond the population's.
    public var role: Double
  }

  /// A kind of day.
  public struct Day: Hashable, Sendable {
    /// What an answer to its offer is worth, in money.
    public var value: Double
    /// The share of such days.
    public var chance: Double
  }

  /// A message that a policy may send.
  public struct Message: Hashable, Sendable {
    /// 0: e-mail, 1: SMS.
    public var channel: Int
    /// 0 … 2: at 9, 13 or 19 o'clock.
    public var slot: Int

    /// Makes a message.
    public init(channel: Int, slot: Int) {
      self.channel = channel
      self.slot = slot
    }

    /// All messages.
    public static let all = (0..<2).flatMap { channel in (0..<3).map { Message(channel: channel, slot: $0) } }
  }

  /// The local hours of the slots.
  public static let hours = [9, 13, 19]
  /// The kinds of channel.
  public static let channels: [ChannelKind] = [.email, .sms]
  /// What a message costs by channel, in money.
  public static let sendCosts = [0.002, 0.06]
  /// The kinds of days.
  public static let days = [Day(value: 4, chance: 0.45), Day(value: 8, chance: 0.35), Day(value: 16, chance: 0.2)]
  /// The kinds of customers, equally frequent.
  public static let kinds = [-0.8, -0.4, 0, 0.4, 0.8].flatMap { level in
    [-0.4, 0, 0.4].map { Kind(level: level, role: $0) }
  }

  /// What all chance comes from.
  public var seed: UInt64
  /// The days in which half of a message's pressure fades. Deliberately none of the half-lives that the features count with.
  public var halfLifeDays = 5.0
  /// How much a point of pressure lowers the log odds of an answer.
  public var answerSlope = 0.2
  /// How much a point of pressure raises the logarithm of the hazard of leaving.
  public var hazardSlope = 0.45
  /// The hazard without pressure.
  public var hazardBase = 0.000_6
  /// What is lost with a customer who leaves, beside what this world would still have brought, in money.
  public var lifetimeValue = 60.0
  /// Of tomorrow, today.
  public var dailyDiscount = 0.99

  /// Makes a world.
  public init(seed: UInt64) { self.seed = seed }

  /// A customer's key.
  func key(_ customer: Int) -> UInt64 { UInt64(customer) &* 0x9e37_79b9_7f4a_7c15 ^ seed &* 0xd134_2543_de82_ef95 }

  /// A number from 0 up to 1 for one question about a customer and a day; the same for every policy.
  func chance(_ customer: Int, day: Int, question: Int) -> Double {
    Chance.uniform(key(customer), salt: UInt64(day) << 8 | UInt64(question))
  }

  func kind(of customer: Int) -> Kind {
    RestraintWorld.kinds[Int(chance(customer, day: 0, question: 250) * Double(RestraintWorld.kinds.count))]
  }

  /// The day's kind, by its position in ``days``.
  func offer(_ customer: Int, day: Int) -> Int {
    var rest = chance(customer, day: day, question: 1)
    for (index, kind) in RestraintWorld.days.enumerated() {
      rest -= kind.chance
      if rest < 0 { return index }
    }
    return RestraintWorld.days.count - 1
  }

  /// The true chance of an answer.
  func answer(_ message: Message, _ kind: Kind, pressure: Double) -> Double {
    let byHour = message.channel == 0 ? [0.3, 0, -0.35] : [-0.35, 0, 0.3]
    let base = message.channel == 0 ? -2.75 : -2.45 + kind.role
    return Elementary.sigmoid(base + kind.level + byHour[message.slot] - answerSlope * pressure)
  }

  /// The true chance that the customer leaves because of the next message.
  func hazard(pressure: Double) -> Double { min(1, hazardBase * Elementary.exponential(hazardSlope * pressure)) }

  /// What is left of a point after a day.
  var dailyDecay: Double { Elementary.exponential(-0.693_147_180_559_945_3 / halfLifeDays) }

  /// What a message brings on average at once, all its true costs but the future taken off, in money.
  func gain(_ message: Message, day: Int, _ kind: Kind, pressure: Double) -> Double {
    answer(message, kind, pressure: pressure) * RestraintWorld.days[day].value
      - RestraintWorld.sendCosts[message.channel] - hazard(pressure: pressure) * lifetimeValue
  }
}
