import Synchronization

/// Counters side by side, each added to from any thread without a lock.
public final class Counters: Sendable {
  /// How many there are.
  public static let count = 64

  private let values = InlineArray<64, Atomic<Int>> { _ in Atomic(0) }

  /// All are 0.
  public init() {}

  /// Adds to a counter.
  /// - Parameter index: 0 ..< ``count``; another one is counted as the last.
  public func add(_ count: Int = 1, to index: Int) {
    values[Counters.place(index)].wrappingAdd(count, ordering: .relaxed)
  }

  /// What a counter stands at.
  public subscript(index: Int) -> Int { values[Counters.place(index)].load(ordering: .relaxed) }

  private static func place(_ index: Int) -> Int { index >= 0 && index < count ? index : count - 1 }
}

/// Counts of values by size, as Prometheus histograms have them; filled from any thread without a lock.
///
/// A page that is written while values come in may miss the last of them; it never shows a count that falls.
public final class Histogram: Sendable {
  /// The most upper bounds.
  public static let boundsMax = 23

  /// Times, from 50 microseconds to 10 seconds.
  public static let secondBounds: [Double] = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]
  /// Numbers of things, from one to a thousand.
  public static let countBounds: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]

  /// The upper bounds, ascending; what is above all of them has a bucket of its own.
  public let bounds: [Double]
  private let buckets = InlineArray<24, Atomic<Int>> { _ in Atomic(0) }
  /// The sum of the values, in billionths, so that it needs no lock.
  private let sumBillionths = Atomic<Int>(0)

  /// Makes one of at most ``boundsMax`` ascending bounds; more are left out.
  public init(_ bounds: [Double]) { self.bounds = Array(bounds.prefix(Histogram.boundsMax)) }

  /// Adds a value; what is no number or negative counts as 0.
  public func add(_ value: Double) {
    let value = value > 0 ? value : 0
    var index = 0
    while index < bounds.count && value > bounds[index] { index += 1 }
    buckets[index].wrappingAdd(1, ordering: .relaxed)
    let billionths = value * 1e9
    sumBillionths.wrappingAdd(billionths < 0x1p62 ? Int(billionths) : Int(1) << 62, ordering: .relaxed)
  }

  /// How many values there were up to each bound, and in all.
  public var counts: (upTo: [Int], all: Int) {
    var total = 0
    var upTo: [Int] = []
    for index in bounds.indices {
      total += buckets[index].load(ordering: .relaxed)
      upTo.append(total)
    }
    return (upTo, total + buckets[bounds.count].load(ordering: .relaxed))
  }

  /// The sum of the values.
  public var sum: Double { Double(sumBillionths.load(ordering: .relaxed)) / 1e9 }
}
