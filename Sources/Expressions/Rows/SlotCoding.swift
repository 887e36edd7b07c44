import Times

/// How values stand in the words of a row; see ``Row``.
enum SlotCoding {
  /// The value of a word, or nothing when values of the type have no words.
  static func value(of word: UInt64, _ type: ValueType, _ symbols: SymbolTable) -> Value? {
    switch type {
    case .bool: return .bool(word != 0)
    case .int: return .int(Int64(bitPattern: word))
    case .uint: return .uint(word)
    case .double: return .double(Double(bitPattern: word))
    case .timestamp: return .timestamp(timestamp(microseconds: Int64(bitPattern: word)))
    case .duration: return .duration(.microseconds(Int64(bitPattern: word)))
    case .string:
      guard word > 0, word <= UInt64(symbols.texts.count) else { return nil }
      return .string(symbols.text(of: UInt32(word)))
    default: return nil
    }
  }

  /// Whether values of the type always have words, so that any other value in the slot is a mistake of the host.
  static func isAlwaysWord(_ type: ValueType) -> Bool {
    switch type {
    case .bool, .int, .uint, .double, .timestamp, .duration: true
    default: false
    }
  }

  /// The moment of a number of microseconds since 1970.
  static func timestamp(microseconds: Int64) -> Timestamp {
    Timestamp(
      seconds: microseconds.quotientFloored(by: 1_000_000),
      nanoseconds: Int32(microseconds.remainderFloored(by: 1_000_000)) * 1000)
  }

  /// Microseconds since 1970; nothing when the moment is no whole number of them.
  static func microseconds(of moment: Timestamp) -> Int64? {
    guard moment.nanoseconds % 1000 == 0, moment.isInRange else { return nil }
    return moment.seconds * 1_000_000 + Int64(moment.nanoseconds / 1000)
  }

  /// Microseconds of a length; nothing when it is no whole number of them.
  static func microseconds(of length: Duration) -> Int64? {
    guard let nanoseconds = length.nanosecondsExactly, nanoseconds % 1000 == 0 else { return nil }
    return nanoseconds / 1000
  }
}
