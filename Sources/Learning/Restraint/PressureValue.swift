import Decisions

/// A message that might be sent on a day, as ``PressureValue`` looks ahead to it.
public struct LaterOffer: Hashable, Sendable {
  /// Its channel.
  public var channel: ChannelKind
  /// Its purpose.
  public var purpose: PurposeKind
  /// What an answer is worth, in money.
  public var value: Double
  /// What sending it costs, in money.
  public var sendCost: Double
  /// The chance that a day brings it; the days' chances of one channel add up to at most 1.
  public var chance: Double
  /// A factor on the odds of an answer, of the hour at which it will go out; 1 is an average hour.
  public var oddsFactor: Double
  /// Pressure in points.
  public var weight: Double

  /// Makes an offer.
  public init(
    channel: ChannelKind, purpose: PurposeKind = .marketing, value: Double, sendCost: Double, chance: Double,
    oddsFactor: Double = 1, weight: Double = 1
  ) {
    self.channel = channel
    self.purpose = purpose
    self.value = value
    self.sendCost = sendCost
    self.chance = chance
    self.oddsFactor = oddsFactor
    self.weight = weight
  }
}

/// What a customer is still worth at a pressure, when later offers are chosen as well as is known: the discounted best
/// later offers, with pressure decayed between them.
///
/// A table over pressure (the count at a half-life of seven days) and over the customer's own log odds, made by value
/// iteration from what was learned when a snapshot is published. A decision looks one step ahead, into this table.
/// Source: Bellman, Dynamic Programming, 1957.
public struct PressureValue: Sendable, Equatable {
  /// The customer's own log odds that the table knows; between them it is interpolated.
  static let levels: [Double] = [-1.6, -0.8, 0, 0.8, 1.6]
  static let pressureCount = 41
  static let pressureMax = 12.0
  /// What one point has left after a day.
  private static let dailyDecay = 0.905_723_664_263_906_9
  /// Of tomorrow, today.
  public let dailyDiscount: Double
  /// Levels, then pressures.
  private var values: [Double]

  /// What silence is worth until something has been learned: nothing.
  public init(dailyDiscount: Double) {
    self.dailyDiscount = dailyDiscount > 0 && dailyDiscount < 1 ? dailyDiscount : 0.99
    values = [Double](repeating: 0, count: PressureValue.levels.count * PressureValue.pressureCount)
  }

  private static func pressure(_ index: Int) -> Double {
    // Finer where customers mostly are.
    let x = Double(index) / Double(pressureCount - 1)
    return pressureMax * x * x
  }

  /// The value that is left at a pressure, a day from now: what waiting until tomorrow is worth.
  /// - Parameters:
  ///   - pressure: the count at a half-life of seven days, now.
  ///   - shift: the customer's own log odds.
  public func waiting(pressure: Double, shift: Double) -> Double {
    dailyDiscount * value(pressure: pressure * PressureValue.dailyDecay, shift: shift)
  }

  /// The value that is left at a pressure, now; linear between the table's points.
  public func value(pressure: Double, shift: Double) -> Double {
    let levels = PressureValue.levels
    let place = (min(1.6, max(-1.6, shift)) + 1.6) / 0.8
    let level = min(levels.count - 2, Int(place))
    let share = place - Double(level)
    return (1 - share) * value(level: level, pressure) + share * value(level: level + 1, pressure)
  }

  private func value(level: Int, _ pressure: Double) -> Double {
    let last = PressureValue.pressureCount - 1
    let scaled = (max(0, pressure) / PressureValue.pressureMax).squareRoot() * Double(last)
    let index = min(last - 1, Int(min(scaled, Double(last))))
    let low = PressureValue.pressure(index)
    let high = PressureValue.pressure(index + 1)
    let share = min(1, max(0, (pressure - low) / (high - low)))
    let row = level * PressureValue.pressureCount
    return (1 - share) * values[row + index] + share * values[row + index + 1]
  }

  /// Makes the table anew from what was learned, starting from what it was.
  /// - Parameters:
  ///   - offers: what days bring; the days' kinds are the distinct ``LaterOffer/chance`` groups by `scenario`.
  ///   - sweeps: of value iteration.
  public mutating func learn(
    scenarios: [[LaterOffer]], answers: AnswerSnapshot, hazards: HazardSnapshot, prices: HazardPrices,
    lifetimeValue: Double, sweeps: Int = 60
  ) {
    let levels = PressureValue.levels
    let count = PressureValue.pressureCount
    var plans: [[DayPlan]] = []
    for level in levels.indices {
      for index in 0..<count {
        plans.append(
          scenarios.map { offers in
            DayPlan(
              offers, pressure: PressureValue.pressure(index), shift: levels[level], answers, hazards, prices,
              lifetimeValue)
          })
      }
    }
    for _ in 0..<max(0, sweeps) {
      for level in levels.indices {
        for index in 0..<count {
          let pressure = PressureValue.pressure(index)
          let silence = dailyDiscount * value(level: level, pressure * PressureValue.dailyDecay)
          var sum = 0.0
          var left = 1.0
          for plan in plans[level * count + index] {
            var best = silence
            for offer in plan.offers {
              let after = dailyDiscount * value(level: level, (pressure + offer.weight) * PressureValue.dailyDecay)
              best = max(best, offer.net + (1 - offer.loss) * after)
            }
            sum += plan.chance * best
            left -= plan.chance
          }
          values[level * count + index] = sum + max(0, left) * silence
        }
      }
    }
  }
}

/// One kind of day at one pressure: what each of its offers brings at once, and the chance that nothing follows.
private struct DayPlan {
  struct Offer {
    var net: Double
    var loss: Double
    var weight: Double
  }
  var chance: Double
  var offers: [Offer]

  init(
    _ offers: [LaterOffer], pressure: Double, shift: Double, _ answers: AnswerSnapshot, _ hazards: HazardSnapshot,
    _ prices: HazardPrices, _ lifetimeValue: Double
  ) {
    chance = offers.first?.chance ?? 0
    self.offers = offers.map { offer in
      let features = PressureFeatures.even(weekly: pressure, channel: offer.channel, purpose: offer.purpose)
      let factor = Elementary.logarithm(max(0.01, offer.oddsFactor))
      let answer = answers.chance(
        channel: offer.channel, purpose: offer.purpose, features: features, shift: shift + factor)
      let wear = hazards.cost(
        prices, channel: offer.channel, purpose: offer.purpose, features: features, lifetimeValue: lifetimeValue)
      return Offer(
        net: answer.mean * offer.value - offer.sendCost - wear.cost, loss: wear.loss, weight: offer.weight)
    }
  }
}
