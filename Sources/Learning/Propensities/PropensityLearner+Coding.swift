import Decisions

/// The state of a learner, as part of a saved one: only what has been met, at most 13 MB; the same learner comes back, to
/// the bit.
extension PropensityLearner {
  func encode(into writer: inout SealedWriter) {
    writer.write(firstRate)
    writer.write(UInt64(responseCount))
    for index in 0..<ExpertMixture.count { writer.write(mixture.scores[index]) }
    scales.encode(into: &writer)
    let cells = rates.cells.indices.filter { rates.cells[$0].responses != .zero }
    writer.write(UInt64(cells.count))
    for index in cells {
      writer.write(UInt64(index))
      for lane in 0..<4 { writer.write([rates.cells[index].responses[lane], rates.cells[index].positives[lane]]) }
    }
    for table in [shared, specific] { table.encode(into: &writer) }
  }

  init(from reader: inout SealedReader) throws(StateError) {
    self.init(firstRate: try reader.double())
    responseCount = Int64(bitPattern: try reader.word())
    for index in 0..<ExpertMixture.count { mixture.scores[index] = try reader.double() }
    try scales.decode(from: &reader)
    for _ in 0..<(try reader.count(rates.cells.count)) {
      let index = try reader.index(rates.cells.count)
      for lane in 0..<4 {
        rates.cells[index].responses[lane] = try reader.double()
        rates.cells[index].positives[lane] = try reader.double()
      }
    }
    try shared.decode(from: &reader)
    try specific.decode(from: &reader)
  }
}

extension FeatureScales {
  func encode(into writer: inout SealedWriter) {
    let met = scales.indices.filter { scales[$0].count > 0 }
    writer.write(UInt64(met.count))
    for index in met {
      writer.write(UInt64(index))
      writer.write([scales[index].count, scales[index].mean, scales[index].squares])
    }
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    for _ in 0..<(try reader.count(scales.count)) {
      let index = try reader.index(scales.count)
      scales[index] = Scale(count: try reader.double(), mean: try reader.double(), squares: try reader.double())
    }
  }
}

extension TokenWeights {
  func encode(into writer: inout SealedWriter) {
    let met = cells.indices.filter { cells[$0].variance[0] > 0 }
    writer.write(UInt64(met.count))
    for index in met {
      writer.write(UInt64(index))
      for lane in 0..<4 {
        writer.write(
          UInt64(cells[index].mean[lane].bitPattern) << 32 | UInt64(cells[index].variance[lane].bitPattern))
      }
    }
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
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
