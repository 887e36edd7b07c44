/// Writes a block front to back. The caller has made room for the most that can come.
struct BlockWriter {
  /// The most bytes of a number in groups of seven bits.
  static let varintBytesMax = 10

  private let base: UnsafeMutableRawPointer
  private(set) var count = 0

  private init(_ base: UnsafeMutableRawPointer) { self.base = base }

  /// The bytes that `write` writes, at most so many, in an array without a spare one.
  /// - Parameter prefix: bytes that come first.
  static func block(prefix: [UInt8] = [], bytesMax: Int, _ write: (inout BlockWriter) -> Void) -> [UInt8] {
    // Words are written eight bytes at a time, whatever their length.
    withUnsafeTemporaryAllocation(byteCount: prefix.count + bytesMax + 8, alignment: 8) { scratch in
      // A temporary allocation of at least eight bytes has a base.
      var writer = BlockWriter(scratch.baseAddress.unsafelyUnwrapped)
      prefix.withUnsafeBytes { scratch.copyMemory(from: $0) }
      writer.count = prefix.count
      write(&writer)
      let count = writer.count
      return [UInt8](unsafeUninitializedCapacity: count) { target, initializedCount in
        UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(rebasing: scratch[..<count]))
        initializedCount = count
      }
    }
  }

  @inline(__always) mutating func put<Number: FixedWidthInteger>(_ number: Number) {
    put(number, at: count)
    count += MemoryLayout<Number>.size
  }

  /// Replaces a number that was written.
  @inline(__always) func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    base.storeBytes(of: number, toByteOffset: offset, as: Number.self)
  }

  /// The low bytes of a word.
  @inline(__always) mutating func put(low byteCount: Int, of word: UInt64) {
    base.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
    count += byteCount
  }

  /// A number in groups of seven bits, the lowest first, each but the last with its high bit set (LEB128).
  @inline(__always) mutating func put(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      put(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    put(UInt8(truncatingIfNeeded: rest))
  }

  /// A count.
  mutating func put(varint count: Int) { put(varint: UInt64(bitPattern: Int64(count))) }

  /// A number with a sign, folded so that small ones of either sign are short (zigzag).
  @inline(__always) mutating func put(signed value: Int64) {
    put(varint: UInt64(bitPattern: value &<< 1) ^ UInt64(bitPattern: value >> 63))
  }

  /// Small numbers, such as positions in a charter.
  mutating func put(numbers: [Int]) {
    put(varint: numbers.count)
    for number in numbers { put(varint: number) }
  }

  /// Numbers from 0 to 3, four a byte.
  mutating func put(pairs pairCount: Int, _ pair: (Int) -> UInt8) {
    var index = 0
    while index < pairCount {
      var byte: UInt8 = 0
      for offset in 0..<min(4, pairCount - index) { byte |= pair(index + offset) << UInt8(offset * 2) }
      put(byte)
      index += 4
    }
  }
}

/// Reads what ``BlockWriter`` wrote; the two are only ever used on the same block, so nothing is checked.
struct BlockReader {
  private let base: UnsafeRawPointer
  private(set) var offset = 0

  /// Reads a block that is not empty.
  init(_ block: UnsafeRawBufferPointer) { base = block.baseAddress.unsafelyUnwrapped }

  @inline(__always) mutating func get<Number: FixedWidthInteger>(_: Number.Type) -> Number {
    defer { offset += MemoryLayout<Number>.size }
    return get(Number.self, at: offset)
  }

  /// A number that stands elsewhere.
  @inline(__always) func get<Number: FixedWidthInteger>(_: Number.Type, at offset: Int) -> Number {
    base.loadUnaligned(fromByteOffset: offset, as: Number.self)
  }

  /// Goes on behind bytes.
  @inline(__always) mutating func skip(_ byteCount: Int) { offset += byteCount }

  @inline(__always) mutating func getVarint() -> UInt64 {
    var byte = get(UInt8.self)
    if byte < 0x80 { return UInt64(byte) }
    var value = UInt64(byte & 0x7F)
    var shift: UInt64 = 7
    repeat {
      byte = get(UInt8.self)
      value |= UInt64(byte & 0x7F) &<< shift
      shift += 7
    } while byte >= 0x80
    return value
  }

  @inline(__always) mutating func getVarint() -> Int { Int(truncatingIfNeeded: getVarint() as UInt64) }

  @inline(__always) mutating func getSigned() -> Int64 {
    let value: UInt64 = getVarint()
    return Int64(bitPattern: value >> 1) ^ (0 &- Int64(bitPattern: value & 1))
  }

  mutating func get(numbers: inout [Int]) {
    numbers.removeAll(keepingCapacity: true)
    for _ in 0..<(getVarint() as Int) { numbers.append(getVarint()) }
  }
}
