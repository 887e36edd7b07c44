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

/// How hard a customer has been pressed, as ``PressureValue`` knows it: two faded counts, whose ratio tells how lately.
public struct PressureState: Hashable, Sendable {
  /// What one point has left after a day, of each count.
  private static let decays = (fast: 0.793_700_525_984_099_8, slow: 0.905_723_664_263_906_9)
  /// The count at a half-life of three days, in points.
  public var fast: Double
  /// The count at a half-life of seven days, in points.
  public var slow: Double

  /// Makes a state; numbers below 0 are taken for 0.
  public init(fast: Double, slow: Double) {
    self.fast = max(0, fast)
    self.slow = max(0, slow)
  }

  /// The state of a ledger's features.
  public init(_ features: borrowing PressureFeatures) {
    self.init(fast: features.total[1], slow: features.total[2])
  }

  /// With one more message of so many points.
  public func adding(_ weight: Double) -> PressureState { PressureState(fast: fast + weight, slow: slow + weight) }

  /// What is left a day later.
  var tomorrow: PressureState {
    PressureState(fast: fast * PressureState.decays.fast, slow: slow * PressureState.decays.slow)
  }

  /// Of the slow count, how much is in the fast one, 0 … 1.
  var ratio: Double { slow > 0 ? min(1, fast / slow) : 0 }
}

/// What a customer is still worth under pressure, when later offers are chosen as well as is known: the discounted best
/// later offers, with pressure decayed between them.
///
/// A table over pressure (two counts, so that what has just been sent and what was sent before fade each in their own
/// time) and over the customer's own log odds, made by value iteration from what was learned when a snapshot is
/// published. A decision looks one step ahead, into this table. Source: Bellman, Dynamic Programming, 1957.
public struct PressureValue: Sendable, Equatable {
  /// The customer's own log odds that the table knows; between them it is interpolated.
  static let levels: [Double] = [-1.6, -0.8, 0, 0.8, 1.6]
  private static let slowCount = 25
  private static let ratioCount = 9
  private static let slowMax = 12.0
  private static let count = slowCount * ratioCount
  /// Of tomorrow, today.
  public let dailyDiscount: Double
  /// Levels, then slow counts, then ratios.
  private var values: [Double]

  /// What silence is worth until something has been learned: nothing.
  public init(dailyDiscount: Double) {
    self.dailyDiscount = dailyDiscount > 0 && dailyDiscount < 1 ? dailyDiscount : 0.99
    values = [Double](repeating: 0, count: PressureValue.levels.count * PressureValue.count)
  }

  private static func slow(_ index: Int) -> Double {
    // Finer where customers mostly are.
    let x = Double(index) / Double(slowCount - 1)
    return slowMax * x * x
  }

  private static func state(_ index: Int) -> PressureState {
    let slow = slow(index / ratioCount)
    return PressureState(fast: slow * Double(index % ratioCount) / Double(ratioCount - 1), slow: slow)
  }

  /// Where a state lies among four points of the table.
  private struct Place {
    var index: Int
    var slowShare: Double
    var ratioShare: Double

    init(_ state: PressureState) {
      let last = PressureValue.slowCount - 1
      let scaled = (state.slow / PressureValue.slowMax).squareRoot() * Double(last)
      let row = min(last - 1, Int(min(scaled, Double(last))))
      let low = PressureValue.slow(row)
      slowShare = min(1, max(0, (state.slow - low) / (PressureValue.slow(row + 1) - low)))
      let steps = Double(PressureValue.ratioCount - 1)
      let column = min(PressureValue.ratioCount - 2, Int(state.ratio * steps))
      ratioShare = state.ratio * steps - Double(column)
      index = row * PressureValue.ratioCount + column
    }

    func value(_ values: UnsafeBufferPointer<Double>, level: Int) -> Double {
      let at = level * PressureValue.count + index
      let next = at + PressureValue.ratioCount
      let low = values[at] + ratioShare * (values[at + 1] - values[at])
      let high = values[next] + ratioShare * (values[next + 1] - values[next])
      return low + slowShare * (high - low)
    }
  }

  /// The value that is left under a pressure, a day from now: what waiting until tomorrow is worth.
  /// - Parameters:
  ///   - state: the pressure now.
  ///   - shift: the customer's own log odds.
  public func waiting(_ state: PressureState, shift: Double) -> Double {
    dailyDiscount * value(state.tomorrow, shift: shift)
  }

  /// The value that is left under a pressure, now; linear between the table's points.
  public func value(_ state: PressureState, shift: Double) -> Double {
    let levels = PressureValue.levels
    let scaled = (min(1.6, max(-1.6, shift)) + 1.6) / 0.8
    let level = min(levels.count - 2, Int(scaled))
    let share = scaled - Double(level)
    let place = Place(state)
    return values.withUnsafeBufferPointer { values in
      (1 - share) * place.value(values, level: level) + share * place.value(values, level: level + 1)
    }
  }

  /// Makes the table anew from what was learned, starting from what it was.
  /// - Parameters:
  ///   - scenarios: what days bring; the days' kinds, with the chance of each day's first offer.
  ///   - sweeps: of value iteration.
  public mutating func learn(
    scenarios: [[LaterOffer]], answers: AnswerSnapshot, hazards: HazardSnapshot, prices: HazardPrices,
    lifetimeValue: Double, sweeps: Int = 60
  ) {
    guard sweeps > 0 else { return }
    let count = PressureValue.count
    let silences = (0..<count).map { Place(PressureValue.state($0).tomorrow) }
    var plans: [[DayPlan]] = []
    for level in PressureValue.levels {
      for index in 0..<count {
        plans.append(
          scenarios.map { offers in
            DayPlan(
              offers, PressureValue.state(index), shift: level, answers, hazards, prices, lifetimeValue)
          })
      }
    }
    values.withUnsafeMutableBufferPointer { written in
      let values = UnsafeBufferPointer(written)
      for _ in 0..<sweeps {
        for row in plans.indices {
          let level = row / count
          let silence = dailyDiscount * silences[row % count].value(values, level: level)
          var sum = 0.0
          var left = 1.0
          for plan in plans[row] {
            var best = silence
            for offer in plan.offers {
              best = max(best, offer.net + offer.kept * dailyDiscount * offer.after.value(values, level: level))
            }
            sum += plan.chance * best
            left -= plan.chance
          }
          written[row] = sum + max(0, left) * silence
        }
      }
    }
  }

  /// One kind of day under one pressure: what each of its offers brings at once, and the chance that more follows.
  private struct DayPlan {
    struct Offer {
      var net: Double
      var kept: Double
      var after: Place
    }
    var chance: Double
    var offers: [Offer]

    init(
      _ offers: [LaterOffer], _ state: PressureState, shift: Double, _ answers: AnswerSnapshot,
      _ hazards: HazardSnapshot, _ prices: HazardPrices, _ lifetimeValue: Double
    ) {
      chance = offers.first?.chance ?? 0
      self.offers = offers.map { offer in
        let features = PressureFeatures.alike(state, channel: offer.channel, purpose: offer.purpose)
        let factor = Elementary.logarithm(max(0.01, offer.oddsFactor))
        let answer = answers.chance(
          channel: offer.channel, purpose: offer.purpose, features: features, shift: shift + factor)
        let wear = hazards.cost(
          prices, channel: offer.channel, purpose: offer.purpose, features: features, lifetimeValue: lifetimeValue)
        return Offer(
          net: answer.mean * offer.value - offer.sendCost - wear.cost, kept: 1 - wear.loss,
          after: Place(state.adding(offer.weight).tomorrow))
      }
    }
  }
}
