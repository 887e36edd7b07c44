/// The prices of an occasion as the log keeps them: a bit a treatment for what could not be had at any price, and the few
/// others that are above 0 in full.
public struct PackedPrices: Hashable, Sendable {
  /// The bytes; empty: everything is free.
  let bytes: [UInt8]

  /// Everything is free.
  public init() { bytes = [] }

  /// Packs prices by treatment; what is not above 0 is free.
  public init(_ prices: [Double]) {
    guard let last = prices.lastIndex(where: { $0 > 0 }) else {
      bytes = []
      return
    }
    let count = last + 1
    var mask = [UInt8](repeating: 0, count: (count + 7) / 8)
    var finite: [Int] = []
    for index in 0..<count where prices[index] > 0 {
      if prices[index] == .infinity { mask[index >> 3] |= 1 << UInt8(index & 7) } else { finite.append(index) }
    }
    var writer = ByteWriter(capacity: mask.count + 8 + finite.count * 10)
    writer.count(count)
    for byte in mask { writer.byte(byte) }
    writer.count(finite.count)
    for index in finite {
      writer.count(index)
      writer.double(prices[index])
    }
    bytes = writer.bytes
  }

  /// Takes bytes of the log.
  /// - Throws: `body.invalid` and `body.truncated` when they are damaged.
  init(bytes: [UInt8]) throws(BodyError) {
    _ = try PackedPrices.read(bytes)
    self.bytes = bytes
  }

  /// Whether everything is free.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The prices by treatment, up to the last that is above 0.
  public var unpacked: [Double] { (try? PackedPrices.read(bytes)) ?? [] }

  private static func read(_ bytes: [UInt8]) throws(BodyError) -> [Double] {
    guard !bytes.isEmpty else { return [] }
    var reader = ByteReader(bytes)
    let count = try reader.number()
    // A bit each: more treatments than the bytes have bits cannot be.
    guard count > 0, count <= bytes.count * 8 else { throw .invalid("prices of a wrong count") }
    var prices = [Double](repeating: 0, count: count)
    for byte in 0..<(count + 7) / 8 {
      let bits = try reader.byte()
      for bit in 0..<8 where bits >> UInt8(bit) & 1 != 0 {
        guard byte * 8 + bit < count else { throw .invalid("a price of no treatment") }
        prices[byte * 8 + bit] = .infinity
      }
    }
    for _ in 0..<(try reader.count(ofBytes: 9)) {
      let index = try reader.number()
      guard index < count else { throw .invalid("a price of no treatment") }
      prices[index] = try reader.double()
    }
    try reader.finish()
    return prices
  }
}
