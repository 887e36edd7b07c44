/// Looks for keys that stand twice in one object.
///
/// Most objects are small: each key sets one bit of a filter, and only a key that finds its bit set is compared with
/// those before it. Large objects are sorted, so that the time stays n log n whatever is sent.
struct JSONKeyCheck {
  /// Up to this many keys the filter is mostly empty, and comparing all pairs is cheap should it fill.
  private static let filteredKeysMax = 64
  /// A power of two of 64-bit words, so that the upper bits of a product choose a bit.
  private static let filterWordCount = 16
  private static let filterShift: UInt64 = 64 - 10

  private var sorted: [UnsafeBufferPointer<UInt8>] = []

  /// The text of the second of two equal keys, anywhere in the document; which one, where there are several, depends
  /// on the document alone.
  mutating func firstDuplicate(in root: JSONValue) -> UnsafeBufferPointer<UInt8>? {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.filterWordCount) { filter in
      let end = root.nextIndex
      var index = root.index
      // Each word of the tape is passed once, and each object looked at where it begins.
      while index < end {
        let value = JSONValue(tape: root.tape, strings: root.strings, index: index)
        switch value.kind {
        case .object:
          if let key = firstDuplicate(of: value, filter) { return key }
          index += 1
        case .int64, .uint64, .double: index += 2
        case .array, .string, .true, .false, .null: index += 1
        }
      }
      return nil
    }
  }

  private mutating func firstDuplicate(
    of object: JSONValue, _ filter: UnsafeMutableBufferPointer<UInt64>
  ) -> UnsafeBufferPointer<UInt8>? {
    // The tape counts the members, up to what 24 bits hold.
    let count = Int(object.tape[object.index] >> 32 & 0xFF_FFFF)
    if count < 2 { return nil }
    if count > Self.filteredKeysMax { return firstDuplicateBySorting(of: object) }
    filter.initialize(repeating: 0)
    for (key, value) in object.members {
      let bit = (Self.signature(key) &* 0x9E37_79B9_7F4A_7C15) >> Self.filterShift
      let mask: UInt64 = 1 << (bit & 63)
      let word = Int(bit >> 6)
      if filter[word] & mask != 0 {
        for (other, otherValue) in object.members {
          if otherValue.index == value.index { break }
          if other.elementsEqual(key) { return key }
        }
      }
      filter[word] |= mask
    }
    return nil
  }

  private mutating func firstDuplicateBySorting(of object: JSONValue) -> UnsafeBufferPointer<UInt8>? {
    sorted.removeAll(keepingCapacity: true)
    for (key, _) in object.members { sorted.append(key) }
    sorted.sort { $0.lexicographicallyPrecedes($1) }
    for index in 1..<sorted.count where sorted[index].elementsEqual(sorted[index - 1]) { return sorted[index] }
    return nil
  }

  /// Equal for equal keys, and seldom for others: the length and the first and last bytes.
  @inline(__always) private static func signature(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = UnsafeRawPointer(key.baseAddress), key.count > 0 else { return 0 }
    let length = UInt64(truncatingIfNeeded: key.count)
    // simdjson leaves room after its last string, so that eight bytes can be read from any of them.
    let first = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self))
    if key.count < 8 { return first & ((1 << (8 * length)) - 1) ^ length << 56 }
    let last = (base + key.count - 8).loadUnaligned(as: UInt64.self)
    return first ^ (last &* 0xFF51_AFD7_ED55_8CCD) ^ length << 56
  }
}
