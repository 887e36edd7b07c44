/// What each kind of option costs each class of customers at given prices, and who then takes what.
struct PriceTable {
  let kindCount: Int
  /// By class, then kind.
  private(set) var costs: [Double]

  init(_ contest: Contest, _ prices: SlotPrices, without left: Int? = nil) {
    kindCount = contest.kinds.count
    costs = []
    costs.reserveCapacity(contest.classMasks.count * kindCount)
    for number in contest.classMasks.indices {
      let groups = contest.limits.indices.map { contest.group($0, ofClass: number) }
      for uses in contest.kinds {
        var cost = 0.0
        for use in uses where use.limit != left {
          cost += Double(use.amount) * prices.price(use.limit, group: groups[use.limit])
        }
        costs.append(cost)
      }
    }
  }

  /// The cost of an option for a customer.
  @inline(__always) func cost(_ contest: Contest, _ customer: Int, _ option: Int) -> Double {
    costs[
      Int(contest.classes[customer]) * kindCount
        + Int(contest.kindOfTreatment[Int(contest.treatments[option])])]
  }

  /// The option that leaves a customer most after its cost, and how much; −1 and 0 when none leaves anything.
  @inline(__always) func best(_ contest: Contest, _ customer: Int) -> (option: Int, reduced: Double) {
    var best = -1
    var most = 0.0
    for option in contest.options(customer) {
      let reduced = contest.gains[option] - cost(contest, customer, option)
      if reduced > most {
        most = reduced
        best = option
      }
    }
    return (best, most)
  }
}

/// How much of each limit is taken, by group; and what is kept for whom.
struct SlotCount: Sendable {
  /// Where the groups of a limit begin.
  let first: [Int]
  let rooms: [Int64]
  /// Units taken, by limit and group.
  var taken: [Int64]
  /// Units kept, by limit and group; 0 for the group of no floor.
  var kept: [Int64]

  init(_ contest: Contest, kept: [[Int64]]) {
    var first: [Int] = []
    var flat: [Int64] = []
    for (limit, kept) in zip(contest.limits, kept) {
      first.append(flat.count)
      flat.append(0)
      flat += kept.prefix(limit.floors.count)
    }
    self.first = first
    self.kept = flat
    rooms = contest.limits.map(\.room)
    taken = flat.map { _ in 0 }
  }

  /// The places of a limit's groups.
  func groups(_ limit: Int) -> Range<Int> { first[limit]..<(limit + 1 < first.count ? first[limit + 1] : kept.count) }

  /// What is left of a limit; negative when it is passed.
  func room(_ limit: Int) -> Int64 {
    var room = rooms[limit]
    for place in groups(limit) { room -= taken[place] }
    return room
  }

  /// Adds, or with a negative sign takes back, what an option of a kind takes.
  mutating func count(_ contest: Contest, _ customer: Int, _ option: Int, sign: Int64 = 1) {
    for use in contest.uses(option) {
      taken[first[use.limit] + contest.group(use.limit, ofClass: Int(contest.classes[customer]))] += sign * use.amount
    }
  }

  /// Units that floors keep and nobody took.
  var shortfall: Int64 { zip(kept, taken).reduce(0) { $0 + max(0, $1.0 - $1.1) } }

  /// Whether every limit holds.
  var holds: Bool { rooms.indices.allSatisfy { room($0) >= 0 } }
}

extension Contest {
  /// What an option takes.
  func uses(_ option: Int) -> [SlotUse] { kinds[Int(kindOfTreatment[Int(treatments[option])])] }
}
