/// The prices of one limit at which customers give it up, while all other prices stay.
///
/// For one customer the best of their options is, as a function of the limit's price, the upper edge of straight lines: at each
/// corner the customer changes to an option that takes less of it. Corners are thresholds; the units given up are their weights.
struct ThresholdCount {
  let contest: Contest
  /// What each option costs but for this limit.
  let table: PriceTable
  /// What each kind takes of the limit.
  let amounts: [Int64]
  /// The group of each class.
  let groups: [Int]
  /// Prices are counted from here; thresholds are given above it.
  let origin: Double

  init(_ contest: Contest, _ prices: SlotPrices, limit: Int, origin: Double = 0) {
    self.contest = contest
    self.origin = origin
    table = PriceTable(contest, prices, without: limit)
    amounts = contest.kinds.map { uses in uses.first { $0.limit == limit }?.amount ?? 0 }
    groups = contest.classMasks.indices.map { contest.group(limit, ofClass: $0) }
  }

  /// Calls `visit` with each threshold above 0, its weight and the customer's group.
  @inline(__always) func forEach(_ visit: (Double, Int64, Int) -> Void) {
    contest.gains.withUnsafeBufferPointer { gains in
      contest.treatments.withUnsafeBufferPointer { treatments in
        contest.ends.withUnsafeBufferPointer { ends in
          contest.kindOfTreatment.withUnsafeBufferPointer { kinds in
            table.costs.withUnsafeBufferPointer { costs in
              amounts.withUnsafeBufferPointer { amounts in
                var start = 0
                for customer in ends.indices {
                  let end = Int(ends[customer])
                  defer { start = end }
                  guard end > start else { continue }
                  let number = Int(contest.classes[customer])
                  let row = number * table.kindCount
                  ThresholdCount.corners(start..<end) { option in
                    let kind = Int(kinds[Int(treatments[option])])
                    return (gains[option] - costs[row + kind] - origin * Double(amounts[kind]), amounts[kind])
                  } visit: {
                    visit($0, $1, groups[number])
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// The corners of the upper edge of the lines `height − amount × price` and of nothing at all, from price 0 up.
  @inline(__always) private static func corners(
    _ options: Range<Int>, line: (Int) -> (height: Double, amount: Int64), visit: (Double, Int64) -> Void
  ) {
    var height = 0.0
    var amount: Int64 = 0
    for option in options {
      let line = line(option)
      if line.height > height || (line.height == height && line.amount < amount) { (height, amount) = line }
    }
    while amount > 0 {
      var corner = height / Double(amount)
      var next = (height: 0.0, amount: Int64(0))
      for option in options {
        let line = line(option)
        guard line.amount < amount else { continue }
        let crossing = (height - line.height) / Double(amount - line.amount)
        if crossing < corner || (crossing == corner && line.amount < next.amount) {
          corner = crossing
          next = line
        }
      }
      if corner > 0 { visit(corner, amount - next.amount) }
      (height, amount) = next
    }
  }
}
