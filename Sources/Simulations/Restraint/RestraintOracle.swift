import Decisions

/// The policy that knows the truth: dynamic programming over pressure, a table for each kind of customer.
struct RestraintOracle {
  private static let count = 61
  private static let pressureMax = 15.0
  private let world: RestraintWorld
  private var values: [[Double]]

  init(_ world: RestraintWorld, sweeps: Int = 700) {
    self.world = world
    values = RestraintWorld.kinds.map { RestraintOracle.values(world, $0, sweeps: sweeps) }
  }

  private static func pressure(_ index: Int) -> Double {
    let x = Double(index) / Double(count - 1)
    return pressureMax * x * x
  }

  /// Where a pressure lies between two points of the table.
  private static func place(_ pressure: Double) -> (index: Int, share: Double) {
    let last = Double(count - 1)
    let index = min(count - 2, Int(min(last, (pressure / pressureMax).squareRoot() * last)))
    let low = RestraintOracle.pressure(index)
    return (index, min(1, (pressure - low) / (RestraintOracle.pressure(index + 1) - low)))
  }

  private static func values(_ world: RestraintWorld, _ kind: RestraintWorld.Kind, sweeps: Int) -> [Double] {
    let pressures = (0..<count).map(pressure)
    let silent = pressures.map { place($0 * world.dailyDecay) }
    let sent = pressures.map { place(($0 + 1) * world.dailyDecay) }
    let alive = pressures.map { 1 - world.hazard(pressure: $0) }
    // All messages lead to the same pressure, so only the best of the day matters.
    let gains = pressures.map { pressure in
      RestraintWorld.days.indices.map { day in
        RestraintWorld.Message.all.map { world.gain($0, day: day, kind, pressure: pressure) }.max() ?? 0
      }
    }
    var values = [Double](repeating: 0, count: count)
    let chances = RestraintWorld.days.map(\.chance)
    for _ in 0..<sweeps {
      values.withUnsafeMutableBufferPointer { values in
        for index in 0..<count {
          let (low, share) = silent[index]
          let silence = world.dailyDiscount * (values[low] + share * (values[low + 1] - values[low]))
          let (low2, share2) = sent[index]
          let after = world.dailyDiscount * alive[index] * (values[low2] + share2 * (values[low2 + 1] - values[low2]))
          var sum = 0.0
          for day in 0..<chances.count { sum += chances[day] * max(silence, gains[index][day] + after) }
          values[index] = sum
        }
      }
    }
    return values
  }

  /// What a customer is still worth when everything to come is decided as well as can be.
  func value(kind: Int, pressure: Double) -> Double {
    let (index, share) = RestraintOracle.place(pressure)
    return values[kind][index] + share * (values[kind][index + 1] - values[kind][index])
  }

  /// The best message of a day; nothing: silence.
  func choice(kind: Int, day: Int, pressure: Double) -> RestraintWorld.Message? {
    let truth = RestraintWorld.kinds[kind]
    let decay = world.dailyDecay
    var best: RestraintWorld.Message?
    var most = world.dailyDiscount * value(kind: kind, pressure: pressure * decay)
    let after =
      world.dailyDiscount * (1 - world.hazard(pressure: pressure))
      * value(kind: kind, pressure: (pressure + 1) * decay)
    for message in RestraintWorld.Message.all {
      let worth = world.gain(message, day: day, truth, pressure: pressure) + after
      if worth > most {
        most = worth
        best = message
      }
    }
    return best
  }
}
