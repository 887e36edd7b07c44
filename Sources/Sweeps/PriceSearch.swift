/// Looks for the prices at which customers, each taking what leaves them most, take about what there is.
///
/// The prices are the multipliers of a Lagrangian relaxation, whose value no assignment can pass. Each price is found by exact
/// selection while the others stay, one after another, until nothing moves much; for a small contest a subgradient
/// then finishes what one price alone cannot. Sources: Fisher, "The Lagrangian relaxation method for solving integer
/// programming problems", 1981; Polyak, "Minimization of unsmooth functionals", 1969, for the steps.
struct PriceSearch {
  /// Contests up to this size are finished by the subgradient.
  static let polishedMax = 20_000
  /// Contests above this size begin with the prices of a sample of about this size.
  static let sampleCount = 16_384
  private static let roundsMax = 16
  private static let stepsMax = 120

  let contest: Contest
  /// Units kept, by limit and floor.
  let kept: [[Int64]]
  var prices: SlotPrices

  init(_ contest: Contest, kept: [[Int64]]) {
    self.contest = contest
    self.kept = kept
    prices = SlotPrices(contest.limits)
  }

  /// Looks for the prices.
  mutating func run() {
    guard contest.optionCount > 0 else { return }
    startFromSample()
    descend(roundsMax: contest.count > PriceSearch.polishedMax ? 6 : PriceSearch.roundsMax)
    if contest.count <= PriceSearch.polishedMax { polish() }
  }

  /// Prices of a sample, drawn by keys, that shares the rooms in proportion.
  private mutating func startFromSample() {
    let share = contest.count / PriceSearch.sampleCount
    guard share >= 2 else { return }
    let sample = contest.sample(oneIn: UInt64(share))
    guard sample.count > 0 else { return }
    let part = Double(sample.count) / Double(contest.count)
    func scaled(_ units: Int64) -> Int64 { Int64((Double(units) * part).rounded()) }
    var search = PriceSearch(sample, kept: kept.map { $0.map(scaled) })
    search.part = part
    search.descend(roundsMax: PriceSearch.roundsMax)
    prices = search.prices
  }

  /// The share of the rooms that this search may give away.
  private var part = 1.0

  private func room(_ limit: Int) -> Int64 {
    part == 1 ? contest.limits[limit].room : Int64((Double(contest.limits[limit].room) * part).rounded())
  }

  // MARK: One price after another

  private mutating func descend(roundsMax: Int) {
    for _ in 0..<roundsMax {
      let before = prices
      let fits = freeLimits()
      for limit in contest.limits.indices where !fits[limit] { select(limit) }
      if !PriceSearch.differ(before, prices) { return }
    }
  }

  /// The limits that cost nothing and are not used up at these prices: most of a hundred actions with a volume of their own.
  private func freeLimits() -> [Bool] {
    let table = PriceTable(contest, prices)
    var count = SlotCount(contest, kept: kept)
    for customer in 0..<contest.count {
      let best = table.best(contest, customer)
      if best.option >= 0 { count.count(contest, customer, best.option) }
    }
    return contest.limits.indices.map { limit in
      let spared = contest.limits[limit].room - room(limit)
      let areKept = count.groups(limit).allSatisfy { count.taken[$0] >= count.kept[$0] }
      return prices.common[limit] == 0 && areKept && count.room(limit) >= spared
    }
  }

  /// Sets the prices of one limit to the least at which what is wanted fits.
  private mutating func select(_ limit: Int) {
    let kept = kept[limit]
    let selection = PriceSelection(ThresholdCount(contest, prices, limit: limit), groupCount: kept.count + 1)
    guard kept.contains(where: { $0 > 0 }) else {
      let room = room(limit)
      prices.common[limit] = selection.leastPrice { $0.reduce(0, +) <= room }
      prices.kept[limit] = kept.map { _ in prices.common[limit] }
      return
    }
    // Who belongs to a floor may be paid for, up to what anything could be worth.
    let origin = -contest.gainMax
    let thresholds = ThresholdCount(contest, prices, limit: limit, origin: origin)
    var reach = [Int64](repeating: 0, count: kept.count + 1)
    thresholds.forEach { reach[$2] += $1 }
    let paid = PriceSelection(thresholds, groupCount: kept.count + 1)
    let own = kept.indices.map { index in origin + paid.leastPrice { $0[index + 1] <= kept[index] } }
    let room = room(limit)
    let common = selection.leastPrice { wanted in
      var rest = room - wanted[0]
      for (index, kept) in kept.enumerated() { rest -= max(wanted[index + 1], min(kept, reach[index + 1])) }
      return rest >= 0
    }
    prices.common[limit] = common
    for (index, own) in own.enumerated() { prices.kept[limit][index] = min(common, own) }
  }

  private static func differ(_ a: SlotPrices, _ b: SlotPrices) -> Bool {
    func far(_ a: Double, _ b: Double) -> Bool { abs(a - b) > 1e-3 * max(abs(a), abs(b)) }
    return zip(a.common, b.common).contains(where: far)
      || zip(a.kept, b.kept).contains { zip($0, $1).contains(where: far) }
  }

  // MARK: All prices together

  /// The value that no assignment can pass, at some prices.
  func bound(_ prices: SlotPrices) -> Double { Contest.money(relaxed(prices).bound) }

  /// The relaxation at some prices: its value, and by limit and group what is left over, negative where too much is taken.
  private func relaxed(_ prices: SlotPrices) -> (bound: Int128, left: [[Double]]) {
    let table = PriceTable(contest, prices)
    var bound: Int128 = 0
    var count = SlotCount(contest, kept: kept)
    for customer in 0..<contest.count {
      let best = table.best(contest, customer)
      guard best.option >= 0 else { continue }
      bound += Contest.whole(best.reduced)
      count.count(contest, customer, best.option)
    }
    var left: [[Double]] = []
    for (limit, kept) in kept.enumerated() {
      let shared = room(limit) - kept.reduce(0, +)
      var rest = [Double(shared - count.taken[count.first[limit]])]
      bound += Contest.whole(Double(shared) * prices.common[limit])
      for (index, kept) in kept.enumerated() {
        bound += Contest.whole(Double(kept) * prices.price(limit, group: index + 1))
        let taken = count.taken[count.first[limit] + index + 1]
        // Where both pools cost the same, the kept one is emptied first.
        let isOwnCheaper = prices.kept[limit][index] < prices.common[limit]
        let own = isOwnCheaper ? taken : min(taken, kept)
        rest[0] -= Double(taken - own)
        rest.append(Double(kept - own))
      }
      left.append(rest)
    }
    return (bound, left)
  }

  /// Subgradient steps from here; the prices with the least bound stay.
  private mutating func polish() {
    var best = relaxed(prices)
    var bestPrices = prices
    var current = best
    // What the steps aim at: a little below the least bound so far, less and less.
    var ambition = 0.02
    var idle = 0
    for _ in 0..<PriceSearch.stepsMax {
      let slack = current.left.enumerated().map { limit, left in
        left.enumerated().map { group, left in
          // Scaled by the room, so that slots and money weigh alike; a free pool that is not used up says nothing.
          return left > 0 && group == 0 && prices.common[limit] == 0 ? 0 : left / Double(max(1, room(limit)))
        }
      }
      let size = slack.joined().reduce(0) { $0 + $1 * $1 }
      guard size > 0 else { break }
      let aim = Contest.money(best.bound) * (1 - ambition)
      let step = max(0, Contest.money(current.bound) - aim) / size
      move(slack, step)
      current = relaxed(prices)
      if current.bound < best.bound {
        best = current
        bestPrices = prices
        idle = 0
      } else {
        idle += 1
        if idle == 8 {
          ambition /= 2
          idle = 0
          prices = bestPrices
          current = best
        }
      }
    }
    prices = bestPrices
  }

  private mutating func move(_ slack: [[Double]], _ step: Double) {
    for (limit, slack) in slack.enumerated() {
      let scale = step / Double(max(1, room(limit)))
      prices.common[limit] = min(contest.gainMax, max(0, prices.common[limit] - scale * slack[0]))
      for group in slack.indices.dropFirst() {
        let price = max(-contest.gainMax, prices.kept[limit][group - 1] - scale * slack[group])
        prices.kept[limit][group - 1] = min(prices.common[limit], price)
      }
    }
  }
}
