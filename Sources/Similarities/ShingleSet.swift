/// What a text says, as the set of its runs of words: two texts are near when they share most of these.
///
/// Letters are folded to lower case, tags of HTML are left out, and everything that is no letter, digit or mark parts words.
/// A run of words is kept as a 64-bit hash, so a set of n runs is n numbers.
///
/// Source: A. Broder, "On the resemblance and containment of documents", 1997.
public struct ShingleSet: Hashable, Sendable {
  /// How many words a run has. Texts with fewer words are one run.
  public static let wordsPerShingle = 3
  /// Of longer texts only the beginning is compared, in bytes of UTF-8.
  public static let textBytesMax = 1 << 16

  /// The hashes of the runs, ascending, each once. Empty where the text has no word.
  public let hashes: [UInt64]

  /// Cuts a text into runs of words.
  public init(_ text: String) {
    let words = ShingleSet.words(of: text)
    guard !words.isEmpty else {
      hashes = []
      return
    }
    let width = min(ShingleSet.wordsPerShingle, words.count)
    var all: [UInt64] = []
    all.reserveCapacity(words.count)
    for start in 0...(words.count - width) {
      var hash: UInt64 = 0
      for word in words[start..<start + width] { hash = Mixing.mix(hash &* 31 &+ word) }
      all.append(hash)
    }
    all.sort()
    var kept: [UInt64] = []
    for hash in all where kept.last != hash { kept.append(hash) }
    hashes = kept
  }

  /// The share of runs that two texts have in common among those that either has (Jaccard), 0 … 1; 0 for texts without words.
  public func resemblance(to other: ShingleSet) -> Double {
    var (a, b, common) = (0, 0, 0)
    while a < hashes.count, b < other.hashes.count {
      if hashes[a] == other.hashes[b] {
        common += 1
        a += 1
        b += 1
      } else if hashes[a] < other.hashes[b] {
        a += 1
      } else {
        b += 1
      }
    }
    let either = hashes.count + other.hashes.count - common
    return either == 0 ? 0 : Double(common) / Double(either)
  }

  /// The words of a text, hashed; what stands between `<` and `>` is left out where it begins like a tag.
  private static func words(of text: String) -> [UInt64] {
    var words: [UInt64] = []
    var word: UInt64 = 0
    // How many characters of a tag were passed; nothing outside of one.
    var tagLength: Int?
    var before: Unicode.Scalar = " "
    var byteCount = 0
    for scalar in text.unicodeScalars {
      byteCount += scalar.utf8.count
      if byteCount > textBytesMax { break }
      defer { before = scalar }
      let properties = scalar.properties
      if let length = tagLength {
        tagLength = scalar == ">" || length == tagLengthMax ? nil : length + 1
        continue
      }
      if before == "<", scalar == "/" || scalar == "!" || properties.isAlphabetic {
        tagLength = 1
        continue
      }
      if properties.isAlphabetic || properties.numericType != nil {
        // Some letters become two when they are folded.
        for folded in properties.lowercaseMapping.unicodeScalars { word = Mixing.mix(word ^ UInt64(folded.value)) }
      } else if word != 0 {
        words.append(word)
        word = 0
      }
    }
    if word != 0 { words.append(word) }
    return words
  }

  /// A tag that is not closed ends after so many characters.
  private static let tagLengthMax = 2_000
}

/// The finalizer of SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
enum Mixing {
  @inline(__always) static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
