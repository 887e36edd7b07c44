/// Bit sets as plain 64-bit words, so that one loop handles 64 candidates.
enum BitWords {
  /// How many words hold `count` bits.
  @inline(__always) static func wordCount(_ count: Int) -> Int { (count + 63) >> 6 }

  /// The bits of a word from bit `start` of a set on, up to, not including, bit `end` or the end of the word.
  @inline(__always) static func mask(from start: Int, to end: Int) -> UInt64 {
    // INVARIANT: 1 ≤ count ≤ 64.
    let count = Swift.min(end &- start, 64 &- start & 63)
    return (UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- count)) &<< UInt64(truncatingIfNeeded: start & 63)
  }

  /// Words with the given bits set.
  static func words(_ bits: some Sequence<Int>, count: Int) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: wordCount(count))
    for bit in bits { words[bit >> 6] |= 1 << UInt64(bit & 63) }
    return words
  }
}

extension UnsafePointer<UInt64> {
  /// Whether bit `index` is set.
  @inline(__always) func bit(_ index: Int) -> Bool { self[index >> 6] >> UInt64(index & 63) & 1 != 0 }
}

extension UnsafeMutablePointer<UInt64> {
  /// Whether bit `index` is set.
  @inline(__always) func bit(_ index: Int) -> Bool { self[index >> 6] >> UInt64(index & 63) & 1 != 0 }
  /// Clears bit `index`.
  @inline(__always) func clear(_ index: Int) { self[index >> 6] &= ~(1 << UInt64(index & 63)) }
  /// Sets bit `index`.
  @inline(__always) func set(_ index: Int) { self[index >> 6] |= 1 << UInt64(index & 63) }

  /// Calls `body` with each set bit of the first `wordCount` words, ascending.
  @inline(__always) func forEachBit(wordCount: Int, _ body: (Int) -> Void) {
    for word in 0..<wordCount {
      var rest = self[word]
      while rest != 0 {
        body(word << 6 | rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }

  /// Whether any bit of a range is set.
  @inline(__always) func hasBit(in range: Range<Int>) -> Bool {
    var start = range.lowerBound
    while start < range.upperBound {
      let mask = BitWords.mask(from: start, to: range.upperBound)
      if self[start >> 6] & mask != 0 { return true }
      start = (start >> 6 + 1) << 6
    }
    return false
  }

  /// Clears the bits of a range, and calls `body` with each that was set, ascending.
  @inline(__always) func clear(in range: Range<Int>, _ body: (Int) -> Void) {
    var start = range.lowerBound
    while start < range.upperBound {
      let mask = BitWords.mask(from: start, to: range.upperBound)
      let word = start >> 6
      var found = self[word] & mask
      self[word] &= ~mask
      while found != 0 {
        body(word << 6 | found.trailingZeroBitCount)
        found &= found &- 1
      }
      start = (word + 1) << 6
    }
  }

  /// Whether no bit of the first `wordCount` words is set.
  @inline(__always) func isEmpty(wordCount: Int) -> Bool {
    for word in 0..<wordCount where self[word] != 0 { return false }
    return true
  }
}
