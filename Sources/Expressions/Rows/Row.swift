/// What a slot of a row holds.
public enum SlotState: UInt8, Sendable {
  /// Nothing: reading it is an error, as reading an absent key of a map is.
  case absent
  /// The null value.
  case null
  /// A value in the row's word, read by the slot's declared type.
  case word
  /// A value that does not fit a word (a string nobody named, bytes, lists, maps): it stands in ``Row/others``.
  case other
}

/// The typed attributes of one subject, by slot: what rules read.
///
/// A slot's declared type says how its word is read: `bool` 0 or 1; `int` two's complement; `uint`; `double` IEEE 754
/// bits; `string` the code in the charter's ``SymbolTable`` (never 0: a string without a code is ``SlotState/other``);
/// `timestamp` and `duration` microseconds, two's complement. `dyn`, bytes, lists, maps and opaque values are always
/// ``SlotState/other``.
public struct Row: Sendable {
  /// One state a slot, the raw value of a ``SlotState``.
  public private(set) var states: [UInt8]
  /// One word a slot; 0 where the state is not ``SlotState/word``.
  public private(set) var words: [UInt64]
  /// The values that do not fit a word, by slot; few, so searched in order.
  public private(set) var others: [(slot: Int, value: Value)] = []

  /// Makes a row in which every slot is absent.
  public init(slotCount: Int) {
    states = Array(repeating: SlotState.absent.rawValue, count: slotCount)
    words = Array(repeating: 0, count: slotCount)
  }

  /// Makes a row of what another one held: `states` and `words` one a slot, `others` for the slots in that state.
  public init(states: [UInt8], words: [UInt64], others: [(slot: Int, value: Value)]) {
    precondition(states.count == words.count, "a row has one state and one word a slot")
    self.states = states
    self.words = words
    self.others = others
  }

  /// Makes it another row in the same memory, where that is of the right size and nobody else holds on to it.
  /// - Parameters:
  ///   - others: for the slots in that state.
  ///   - fill: sets every state and every word; it finds what there was before, or zeros.
  public mutating func refill(
    slotCount: Int, others: [(slot: Int, value: Value)],
    _ fill: (_ states: UnsafeMutableBufferPointer<UInt8>, _ words: UnsafeMutableBufferPointer<UInt64>) -> Void
  ) {
    self.others = others
    if states.count != slotCount {
      states = Array(repeating: SlotState.absent.rawValue, count: slotCount)
      words = Array(repeating: 0, count: slotCount)
    }
    Row.fill(&states, &words, fill)
  }

  @inline(__always) private static func fill(
    _ states: inout [UInt8], _ words: inout [UInt64],
    _ fill: (UnsafeMutableBufferPointer<UInt8>, UnsafeMutableBufferPointer<UInt64>) -> Void
  ) {
    states.withUnsafeMutableBufferPointer { states in
      words.withUnsafeMutableBufferPointer { words in fill(states, words) }
    }
  }

  /// How many slots the row has.
  public var slotCount: Int { states.count }

  /// Makes every slot absent again and keeps the storage.
  public mutating func removeAll() {
    for index in states.indices {
      states[index] = SlotState.absent.rawValue
      words[index] = 0
    }
    others.removeAll(keepingCapacity: true)
  }

  /// What a slot holds.
  @inlinable public func state(_ slot: Int) -> SlotState { SlotState(rawValue: states[slot]) ?? .absent }

  /// Puts a word into a slot, encoded as the slot's declared type asks.
  public mutating func set(_ slot: Int, word: UInt64) {
    if states[slot] == SlotState.other.rawValue { others.removeAll { $0.slot == slot } }
    states[slot] = SlotState.word.rawValue
    words[slot] = word
  }

  /// Puts a value that has no word form into a slot.
  public mutating func set(_ slot: Int, other value: Value) {
    clear(slot)
    states[slot] = SlotState.other.rawValue
    others.append((slot, value))
  }

  /// Puts null into a slot.
  public mutating func setNull(_ slot: Int) {
    clear(slot)
    states[slot] = SlotState.null.rawValue
  }

  /// Makes a slot absent.
  public mutating func clear(_ slot: Int) {
    if states[slot] == SlotState.other.rawValue { others.removeAll { $0.slot == slot } }
    states[slot] = SlotState.absent.rawValue
    words[slot] = 0
  }

  /// The value of a slot in state ``SlotState/other``.
  public func other(_ slot: Int) -> Value? { others.first { $0.slot == slot }?.value }
}
