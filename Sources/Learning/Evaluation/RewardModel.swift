/// What is expected of an answer: means of arms, of contexts and of arms in contexts, each drawn to the level above as far as chance alone would
/// spread it, and what the hint adds within an arm.
///
/// How far a mean is drawn in is learned from the log: the variance within over the variance between is how many decisions the level above is worth.
/// Source: Bühlmann, Straub, "Glaubwürdigkeit für Schadensätze", 1970.
struct RewardModel {
  /// What decisions of one kind came to.
  private struct Tally {
    var count = 0.0
    var sum = 0.0
    var mean: Double { count > 0 ? sum / count : 0 }

    mutating func add(_ number: Double) {
      count += 1
      sum += number
    }
  }

  private struct Cell: Hashable {
    var arm: Int
    var context: Int
  }

  private let mean: Double
  private let range: ClosedRange<Double>
  private var ofArm: [Double] = []
  private var ofContext: [Double] = []
  private var ofCell: [Cell: Double] = [:]
  private var hintOfArm: [Double] = []
  private var slope = 0.0

  /// Learns from decisions.
  init(_ rows: some Sequence<OffPolicyChoices.Row>) {
    let rows = Array(rows)
    var all = Tally()
    var low = Double.infinity
    var high = -Double.infinity
    for row in rows {
      all.add(row.reward)
      low = min(low, row.reward)
      high = max(high, row.reward)
    }
    mean = all.mean
    range = rows.isEmpty ? 0...0 : low...high
    learnMeans(rows)
    learnSlope(rows)
  }

  /// What is expected of an arm.
  func expected(arm: Int, context: Int, hint: Double) -> Double {
    let armMean = ofArm.indices.contains(arm) ? ofArm[arm] : mean
    let contextMean = ofContext.indices.contains(context) ? ofContext[context] : mean
    let cell = ofCell[Cell(arm: arm, context: context)] ?? 0
    let hinted = hintOfArm.indices.contains(arm) ? slope * (hint - hintOfArm[arm]) : 0
    return min(max(armMean + contextMean - mean + cell + hinted, range.lowerBound), range.upperBound)
  }

  /// What is expected of a policy that answers so; the mean of all where it answers nothing.
  func expected(_ answers: ArraySlice<OffPolicyChoices.Answer>, context: Int) -> Double {
    var sum = CompensatedSum()
    var probability = CompensatedSum()
    for answer in answers where answer.probability > 0 {
      sum.add(answer.probability * expected(arm: answer.arm, context: context, hint: answer.hint))
      probability.add(answer.probability)
    }
    return probability.value > 0 ? sum.value / probability.value : mean
  }

  private mutating func learnMeans(_ rows: [OffPolicyChoices.Row]) {
    let mean = mean
    ofArm = RewardModel.shrunk(rows.map { ($0.arm, $0.reward - mean) }).map { mean + $0 }
    ofContext = RewardModel.shrunk(rows.map { ($0.context, $0.reward - mean) }).map { mean + $0 }
    var places: [Cell: Int] = [:]
    var rests: [(Int, Double)] = []
    rests.reserveCapacity(rows.count)
    for row in rows {
      let cell = Cell(arm: row.arm, context: row.context)
      let place = places[cell] ?? places.count
      places[cell] = place
      rests.append((place, row.reward - (ofArm[row.arm] + ofContext[row.context] - mean)))
    }
    guard places.count > max(ofArm.count, ofContext.count) else { return }
    let cells = RewardModel.shrunk(rests)
    ofCell = places.mapValues { cells[$0] }
  }

  /// Group means of numbers that are 0 on average, each drawn to 0.
  private static func shrunk(_ numbers: [(group: Int, number: Double)]) -> [Double] {
    var tallies = [Tally](repeating: Tally(), count: 1 + (numbers.lazy.map(\.group).max() ?? -1))
    var total = 0.0
    for (group, number) in numbers {
      tallies[group].add(number)
      total += number * number
    }
    let count = Double(numbers.count)
    let groups = Double(tallies.count { $0.count > 0 })
    let between = tallies.reduce(0) { $0 + $1.count * $1.mean * $1.mean }
    guard count > groups, groups > 1 else { return tallies.map { _ in 0 } }
    let within = max(total - between, 0) / (count - groups)
    let unequal = count - tallies.reduce(0) { $0 + $1.count * $1.count } / count
    let spread = unequal > 0 ? (between - (groups - 1) * within) / unequal : 0
    // Groups that differ no more than by chance are one.
    guard spread > 0 else { return tallies.map { _ in 0 } }
    let credit = within / spread
    return tallies.map { $0.count > 0 ? $0.sum / ($0.count + credit) : 0 }
  }

  /// The slope of rewards over hints within arms, drawn to 0 as far as its own error goes.
  /// Source: James, Stein, "Estimation with quadratic loss", 1961.
  private mutating func learnSlope(_ rows: [OffPolicyChoices.Row]) {
    var hints = [Tally](repeating: Tally(), count: ofArm.count)
    var rewards = hints
    for row in rows {
      hints[row.arm].add(row.hint)
      rewards[row.arm].add(row.reward)
    }
    var (squares, products, rest) = (0.0, 0.0, 0.0)
    for row in rows {
      let hint = row.hint - hints[row.arm].mean
      let reward = row.reward - rewards[row.arm].mean
      squares += hint * hint
      products += hint * reward
      rest += reward * reward
    }
    hintOfArm = hints.map(\.mean)
    guard rows.count > ofArm.count + 1, squares > 1e-12 * Double(rows.count) else { return }
    let slope = products / squares
    let error = max(rest - slope * products, 0) / Double(rows.count - ofArm.count) / squares
    self.slope = slope == 0 ? 0 : slope * max(0, 1 - error / (slope * slope))
  }
}
