/// Remembers which identifiers a file has shown, 10 to 15 bytes each whatever their length, to find those that come
/// twice.
///
/// It keeps a keyed 64-bit hash of each (SipHash-2-4), not the text. Two different identifiers are taken for one with a
/// probability of about n² / 2⁶⁵ for n identifiers: 3 in a million files of ten million, 3 in ten thousand files of a
/// hundred million. The same identifiers and key give the same answers on every machine.
public struct SeenIdentifiers: Sendable {
  /// Grown when it is fuller than this.
  private static let loadMax = 0.8
  private static let slotCountMin = 64

  private let hash: KeyedHash
  /// Hashes at or after the slot their upper bits name; 0 is an empty slot.
  private var slots: [UInt64]
  private var growsBeyond: Int
  /// How many different identifiers were inserted.
  public private(set) var count = 0

  /// Makes an empty set. A key that senders of files do not know keeps them from making identifiers that collide.
  /// - Parameter expectedCount: Room made at once; more is made as needed, half as much again at a time.
  public init(key: (UInt64, UInt64), expectedCount: Int = 0) {
    hash = KeyedHash(key: key)
    let wanted = max(Self.slotCountMin, Int(Double(max(0, expectedCount)) / Self.loadMax) + 1)
    slots = Array(repeating: 0, count: wanted)
    growsBeyond = Int(Double(wanted) * Self.loadMax)
  }

  /// How many bytes the set holds in memory.
  public var byteCount: Int { slots.count * MemoryLayout<UInt64>.stride }

  /// Adds an identifier, given as UTF-8; false when it was there already.
  public mutating func insert(_ identifier: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place(Self.nonzero(hash.hash(identifier))) else { return false }
    count += 1
    if count > growsBeyond { grow() }
    return true
  }

  /// Adds an identifier; false when it was there already.
  public mutating func insert(_ identifier: String) -> Bool {
    var copy = identifier
    return copy.withUTF8 { insert($0) }
  }

  private static func nonzero(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }

  private mutating func place(_ hash: UInt64) -> Bool {
    // The upper bits choose among any number of slots (Lemire 2019), so that growth need not double.
    var slot = Int(hash.multipliedFullWidth(by: UInt64(slots.count)).high)
    while slots[slot] != 0 {
      if slots[slot] == hash { return false }
      slot = slot + 1 == slots.count ? 0 : slot + 1
    }
    slots[slot] = hash
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count + old.count / 2)
    growsBeyond = Int(Double(slots.count) * Self.loadMax)
    for hash in old where hash != 0 { _ = place(hash) }
  }
}

/// SipHash-2-4 (Aumasson and Bernstein, 2012): a 64-bit hash under a 128-bit key.
struct KeyedHash: Sendable {
  let key: (UInt64, UInt64)

  func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = State(key)
    let raw = UnsafeRawBufferPointer(text)
    var index = 0
    while index + 8 <= raw.count {
      state.take(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    var last = UInt64(truncatingIfNeeded: raw.count) << 56
    for (shift, byte) in raw[index...].enumerated() { last |= UInt64(byte) << UInt64(8 * shift) }
    state.take(last)
    return state.finished()
  }

  private struct State {
    var v0, v1, v2, v3: UInt64

    init(_ key: (UInt64, UInt64)) {
      v0 = key.0 ^ 0x736F_6D65_7073_6575
      v1 = key.1 ^ 0x646F_7261_6E64_6F6D
      v2 = key.0 ^ 0x6C79_6765_6E65_7261
      v3 = key.1 ^ 0x7465_6462_7974_6573
    }

    mutating func take(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finished() -> UInt64 {
      v2 ^= 0xFF
      for _ in 0..<4 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func round() {
      v0 &+= v1
      v1 = Self.rotated(v1, 13) ^ v0
      v0 = Self.rotated(v0, 32)
      v2 &+= v3
      v3 = Self.rotated(v3, 16) ^ v2
      v0 &+= v3
      v3 = Self.rotated(v3, 21) ^ v0
      v2 &+= v1
      v1 = Self.rotated(v1, 17) ^ v2
      v2 = Self.rotated(v2, 32)
    }

    private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 { word &<< count | word &>> (64 &- count) }
  }
}
