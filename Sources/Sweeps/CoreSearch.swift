/// Improves an assignment where it is not clear: among the customers whose choice the prices leave open, every combination that
/// could be better is tried, as far as the limit of steps allows.
///
/// A customer's option that leaves less than their best by more than the gap between an assignment and the relaxed
/// value is in no better assignment, so all others are fixed (Pisinger, "A minimal algorithm for the multiple-choice knapsack
/// problem", 1995). What is left is a depth-first search that turns back where the relaxed value says so.
struct CoreSearch {
  /// The most customers that are searched.
  static let customersMax = 48
  /// The most steps of one search.
  static let stepsMax = 200_000

  /// One customer of the core.
  private struct Member {
    var customer: Int
    /// What may be taken, −1 for nothing, what leaves most first.
    var options: [(option: Int, reduced: Double)]
    /// How much less than the best the second best leaves.
    var margin: Double
  }

  private(set) var assignment: Assignment
  /// Whether nothing better exists.
  private(set) var isProven = false
  private var members: [Member] = []
  private var best: [Int] = []
  private var bestScore = 0.0
  private var current: [Int] = []
  private var suffix: [Double] = []
  private var steps = 0

  /// Searches around an assignment.
  ///
  /// - Parameters:
  ///   - gap: how much better, in money, an assignment can be at all.
  init(_ assignment: Assignment, gap: Double) {
    self.assignment = assignment
    let isWhole = collect(gap: gap)
    guard !members.isEmpty else {
      isProven = true
      return
    }
    search()
    isProven = isWhole && steps < CoreSearch.stepsMax
  }

  /// Finds the members; false when there are more than can be searched.
  private mutating func collect(gap: Double) -> Bool {
    let contest = assignment.contest
    // A hair more, against the rounding of sums.
    let gap = gap + 1e-4 + gap * 1e-9
    var isWhole = true
    for customer in 0..<contest.count {
      let best = assignment.table.best(contest, customer)
      var options: [(option: Int, reduced: Double)] = []
      for option in contest.options(customer) {
        let reduced = assignment.reduced(customer, option)
        if best.reduced - reduced <= gap { options.append((option, reduced)) }
      }
      if best.reduced <= gap { options.append((-1, 0)) }
      let isAtBest = assignment.option(customer) == best.option
      if options.count < 2, isAtBest { continue }
      options.sort { $0.reduced != $1.reduced ? $0.reduced > $1.reduced : $0.option > $1.option }
      let margin = isAtBest && options.count > 1 ? options[0].reduced - options[1].reduced : 0
      members.append(Member(customer: customer, options: options, margin: margin))
      if members.count >= CoreSearch.customersMax * 64 {
        members = nearest(members)
        isWhole = false
      }
    }
    if members.count > CoreSearch.customersMax {
      members = nearest(members)
      isWhole = false
    }
    return isWhole
  }

  private func nearest(_ members: [Member]) -> [Member] {
    let keys = assignment.contest.keys
    let sorted = members.sorted {
      $0.margin != $1.margin ? $0.margin < $1.margin : keys[$0.customer] < keys[$1.customer]
    }
    return Array(sorted.prefix(CoreSearch.customersMax))
  }

  private mutating func search() {
    let keys = assignment.contest.keys
    // The clearest first: the search then turns back late in the list, where it costs little.
    members.sort { $0.margin != $1.margin ? $0.margin > $1.margin : keys[$0.customer] < keys[$1.customer] }
    suffix = [0]
    for member in members.reversed() { suffix.append((suffix.last ?? 0) + max(0, member.options[0].reduced)) }
    suffix.reverse()
    best = members.map { assignment.option($0.customer) }
    bestScore = score(members.indices.reduce(0) { $0 + gain(best[$1]) })
    current = best.map { _ in -1 }
    for member in members { assignment.set(member.customer, -1) }
    descend(0, gained: 0)
    for (member, option) in zip(members, best) { assignment.set(member.customer, option) }
  }

  private func gain(_ option: Int) -> Double { option < 0 ? 0 : assignment.contest.gains[option] }

  /// A gain, less what floors lack.
  private func score(_ gain: Double) -> Double {
    let shortfall = assignment.count.shortfall
    return shortfall == 0 ? gain : gain - assignment.contest.floorWeight * Double(shortfall)
  }

  private mutating func descend(_ depth: Int, gained: Double) {
    steps += 1
    guard depth < members.count else {
      let score = score(gained)
      if score > bestScore {
        bestScore = score
        best = current
      }
      return
    }
    let rest = suffix[depth] + worthOfRoom()
    // An improvement below the perturbation that breaks ties is none.
    guard gained + rest > bestScore + 1e-9 * abs(bestScore), steps < CoreSearch.stepsMax else { return }
    let customer = members[depth].customer
    for place in members[depth].options.indices {
      let option = members[depth].options[place].option
      if option >= 0, !assignment.fits(customer, option) { continue }
      assignment.set(customer, option)
      current[depth] = option
      descend(depth + 1, gained: gained + gain(option))
      assignment.set(customer, -1)
      current[depth] = -1
    }
  }

  /// What is left of every limit, at its prices, less what floors that are not reached cost at the least.
  private func worthOfRoom() -> Double {
    let count = assignment.count
    let prices = assignment.prices
    var worth = 0.0
    for limit in assignment.contest.limits.indices {
      worth += Double(count.room(limit)) * prices.common[limit]
      for place in count.groups(limit).dropFirst() where count.kept[place] > count.taken[place] {
        // What a floor still lacks must be paid for.
        let price = prices.price(limit, group: place - count.first[limit])
        worth -= Double(count.kept[place] - count.taken[place]) * (prices.common[limit] - price)
      }
    }
    return worth
  }
}
