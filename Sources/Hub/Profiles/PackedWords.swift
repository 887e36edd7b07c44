import Decisions
import Expressions

/// The row of a packed customer: for each slot four bits that say how its word is kept, then the bytes of the words.
///
/// Whole numbers, codes of texts and flags have leading zero bytes, which are left out; round doubles have them at the
/// other end.
enum PackedWords {
  /// Codes 0 to 8: a word of so many low bytes.
  private static let absentCode: UInt8 = 9
  private static let nullCode: UInt8 = 10
  private static let otherCode: UInt8 = 11
  /// Codes from here on: the upper 2, 3, 4 and 6 bytes of a word, whose others are zero.
  private static let upperCode: UInt8 = 12

  /// How a code is read: the slot's state in the low byte, how many bytes there are in the next, and how many bits they
  /// are shifted by in the third.
  private struct Reading {
    let state: UInt8
    let byteCount: UInt8
    let shift: UInt8
    let mask: UInt64

    init(_ state: SlotState, bytes: UInt8 = 0, shift: UInt8 = 0) {
      self.state = state.rawValue
      byteCount = bytes
      self.shift = shift
      mask = bytes == 8 ? .max : 1 << (UInt64(bytes) * 8) - 1
    }
  }

  private static let readings: [Reading] =
    (0...8).map { Reading(.word, bytes: UInt8($0)) }
    + [Reading(.absent), Reading(.null), Reading(.other)]
    + [2, 3, 4, 6].map { Reading(.word, bytes: $0, shift: 64 - 8 * $0) }

  private static func code(_ state: UInt8, _ word: UInt64) -> UInt8 {
    switch state {
    case SlotState.word.rawValue:
      let lowCount = UInt8(64 - word.leadingZeroBitCount + 7) / 8
      guard lowCount == 8 else { return lowCount }
      switch 8 - word.trailingZeroBitCount / 8 {
      case ...2: return upperCode
      case 3: return upperCode + 1
      case 4: return upperCode + 2
      case 5, 6: return upperCode + 3
      default: return 8
      }
    case SlotState.null.rawValue: return nullCode
    case SlotState.other.rawValue: return otherCode
    default: return absentCode
    }
  }

  static func put(_ row: Row, _ writer: inout BlockWriter) {
    let count = row.slotCount
    writer.put(varint: count)
    row.states.withUnsafeBufferPointer { states in
      row.words.withUnsafeBufferPointer { words in
        readings.withUnsafeBufferPointer { readings in
          for pair in 0..<(count + 1) / 2 {
            let slot = pair * 2
            let second = slot + 1 < count ? code(states[slot + 1], words[slot + 1]) : absentCode
            writer.put(code(states[slot], words[slot]) | second << 4)
          }
          for slot in 0..<count {
            let reading = readings[Int(code(states[slot], words[slot]))]
            writer.put(low: Int(reading.byteCount), of: words[slot] >> UInt64(reading.shift))
          }
        }
      }
    }
  }

  static func get(_ row: inout Row, _ others: [(slot: Int, value: Value)], _ reader: inout BlockReader) {
    let count: Int = reader.getVarint()
    var codes = reader.offset
    reader.skip((count + 1) / 2)
    row.refill(slotCount: count, others: others) { states, words in
      readings.withUnsafeBufferPointer { readings in
        for slot in 0..<count {
          let pair = reader.get(UInt8.self, at: codes)
          codes += slot & 1
          let reading = readings[Int(slot & 1 == 0 ? pair & 15 : pair >> 4)]
          // Enough bytes follow the words, whatever they hold.
          let word = reader.get(UInt64.self, at: reader.offset) & reading.mask
          reader.skip(Int(reading.byteCount))
          states[slot] = reading.state
          words[slot] = word &<< UInt64(reading.shift)
        }
      }
    }
  }
}
