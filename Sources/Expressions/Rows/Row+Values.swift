extension Row {
  /// The value of a slot, of the slot's declared type; null for null, nothing for absent.
  public func value(_ slot: Int, type: ValueType, symbols: SymbolTable) -> Value? {
    switch state(slot) {
    case .absent: nil
    case .null: .null
    case .word: SlotCoding.value(of: words[slot], type, symbols)
    case .other: other(slot)
    }
  }

  /// Puts a value into a slot, as the slot's declared type asks; null makes it null.
  ///
  /// The value must be of that type. A string that the table does not hold, and a time that is no whole number of
  /// microseconds, stand beside the words.
  public mutating func set(_ slot: Int, _ value: Value, type: ValueType, symbols: SymbolTable) {
    switch value {
    case .null: setNull(slot)
    case .bool(let flag): set(slot, word: flag ? 1 : 0)
    case .int(let number): set(slot, word: UInt64(bitPattern: number))
    case .uint(let number): set(slot, word: number)
    case .double(let number): set(slot, word: number.bitPattern)
    case .string(let text):
      let code = symbols.code(of: text)
      if code == SymbolTable.unknownCode { set(slot, other: value) } else { set(slot, word: UInt64(code)) }
    case .timestamp(let moment):
      guard let microseconds = SlotCoding.microseconds(of: moment) else { return set(slot, other: value) }
      set(slot, word: UInt64(bitPattern: microseconds))
    case .duration(let length):
      guard let microseconds = SlotCoding.microseconds(of: length) else { return set(slot, other: value) }
      set(slot, word: UInt64(bitPattern: microseconds))
    default: set(slot, other: value)
    }
  }
}
