import Decisions

/// What a policy made of a world.
public struct RestraintResult: Hashable, Sendable {
  /// What a customer brought on average, discounted to the first day, in money. Chances stand for outcomes, so that only
  /// who left when is left to luck.
  public var value: Double
  /// Messages a customer and year in the list.
  public var messagesPerYear: Double
  /// The share of customers who left.
  public var leftShare: Double
}

/// Policies against one another in one world.
public struct RestraintTrial: Sendable {
  /// How to choose.
  public enum Policy: Hashable, Sendable {
    /// The best response every day; the truth about responses is given.
    case alwaysSend
    /// The best response when fewer than so many went out in seven days; the truth about responses is given.
    case weeklyCap(Int)
    /// The best response when it is worth more than its sending cost and a floor in money; the truth about responses is given.
    case responseOnly(floor: Double)
    /// Learned restraint: nothing is given.
    case learned
    /// Dynamic programming with the truth about everything.
    case oracle
    /// The truth about the population is given, and of each customer what is said; the rest is found out by Bayes' rule.
    case informed(InformedHabit)
  }

  /// The world.
  public var world: RestraintWorld
  /// How many customers.
  public var customerCount: Int
  /// How many days.
  public var dayCount: Int
  /// How many days of somebody's past messages, to other customers, are learned from before the first day.
  public var pastDayCount: Int

  /// Makes a trial.
  public init(seed: UInt64, customerCount: Int, dayCount: Int, pastDayCount: Int) {
    world = RestraintWorld(seed: seed)
    self.customerCount = customerCount
    self.dayCount = dayCount
    self.pastDayCount = pastDayCount
  }

  /// Runs policies on the same customers, days and luck.
  public func results(of policies: [Policy]) -> [RestraintResult] {
    let oracle = RestraintOracle(world)
    return policies.map { result(of: $0, oracle) }
  }

  private func result(of policy: Policy, _ oracle: RestraintOracle) -> RestraintResult {
    var learned: LearnedPolicy?
    if case .learned = policy {
      learned = LearnedPolicy(world, customerCount: customerCount)
      learned?.learnPast(dayCount: pastDayCount)
    }
    var informed: InformedPolicy?
    if case .informed(let known) = policy {
      informed = InformedPolicy(world, oracle, customerCount: customerCount, known: known)
    }
    var lives = (0..<customerCount).map { Life(world, customer: $0) }
    var value = 0.0
    var discount = 1.0
    var messages = 0
    var days = 0
    for day in 1...max(1, dayCount) {
      for customer in 0..<customerCount where !lives[customer].hasLeft {
        days += 1
        let offer = world.offer(customer, day: day)
        let message: RestraintWorld.Message? =
          switch policy {
          case .learned: learned?.choose(customer, day: day, offer: offer)
          case .informed: informed?.choose(customer, offer: offer, pressure: lives[customer].pressure)
          case .oracle: oracle.choice(kind: lives[customer].kindIndex, day: offer, pressure: lives[customer].pressure)
          case .alwaysSend: best(lives[customer], offer: offer, floor: -.infinity)
          case .responseOnly(let floor): best(lives[customer], offer: offer, floor: floor)
          case .weeklyCap(let most):
            lives[customer].sent(within: 7, of: day) < most
              ? best(lives[customer], offer: offer, floor: -.infinity) : nil
          }
        guard let message else {
          lives[customer].pressure *= world.dailyDecay
          continue
        }
        messages += 1
        let pressureBefore = lives[customer].pressure
        let outcome = lives[customer].send(message, day: day, offer: offer, world)
        value += discount * outcome.gain
        informed?.observe(customer, message, pressure: pressureBefore, isAnswered: outcome.isAnswered)
        learned?.observe(customer, message, day: day, isAnswered: outcome.isAnswered, hasLeft: outcome.hasLeft)
      }
      learned?.endDay(day)
      discount *= world.dailyDiscount
    }
    let count = Double(max(1, customerCount))
    return RestraintResult(
      value: value / count, messagesPerYear: Double(messages) / Double(max(1, days)) * 365,
      leftShare: Double(lives.count { $0.hasLeft }) / count)
  }

  /// The best response, if it is worth more than its sending cost and a floor.
  private func best(_ life: Life, offer: Int, floor: Double) -> RestraintWorld.Message? {
    var best: RestraintWorld.Message?
    var most = floor
    for message in RestraintWorld.Message.all {
      let worth =
        world.answer(message, life.kind, pressure: life.pressure) * RestraintWorld.days[offer].value
        - RestraintWorld.sendCosts[message.channel]
      if worth > most {
        most = worth
        best = message
      }
    }
    return best
  }
}

/// The true state of one customer.
struct Life {
  let customer: Int
  let kind: RestraintWorld.Kind
  let kindIndex: Int
  var pressure = 0.0
  var hasLeft = false
  private var sentDays: [Int] = []

  init(_ world: RestraintWorld, customer: Int) {
    self.customer = customer
    let kind = world.kind(of: customer)
    self.kind = kind
    kindIndex = RestraintWorld.kinds.firstIndex(of: kind) ?? 0
  }

  func sent(within days: Int, of day: Int) -> Int { sentDays.count { $0 > day - days } }

  mutating func send(
    _ message: RestraintWorld.Message, day: Int, offer: Int, _ world: RestraintWorld
  ) -> (gain: Double, isAnswered: Bool, hasLeft: Bool) {
    let gain = world.gain(message, day: offer, kind, pressure: pressure)
    let isAnswered = world.chance(customer, day: day, question: 2) < world.answer(message, kind, pressure: pressure)
    hasLeft = world.chance(customer, day: day, question: 3) < world.hazard(pressure: pressure)
    pressure = (pressure + 1) * world.dailyDecay
    sentDays.append(day)
    if sentDays.count > 8 { sentDays.removeFirst() }
    return (gain, isAnswered, hasLeft)
  }
}
