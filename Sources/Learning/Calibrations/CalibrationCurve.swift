import Decisions

/// How often people accepted, by the score that they had: a curve over its log odds that never falls, pulled towards a
/// line where little is known.
///
/// Responses are shared out to the two nearest knots. A knot with weight n, of which s were positive, below a line that
/// says r there has the rate (s + k r) / (n + k). Knots that fall are then pooled (the pool of adjacent violators: Ayer,
/// Brunk, Ewing, Reid, Silverman, "An empirical distribution function for sampling with incomplete information", Annals
/// of Mathematical Statistics 26, 1955).
struct CalibrationCurve: Sendable {
  /// Knots lie a quarter apart, from −8 to 8.
  static let knotCount = 65
  static let step = 0.25
  static let first = -8.0
  /// How many responses the line weighs, at each knot.
  static let strength = 20.0
  /// What remains of old responses after one more: about the last 2,000 count, twice as many as for lines.
  static let keep = 0.999_5

  /// By knot: the weight of responses, of the positive ones, and their log odds times their weight.
  private(set) var weights = [Double](repeating: 0, count: knotCount)
  private(set) var positives = [Double](repeating: 0, count: knotCount)
  private(set) var moments = [Double](repeating: 0, count: knotCount)
  /// What a response counts now; old ones fade because newer ones count more, which spares touching them each time.
  private var unit = 1.0

  /// The two knots around some log odds, and how much of a response goes to the upper one.
  @inline(__always) static func place(_ x: Double) -> (knot: Int, share: Double) {
    let position = min(Double(knotCount - 1), max(0, (x - first) / step))
    let knot = min(knotCount - 2, Int(position))
    return (knot, position - Double(knot))
  }

  mutating func learn(_ x: Double, positive: Bool, weight: Double) {
    let (knot, share) = Self.place(x)
    // Beyond the last knots, where a response stands is taken to be at the knot.
    let near = min(-Self.first, max(Self.first, x))
    for (knot, part) in [(knot, 1 - share), (knot + 1, share)] {
      let counted = part * weight * unit
      weights[knot] += counted
      if positive { positives[knot] += counted }
      moments[knot] += counted * near
    }
    unit /= Self.keep
    if unit > 1e100 { settle() }
  }

  /// Makes a response count 1 again.
  private mutating func settle() {
    for knot in 0..<Self.knotCount {
      weights[knot] /= unit
      positives[knot] /= unit
      moments[knot] /= unit
    }
    unit = 1
  }

  /// The curve, and how uncertain it is, as log odds at each knot.
  func values(_ line: (height: Double, slope: Double)) -> CurveValues {
    var values = CurveValues(slope: line.slope)
    // Blocks of knots that are one height, with their weights and how many knots they have.
    var heights: [Double] = []
    var masses: [Double] = []
    var lengths: [Int] = []
    for knot in 0..<Self.knotCount {
      let x = Self.first + Self.step * Double(knot)
      let weight = weights[knot] / unit
      let mean = weight > 1e-9 ? moments[knot] / weights[knot] : x
      let prior = PropensityLearner.bounded(Elementary.sigmoid(line.height + line.slope * mean))
      let mass = weight + Self.strength
      let rate = (positives[knot] / unit + Self.strength * prior) / mass
      values.variances[knot] = 1 / (mass * rate * (1 - rate))
      // The rate is that of where its responses stand, which is rarely the knot itself.
      var height = Elementary.logit(rate) + line.slope * (x - mean)
      var block = mass
      var length = 1
      while let last = heights.last, last > height, let lastMass = masses.last, let lastLength = lengths.last {
        height = (height * block + last * lastMass) / (block + lastMass)
        block += lastMass
        length += lastLength
        heights.removeLast()
        masses.removeLast()
        lengths.removeLast()
      }
      heights.append(height)
      masses.append(block)
      lengths.append(length)
    }
    var knot = 0
    for (height, length) in zip(heights, lengths) {
      for _ in 0..<length {
        values.heights[knot] = height
        knot += 1
      }
    }
    return values
  }

  // MARK: Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(unit)
    let met = weights.indices.filter { weights[$0] > 0 }
    writer.write(UInt64(met.count))
    for knot in met {
      writer.write(UInt64(knot))
      writer.write([weights[knot], positives[knot], moments[knot]])
    }
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    unit = try reader.double()
    guard unit >= 1 else { throw .damaged }
    for _ in 0..<(try reader.count(Self.knotCount)) {
      let knot = try reader.index(Self.knotCount)
      weights[knot] = try reader.double()
      positives[knot] = try reader.double()
      moments[knot] = try reader.double()
      guard weights[knot] > 0, positives[knot] >= 0, positives[knot] <= weights[knot] else { throw .damaged }
    }
  }
}

/// A curve, worked out.
struct CurveValues: Sendable {
  /// Log odds at each knot; they do not fall.
  var heights = [Double](repeating: 0, count: CalibrationCurve.knotCount)
  var variances = [Double](repeating: 0, count: CalibrationCurve.knotCount)
  /// How it goes on beyond its ends, at least 0.
  var slope: Double

  /// Its log odds, and their variance.
  func callAsFunction(_ x: Double) -> (height: Double, variance: Double) {
    let (knot, share) = CalibrationCurve.place(x)
    let beyond = x - min(-CalibrationCurve.first, max(CalibrationCurve.first, x))
    let height = heights[knot] * (1 - share) + heights[knot + 1] * share + slope * beyond
    return (height, variances[knot] * (1 - share) + variances[knot + 1] * share)
  }
}
