/// Who takes which option, with what is left; every step keeps to every limit or brings it back.
struct Assignment {
  let contest: Contest
  let prices: SlotPrices
  let table: PriceTable
  /// By customer: the position of the option among theirs + 1; 0: none.
  var choices: [UInt8]
  var count: SlotCount

  /// How many moves one pass over the customers may find.
  private static let movesMax = 8192
  private static let passesMax = 64

  /// Everybody takes what leaves most at the prices; whoever gains least then makes way where that is too much.
  init(_ contest: Contest, kept: [[Int64]], prices: SlotPrices) {
    self.contest = contest
    self.prices = prices
    table = PriceTable(contest, prices)
    count = SlotCount(contest, kept: kept)
    choices = [UInt8](repeating: 0, count: contest.count)
    for customer in 0..<contest.count {
      let best = table.best(contest, customer)
      if best.option >= 0 { set(customer, best.option) }
    }
    makeWay()
  }

  /// The option that a customer takes; −1: none.
  @inline(__always) func option(_ customer: Int) -> Int {
    choices[customer] == 0 ? -1 : contest.options(customer).lowerBound + Int(choices[customer]) - 1
  }

  /// Gives a customer another option; −1: none.
  mutating func set(_ customer: Int, _ option: Int) {
    let old = self.option(customer)
    if old >= 0 { count.count(contest, customer, old, sign: -1) }
    if option >= 0 { count.count(contest, customer, option) }
    choices[customer] = option < 0 ? 0 : UInt8(option - contest.options(customer).lowerBound + 1)
  }

  /// The worth of what is taken above the fallbacks, in 2⁻²⁰ of money.
  var gain: Int128 {
    var gain: Int128 = 0
    for customer in 0..<contest.count {
      let option = option(customer)
      if option >= 0 { gain += Contest.whole(contest.gains[option]) }
    }
    return gain
  }

  /// The gain, less what floors lack, of which every unit weighs more than all gains together.
  var score: Int128 { gain - Contest.whole(contest.floorWeight) * Int128(count.shortfall) }

  /// What an option leaves after its cost; 0 for none.
  @inline(__always) func reduced(_ customer: Int, _ option: Int) -> Double {
    option < 0 ? 0 : contest.gains[option] - table.cost(contest, customer, option)
  }

  /// Whether a customer may change to an option.
  func fits(_ customer: Int, _ option: Int) -> Bool {
    let old = self.option(customer)
    for use in contest.uses(option) {
      var needed = use.amount
      if old >= 0, let before = contest.uses(old).first(where: { $0.limit == use.limit }) { needed -= before.amount }
      if needed > 0, needed > count.room(use.limit) { return false }
    }
    return true
  }

  // MARK: Too much

  /// A change of one customer, in the order in which changes are made.
  struct Move {
    var customer: Int
    var option: Int
    var rank: Double
    var key: UInt64

    func precedes(_ other: Move) -> Bool {
      if rank != other.rank { return rank > other.rank }
      if key != other.key { return key < other.key }
      return option < other.option
    }
  }

  /// Takes options back, of those first whom it costs least, until every limit holds.
  private mutating func makeWay() {
    guard !count.holds else { return }
    for limit in contest.limits.indices where count.room(limit) < 0 {
      var users: [Move] = []
      for customer in 0..<contest.count {
        let option = option(customer)
        guard option >= 0, let use = contest.uses(option).first(where: { $0.limit == limit }) else { continue }
        users.append(
          Move(
            customer: customer, option: option, rank: -reduced(customer, option) / Double(use.amount),
            key: contest.keys[customer]))
      }
      users.sort { $0.precedes($1) }
      for user in users {
        if count.room(limit) >= 0 { break }
        set(user.customer, -1)
      }
    }
  }

  // MARK: Too little

  /// Gives away what is left: the changes that fit and gain, those first that lose least at the prices.
  mutating func fill() {
    for _ in 0..<Assignment.passesMax {
      var hasChanged = false
      for move in improvements() {
        guard weight(move.customer, move.option) > weight(move.customer, option(move.customer)),
          fits(move.customer, move.option)
        else { continue }
        set(move.customer, move.option)
        hasChanged = true
      }
      if !hasChanged { return }
    }
  }

  /// What an option gains, with what it does for the floors that the customer belongs to.
  private func weight(_ customer: Int, _ option: Int) -> Double {
    guard option >= 0 else { return 0 }
    let number = Int(contest.classes[customer])
    guard number != 0 else { return contest.gains[option] }
    var units: Int64 = 0
    for use in contest.uses(option) {
      let group = contest.group(use.limit, ofClass: number)
      guard group > 0 else { continue }
      let place = count.first[use.limit] + group
      let old = self.option(customer)
      let own = old < 0 ? 0 : contest.uses(old).first { $0.limit == use.limit }?.amount ?? 0
      units += max(0, min(use.amount, count.kept[place] - (count.taken[place] - own)))
    }
    return contest.gains[option] + contest.floorWeight * Double(units)
  }

  /// The first changes that gain and fit as things are.
  private func improvements() -> [Move] {
    var moves: [Move] = []
    let isOpen = contest.kinds.map { uses in uses.allSatisfy { $0.amount <= count.room($0.limit) } }
    for customer in 0..<contest.count {
      let weight = weight(customer, option(customer))
      for option in contest.options(customer) where self.weight(customer, option) > weight {
        let kind = Int(contest.kindOfTreatment[Int(contest.treatments[option])])
        // Who takes nothing yet needs the whole of it.
        if choices[customer] == 0, !isOpen[kind] { continue }
        guard fits(customer, option) else { continue }
        let rank = reduced(customer, option) - reduced(customer, self.option(customer))
        moves.append(Move(customer: customer, option: option, rank: rank, key: contest.keys[customer]))
      }
      if moves.count >= Assignment.movesMax * 4 { moves = Assignment.first(moves) }
    }
    return Assignment.first(moves)
  }

  private static func first(_ moves: [Move]) -> [Move] { Array(moves.sorted { $0.precedes($1) }.prefix(movesMax)) }
}
