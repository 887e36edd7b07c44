import Decisions

/// Why a saved state is refused.
public struct StateError: Error, Hashable, Sendable {
  /// A stable code: `models.damaged`, `models.newer`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String

  static let damaged = StateError(
    code: "models.damaged", message: "the saved models are damaged; learn them again from the outcomes")
  static let newer = StateError(
    code: "models.newer", message: "a newer mesure saved these models; use that, or learn them again")
}

extension PropensityLearner {
  private static let magic: UInt64 = 0x6c65_646f_6d73_656d  // "mesmodel"
  private static let format: UInt64 = 1

  /// The state as bytes: what ``init(decoding:)`` makes the same learner of, to the bit. As long as what has been met
  /// asks for, at most 13 MB.
  public func encode() -> [UInt8] {
    var words: [UInt64] = [Self.magic, Self.format, firstRate.bitPattern, UInt64(responseCount)]
    for index in 0..<ExpertMixture.count { words.append(mixture.scores[index].bitPattern) }
    let met = scales.scales.indices.filter { scales.scales[$0].count > 0 }
    words.append(UInt64(met.count))
    for index in met {
      let scale = scales.scales[index]
      words += [UInt64(index), scale.count.bitPattern, scale.mean.bitPattern, scale.squares.bitPattern]
    }
    let cells = rates.cells.indices.filter { rates.cells[$0].responses != .zero }
    words.append(UInt64(cells.count))
    for index in cells {
      words.append(UInt64(index))
      for lane in 0..<4 {
        words += [rates.cells[index].responses[lane].bitPattern, rates.cells[index].positives[lane].bitPattern]
      }
    }
    for table in [shared, specific] { table.encode(into: &words) }
    words.append(Self.checksum(words[...]))
    return words.withUnsafeBytes { Array($0) }
  }

  /// The learner whose state was saved.
  /// - Throws: `models.damaged` for bytes that ``encode()`` did not write, `models.newer` for those of a later format.
  public init(decoding bytes: [UInt8]) throws(StateError) {
    guard bytes.count % 8 == 0, bytes.count >= 40 else { throw .damaged }
    let words = [UInt64](unsafeUninitializedCapacity: bytes.count / 8) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      count = bytes.count / 8
    }
    guard words[0] == Self.magic, words.last == Self.checksum(words.dropLast()) else { throw .damaged }
    guard words[1] <= Self.format else { throw .newer }
    var reader = WordReader(words: words.dropLast(), position: 2)
    self.init(firstRate: try reader.number())
    responseCount = Int64(bitPattern: try reader.word())
    for index in 0..<ExpertMixture.count { mixture.scores[index] = try reader.number() }
    for _ in 0..<(try reader.count(scales.scales.count)) {
      let index = try reader.index(scales.scales.count)
      scales.scales[index] = FeatureScales.Scale(
        count: try reader.number(), mean: try reader.number(), squares: try reader.number())
    }
    for _ in 0..<(try reader.count(rates.cells.count)) {
      let index = try reader.index(rates.cells.count)
      for lane in 0..<4 {
        rates.cells[index].responses[lane] = try reader.number()
        rates.cells[index].positives[lane] = try reader.number()
      }
    }
    try shared.decode(from: &reader)
    try specific.decode(from: &reader)
    guard reader.isAtEnd else { throw .damaged }
  }

  /// FNV-1a over words, mixed: it tells a torn or changed file, and does not guard against forgery.
  private static func checksum(_ words: ArraySlice<UInt64>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for word in words { hash = spread((hash ^ word) &* 0x100_0000_01b3) }
    return hash
  }
}

extension TokenWeights {
  func encode(into words: inout [UInt64]) {
    let met = cells.indices.filter { cells[$0].variance[0] > 0 }
    words.append(UInt64(met.count))
    for index in met {
      words.append(UInt64(index))
      for lane in 0..<4 {
        words.append(
          UInt64(cells[index].mean[lane].bitPattern) << 32 | UInt64(cells[index].variance[lane].bitPattern))
      }
    }
  }

  mutating func decode(from reader: inout WordReader) throws(StateError) {
    for _ in 0..<(try reader.count(cells.count)) {
      let index = try reader.index(cells.count)
      for lane in 0..<4 {
        let word = try reader.word()
        let mean = Float(bitPattern: UInt32(word >> 32))
        let variance = Float(bitPattern: UInt32(truncatingIfNeeded: word))
        guard mean.isFinite, variance > 0, variance.isFinite else { throw .damaged }
        cells[index].mean[lane] = mean
        cells[index].variance[lane] = variance
      }
    }
  }
}

/// Reads words, and refuses what cannot be.
struct WordReader {
  let words: ArraySlice<UInt64>
  var position: Int

  var isAtEnd: Bool { position == words.endIndex }

  mutating func word() throws(StateError) -> UInt64 {
    guard position < words.endIndex else { throw .damaged }
    position += 1
    return words[position - 1]
  }

  mutating func number() throws(StateError) -> Double {
    let number = Double(bitPattern: try word())
    guard number.isFinite else { throw .damaged }
    return number
  }

  mutating func count(_ most: Int) throws(StateError) -> Int {
    let count = try word()
    guard count <= UInt64(most) else { throw .damaged }
    return Int(count)
  }

  mutating func index(_ count: Int) throws(StateError) -> Int {
    let index = try word()
    guard index < UInt64(count) else { throw .damaged }
    return Int(index)
  }
}
