import Decisions

/// Pressure as a linear model reads it: numbers between 0 and about 4, whatever the ledger holds.
///
/// Each is a non-decreasing function of the counts it comes from, so a weight that is not negative makes a model monotone.
struct PressureInputs: Sendable {
  static let count = 20
  /// Those that rise with pressure: all but the constant and the two recencies.
  static let rising = 1..<18
  private(set) var values = InlineArray<20, Double>(repeating: 0)

  init(_ features: borrowing PressureFeatures, channel: ChannelKind, purpose: PurposeKind) {
    values[0] = 1
    let ofChannel = features.counts(of: channel)
    let ofPurpose = features.counts(of: purpose)
    for life in 0..<4 {
      values[1 + life] = PressureInputs.logarithmic(features.total[life])
      values[5 + life] = Swift.min(16, features.total[life]) * 0.25
      values[9 + life] = PressureInputs.logarithmic(ofChannel[life])
      values[13 + life] = PressureInputs.logarithmic(ofPurpose[life])
    }
    values[17] = PressureInputs.logarithmic(Double(features.unansweredRun)) * 0.5
    values[18] = PressureInputs.recency(features.sinceContactSeconds, daysMax: 90)
    values[19] = PressureInputs.recency(features.sincePositiveSeconds, daysMax: 365)
  }

  subscript(index: Int) -> Double { values[index] }

  private static func logarithmic(_ count: Double) -> Double {
    Elementary.logarithm(1 + Swift.min(1000, Swift.max(0, count)))
  }

  /// 0 just after, 1 from `daysMax` on or when it never was.
  private static func recency(_ seconds: Double, daysMax: Double) -> Double {
    let days = Swift.max(0, seconds) / 86_400
    guard days < daysMax else { return 1 }
    return Elementary.logarithm(1 + days) / Elementary.logarithm(1 + daysMax)
  }
}
