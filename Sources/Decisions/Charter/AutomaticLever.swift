import Times

/// A lever of an action that moves by itself towards a plan, within bounds. What it adds stands beside the levers of the
/// charter, and is written into each decision.
public struct AutomaticLever: Hashable, Sendable {
  /// What is planned.
  public enum Measure: String, CaseIterable, Sendable {
    /// Contacts with the action, inbound ones too.
    case volume
    /// What accepted offers of the action are worth, in money.
    case revenue
  }

  /// What is planned.
  public var measure: Measure
  /// How much of it, in each window; above 0.
  public var plan: Double
  /// The calendar window of the charter's own zone; nothing: from ``firstDay`` to ``lastDay`` in all.
  public var window: CalendarWindow?
  /// The least that it may add, 0.5 = +50 %; at most ``most``.
  public var least: Double
  /// The most that it may add.
  public var most: Double
  /// The first day on which it steers; nothing: always has.
  public var firstDay: CivilDate?
  /// The last one; nothing: for ever.
  public var lastDay: CivilDate?

  /// Makes an automatic lever.
  public init(
    measure: Measure = .volume, plan: Double, window: CalendarWindow?, least: Double, most: Double,
    firstDay: CivilDate? = nil, lastDay: CivilDate? = nil
  ) {
    self.measure = measure
    self.plan = plan
    self.window = window
    self.least = least
    self.most = most
    self.firstDay = firstDay
    self.lastDay = lastDay
  }

  /// The days of the window that a day falls in, without those on which it does not steer; nothing when it does not steer
  /// on this day.
  public func days(around day: CivilDate) -> ClosedRange<CivilDate>? {
    if let firstDay, day < firstDay { return nil }
    if let lastDay, day > lastDay { return nil }
    var first = window?.firstDay(containing: day) ?? firstDay ?? day
    var last = window?.firstDayOfNext(after: day).adding(days: -1) ?? lastDay ?? day
    if let firstDay, first < firstDay { first = firstDay }
    if let lastDay, last > lastDay { last = lastDay }
    return first...max(first, last)
  }

  /// What is planned for a window that ``firstDay`` or ``lastDay`` cut short: its share by days.
  public func plan(for days: ClosedRange<CivilDate>) -> Double {
    guard let window else { return plan }
    let first = window.firstDay(containing: days.lowerBound)
    let whole = window.firstDayOfNext(after: days.lowerBound).daysSince1970 - first.daysSince1970
    return plan * Double(days.upperBound.daysSince1970 - days.lowerBound.daysSince1970 + 1) / Double(whole)
  }
}
