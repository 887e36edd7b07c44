/// How often each whole number occurred, exactly.
public struct Histogram: Hashable, Sendable {
  /// Beyond this, values are rare and kept apart.
  private static let denseMax = 4_096

  private var dense: [Int] = []
  private var sparse: [Int: Int] = [:]
  /// How many values were added.
  public private(set) var count = 0
  /// Their sum.
  public private(set) var sum = 0
  /// The greatest; 0 where there is none.
  public private(set) var max = 0

  /// Makes an empty histogram.
  public init() {}

  /// Adds a value that is not negative.
  public mutating func add(_ value: Int) {
    let value = Swift.max(0, value)
    if value < Histogram.denseMax {
      if value >= dense.count { dense.append(contentsOf: repeatElement(0, count: value + 1 - dense.count)) }
      dense[value] += 1
    } else {
      sparse[value, default: 0] += 1
    }
    count += 1
    sum += value
    max = Swift.max(max, value)
  }

  /// The least value that at least so many hundredths of all values do not pass (nearest rank); 0 where there is none.
  public func percentile(_ hundredths: Int) -> Int {
    let rank = (count * hundredths + 99) / 100
    var passed = 0
    for (value, occurrences) in ascending {
      passed += occurrences
      if passed >= Swift.max(1, rank) { return value }
    }
    return 0
  }

  /// How many values are greater.
  public func countAbove(_ limit: Int) -> Int {
    ascending.reduce(0) { $0 + ($1.value > limit ? $1.occurrences : 0) }
  }

  /// Every value that occurred and how often, ascending.
  public var ascending: [(value: Int, occurrences: Int)] {
    dense.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) }
      + sparse.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// How often of how many.
public struct Rate: Hashable, Sendable {
  /// How often.
  public var hits: Int
  /// Of how many.
  public var count: Int

  /// Makes a rate.
  public init(hits: Int = 0, count: Int = 0) {
    self.hits = hits
    self.count = count
  }

  /// The share, 0 … 1; nothing of none.
  public var share: Double? { count == 0 ? nil : Double(hits) / Double(count) }

  /// Where the true share lies 95 times in a hundred. Source: E. B. Wilson, "Probable inference, the law of succession, and
  /// statistical inference", 1927.
  public var interval: ClosedRange<Double> {
    guard count > 0 else { return 0...1 }
    let (n, z) = (Double(count), 1.959_963_984_540_054)
    let p = Double(hits) / n
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, center - reach)...min(1, center + reach)
  }

  static func + (a: Rate, b: Rate) -> Rate { Rate(hits: a.hits + b.hits, count: a.count + b.count) }
  static func - (a: Rate, b: Rate) -> Rate { Rate(hits: a.hits - b.hits, count: a.count - b.count) }
}

/// What some sends came to.
public struct AnswerCounts: Hashable, Sendable {
  /// Sends.
  public var sends = 0
  /// Sends on channels that report opens or clicks at all; the others say nothing of either.
  public var measured = 0
  /// Opened, of those measured.
  public var opened = 0
  /// Clicked, of those measured.
  public var clicked = 0
  /// Led to an unsubscription, of all.
  public var unsubscribed = 0
  /// Led to a complaint, of all.
  public var complained = 0
  /// Did not arrive, of all.
  public var bounced = 0

  /// Makes counts of nothing.
  public init() {}

  /// Adds a send.
  mutating func add(_ answers: SendAnswers, isMeasured: Bool) {
    sends += 1
    if isMeasured {
      measured += 1
      if answers.contains(.opened) { opened += 1 }
      if answers.contains(.clicked) { clicked += 1 }
    }
    if answers.contains(.unsubscribed) { unsubscribed += 1 }
    if answers.contains(.complained) { complained += 1 }
    if answers.contains(.bounced) { bounced += 1 }
  }

  /// Clicks of those measured.
  public var clicks: Rate { Rate(hits: clicked, count: measured) }
  /// Opens of those measured.
  public var opens: Rate { Rate(hits: opened, count: measured) }
  /// Unsubscriptions of all.
  public var unsubscriptions: Rate { Rate(hits: unsubscribed, count: sends) }

  /// What is left of `a` without `b`.
  static func - (a: AnswerCounts, b: AnswerCounts) -> AnswerCounts {
    var rest = a
    rest.sends -= b.sends
    rest.measured -= b.measured
    rest.opened -= b.opened
    rest.clicked -= b.clicked
    rest.unsubscribed -= b.unsubscribed
    rest.complained -= b.complained
    rest.bounced -= b.bounced
    return rest
  }
}
