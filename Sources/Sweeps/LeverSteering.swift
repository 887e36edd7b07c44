import Decisions
import Statistics
import Times

/// One day that an automatic lever has behind it.
public struct LeverDay: Hashable, Sendable {
  /// What the lever added on that day, 0.5 = +50 %.
  public var lever: Double
  /// What the day brought of what is planned: contacts, or money.
  public var amount: Double

  /// Makes a day.
  public init(lever: Double, amount: Double) {
    self.lever = lever
    self.amount = amount
  }
}

/// Where an automatic lever goes on a day, from the days before: nothing else is known of the future.
///
/// A day of the rest of the window is expected to bring what the same day of the week brought last, as it would have been
/// with the lever at 0, times how the last days stand to those of the week before. The lever then goes where the rest of the
/// window brings what is missing. How volume answers to a lever is taken for a power of 1 + lever; the exponent is learned
/// from the days themselves, compared with the same day of the week before, apart from what drifts besides.
///
/// A pure function of its arguments: the same days give the same lever, so every move can be made again from the log.
public struct LeverSteering: Sendable {
  /// The plan and the bounds.
  public let lever: AutomaticLever

  /// Makes a steering.
  public init(_ lever: AutomaticLever) { self.lever = lever }

  /// The most days of the past that it looks at.
  public static let daysMax = 28
  /// As long as the plan is missed by less than this share of it, the lever stays where it is.
  public static let deadband = 0.005
  /// The most that one move changes the logarithm of 1 + lever by.
  public static let stepMax = 0.25
  /// The exponent that is believed beforehand, and how much that weighs beside the squares of moves.
  static let exponentPrior = 3.0
  static let exponentPriorWeight = 0.02
  static let exponentBounds = 1.0...12.0

  /// What a lever adds to the decisions of an action; nothing where it adds nothing.
  public static func boost(_ lever: Double, of action: String) -> Context.Boost? {
    lever == 0 ? nil : Context.Boost(Selection(actions: [Symbol(action)]), weight: lever)
  }

  /// What the lever adds on a day.
  ///
  /// - Parameters:
  ///   - day: the day that begins.
  ///   - past: the days before it, oldest first, without gaps to the day before; more than ``daysMax`` are not looked at.
  ///   - current: what the lever adds now.
  /// - Returns: what it adds from now on, in thousandths, within the bounds; 0 on days on which it does not steer.
  public func next(on day: CivilDate, past: [LeverDay], current: Double) -> Double {
    guard let days = lever.days(around: day) else { return 0 }
    let current = bounded(current)
    let gone = day.daysSince1970 - days.lowerBound.daysSince1970
    let reached = past.suffix(gone).reduce(0) { $0 + $1.amount }
    let plan = lever.plan(for: days)
    let missing = plan - reached
    let recent = Array(past.suffix(Self.daysMax))
    guard !recent.isEmpty else { return current }
    let exponent = exponent(of: recent)
    let atZero = expected(recent, dayCount: days.upperBound.daysSince1970 - day.daysSince1970 + 1, exponent)
    if missing <= 0 { return moved(from: current, by: -Self.stepMax) }
    guard atZero > 0 else { return moved(from: current, by: Self.stepMax) }
    let here = Elementary.logarithm(1 + current)
    if abs(missing - atZero * Elementary.exponential(exponent * here)) < Self.deadband * plan { return current }
    return moved(from: current, by: Elementary.logarithm(missing / atZero) / exponent - here)
  }

  /// What so many days from now on bring with the lever at 0.
  private func expected(_ past: [LeverDay], dayCount: Int, _ exponent: Double) -> Double {
    let base = past.map { $0.amount * Elementary.exponential(-exponent * Elementary.logarithm(1 + bounded($0.lever))) }
    guard base.count >= 7 else { return base.reduce(0, +) / Double(base.count) * Double(dayCount) }
    let week = Array(base.suffix(7))
    var trend = 1.0
    if base.count >= 14 {
      let before = base.suffix(14).prefix(7).reduce(0, +)
      // How a week stands to the one before; a day of the rest lies one week behind the same day of the last one.
      if before > 0 { trend = min(max(week.reduce(0, +) / before, 0.8), 1.25) }
    }
    return (0..<dayCount).reduce(0) { sum, ahead in sum + week[ahead % 7] * trend }
  }

  /// The exponent, from differences to the same day of the week before, with their mean taken off.
  private func exponent(of past: [LeverDay]) -> Double {
    var pairs: [(lever: Double, amount: Double)] = []
    for index in past.indices.dropFirst(7) where past[index].amount > 0 && past[index - 7].amount > 0 {
      pairs.append(
        (
          Elementary.logarithm((1 + bounded(past[index].lever)) / (1 + bounded(past[index - 7].lever))),
          Elementary.logarithm(past[index].amount / past[index - 7].amount)
        ))
    }
    let count = Double(max(1, pairs.count))
    let means = pairs.reduce((0.0, 0.0)) { ($0.0 + $1.lever / count, $0.1 + $1.amount / count) }
    var (products, squares) = (Self.exponentPriorWeight * Self.exponentPrior, Self.exponentPriorWeight)
    for pair in pairs {
      products += (pair.lever - means.0) * (pair.amount - means.1)
      squares += (pair.lever - means.0) * (pair.lever - means.0)
    }
    return min(max(products / squares, Self.exponentBounds.lowerBound), Self.exponentBounds.upperBound)
  }

  private func moved(from current: Double, by step: Double) -> Double {
    let limited = min(max(step, -Self.stepMax), Self.stepMax)
    let target = (1 + current) * Elementary.exponential(limited) - 1
    return bounded((target * 1_000).rounded() / 1_000)
  }

  /// Within the bounds, and above -1, where nothing would be left of the action.
  private func bounded(_ value: Double) -> Double { max(min(max(value, lever.least), lever.most), -0.99) }
}
