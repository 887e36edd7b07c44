/// Which of many comparisons may be believed, when no more than a share of those believed shall be wrong on average.
public enum ManyComparisons {
  /// The positions of those that the e-BH procedure calls, ascending: whatever depends on whatever, at most a share α of them is false on
  /// average.
  ///
  /// Of K comparisons the k with the most evidence are called, for the greatest k whose k-th e-value is K / (αk) or more. Source: Wang,
  /// Ramdas, "False discovery rate control with e-values", JRSS B, 2022.
  /// - Parameter logEValues: the natural logarithms of e-values, all at one moment; NaN is no evidence.
  public static func called(logEValues: [Double], alpha: Double) -> [Int] {
    let order = logEValues.indices.sorted { strength(logEValues[$0]) > strength(logEValues[$1]) }
    let count = Double(order.count)
    let last = order.indices.last { rank in
      strength(logEValues[order[rank]]) >= Elementary.logarithm(count / (alpha * Double(rank + 1)))
    }
    guard let last else { return [] }
    return order[...last].sorted()
  }

  /// The level at which the intervals of those called hold their true values, so that at most a share α of them does not, on average.
  ///
  /// Source: Xu, Wang, Ramdas, "Post-selection inference for e-value based confidence intervals", 2022 (e-BY).
  public static func intervalAlpha(called: Int, of count: Int, alpha: Double) -> Double {
    count > 0 ? alpha * Double(max(1, called)) / Double(count) : alpha
  }

  private static func strength(_ logEValue: Double) -> Double { logEValue == logEValue ? logEValue : -.infinity }
}
