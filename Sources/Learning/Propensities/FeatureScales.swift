import Decisions

/// Brings numbers to a common scale as they come: each number gives its distance from the mean in standard deviations,
/// and the same of its logarithm; both are cut at three.
///
/// Means and variances by Welford's recurrence. Source: B. P. Welford, "Note on a method for calculating corrected sums
/// of squares and products", Technometrics 4, 1962.
struct FeatureScales {
  struct Scale {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0

    /// The distance of a number from the mean; 0 where too little is known.
    func distance(_ number: Double) -> Float {
      guard count >= 2, squares > count * 1e-18 else { return 0 }
      let distance = (number - mean) / (squares / count).squareRoot()
      return Float(max(-3, min(3, distance)))
    }

    mutating func add(_ number: Double) {
      count += 1
      let difference = number - mean
      mean += difference / count
      squares += difference * (number - mean)
    }
  }

  /// Two a name: of the number, and of its logarithm. Names that share a place share their scale.
  static let count = 1 << 12
  var scales = [Scale](repeating: Scale(), count: 2 * FeatureScales.count)

  private static let distanceSalt: UInt64 = 0x5bd1_e995_9d1c_a3f7
  private static let logarithmSalt: UInt64 = 0x27d4_eb2f_1656_67c5
  private static let missingSalt: UInt64 = 0x1656_67b1_9e37_79f9
  /// Numbers beyond this are cut before they enter a mean, so that one absurd value ruins no scale.
  private static let numberMax = 1e15

  /// The tokens of features.
  func tokens(of features: FeatureList, into list: inout TokenList) {
    list.removeAll()
    list.share = 1 / Float(max(1, features.items.count))
    for item in features.items {
      switch item.kind {
      case .missing: list.append(spread(item.name ^ FeatureScales.missingSalt), 1)
      case .text: list.append(spread(item.name &+ spread(item.bits)), 1)
      case .number:
        let (number, logarithm, place) = FeatureScales.number(item)
        list.append(spread(item.name ^ FeatureScales.distanceSalt), scales[place].distance(number))
        list.append(spread(item.name ^ FeatureScales.logarithmSalt), scales[place + 1].distance(logarithm))
      }
    }
  }

  /// Takes the numbers among features into their scales.
  mutating func learn(_ features: FeatureList) {
    for item in features.items where item.kind == .number {
      let (number, logarithm, place) = FeatureScales.number(item)
      scales[place].add(number)
      scales[place + 1].add(logarithm)
    }
  }

  @inline(__always) private static func number(_ item: FeatureList.Item) -> (Double, Double, Int) {
    let number = max(-numberMax, min(numberMax, Double(bitPattern: item.bits)))
    return (number, logarithm(number), Int(spread(item.name) & UInt64(count - 1)) * 2)
  }

  /// A logarithm that takes numbers of both signs.
  private static func logarithm(_ number: Double) -> Double {
    number < 0 ? -Elementary.logarithm(1 - number) : Elementary.logarithm(1 + number)
  }
}
