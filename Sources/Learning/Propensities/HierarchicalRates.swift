import Decisions

/// Rates of acceptance at each level, each pulled towards the level above: all, channel, group on that channel, action,
/// action on that channel. In four forgettings at once, one a lane.
///
/// A level with n responses, of which s were positive, below a rate r has the rate (s + k r) / (n + k): the mean of a
/// beta belief whose prior weighs k responses. Source: Efron and Morris, "Data analysis using Stein's estimator and its
/// generalizations", JASA 70, 1975, for the idea; the beta-binomial is standard.
struct HierarchicalRates {
  struct Cell {
    var responses = SIMD4<Double>.zero
    var positives = SIMD4<Double>.zero
  }

  /// Places for levels; two that share one share their rate.
  static let count = 1 << 14
  var cells = [Cell](repeating: Cell(), count: HierarchicalRates.count)

  /// How many responses the level above weighs.
  static let strength = 40.0

  private static func places(_ key: ModelKey) -> (Int, Int, Int, Int) {
    func place(_ key: UInt64) -> Int { 1 + Int(key % UInt64(count - 1)) }
    return (place(key.channel), place(key.group), place(key.action), place(key.treatment))
  }

  /// The rates of a treatment, from `first` where nothing is known.
  func rates(_ key: ModelKey, first: Double) -> SIMD4<Double> {
    let places = HierarchicalRates.places(key)
    var rate = SIMD4<Double>(repeating: first)
    for place in [0, places.0, places.1, places.2, places.3] {
      let cell = cells[place]
      rate = (cell.positives + HierarchicalRates.strength * rate) / (cell.responses + HierarchicalRates.strength)
    }
    return rate
  }

  mutating func learn(_ key: ModelKey, positive: Double, weight: Double, keep: SIMD4<Double>) {
    let places = HierarchicalRates.places(key)
    for place in [0, places.0, places.1, places.2, places.3] {
      cells[place].responses = cells[place].responses * keep + weight
      cells[place].positives = cells[place].positives * keep + positive * weight
    }
  }
}
