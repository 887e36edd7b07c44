import Foundation
import Statistics

/// Real experiments, as their dashboards showed them day by day: one metric of one variant beside control.
///
/// Source: Liu, Cardoso, Couturier, McCoy, "Datasets for online controlled experiments", NeurIPS Datasets and Benchmarks, 2021 (ASOS, CC BY 4.0).
public struct PublicExperiments: Sendable {
  /// A metric of a variant.
  public struct Series: Sendable {
    /// 1 binary, 2 a count, 3 and 4 real numbers.
    public var metric: Int
    /// Treated and control so far, at each look.
    public var looks: [(treated: Moments, control: Moments)]
  }

  /// All of them, in the order of the file.
  public private(set) var series: [Series] = []

  /// Reads the file; `nil` when it is not there.
  public init?(file: URL) {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    var name = ""
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = fields.dropFirst(4).compactMap { Double($0) }
      guard fields.count == 10, numbers.count == 6, numbers.allSatisfy(\.isFinite), let metric = Int(fields[2]) else {
        continue
      }
      let key = fields[..<3].joined(separator: ",")
      if key != name {
        series.append(Series(metric: metric, looks: []))
        name = key
      }
      series[series.count - 1].looks.append(
        (
          treated: Moments(count: numbers[1], mean: numbers[3], variance: numbers[5]),
          control: Moments(count: numbers[0], mean: numbers[2], variance: numbers[4])
        ))
    }
  }

  /// How many series each reader calls, by reader.
  ///
  /// Nothing is used that nobody knew at the first look, except by planned looks and by the test at the end, which need to know the end: sequences are tightest at ten times the units of
  /// the first look, and the mixture test expects effects of 1 % of control's first mean.
  /// - Parameter every: only each so many-th of them.
  public func calls(metric: Int? = nil, every: Int = 1) -> [Int] {
    var calls = Reader.allCases.map { _ in 0 }
    let chosen = series.filter { metric == nil || $0.metric == metric }
    for series in stride(from: 0, to: chosen.count, by: every).map({ chosen[$0] }) {
      guard let first = series.looks.first else { continue }
      let counts = series.looks.map { $0.treated.count + $0.control.count }
      var looked = LookedAt(
        plannedCount: 10 * (counts.first ?? 1), boundaries: LookedAt.boundaries(counts: counts),
        effectDeviation: 0.01 * abs(first.control.mean))
      for look in series.looks { looked.look(Estimate(treated: look.treated, control: look.control)) }
      for index in calls.indices { calls[index] += looked.isCalled[index] ? 1 : 0 }
    }
    return calls
  }
}
