import Decisions
import Learning
import Times

/// Restraint as the hub has it, learned online from outcomes; beyond it, a customer's habits are found out by their
/// answers beside those that pressure, channel and hour let expect, and finding them out is worth something by itself.
struct LearnedPolicy {
  private static let ledgerMax = 40
  private static let publishDays = 14
  private static let floorChance = 0.002_5
  /// What finding out about a customer is worth, in money: for each unit of information, which is the variance of their
  /// log odds times that of an answer. Chosen with the seeds 11 and 12.
  private static let curiosity = 6.0
  private let world: RestraintWorld
  private var ledgers: [Ledger]
  private var habits: [PersonalHabits]
  private var mixture = HabitMixture()
  private var hazards = HazardLearner()
  private var answers = AnswerLearner(chance: 0.05)
  /// Messages and answers by channel and slot.
  private var slotCounts = [(messages: Double, answers: Double)](repeating: (0, 0), count: 6)
  private var value: PressureValue
  private var hazardsNow: HazardSnapshot
  private var answersNow: AnswerSnapshot
  /// The best slot by channel, and the factor on odds there.
  private var slots = [0, 0]
  private var factors = [1.0, 1.0]
  private let waiting = Waiting(confidence: 0.5)
  private let prices: HazardPrices

  init(_ world: RestraintWorld, customerCount: Int) {
    self.world = world
    ledgers = [Ledger](repeating: Ledger(), count: customerCount)
    habits = [PersonalHabits](repeating: PersonalHabits(), count: customerCount)
    value = PressureValue(dailyDiscount: world.dailyDiscount)
    hazardsNow = hazards.snapshot
    answersNow = answers.snapshot
    prices = HazardPrices(unsubscribed: .init(lifetimeShare: 1))
  }

  private func instant(day: Int, slot: Int) -> Instant {
    // From a Monday on.
    Instant(secondsSince1970: 1_735_516_800 + Int64(day) * 86_400 + Int64(RestraintWorld.hours[slot]) * 3600)
  }

  // MARK: - Choosing

  mutating func choose(_ customer: Int, day: Int, offer: Int) -> RestraintWorld.Message? {
    if world.chance(customer, day: day, question: 10) < LearnedPolicy.floorChance {
      let drawn = Int(world.chance(customer, day: day, question: 11) * 7)
      return drawn == 6 ? nil : RestraintWorld.Message.all[drawn]
    }
    let features = PressureFeatures(
      of: ledgers[customer], at: instant(day: day, slot: 0), isTrackingConsented: false
    ).withoutAnswers
    let person = habits[customer]
    let shifts = (0..<2).map { mixture.shift(person, $0) }
    let level = 0.5 * (shifts[0].mean + shifts[1].mean)
    let pressure = PressureState(features)
    let worth = RestraintWorld.days[offer].value
    var offers: [Waiting.Offer] = []
    for channel in 0..<2 {
      let channelKind = RestraintWorld.channels[channel]
      let own = shifts[channel]
      let answer = answersNow.chance(
        channel: channelKind, purpose: .marketing, features: features,
        shift: own.mean + Elementary.logarithm(factors[channel]))
      let cost = hazardsNow.cost(
        prices, channel: channelKind, purpose: .marketing, features: features, lifetimeValue: world.lifetimeValue)
      let ownDeviation = answer.mean * (1 - answer.mean) * own.variance.squareRoot()
      let deviation = Waiting.deviation(
        answer: Estimate(
          mean: answer.mean,
          deviation: (answer.deviation * answer.deviation + ownDeviation * ownDeviation).squareRoot()),
        worth: worth, cost: cost.deviation)
      let after =
        (1 - cost.loss) * value.waiting(pressure.adding(1), shift: level)
      offers.append(
        Waiting.Offer(
          net: answer.mean * worth - RestraintWorld.sendCosts[channel] - cost.cost
            + LearnedPolicy.curiosity * own.variance * answer.mean * (1 - answer.mean),
          deviation: deviation,
          after: after))
    }
    let verdict = waiting.verdict(of: offers, silence: value.waiting(pressure, shift: level))
    return verdict.choice.map { RestraintWorld.Message(channel: $0, slot: slots[$0]) }
  }

  // MARK: - Learning

  mutating func observe(
    _ customer: Int, _ message: RestraintWorld.Message, day: Int, isAnswered: Bool, hasLeft: Bool
  ) {
    var ledger = ledgers[customer]
    var person = habits[customer]
    learn(from: &ledger, &person, message, day: day, isAnswered: isAnswered, hasLeft: hasLeft)
    ledgers[customer] = ledger
    habits[customer] = person
  }

  private mutating func learn(
    from ledger: inout Ledger, _ person: inout PersonalHabits, _ message: RestraintWorld.Message, day: Int,
    isAnswered: Bool, hasLeft: Bool
  ) {
    let at = instant(day: day, slot: message.slot)
    let channel = RestraintWorld.channels[message.channel]
    // The pressure as it was when it was decided, so that both see the same.
    let features = PressureFeatures(
      of: ledger, at: instant(day: day, slot: 0), isTrackingConsented: false
    ).withoutAnswers
    hazards.observe(
      hasLeft ? HazardKinds(.unsubscribed) : [], channel: channel, purpose: .marketing, features: features)
    let hour = Elementary.logarithm(tempoFactor(message))
    answers.observe(
      isPositive: isAnswered, channel: channel, purpose: .marketing, features: features,
      shift: mixture.shift(person, message.channel).mean + hour)
    let usual = answersNow.chance(channel: channel, purpose: .marketing, features: features, shift: hour)
    mixture.learn(&person, message.channel, logit: Elementary.logit(usual.mean), isAnswered: isAnswered)
    slotCounts[message.channel * 3 + message.slot].messages += 1
    if isAnswered { slotCounts[message.channel * 3 + message.slot].answers += 1 }
    ledger.insert(
      Contact(
        at: at, action: Symbol("offer"), group: Symbol("offers"), issue: Symbol("sales"),
        channel: Symbol(channel.name), channelKind: channel, direction: .outbound, purpose: Symbol("offers"),
        purposeKind: .marketing, state: .delivered, outcome: isAnswered ? .converted : .none,
        outcomeAt: isAnswered ? at + 3600 : nil))
    ledger.trim(to: LearnedPolicy.ledgerMax)
  }

  private func tempoFactor(_ message: RestraintWorld.Message) -> Double {
    slotFactors[message.channel * 3 + message.slot]
  }
  private var slotFactors = [Double](repeating: 1, count: 6)

  mutating func endDay(_ day: Int) {
    if day % LearnedPolicy.publishDays == 0 { publish(sweeps: 40) }
  }

  private mutating func publish(sweeps: Int) {
    hazardsNow = hazards.snapshot
    answersNow = answers.snapshot
    mixture.publish()
    for channel in 0..<2 {
      let own = slotCounts[channel * 3..<channel * 3 + 3]
      let rate = (own.reduce(0) { $0 + $1.answers } + 1) / (own.reduce(0) { $0 + $1.messages } + 20)
      for slot in 0..<3 {
        let count = slotCounts[channel * 3 + slot]
        // Shrunk to 1 with the strength of ten expected answers.
        slotFactors[channel * 3 + slot] = (count.answers + 10) / (count.messages * rate + 10)
      }
      slots[channel] = (0..<3).max { slotFactors[channel * 3 + $0] < slotFactors[channel * 3 + $1] } ?? 0
      factors[channel] = slotFactors[channel * 3 + slots[channel]]
    }
    let scenarios = RestraintWorld.days.map { day in
      (0..<2).map { channel in
        LaterOffer(
          channel: RestraintWorld.channels[channel], value: day.value, sendCost: RestraintWorld.sendCosts[channel],
          chance: day.chance, oddsFactor: factors[channel])
      }
    }
    value.learn(
      scenarios: scenarios, answers: answersNow, hazards: hazardsNow, prices: prices,
      lifetimeValue: world.lifetimeValue, sweeps: sweeps)
  }

  /// Learns from the past of a brand without restraint: each of other customers got a message on a share of the days,
  /// their own, by a channel and at an hour that chance chose.
  mutating func learnPast(dayCount: Int) {
    guard dayCount > 0 else { return publish(sweeps: 300) }
    let first = 1_000_000
    var lives = (0..<ledgers.count).map { Life(world, customer: first + $0) }
    var people = [PersonalHabits](repeating: PersonalHabits(), count: lives.count)
    var past = [Ledger](repeating: Ledger(), count: lives.count)
    for day in (1 - dayCount)...0 {
      for index in lives.indices where !lives[index].hasLeft {
        let customer = first + index
        // Days before the first have numbers of their own.
        let number = day + 100_000
        let share = 0.05 + 0.6 * world.chance(customer, day: 0, question: 251)
        guard world.chance(customer, day: number, question: 12) < share else {
          lives[index].pressure *= world.dailyDecay
          continue
        }
        let message = RestraintWorld.Message.all[Int(world.chance(customer, day: number, question: 13) * 6)]
        let outcome = lives[index].send(message, day: number, offer: 0, world)
        var ledger = past[index]
        learn(
          from: &ledger, &people[index], message, day: day, isAnswered: outcome.isAnswered,
          hasLeft: outcome.hasLeft)
        past[index] = ledger
      }
      if day % LearnedPolicy.publishDays == 0 { publish(sweeps: 0) }
    }
    publish(sweeps: 300)
  }
}
