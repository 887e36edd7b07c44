import Decisions

/// Answers and expected answers by hour of the week, of everybody and of cohorts, fading with one half-life of time.
///
/// Each contact enters with a weight that grows with its own time (forward decay), so that it does not matter in which
/// order contacts come. Source: Cormode, Shkapenyuk, Srivastava, Xu, "Forward decay: a practical time decay model for
/// streaming systems", ICDE 2009.
struct FadingWeeks: Sendable, Equatable {
  /// In seconds; infinite: nothing fades.
  let halfLifeSeconds: Double
  /// By circle, then hour; circle 0 is everybody.
  private(set) var answers: [Double]
  private(set) var expected: [Double]
  /// The time at which a contact has the weight 1.
  private var landmark: Int64 = 0
  private var latest: Int64 = .min
  /// Weights grow to 2 to this power before the landmark is moved.
  private static let halvingsMax = 40.0

  init(halfLifeSeconds: Double) {
    self.halfLifeSeconds = halfLifeSeconds
    answers = [Double](repeating: 0, count: WeekCircle.hours)
    expected = answers
  }

  mutating func addCircle() {
    answers += [Double](repeating: 0, count: WeekCircle.hours)
    expected += [Double](repeating: 0, count: WeekCircle.hours)
  }

  /// Takes a contact into some circles.
  mutating func add(circles: [Int], hour: Int, isPositive: Bool, expected chance: Double, at seconds: Int64) {
    if latest == .min { landmark = seconds }
    latest = max(latest, seconds)
    if Double(seconds - landmark) / halfLifeSeconds > FadingWeeks.halvingsMax { move(to: seconds) }
    let weight = Elementary.exponential(FadingWeeks.ln2 * Double(seconds - landmark) / halfLifeSeconds)
    for circle in circles {
      let place = circle * WeekCircle.hours + hour
      expected[place] += weight * chance
      if isPositive { answers[place] += weight }
    }
  }

  private mutating func move(to seconds: Int64) {
    let kept = Elementary.exponential(-FadingWeeks.ln2 * Double(seconds - landmark) / halfLifeSeconds)
    for place in answers.indices {
      answers[place] *= kept
      expected[place] *= kept
    }
    landmark = seconds
  }

  /// What the sums are multiplied by, so that the latest contact counts 1; that time goes by without contacts lessens
  /// nothing.
  var scale: Double {
    guard latest != .min else { return 0 }
    return Elementary.exponential(-FadingWeeks.ln2 * Double(latest - landmark) / halfLifeSeconds)
  }

  /// What is believed of an hour in a circle.
  func belief(circle: Int, hour: Int, prior: FactorBelief, strength: Double) -> FactorBelief {
    let base = circle * WeekCircle.hours
    let scale = scale
    return FactorBelief(
      answers: scale * WeekCircle.smoothed(answers, from: base, around: hour),
      expected: scale * WeekCircle.smoothed(expected, from: base, around: hour), prior: prior, strength: strength)
  }

  private static let ln2 = 0.693_147_180_559_945_3

  // MARK: - Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(UInt64(bitPattern: landmark))
    writer.write(UInt64(bitPattern: latest))
    writer.write(answers)
    writer.write(expected)
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    landmark = Int64(bitPattern: try reader.word())
    latest = Int64(bitPattern: try reader.word())
    // Contacts have times of 32 bits.
    for time in [landmark, latest] where time != .min && !(0...Int64(UInt32.max)).contains(time) { throw .damaged }
    answers = try reader.doubles(answers.count)
    expected = try reader.doubles(expected.count)
    for place in answers.indices where answers[place] < 0 || expected[place] < 0 { throw .damaged }
  }
}
