/// The treatments that a model is asked about, valid during the call only.
public struct CandidateMask {
  let words: UnsafePointer<UInt64>
  let wordCount: Int

  /// Takes words of one bit a treatment, the lowest bit of the first word for treatment 0.
  public init(words: UnsafePointer<UInt64>, wordCount: Int) {
    self.words = words
    self.wordCount = wordCount
  }

  /// Calls `body` with each treatment that is asked about, ascending.
  @inlinable public func forEach(_ body: (Int) -> Void) {
    for word in 0..<count {
      var rest = self[word]
      while rest != 0 {
        body(word << 6 | rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }

  /// Calls `body` with each treatment that is both asked about and in `own`, which has one bit a treatment.
  @inlinable public func forEach(in own: [UInt64], _ body: (Int) -> Void) {
    for word in 0..<Swift.min(count, own.count) {
      var rest = self[word] & own[word]
      while rest != 0 {
        body(word << 6 | rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }

  /// How many words there are.
  @usableFromInline var count: Int { wordCount }
  @usableFromInline subscript(word: Int) -> UInt64 { words[word] }
}
