/// A learner as bytes: the settings, then of each model what differs from its beginning. The same learner gives the same
/// bytes.
extension EffectLearner {
  private static let kind: StaticString = "MSEF"
  private static let format: UInt8 = 1

  /// The bytes.
  public func encode() -> [UInt8] {
    var writer = SealedWriter(kind: Self.kind, version: Self.format)
    writer.write(UInt64(settings.featureBits))
    writer.write(UInt64(settings.interactionBits))
    writer.write([
      settings.levelDeviation, settings.featureDeviation, settings.offsetDeviation, settings.modifierDeviation,
      settings.outcomeScale,
    ])
    writer.write(UInt64(examplesCount))
    silence.encode(into: &writer, from: Self.silenceVariances(settings))
    response.encode(into: &writer, from: Self.responseVariances(settings))
    effects.encode(into: &writer, from: Self.effectVariances(settings))
    return writer.sealed()
  }

  /// Reads what ``encode()`` wrote.
  /// - Throws: ``EffectFault/damaged`` or ``EffectFault/unknownFormat(_:)``.
  public init(decoding bytes: [UInt8]) throws(EffectFault) {
    do throws(StateError) {
      try self.init(sealed: bytes)
    } catch {
      throw error == .newer ? .unknownFormat(Int(bytes[Self.kind.utf8CodeUnitCount])) : .damaged
    }
  }

  private init(sealed bytes: [UInt8]) throws(StateError) {
    var reader = try SealedReader(bytes, kind: Self.kind, version: Self.format)
    let bits = [try reader.count(64), try reader.count(64)]
    let numbers = try reader.doubles(5)
    let settings = EffectSettings(
      featureBits: bits[0], interactionBits: bits[1], levelDeviation: numbers[0], featureDeviation: numbers[1],
      offsetDeviation: numbers[2], modifierDeviation: numbers[3], outcomeScale: numbers[4])
    do throws(EffectFault) { try self.init(settings) } catch { throw .damaged }
    examplesCount = try reader.count(.max)
    silence = try DiagonalGaussian(from: &reader, start: silence.variances)
    response = try DiagonalGaussian(from: &reader, start: response.variances)
    effects = try DiagonalGaussian(from: &reader, start: effects.variances)
    try reader.end()
  }
}

extension DiagonalGaussian {
  fileprivate func encode(into writer: inout SealedWriter, from start: [Double]) {
    let changed = start.indices.filter { means[$0] != 0 || variances[$0] != start[$0] }
    writer.write([surprise, weight])
    writer.write(UInt64(changed.count))
    for slot in changed {
      writer.write(UInt64(slot))
      writer.write([means[slot], variances[slot]])
    }
  }

  fileprivate init(from reader: inout SealedReader, start: [Double]) throws(StateError) {
    let surprise = try reader.double()
    let weight = try reader.double()
    guard surprise >= 0, weight >= 0 else { throw .damaged }
    var means = [Double](repeating: 0, count: start.count)
    var variances = start
    var next = 0
    for _ in 0..<(try reader.count(start.count)) {
      let slot = try reader.index(start.count)
      let mean = try reader.double()
      let variance = try reader.double()
      guard slot >= next, variance > 0, variance <= start[slot] else { throw .damaged }
      next = slot + 1
      means[slot] = mean
      variances[slot] = variance
    }
    self.init(means: means, variances: variances, surprise: surprise, weight: weight)
  }
}
