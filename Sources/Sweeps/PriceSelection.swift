/// Finds the least price at which what is still wanted fits, exactly: by sorting where there is little, by counting digits
/// where there is much. Both give the same price but for the last part in a billion that counting may stop before.
struct PriceSelection {
  /// How many customers are sorted rather than counted.
  static let sortedMax = 4096

  let thresholds: ThresholdCount
  /// 1 + the number of floors.
  let groupCount: Int
  private let sorted: [(threshold: Double, weight: Int64, group: Int)]?

  init(_ thresholds: ThresholdCount, groupCount: Int, sortedMax: Int = PriceSelection.sortedMax) {
    self.thresholds = thresholds
    self.groupCount = groupCount
    guard thresholds.contest.count <= sortedMax else {
      sorted = nil
      return
    }
    var list: [(threshold: Double, weight: Int64, group: Int)] = []
    thresholds.forEach { list.append(($0, $1, $2)) }
    sorted = list.sorted { $0.threshold > $1.threshold }
  }

  /// The least price at which the units that customers still want, by group, fit; 0 when all of them do.
  ///
  /// `fits` must hold for nothing at all, and must not come to hold again when more is wanted.
  func leastPrice(_ fits: ([Int64]) -> Bool) -> Double {
    sorted.map { PriceSelection.leastPrice($0, groupCount, fits) } ?? countedPrice(fits)
  }

  private static func leastPrice(
    _ sorted: [(threshold: Double, weight: Int64, group: Int)], _ groupCount: Int, _ fits: ([Int64]) -> Bool
  ) -> Double {
    var wanted = [Int64](repeating: 0, count: groupCount)
    for entry in sorted {
      wanted[entry.group] += entry.weight
      if !fits(wanted) { return entry.threshold }
    }
    return 0
  }

  /// 16 bits at a time: doubles above 0 are ordered as their bits are.
  private func countedPrice(_ fits: ([Int64]) -> Bool) -> Double {
    var prefix: UInt64 = 0
    var above = [Int64](repeating: 0, count: groupCount)
    for digit in 0..<4 {
      let counts = counts(prefix: prefix, digit: digit)
      var bucket = PriceSelection.bucketCount - 1
      var weight: Int64 = 0
      while bucket >= 0 {
        var next = above
        weight = 0
        for group in 0..<groupCount {
          let found = counts[group * PriceSelection.bucketCount + bucket]
          next[group] += found
          weight += found
        }
        if weight > 0, !fits(next) { break }
        above = next
        bucket -= 1
      }
      // Only the first digit can come to its end: further ones divide a bucket that did not fit.
      guard bucket >= 0 else { return digit == 0 ? 0 : price(prefix, digits: digit) }
      prefix = prefix << 16 | UInt64(bucket)
      if digit < 3, weight * 4096 <= above.reduce(0, +) { return price(prefix + 1, digits: digit + 1) }
    }
    return Double(bitPattern: prefix)
  }

  private static let bucketCount = 1 << 16

  private func price(_ prefix: UInt64, digits: Int) -> Double { Double(bitPattern: prefix << UInt64(64 - 16 * digits)) }

  /// Weights by group and next digit, of the thresholds that begin with `prefix`.
  private func counts(prefix: UInt64, digit: Int) -> [Int64] {
    let shift = UInt64(48 - 16 * digit)
    var counts = [Int64](repeating: 0, count: groupCount * PriceSelection.bucketCount)
    counts.withUnsafeMutableBufferPointer { counts in
      thresholds.forEach { threshold, weight, group in
        let bits = threshold.bitPattern >> shift
        guard digit == 0 || bits >> 16 == prefix else { return }
        counts[group << 16 | Int(bits & 0xffff)] += weight
      }
    }
    return counts
  }
}
