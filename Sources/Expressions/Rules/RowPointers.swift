/// The states and words of a row, wherever they are kept: what the compiled rules read.
///
/// Invariant: both pointers address `slotCount` initialised elements for as long as the value is used, `states` holds
/// raw values of ``SlotState``, and a word is 0 where its state is not ``SlotState/word``. A row may have fewer slots
/// than the rules mention: the missing ones are absent.
public struct RowPointers {
  /// One state a slot, the raw value of a ``SlotState``.
  public let states: UnsafePointer<UInt8>
  /// One word a slot, as in ``Row/words``.
  public let words: UnsafePointer<UInt64>
  /// How many slots the row has.
  public let slotCount: Int

  /// Names the storage of a row. See the invariant of the type.
  @inlinable public init(states: UnsafePointer<UInt8>, words: UnsafePointer<UInt64>, slotCount: Int) {
    self.states = states
    self.words = words
    self.slotCount = slotCount
  }
}

extension Row {
  /// Lends the row's storage to compiled rules for the length of a call.
  @inlinable
  public func withPointers<Result>(_ body: (RowPointers) throws -> Result) rethrows -> Result {
    try states.withUnsafeBufferPointer { states in
      try words.withUnsafeBufferPointer { words in
        guard let firstState = states.baseAddress, let firstWord = words.baseAddress else {
          return try Row.withoutSlots(body)
        }
        return try body(RowPointers(states: firstState, words: firstWord, slotCount: states.count))
      }
    }
  }

  /// Lends the storage of a row that has no slots: nothing in it is ever read.
  @usableFromInline
  static func withoutSlots<Result>(_ body: (RowPointers) throws -> Result) rethrows -> Result {
    try withUnsafePointer(to: SlotState.absent.rawValue) { state in
      try withUnsafePointer(to: 0 as UInt64) { word in
        try body(RowPointers(states: state, words: word, slotCount: 0))
      }
    }
  }
}
