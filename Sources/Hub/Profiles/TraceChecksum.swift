import Decisions

/// A checksum over everything a decision said: the answer and the fate of every candidate.
///
/// It hangs on values alone: not on the machine, the process, the charter's version or the models' version. What it
/// covers, as little-endian words of 64 bits: for contact the number of choices, then of each choice the treatment, the
/// moment and the bits of propensity, value, lever, cost and patience; for silence 2⁶³, the code of the reason, the bits
/// of value and forgone, and the next look; then the number of fates, then two fates a word: code in bits 0–15 (32–47),
/// rule in bits 16–31 (48–63), zeros where there is no second one; where chance had a say or silence is worth something, the
/// bits of the probability, 1 or 0 for drawn evenly or not, and the bits of what silence is worth; where the customer takes part in
/// experiments, 2⁶² + their number, then of each its position << 32 | that of the arm << 2 | 2 for exposed | 1 for held back, and the
/// bits of the probability. The checksum of those words is XXH64 with seed 0.
/// Source: the xxHash specification, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
public enum TraceChecksum {
  /// The checksum of a decision.
  public static func of(_ decision: Decision) -> UInt64 {
    let fates = decision.fates
    let answerWords: Int
    switch decision.answer {
    case .contact(let choices): answerWords = 1 + 7 * choices.count
    case .abstain: answerWords = 5
    }
    let isDrawn = decision.draw != .none || decision.silenceValue != 0
    let wordCount =
      answerWords + 1 + (fates.count + 1) / 2 + (isDrawn ? 3 : 0)
      + (decision.assignments.isEmpty ? 0 : 1 + 2 * decision.assignments.count)
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: wordCount) { words in
      var next = 0
      func put(_ word: UInt64) {
        words[next] = word
        next += 1
      }
      switch decision.answer {
      case .contact(let choices):
        put(UInt64(choices.count))
        for choice in choices {
          put(UInt64(bitPattern: Int64(choice.treatment)))
          put(UInt64(bitPattern: choice.at.secondsSince1970))
          put(choice.propensity.bitPattern)
          put(choice.value.bitPattern)
          put(choice.lever.bitPattern)
          put(choice.cost.bitPattern)
          put(choice.patience.bitPattern)
        }
      case .abstain(let abstention):
        put(1 << 63)
        put(UInt64(abstention.reason.rawValue))
        put(abstention.value.bitPattern)
        put(abstention.forgone.bitPattern)
        put(UInt64(bitPattern: abstention.nextLook.secondsSince1970))
      }
      put(UInt64(fates.count))
      fates.withUnsafeBufferPointer { fates in
        for index in stride(from: 0, to: fates.count - 1, by: 2) {
          put(word(fates[index]) | word(fates[index + 1]) << 32)
        }
        if fates.count % 2 == 1 { put(word(fates[fates.count - 1])) }
      }
      if isDrawn {
        put(decision.draw.probability.bitPattern)
        put(decision.draw.isEven ? 1 : 0)
        put(decision.silenceValue.bitPattern)
      }
      if !decision.assignments.isEmpty {
        put(1 << 62 | UInt64(decision.assignments.count))
        for assignment in decision.assignments {
          let bits: UInt64 = (assignment.isExposed ? 2 : 0) | (assignment.isHoldout ? 1 : 0)
          put(UInt64(assignment.experiment) << 32 | UInt64(assignment.arm) << 2 | bits)
          put(assignment.probability.bitPattern)
        }
      }
      return xxHash64(UnsafeBufferPointer(words))
    }
  }

  @inline(__always) private static func word(_ fate: Fate) -> UInt64 {
    UInt64(fate.reason.rawValue) | UInt64(fate.rule) << 16
  }

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// XXH64 with seed 0 of words, as their little-endian bytes.
  static func xxHash64(_ words: UnsafeBufferPointer<UInt64>) -> UInt64 {
    var hash: UInt64
    var index = 0
    if words.count >= 4 {
      var lanes = (prime1 &+ prime2, prime2, UInt64(0), 0 &- prime1)
      while index + 4 <= words.count {
        lanes.0 = round(lanes.0, words[index])
        lanes.1 = round(lanes.1, words[index + 1])
        lanes.2 = round(lanes.2, words[index + 2])
        lanes.3 = round(lanes.3, words[index + 3])
        index += 4
      }
      hash = rotated(lanes.0, 1) &+ rotated(lanes.1, 7) &+ rotated(lanes.2, 12) &+ rotated(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] { hash = (hash ^ round(0, lane)) &* prime1 &+ prime4 }
    } else {
      hash = prime5
    }
    hash &+= UInt64(words.count * 8)
    while index < words.count {
      hash = rotated(hash ^ round(0, words[index]), 27) &* prime1 &+ prime4
      index += 1
    }
    hash = (hash ^ hash >> 33) &* prime2
    hash = (hash ^ hash >> 29) &* prime3
    return hash ^ hash >> 32
  }

  @inline(__always) private static func round(_ accumulator: UInt64, _ word: UInt64) -> UInt64 {
    rotated(accumulator &+ word &* prime2, 31) &* prime1
  }

  @inline(__always) private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value << bits | value >> (64 - bits)
  }
}
