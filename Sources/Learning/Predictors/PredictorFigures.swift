import Decisions

/// One predictor of one model, in bins that people can look at.
public struct PredictorFigures: Sendable {
  /// What the values are.
  public enum Kind: Sendable {
    case number, text
  }

  /// Which responses a bin holds.
  public enum Content: Hashable, Sendable {
    /// Those whose number lies from `lower` on and below `upper`; `isLast`: `upper` included.
    case range(lower: Double, upper: Double, isLast: Bool)
    /// Those with this text.
    case text(String)
    /// Those for which the value was not known.
    case missing
    /// Those whose text has no bin of its own.
    case other
  }

  /// A bin.
  public struct Bin: Sendable {
    /// Which responses it holds.
    public var content: Content
    /// How many they are.
    public var count: BinCount
  }

  /// What it is called; its key in hexadecimal digits where nobody said.
  public var name: String
  /// What its values are.
  public var kind: Kind
  /// Unknown values first, then values in their order (numbers) or those met most first (texts), the others last; none
  /// is empty.
  public var bins: [Bin]
  /// How well it tells those who accept by itself, 0.5 … 1: the AUC of its bins by their rates.
  public var auc: Double

  /// Whether anything can be told by it: it was known, and rates differ by more than chance.
  public var isActive: Bool { bins.count > 1 && bins.contains { $0.content != .missing } }
  /// All its responses.
  public var all: BinCount { bins.reduce(BinCount()) { $0 + $1.count } }

  /// The most bins of values, and the fewest responses of one, also as a share of all.
  static let binsMax = 12
  static let responsesMin: Int64 = 20
  static let shareMin = 0.005
  /// Neighbours whose rates differ by no more than chance makes them, 99 times in 100, are joined: half of 6.63.
  static let evidenceMin = 3.32
}

extension LearnedModels {
  /// The predictors of a model in bins, in the order in which they were met.
  /// - Parameter model: its place in ``models``.
  public func predictorFigures(of model: Int) -> [PredictorFigures] {
    guard model < predictors.counts.count else { return [] }
    return predictors.counts[model].enumerated().map { place, counts in
      PredictorFigures(
        name: predictors.name(place), kind: predictors.kinds[place] == .number ? .number : .text, counts: counts)
    }
  }
}

extension PredictorTable {
  /// What a predictor is called.
  func name(_ place: Int) -> String {
    names[place].isEmpty ? "#" + String(keys[place], radix: 16) : names[place]
  }
}

extension SymbolBins.Bin {
  /// The text as people read it.
  var name: String { text.isEmpty ? "#" + String(key, radix: 16) : text }
}

extension PredictorFigures {
  init(name: String, kind: Kind, counts: PredictorCounts) {
    self.name = name
    self.kind = kind
    var other = counts.other
    var bins = kind == .number ? Self.ranges(counts) : Self.texts(counts, &other)
    bins.insert(Bin(content: .missing, count: counts.missing), at: 0)
    bins.append(Bin(content: .other, count: other))
    self.bins = bins.filter { $0.count.responses > 0 }
    auc = Self.auc(self.bins.map(\.count))
  }

  private static func responsesMin(_ counts: PredictorCounts) -> Int64 {
    max(responsesMin, Int64(Double(counts.all.responses) * shareMin))
  }

  /// The texts met most; what lies beyond is added to the others.
  private static func texts(_ counts: PredictorCounts, _ other: inout BinCount) -> [Bin] {
    let sorted = counts.symbols.bins.sorted {
      ($1.count.responses, $0.name, $0.key) < ($0.count.responses, $1.name, $1.key)
    }
    var bins: [Bin] = []
    for bin in sorted {
      // Two texts are told apart even where there are few responses yet.
      if bins.count < binsMax, bin.count.responses >= responsesMin(counts) || bins.count < 2 {
        bins.append(Bin(content: .text(bin.name), count: bin.count))
      } else {
        other = other + bin.count
      }
    }
    return bins
  }

  /// Ranges joined until each has enough responses, and a rate that is not its neighbours'.
  private static func ranges(_ counts: PredictorCounts) -> [Bin] {
    var bins = counts.numbers.bins
    let least = responsesMin(counts)
    while bins.count > 1 {
      var best: (place: Int, loss: Double)?
      for place in 0..<(bins.count - 1) {
        let pair = (bins[place].count, bins[place + 1].count)
        let isSmall = min(pair.0.responses, pair.1.responses) < least
        // What is too small to have a rate goes first.
        let loss = evidence(pair.0, pair.1) - (isSmall ? 1e9 : 0)
        if loss < best?.loss ?? .infinity { best = (place, loss) }
      }
      guard let best, best.loss < evidenceMin || bins.count > binsMax else { break }
      bins[best.place].upper = bins[best.place + 1].upper
      bins[best.place].count = bins[best.place].count + bins[best.place + 1].count
      bins.remove(at: best.place + 1)
    }
    return bins.indices.map { index in
      let isLast = index == bins.count - 1
      let upper = isLast ? bins[index].upper : bins[index + 1].lower
      return Bin(content: .range(lower: bins[index].lower, upper: upper, isLast: isLast), count: bins[index].count)
    }
  }

  /// How much likelier responses are with two rates than with one, in nats.
  private static func evidence(_ a: BinCount, _ b: BinCount) -> Double {
    likelihood(a) + likelihood(b) - likelihood(a + b)
  }

  private static func likelihood(_ count: BinCount) -> Double {
    let (negatives, positives) = (Double(count.negatives), Double(count.positives))
    let all = negatives + positives
    return (negatives > 0 ? negatives * Elementary.logarithm(negatives / all) : 0)
      + (positives > 0 ? positives * Elementary.logarithm(positives / all) : 0)
  }

  /// The AUC of bins in the order of their rates; 0.5 while one kind of response lacks.
  static func auc(_ counts: [BinCount]) -> Double {
    let sorted = counts.sorted {
      Double($0.positives) * Double($1.responses) < Double($1.positives) * Double($0.responses)
    }
    var (negatives, positives, area) = (0.0, 0.0, 0.0)
    for count in sorted {
      area += Double(count.positives) * (negatives + Double(count.negatives) / 2)
      negatives += Double(count.negatives)
      positives += Double(count.positives)
    }
    return positives > 0 && negatives > 0 ? max(0.5, area / (positives * negatives)) : 0.5
  }
}

extension ModelFigures {
  /// Responses by the chance that was predicted, in bins of about equally many: the lowest and the highest chance of
  /// each, and what came.
  public var scores: [(lower: Double, upper: Double, count: BinCount)] {
    let share = max(1, responses / Int64(PredictorFigures.binsMax))
    var scores: [(lower: Double, upper: Double, count: BinCount)] = []
    for bin in 0..<Self.binCount {
      let count = BinCount(negatives: bins[2 * bin], positives: bins[2 * bin + 1])
      guard count.responses > 0 else { continue }
      let upper = Elementary.sigmoid(Double(bin + 1) / 16 - 8)
      if let last = scores.last, last.count.responses < share {
        scores[scores.count - 1].upper = upper
        scores[scores.count - 1].count = last.count + count
      } else {
        scores.append((Elementary.sigmoid(Double(bin) / 16 - 8), upper, count))
      }
    }
    return scores
  }
}
