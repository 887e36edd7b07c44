import Records

/// Names with numbers in the order of their coming, at most so many; the others share one number.
struct SendNames {
  /// The names; where there were too many, the last stands for all others.
  private(set) var names: [String] = []
  private var numbers: IdentifierNumbers
  private let most: Int
  /// How many names found no place of their own.
  private(set) var overflowCount = 0

  /// Longer names are cut, in bytes.
  private static let nameBytesMax = 1_000

  init(most: Int) {
    self.most = most
    // Not against an adversary, so any key will do; it must be the same in every run.
    numbers = IdentifierNumbers(key: (0x73_656e_6473, 0x6e61_6d65))
  }

  /// The number of a name, and whether it is new.
  mutating func number(_ name: UnsafeBufferPointer<UInt8>) -> (number: Int, isNew: Bool) {
    let before = numbers.count
    let number = Int(numbers.number(name))
    guard number >= most - 1 else {
      if number == before { names.append(String(decoding: name.prefix(SendNames.nameBytesMax), as: UTF8.self)) }
      return (number, number == before)
    }
    if number == before { overflowCount += 1 }
    if names.count < most {
      names.append(SendNames.others)
      return (most - 1, true)
    }
    return (most - 1, false)
  }

  /// The name that stands for all names beyond the limit.
  static let others = "…"
}
