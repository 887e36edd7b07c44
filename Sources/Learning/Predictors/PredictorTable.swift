/// Every model's predictors in bins: what people and other tools look at. Nothing is predicted from it.
///
/// Bounded: the first ``predictorsMax`` predictors are kept, and of models and predictors together the first
/// ``pairsMax`` pairs, each with at most 32 bins.
struct PredictorTable {
  /// What values of a predictor are; decided by the first one that is known.
  enum Kind: UInt8 {
    case unknown, number, text
  }

  static let predictorsMax = 512
  static let pairsMax = 32_768
  static let nameBytesMax = 256

  private(set) var keys: [UInt64] = []
  private(set) var names: [String] = []
  private(set) var kinds: [Kind] = []
  /// By model, by predictor; of a model that has not met the last predictors, fewer.
  private(set) var counts: [[PredictorCounts]] = []
  private var places: [UInt64: Int] = [:]
  private var pairCount = 0
  /// Where the things of the list under way stand, by their order in it; below 0 for those that are not kept.
  private var resolved: [Int32] = []
  private var highest = -1

  /// Counts a response to a model in the bins of what was known.
  mutating func learn(_ features: FeatureList, model: Int, isPositive: Bool) {
    while counts.count <= model { counts.append([]) }
    resolve(features)
    let room = makeRoom(model, highest)
    let words = features.words
    // Everything in place and without asking who else holds it: this is done for every response that is learned.
    kinds.withUnsafeBufferPointer { kinds in
      resolved.withUnsafeBufferPointer { places in
        features.items.withUnsafeBufferPointer { items in
          counts[model].withUnsafeMutableBufferPointer { counts in
            for index in items.indices {
              let place = Int(places[index])
              guard place >= 0, place < room else { continue }
              counts[place].learn(items[index], kinds[place], words, isPositive)
            }
          }
        }
      }
    }
  }

  /// Finds where the predictors of a list stand; new ones are taken in.
  private mutating func resolve(_ features: FeatureList) {
    let items = features.items
    if resolved.count != items.count { resolved = [Int32](repeating: -1, count: items.count) }
    highest = -1
    for index in items.indices {
      var place = Int(resolved[index])
      // A list mostly says the same things in the same order as the one before.
      if place < 0 || keys[place] != items[index].name {
        place = self.place(of: items[index], features, index)
        resolved[index] = Int32(place)
      }
      guard place >= 0 else { continue }
      highest = max(highest, place)
      if kinds[place] == .unknown, items[index].kind != .missing {
        kinds[place] = items[index].kind == .number ? .number : .text
      }
    }
  }

  /// Where a predictor stands; below 0 for one too many.
  private mutating func place(of item: FeatureList.Item, _ features: FeatureList, _ index: Int) -> Int {
    if let place = places[item.name] { return place }
    guard keys.count < PredictorTable.predictorsMax else { return -1 }
    var name = index < features.nameCount ? features.words[index] : ""
    if name.utf8.count > PredictorTable.nameBytesMax { name = "" }
    add(item.name, name, .unknown)
    return keys.count - 1
  }

  private mutating func add(_ key: UInt64, _ name: String, _ kind: Kind) {
    places[key] = keys.count
    keys.append(key)
    names.append(name)
    kinds.append(kind)
  }

  /// Makes room for a model's predictors up to a place, as far as there is any.
  /// - Returns: for how many there is room.
  private mutating func makeRoom(_ model: Int, _ place: Int) -> Int {
    let lacking = min(place + 1 - counts[model].count, PredictorTable.pairsMax - pairCount)
    if lacking > 0 {
      pairCount += lacking
      for _ in 0..<lacking { counts[model].append(PredictorCounts()) }
    }
    return counts[model].count
  }
}

// MARK: - Bytes

extension PredictorTable {
  func encode(into writer: inout SealedWriter) {
    writer.write(UInt64(keys.count))
    for index in keys.indices {
      writer.write(keys[index])
      writer.write(UInt64(kinds[index].rawValue))
      writer.write(names[index])
    }
    writer.write(UInt64(counts.count))
    for model in counts {
      writer.write(UInt64(model.count))
      for counts in model { counts.encode(into: &writer) }
    }
  }

  /// - Parameter models: the most models there may be.
  init(from reader: inout SealedReader, models: Int) throws(StateError) {
    for _ in 0..<(try reader.count(PredictorTable.predictorsMax)) {
      let key = try reader.word()
      guard let kind = Kind(rawValue: UInt8(try reader.count(2))), places[key] == nil else { throw .damaged }
      add(key, try reader.text(PredictorTable.nameBytesMax), kind)
    }
    for model in 0..<(try reader.count(models)) {
      counts.append([])
      for place in 0..<(try reader.count(keys.count)) {
        guard makeRoom(model, place) > place else { throw .damaged }
        counts[model][place] = try PredictorCounts(from: &reader)
      }
    }
  }
}

extension PredictorCounts {
  fileprivate func encode(into writer: inout SealedWriter) {
    missing.encode(into: &writer)
    other.encode(into: &writer)
    writer.write(UInt64(numbers.bins.count))
    for bin in numbers.bins {
      writer.write([bin.lower, bin.upper])
      bin.count.encode(into: &writer)
    }
    writer.write(UInt64(symbols.bins.count))
    for bin in symbols.bins {
      writer.write(bin.key)
      writer.write(UInt64(bin.rank))
      bin.count.encode(into: &writer)
      writer.write(bin.text)
    }
  }

  fileprivate init(from reader: inout SealedReader) throws(StateError) {
    missing = try BinCount(from: &reader)
    other = try BinCount(from: &reader)
    for _ in 0..<(try reader.count(NumberBins.countMax)) {
      let bin = NumberBins.Bin(
        lower: try reader.double(), upper: try reader.double(), count: try BinCount(from: &reader))
      guard bin.lower <= bin.upper, bin.lower > numbers.bins.last?.upper ?? -.infinity else { throw .damaged }
      numbers.bins.append(bin)
    }
    for _ in 0..<(try reader.count(SymbolBins.countMax)) {
      let bin = SymbolBins.Bin(
        key: try reader.word(), rank: try reader.natural(), count: try BinCount(from: &reader),
        text: try reader.text(SymbolBins.textBytesMax))
      symbols.bins.append(bin)
    }
  }
}

extension BinCount {
  fileprivate func encode(into writer: inout SealedWriter) {
    writer.write(UInt64(negatives))
    writer.write(UInt64(positives))
  }

  fileprivate init(from reader: inout SealedReader) throws(StateError) {
    negatives = try reader.natural()
    positives = try reader.natural()
  }
}
