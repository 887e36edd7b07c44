/// A column made ready: every value numbered, every case of the columns that it depends on pointing at its table.
struct PopulationTables: Sendable {
  /// Weights added up, all tables one after the other.
  private var cumulative: [UInt64] = []
  /// The number of the value behind each of them.
  private var codes: [Int32] = []
  /// Where each table starts; one more at the end.
  private var starts: [Int] = [0]
  /// The table of each case; a case is the numbers of the parents' values, the last parent running fastest.
  private var tableByCase: [Int32]
  /// The parents' positions, and how far apart two neighbouring values of each are in `tableByCase`.
  let parents: [(column: Int, stride: Int)]

  /// Puts the tables of a checked column together.
  init(_ column: PopulationColumn, codes codeOf: [PopulationValue: Int], tableByCase: [Int32], parents: [(Int, Int)]) {
    self.tableByCase = tableByCase
    self.parents = parents.map { (column: $0.0, stride: $0.1) }
    for table in column.tables {
      var sum: UInt64 = 0
      for outcome in table.outcomes where outcome.weight > 0 {
        guard let code = codeOf[outcome.value] else { continue }
        sum += UInt64(outcome.weight)
        cumulative.append(sum)
        codes.append(Int32(code))
      }
      starts.append(cumulative.count)
    }
  }

  /// The number of the value that chance picks for the parents' values in `row`.
  func draw(_ row: [Int], chance: UInt64) -> Int {
    var number = 0
    for parent in parents { number += row[parent.column] * parent.stride }
    let table = Int(tableByCase[number])
    var low = starts[table]
    var high = starts[table + 1] - 1
    let pick = SplitMix.below(cumulative[high], chance)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > pick { high = middle } else { low = middle + 1 }
    }
    return Int(codes[low])
  }
}

/// Chance by a hash of what it is for, so that rows can be drawn in any order and by many at once.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
enum SplitMix {
  /// The odd number nearest to 2^64 divided by the golden ratio.
  static let golden: UInt64 = 0x9e37_79b9_7f4a_7c15

  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// A key of a text: FNV-1a, mixed.
  static func key(of text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return mix(hash)
  }

  /// A whole number from 0 up to, not including, `bound`. The high half of the product is biased by less than
  /// bound / 2^64, which no population is large enough to show.
  static func below(_ bound: UInt64, _ chance: UInt64) -> UInt64 { bound.multipliedFullWidth(by: chance).high }
}
