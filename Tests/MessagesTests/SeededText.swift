import Seeds

/// Texts made of pieces, the same for the same seed.
struct SeededText {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Up to so many pieces in a row.
  mutating func text(of pieces: [String], count: ClosedRange<Int> = 1...12) -> String {
    (0..<generator.int(count)).map { _ in generator.pick(pieces) }.joined()
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { generator.int(range) }
}
