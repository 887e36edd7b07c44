/// A learner as bytes: little-endian, a mark, a format, the settings, then of each model what differs from its beginning, then a checksum
/// (FNV-1a, 64 bits) of all before it. The same learner gives the same bytes.
extension EffectLearner {
  private static let mark: UInt64 = 0x5443_4546_4645_534d  // "MSEFFECT"
  private static let format: UInt64 = 1

  /// The bytes.
  public func encode() -> [UInt8] {
    var words: [UInt64] = [Self.mark, Self.format, UInt64(settings.featureBits), UInt64(settings.interactionBits)]
    words += Self.numbers(settings).map(\.bitPattern)
    words.append(UInt64(examplesCount))
    Self.append(silence, from: Self.silenceVariances(settings), to: &words)
    Self.append(response, from: Self.responseVariances(settings), to: &words)
    Self.append(effects, from: Self.effectVariances(settings), to: &words)
    words.append(Self.checksum(words[...]))
    return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
  }

  /// Reads what ``encode()`` wrote.
  /// - Throws: ``EffectFault/damaged`` or ``EffectFault/unknownFormat(_:)``.
  public init(decoding bytes: [UInt8]) throws(EffectFault) {
    guard bytes.count % 8 == 0, bytes.count >= 11 * 8 else { throw .damaged }
    var words = stride(from: 0, to: bytes.count, by: 8).map { Self.word(bytes, at: $0) }[...]
    guard words.popLast() == Self.checksum(words), words.popFirst() == Self.mark else { throw .damaged }
    let format = words.removeFirst()
    guard format == Self.format else { throw .unknownFormat(Int(clamping: format)) }
    let settings = try Self.settings(&words)
    try self.init(settings)
    guard let count = words.popFirst(), count <= UInt64(Int.max) else { throw .damaged }
    examplesCount = Int(count)
    silence = try Self.model(&words, from: silence.variances)
    response = try Self.model(&words, from: response.variances)
    effects = try Self.model(&words, from: effects.variances)
    guard words.isEmpty else { throw .damaged }
  }

  private static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
    var word: UInt64 = 0
    for place in (start..<start + 8).reversed() { word = word << 8 | UInt64(bytes[place]) }
    return word
  }

  private static func numbers(_ settings: EffectSettings) -> [Double] {
    [
      settings.levelDeviation, settings.featureDeviation, settings.offsetDeviation, settings.modifierDeviation,
      settings.outcomeScale,
    ]
  }

  private static func settings(_ words: inout ArraySlice<UInt64>) throws(EffectFault) -> EffectSettings {
    guard words.count >= 7 else { throw .damaged }
    let bits = (0..<2).map { _ in Int(clamping: words.removeFirst()) }
    let numbers = (0..<5).map { _ in Double(bitPattern: words.removeFirst()) }
    let settings = EffectSettings(
      featureBits: bits[0], interactionBits: bits[1], levelDeviation: numbers[0], featureDeviation: numbers[1],
      offsetDeviation: numbers[2], modifierDeviation: numbers[3], outcomeScale: numbers[4])
    guard settings.isSound else { throw .damaged }
    return settings
  }

  private static func append(_ model: DiagonalGaussian, from start: [Double], to words: inout [UInt64]) {
    let changed = start.indices.filter { model.means[$0] != 0 || model.variances[$0] != start[$0] }
    words += [model.surprise.bitPattern, model.weight.bitPattern, UInt64(changed.count)]
    for slot in changed {
      words += [UInt64(slot), model.means[slot].bitPattern, model.variances[slot].bitPattern]
    }
  }

  private static func model(
    _ words: inout ArraySlice<UInt64>, from start: [Double]
  ) throws(EffectFault) -> DiagonalGaussian {
    guard words.count >= 3 else { throw .damaged }
    let surprise = Double(bitPattern: words.removeFirst())
    let weight = Double(bitPattern: words.removeFirst())
    let count = words.removeFirst()
    guard surprise.isFinite, surprise >= 0, weight.isFinite, weight >= 0, count <= UInt64(words.count / 3) else {
      throw .damaged
    }
    var means = [Double](repeating: 0, count: start.count)
    var variances = start
    var next: UInt64 = 0
    for _ in 0..<count {
      let slot = words.removeFirst()
      let mean = Double(bitPattern: words.removeFirst())
      let variance = Double(bitPattern: words.removeFirst())
      guard slot >= next, slot < UInt64(start.count), mean.isFinite, variance > 0, variance <= start[Int(slot)] else {
        throw .damaged
      }
      next = slot + 1
      means[Int(slot)] = mean
      variances[Int(slot)] = variance
    }
    return DiagonalGaussian(means: means, variances: variances, surprise: surprise, weight: weight)
  }

  private static func checksum(_ words: ArraySlice<UInt64>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for word in words {
      for shift in stride(from: 0, to: UInt64(64), by: 8) {
        hash = (hash ^ (word >> shift & 0xff)) &* 0x100_0000_01b3
      }
    }
    return hash
  }
}
