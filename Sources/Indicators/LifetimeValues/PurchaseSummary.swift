/// What a customer's purchases come to: all that the models of lifetime value need to know of them.
public struct PurchaseSummary: Hashable, Sendable {
  /// Repeat purchases: days with a purchase after the first one.
  public var frequency: Int
  /// From the first purchase to the last, in days; 0 without repeats.
  public var recencyDays: Double
  /// From the first purchase to the end of observation, in days.
  public var ageDays: Double
  /// The mean of what repeat purchases were worth, in money; 0 without repeats.
  public var meanValue: Double

  /// Makes a summary.
  public init(frequency: Int, recencyDays: Double, ageDays: Double, meanValue: Double = 0) {
    self.frequency = frequency
    self.recencyDays = recencyDays
    self.ageDays = ageDays
    self.meanValue = meanValue
  }

  /// Whether it can be: nothing negative, and the last purchase not after the end.
  var isPlausible: Bool {
    frequency >= 0 && recencyDays >= 0 && recencyDays <= ageDays && ageDays.isFinite && meanValue.isFinite
      && (frequency > 0) == (recencyDays > 0)
  }
}

/// Gathers a customer's purchases in the order of time, in a few words.
public struct PurchaseTally: Hashable, Sendable {
  private var firstDay: Int32 = .min
  private var lastDay: Int32 = .min
  private var repeatDays: Int32 = 0
  private var repeatValue = 0.0
  private var countOfValues: Int32 = 0

  /// Nothing was bought.
  public init() {}

  /// Whether nothing was bought.
  public var isEmpty: Bool { firstDay == .min }

  /// Takes a purchase. Several on one day are one; what was bought on the first day is no repeat.
  /// - Parameters:
  ///   - day: the local day, counted from 1970; one before the last that was taken counts as that one.
  ///   - value: what it was worth, in money; not above 0: nobody knows, and the mean is that of the others.
  public mutating func add(day: Int, value: Double) {
    let day = max(Int32(clamping: day), lastDay)
    if isEmpty { firstDay = day }
    if day != lastDay, day != firstDay {
      repeatDays += 1
      if value > 0, value.isFinite { countOfValues += 1 }
    } else if day != firstDay, value > 0, value.isFinite, countOfValues < repeatDays {
      countOfValues += 1
    }
    if day != firstDay, value > 0, value.isFinite { repeatValue += value }
    lastDay = day
  }

  /// The summary at the end of a day; nothing where nothing was bought.
  public func summary(endDay: Int) -> PurchaseSummary? {
    guard !isEmpty else { return nil }
    let end = max(endDay, Int(lastDay))
    return PurchaseSummary(
      frequency: Int(repeatDays), recencyDays: Double(lastDay - firstDay), ageDays: Double(end - Int(firstDay)),
      meanValue: countOfValues > 0 ? repeatValue / Double(countOfValues) : 0)
  }
}

extension PurchaseTally {
  /// Takes in the purchases of another who turned out to be the same person. Days of both count twice if both bought on
  /// them, and the worth of the later first purchase is not known any more: neither is kept.
  mutating func absorb(_ other: PurchaseTally) {
    guard !other.isEmpty else { return }
    guard !isEmpty else { return self = other }
    let isSameFirst = firstDay == other.firstDay
    firstDay = min(firstDay, other.firstDay)
    lastDay = max(lastDay, other.lastDay)
    repeatDays += other.repeatDays + (isSameFirst ? 0 : 1)
    repeatValue += other.repeatValue
    countOfValues += other.countOfValues
  }
}
