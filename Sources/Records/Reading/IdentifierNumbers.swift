/// Gives identifiers numbers in the order in which they first come, in 15 to 24 bytes each whatever their length.
///
/// Like ``SeenIdentifiers`` it keeps a keyed 64-bit hash of each and not the text, with the same small chance that two
/// identifiers are taken for one.
public struct IdentifierNumbers: Sendable {
  private static let loadMax = 0.8
  private static let slotCountMin = 64

  private let hash: KeyedHash
  /// Hashes at or after the slot their upper bits name; 0 is an empty slot.
  private var slots: [UInt64]
  private var numbers: [UInt32]
  private var growsBeyond: Int
  /// How many different identifiers have a number: the next number.
  public private(set) var count = 0

  /// Makes an empty list; the key decides which identifiers would be taken for one.
  public init(key: (UInt64, UInt64)) {
    hash = KeyedHash(key: key)
    slots = Array(repeating: 0, count: IdentifierNumbers.slotCountMin)
    numbers = Array(repeating: 0, count: IdentifierNumbers.slotCountMin)
    growsBeyond = Int(Double(IdentifierNumbers.slotCountMin) * IdentifierNumbers.loadMax)
  }

  /// The number of an identifier, given as UTF-8; a new one gets the next number, until 32 bits are used up.
  public mutating func number(_ identifier: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hashed = hash.hash(identifier)
    let key = hashed == 0 ? 1 : hashed
    var slot = place(key)
    if slots[slot] == key { return numbers[slot] }
    if count == growsBeyond {
      grow()
      slot = place(key)
    }
    slots[slot] = key
    numbers[slot] = UInt32(truncatingIfNeeded: count)
    count += 1
    return numbers[slot]
  }

  /// The slot of a hash, or the empty one where it belongs.
  private func place(_ hash: UInt64) -> Int {
    // The upper bits choose among any number of slots (Lemire 2019), so that growth need not double.
    var slot = Int(hash.multipliedFullWidth(by: UInt64(slots.count)).high)
    while slots[slot] != 0, slots[slot] != hash { slot = slot + 1 == slots.count ? 0 : slot + 1 }
    return slot
  }

  private mutating func grow() {
    let (oldSlots, oldNumbers) = (slots, numbers)
    let wanted = oldSlots.count + oldSlots.count / 2
    slots = Array(repeating: 0, count: wanted)
    numbers = Array(repeating: 0, count: wanted)
    growsBeyond = Int(Double(wanted) * IdentifierNumbers.loadMax)
    for (hash, number) in zip(oldSlots, oldNumbers) where hash != 0 {
      let slot = place(hash)
      slots[slot] = hash
      numbers[slot] = number
    }
  }
}
