/// Responses of one value of a predictor, or of a range of values.
public struct BinCount: Hashable, Sendable {
  /// Those that were not positive.
  public internal(set) var negatives: Int64 = 0
  /// Those that were.
  public internal(set) var positives: Int64 = 0

  /// All of them.
  public var responses: Int64 { negatives + positives }

  @inline(__always) mutating func add(isPositive: Bool) {
    if isPositive { positives += 1 } else { negatives += 1 }
  }

  static func + (a: BinCount, b: BinCount) -> BinCount {
    BinCount(negatives: a.negatives + b.negatives, positives: a.positives + b.positives)
  }
}

/// What a model met of one predictor, in bounded memory: every response is counted once, in the bin that holds its value.
struct PredictorCounts {
  var numbers = NumberBins()
  var symbols = SymbolBins()
  /// Responses for which it was not known.
  var missing = BinCount()
  /// Responses whose value has no bin of its own.
  var other = BinCount()

  /// Counts a response in the bin of its value; a value of another kind than the first one goes to the others.
  @inline(__always)
  mutating func learn(_ item: FeatureList.Item, _ kind: PredictorTable.Kind, _ words: [String], _ isPositive: Bool) {
    switch item.kind {
    case .missing: missing.add(isPositive: isPositive)
    case .number where kind == .number: numbers.learn(Double(bitPattern: item.bits), isPositive: isPositive)
    case .text where kind == .text:
      symbols.learn(item.bits, isPositive: isPositive, other: &other) {
        item.spelling >= 0 ? words[Int(item.spelling)] : ""
      }
    case .number, .text: other.add(isPositive: isPositive)
    }
  }

  var all: BinCount {
    numbers.bins.reduce(missing + other) { $0 + $1.count } + symbols.bins.reduce(BinCount()) { $0 + $1.count }
  }
}

/// Numbers in ranges that do not overlap, in their order.
///
/// A number outside all ranges begins one of its own; of too many, the two neighbours with the fewest responses become
/// one. So a range holds every response whose number lies in it and no other, and the ranges come to hold about equally
/// many. Sources: Y. Ben-Haim and E. Tom-Tov, "A streaming parallel decision tree algorithm", JMLR 11, 2010, for joining
/// neighbours; by their responses and not by their distance, so that one absurd number costs one bin.
struct NumberBins {
  struct Bin {
    var lower: Double
    var upper: Double
    var count = BinCount()
  }

  static let countMax = 32
  var bins: [Bin] = []

  @inline(__always) mutating func learn(_ number: Double, isPositive: Bool) {
    let place = place(of: number)
    if place < bins.count, bins[place].lower <= number {
      bins[place].count.add(isPositive: isPositive)
    } else {
      begin(number, at: place, isPositive: isPositive)
    }
  }

  /// The first bin that does not end below a number.
  @inline(__always) private func place(of number: Double) -> Int {
    bins.withUnsafeBufferPointer { bins in
      var low = 0
      var high = bins.count
      while low < high {
        let middle = (low + high) >> 1
        if bins[middle].upper < number { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  @inline(never) private mutating func begin(_ number: Double, at place: Int, isPositive: Bool) {
    var bin = Bin(lower: number, upper: number)
    bin.count.add(isPositive: isPositive)
    bins.insert(bin, at: place)
    guard bins.count > NumberBins.countMax else { return }
    var best = 0
    var fewest = Int64.max
    for index in 0..<(bins.count - 1) {
      let responses = bins[index].count.responses + bins[index + 1].count.responses
      if responses < fewest { (best, fewest) = (index, responses) }
    }
    bins[best].upper = bins[best + 1].upper
    bins[best].count = bins[best].count + bins[best + 1].count
    bins.remove(at: best + 1)
  }
}

/// The texts met most, each with what it was answered since it has a bin.
///
/// A text that comes while all bins are taken takes over the one met least, with its rank, and what that one counted goes
/// to the others. So a text that makes up more than one response in 32 has a bin, however many there are. Source:
/// A. Metwally, D. Agrawal, A. El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT 2005.
struct SymbolBins {
  struct Bin {
    var key: UInt64
    /// At least how often it came: what decides who is met least.
    var rank: Int64
    var count = BinCount()
    /// As it is written, cut; empty where nobody spelled it.
    var text: String
  }

  static let countMax = 32
  static let textBytesMax = 64
  var bins: [Bin] = []

  /// - Parameter spelled: the text as it is written; called only where a bin begins.
  @inline(__always)
  mutating func learn(_ key: UInt64, isPositive: Bool, other: inout BinCount, spelled: () -> String) {
    let place = bins.withUnsafeMutableBufferPointer { bins in
      var place = 0
      while place < bins.count, bins[place].key != key { place += 1 }
      if place < bins.count {
        bins[place].rank += 1
        bins[place].count.add(isPositive: isPositive)
      }
      return place
    }
    if place == bins.count { begin(key, isPositive, &other, spelled()) }
  }

  @inline(never)
  private mutating func begin(_ key: UInt64, _ isPositive: Bool, _ other: inout BinCount, _ text: String) {
    var bin = Bin(key: key, rank: 1, text: SymbolBins.cut(text))
    bin.count.add(isPositive: isPositive)
    guard bins.count == SymbolBins.countMax else { return bins.append(bin) }
    var least = 0
    for index in 1..<bins.count where bins[index].rank < bins[least].rank { least = index }
    other = other + bins[least].count
    bin.rank = bins[least].rank + 1
    bins[least] = bin
  }

  /// A text of at most ``textBytesMax`` bytes, in whole characters.
  static func cut(_ text: String) -> String {
    guard text.utf8.count > textBytesMax else { return text }
    var cut = ""
    for character in text {
      guard cut.utf8.count + character.utf8.count <= textBytesMax else { break }
      cut.append(character)
    }
    return cut
  }
}
