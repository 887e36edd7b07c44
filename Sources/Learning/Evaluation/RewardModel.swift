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

  /// What groups of decisions were found to be.
  private struct Groups {
    /// Their means, drawn in.
    var means: [Double]
    /// What one decision more is to its group's mean: 1 / (decisions + those that the level above is worth); 0 where groups do not differ.
    var pulls: [Double]
    var counts: [Double]

    /// How much of a group's mean is its own.
    func share(_ group: Int) -> Double { counts[group] * pulls[group] }
  }

  private let mean: Double
  private let count: Double
  private let range: ClosedRange<Double>
  private var ofArm = Groups(means: [], pulls: [], counts: [])
  private var ofContext = Groups(means: [], pulls: [], counts: [])
  private var ofCell = Groups(means: [], pulls: [], counts: [])
  private var cells: [Cell: Int] = [:]
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
    count = all.count
    range = rows.isEmpty ? 0...0 : low...high
    learnMeans(rows)
    learnSlope(rows)
  }

  /// What is expected of an arm.
  func expected(arm: Int, context: Int, hint: Double) -> Double {
    let ofThisArm = ofArm.means.indices.contains(arm) ? ofArm.means[arm] : 0
    let ofThisContext = ofContext.means.indices.contains(context) ? ofContext.means[context] : 0
    let ofThisCell = cells[Cell(arm: arm, context: context)].map { ofCell.means[$0] } ?? 0
    let hinted = hintOfArm.indices.contains(arm) ? slope * (hint - hintOfArm[arm]) : 0
    return min(max(mean + ofThisArm + ofThisContext + ofThisCell + hinted, range.lowerBound), range.upperBound)
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
    ofArm = RewardModel.shrunk(rows.map { ($0.arm, $0.reward - mean) })
    ofContext = RewardModel.shrunk(rows.map { ($0.context, $0.reward - mean) })
    var rests: [(Int, Double)] = []
    rests.reserveCapacity(rows.count)
    for row in rows {
      let cell = Cell(arm: row.arm, context: row.context)
      let place = cells[cell] ?? cells.count
      cells[cell] = place
      rests.append((place, row.reward - mean - ofArm.means[row.arm] - ofContext.means[row.context]))
    }
    ofCell = RewardModel.shrunk(rests)
    if cells.count <= max(ofArm.means.count, ofContext.means.count) {
      // Arms and contexts are one and the same.
      ofCell = Groups(
        means: ofCell.means.map { _ in 0 }, pulls: ofCell.means.map { _ in 0 }, counts: ofCell.counts)
    }
  }

  /// Group means of numbers that are 0 on average, each drawn to 0.
  private static func shrunk(_ numbers: [(group: Int, number: Double)]) -> Groups {
    var tallies = [Tally](repeating: Tally(), count: 1 + (numbers.lazy.map(\.group).max() ?? -1))
    var total = 0.0
    for (group, number) in numbers {
      tallies[group].add(number)
      total += number * number
    }
    let count = Double(numbers.count)
    let groups = Double(tallies.count { $0.count > 0 })
    let between = tallies.reduce(0) { $0 + $1.count * $1.mean * $1.mean }
    let within = count > groups ? max(total - between, 0) / (count - groups) : 0
    let unequal = count - tallies.reduce(0) { $0 + $1.count * $1.count } / count
    let spread = unequal > 0 && count > groups ? (between - (groups - 1) * within) / unequal : 0
    let pulls = tallies.map { tally in
      // Groups that differ no more than by chance are one.
      spread > 0 && tally.count > 0 ? 1 / (tally.count + within / spread) : 0
    }
    return Groups(
      means: zip(tallies, pulls).map { $0.sum * $1 }, pulls: pulls, counts: tallies.map(\.count))
  }

  /// How much each reward that it has learned from moves the sum of what it expects of policies, to first order: how far pulls go is taken as known.
  struct Leverage {
    fileprivate var ofAll = 0.0
    fileprivate var ofArm: [Double]
    fileprivate var ofContext: [Double]
    fileprivate var ofCell: [Double]
    private let cells: [Cell: Int]

    fileprivate init(_ model: RewardModel) {
      ofArm = model.ofArm.means.map { _ in 0 }
      ofContext = model.ofContext.means.map { _ in 0 }
      ofCell = model.ofCell.means.map { _ in 0 }
      cells = model.cells
    }

    /// Of a row that the model has learned from.
    func callAsFunction(_ row: OffPolicyChoices.Row) -> Double {
      let cell = cells[Cell(arm: row.arm, context: row.context)].map { ofCell[$0] } ?? 0
      return ofAll + ofArm[row.arm] + ofContext[row.context] + cell
    }
  }

  /// The leverage on what is expected of some policies, each in a context.
  func leverage(_ policies: some Sequence<(answers: ArraySlice<OffPolicyChoices.Answer>, context: Int)>) -> Leverage {
    var leverage = Leverage(self)
    guard count > 0 else { return leverage }
    for (answers, context) in policies {
      let all = answers.reduce(0) { $0 + max($1.probability, 0) }
      for answer in answers where answer.probability > 0 {
        let mass = answer.probability / all
        let cell = cells[Cell(arm: answer.arm, context: context)]
        // What a cell has of its own, it does not have of the levels above.
        let rest = mass * (1 - (cell.map(ofCell.share) ?? 0))
        if let cell { leverage.ofCell[cell] += mass * ofCell.pulls[cell] }
        var above = rest
        if ofArm.means.indices.contains(answer.arm) {
          leverage.ofArm[answer.arm] += rest * ofArm.pulls[answer.arm]
          above -= rest * ofArm.share(answer.arm)
        }
        if ofContext.means.indices.contains(context) {
          leverage.ofContext[context] += rest * ofContext.pulls[context]
          above -= rest * ofContext.share(context)
        }
        leverage.ofAll += above / count
      }
      if all <= 0 { leverage.ofAll += 1 / count }
    }
    return leverage
  }

  /// The slope of rewards over hints within arms, drawn to 0 as far as its own error goes.
  /// Source: James, Stein, "Estimation with quadratic loss", 1961.
  private mutating func learnSlope(_ rows: [OffPolicyChoices.Row]) {
    var hints = [Tally](repeating: Tally(), count: ofArm.means.count)
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
    guard rows.count > ofArm.means.count + 1, squares > 1e-12 * Double(rows.count) else { return }
    let slope = products / squares
    let error = max(rest - slope * products, 0) / Double(rows.count - ofArm.means.count) / squares
    self.slope = slope == 0 ? 0 : slope * max(0, 1 - error / (slope * slope))
  }
}
