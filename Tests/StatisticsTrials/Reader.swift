import Statistics

/// The ways in which an experiment is called, beside one another.
public enum Reader: String, Sendable, CaseIterable {
  /// A test of 5 % at the end alone.
  case once = "once, at the end"
  /// The same test at every look: what must not be done.
  case naive = "naive peeking"
  /// Planned looks, α spent as O'Brien and Fleming do.
  case obrienFleming = "planned, O'Brien-Fleming"
  /// Planned looks, α spent as Pocock does.
  case pocock = "planned, Pocock"
  /// The confidence sequence that experiments are read with.
  case planned = "sequence, two humps"
  /// The confidence sequence of Waudby-Smith et al.
  case sequence = "sequence, one hump"
  /// The mixture sequential probability ratio test.
  case mixture = "mSPRT"

  /// Those that promise 5 % over all looks.
  public static let honest = allCases.filter { $0 != .naive }
}

/// An experiment that is looked at: it remembers which readers have called.
public struct LookedAt: Sendable {
  private static let alpha = 0.05
  /// By reader.
  public private(set) var isCalled = [Bool](repeating: false, count: Reader.allCases.count)
  private let boundaries: [[Double]]
  private let sequences: [ConfidenceSequence]
  private let mixture: MixtureTest
  private var look = 0
  private let lookCount: Int

  /// The boundaries of planned looks, which are the same for all experiments that are looked at alike.
  public static func boundaries(counts: [Double]) -> [[Double]] {
    AlphaSpending.allCases.map {
      PlannedLooks(alpha: alpha, spending: $0, plannedCount: counts.last ?? 1).boundaries(counts: counts)
    }
  }

  /// Starts one.
  /// - Parameters:
  ///   - plannedCount: the units at the end, on both sides together.
  ///   - boundaries: see ``boundaries(counts:)``.
  ///   - effectDeviation: of the prior of the mixture test.
  public init(plannedCount: Double, boundaries: [[Double]], effectDeviation: Double) {
    self.boundaries = boundaries
    lookCount = boundaries.first?.count ?? 0
    sequences = [
      ConfidenceSequence(alpha: Self.alpha, plannedCount: plannedCount),
      ConfidenceSequence(alpha: Self.alpha, tightestAt: plannedCount / 2),
    ]
    mixture = MixtureTest(alpha: Self.alpha, effectDeviation: effectDeviation)
  }

  /// One more look.
  public mutating func look(_ estimate: Estimate) {
    let z = abs(estimate.zValue())
    let bar = -Elementary.logarithm(Self.alpha)
    let isLast = look == lookCount - 1
    for (index, reader) in Reader.allCases.enumerated() where !isCalled[index] {
      switch reader {
      case .once: isCalled[index] = isLast && z >= 1.959_963_984_540_054
      case .naive: isCalled[index] = z >= 1.959_963_984_540_054
      case .obrienFleming: isCalled[index] = look < lookCount && z >= boundaries[0][look]
      case .pocock: isCalled[index] = look < lookCount && z >= boundaries[1][look]
      case .planned: isCalled[index] = sequences[0].logEValue(estimate) >= bar
      case .sequence: isCalled[index] = sequences[1].logEValue(estimate) >= bar
      case .mixture: isCalled[index] = mixture.logEValue(estimate) >= bar
      }
    }
    look += 1
  }
}
