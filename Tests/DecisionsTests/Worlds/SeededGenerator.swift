/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// One of the values; there must be one.
  mutating func pick<Values: RandomAccessCollection>(_ values: Values) -> Values.Element {
    values[values.index(values.startIndex, offsetBy: Int.random(in: 0..<values.count, using: &self))]
  }

  /// Each of the values with this probability, in their order.
  mutating func some<Value>(_ values: [Value], _ probability: Double) -> [Value] {
    values.filter { _ in chance(probability) }
  }

  /// Between the bounds, with so many decimals.
  mutating func double(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }
}
