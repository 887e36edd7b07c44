/// A short summary of a set of runs: of each of many orders of all numbers, the least one that is in the set.
///
/// The share of places at which two signatures agree estimates the resemblance of the sets.
/// Source: A. Broder, "On the resemblance and containment of documents", 1997.
struct MinHashSignature: Sendable {
  /// How many orders.
  static let length = 160

  let minima: [UInt64]

  init(_ set: ShingleSet) {
    var minima = [UInt64](repeating: .max, count: MinHashSignature.length)
    for hash in set.hashes {
      for place in 0..<MinHashSignature.length {
        minima[place] = min(minima[place], Mixing.mix(hash ^ MinHashSignature.keys[place]))
      }
    }
    self.minima = minima
  }

  /// A key of the places of one band.
  func key(ofBand band: Int, rows: Int) -> UInt64 {
    var key = UInt64(band)
    for place in band * rows..<(band + 1) * rows { key = Mixing.mix(key ^ minima[place]) }
    return key
  }

  private static let keys: [UInt64] = (0..<length).map { Mixing.mix(UInt64($0) &* 0x9e37_79b9_7f4a_7c15) }
}
