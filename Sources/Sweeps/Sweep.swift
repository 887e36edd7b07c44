/// What one limit came to.
public struct SlotReport: Hashable, Sendable {
  /// Its name in the charter.
  public var name: String
  /// Units that there were.
  public var room: Int64
  /// Whether they are millionths of money; else slots.
  public var isMoney: Bool
  /// Units given away, never more than `room`.
  public var taken: Int64
  /// What one more unit would have been worth, in money; 0 where the limit does not bind.
  public var price: Double
  /// The floors: what was kept, what the segment took, what a unit costs its customers.
  public var floors: [Floor]

  /// What a floor came to.
  public struct Floor: Hashable, Sendable {
    /// Its name in the charter.
    public var name: String
    /// Units kept: what the charter asks for, as far as there are takers and room.
    public var kept: Int64
    /// Units that the customers of the segment took in all.
    public var taken: Int64
    /// What a unit costs a customer of the segment, in money; at most the limit's price.
    public var price: Double
  }
}

/// The outcome of a contest: a price for every limit, an option or none for every customer, and how good that is.
public struct Sweep: Sendable {
  /// One a limit, in their order.
  public let limits: [SlotReport]
  /// The prices.
  public let prices: SlotPrices
  /// What is said, fallbacks included, in money.
  public let value: Double
  /// The value that no assignment within the limits can pass, in money; see ``gap``.
  public let valueBound: Double
  /// Whether the value was proven to be the greatest there is, but for the millionth that breaks ties.
  public let isOptimal: Bool

  private let contest: Contest
  private let choices: [UInt8]

  private static let searchesMax = 4

  /// Settles a contest. The order in which customers were added changes nothing.
  ///
  /// No limit is ever passed. The value is as near to the greatest as ``gap`` says; small contests are solved exactly.
  public init(_ contest: Contest) {
    let kept = Sweep.kept(contest)
    var search = PriceSearch(contest, kept: kept)
    let outcome = Sweep.settle(&search)
    let assignment = outcome.assignment
    var bound = outcome.bound
    if assignment.count.shortfall > 0 {
      // Prices that pay for what cannot be had say nothing: those of what was reached do.
      search = PriceSearch(contest, kept: Sweep.reached(kept, assignment.count))
      search.run()
      bound = search.bound(search.prices)
    }
    prices = search.prices
    limits = Sweep.reports(contest, assignment.count, search.prices)
    value = Contest.money(assignment.gain + contest.fallbackWorth)
    isOptimal = outcome.isProven
    valueBound = outcome.isProven ? value : max(value, bound + Contest.money(contest.fallbackWorth))
    self.contest = contest
    choices = assignment.choices
  }

  /// How far below the greatest possible value this may be, as a share of it; 0 when it is proven to be the greatest.
  public var gap: Double { valueBound > 0 ? max(0, valueBound - value) / valueBound : 0 }

  /// The treatment that a customer is given, by the position at which they were added; nothing: the fallback.
  public func treatment(_ customer: Int) -> Int? {
    let choice = Int(choices[customer])
    return choice == 0 ? nil : Int(contest.treatments[contest.options(customer).lowerBound + choice - 1])
  }

  /// What an occasion for a customer must carry so that `decide` keeps to the outcome: their own slot is theirs, whatever else
  /// takes something scarce is used up, and the rest is free. One price a treatment.
  ///
  /// - Parameter plan: which of the contest's plans decides for them, whose treatments these are.
  public func prices(_ customer: Int, plan: Int = 0) -> [Double] { prices(given: treatment(customer), plan) }

  /// The same for somebody who was not in the contest under this plan: whatever takes something scarce is used up.
  public func pricesOfOthers(plan: Int = 0) -> [Double] { prices(given: nil, plan) }

  private func prices(given: Int?, _ plan: Int) -> [Double] {
    contest.parts[plan].treatments.map { contest.kindOfTreatment[$0] < 0 || $0 == given ? 0 : .infinity }
  }

  /// What the scarce units of a treatment cost a customer, in money; 0 where it takes nothing scarce.
  ///
  /// - Parameter floors: as for ``Contest/add(key:fallback:options:floors:)``.
  public func price(treatment: Int, floors: UInt64 = 0) -> Double {
    guard contest.kindOfTreatment.indices.contains(treatment), contest.kindOfTreatment[treatment] >= 0 else { return 0 }
    return contest.kinds[Int(contest.kindOfTreatment[treatment])].reduce(0) { sum, use in
      let first = contest.firstFloor[use.limit]
      let own = contest.limits[use.limit].floors.indices.first { floors >> UInt64(first + $0) & 1 != 0 }
      return sum + Double(use.amount) * prices.price(use.limit, group: own.map { $0 + 1 } ?? 0)
    }
  }

  // MARK: Steps

  private static func settle(
    _ search: inout PriceSearch
  ) -> (assignment: Assignment, bound: Double, isProven: Bool) {
    search.run()
    let bound = search.bound(search.prices)
    var assignment = Assignment(search.contest, kept: search.kept, prices: search.prices)
    if assignment.count.shortfall > 0 { assignment.mendFloors() }
    assignment.fill()
    var isProven = false
    for _ in 0..<searchesMax where !isProven {
      let before = assignment.score
      let core = CoreSearch(assignment, gap: max(0, bound - Contest.money(before)))
      isProven = core.isProven
      // Equal scores: the one there was, so that nothing moves for nothing.
      guard core.assignment.score > before else { break }
      assignment = core.assignment
      assignment.fill()
    }
    return (assignment, bound, isProven)
  }

  /// What each floor keeps: what it asks for, as far as it has takers and room, in the order of the floors.
  private static func kept(_ contest: Contest) -> [[Int64]] {
    var wanted = contest.limits.map { $0.floors.map { _ in Int64(0) } }
    if contest.limits.allSatisfy({ $0.floors.isEmpty }) { return wanted }
    for customer in 0..<contest.count where contest.classes[customer] != 0 {
      for limit in contest.limits.indices {
        let group = contest.group(limit, ofClass: Int(contest.classes[customer]))
        guard group > 0 else { continue }
        var most: Int64 = 0
        for option in contest.options(customer) {
          for use in contest.uses(option) where use.limit == limit { most = max(most, use.amount) }
        }
        wanted[limit][group - 1] += most
      }
    }
    return contest.limits.enumerated().map { limit, settings in
      var room = settings.room
      return settings.floors.enumerated().map { index, floor in
        let kept = min(floor.least, wanted[limit][index], room)
        room -= kept
        return kept
      }
    }
  }

  /// What floors keep as far as it was taken.
  private static func reached(_ kept: [[Int64]], _ count: SlotCount) -> [[Int64]] {
    kept.enumerated().map { limit, kept in
      kept.enumerated().map { min($1, count.taken[count.first[limit] + $0 + 1]) }
    }
  }

  private static func reports(_ contest: Contest, _ count: SlotCount, _ prices: SlotPrices) -> [SlotReport] {
    contest.limits.enumerated().map { limit, settings in
      SlotReport(
        name: settings.name, room: settings.room, isMoney: settings.isMoney,
        taken: count.groups(limit).reduce(0) { $0 + count.taken[$1] },
        price: prices.common[limit],
        floors: settings.floors.enumerated().map { index, floor in
          let place = count.first[limit] + index + 1
          return SlotReport.Floor(
            name: floor.name, kept: count.kept[place], taken: count.taken[place],
            price: prices.price(limit, group: index + 1))
        })
    }
  }
}
