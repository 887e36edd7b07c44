import Decisions
import Records

/// The words of a closed list, as files write them.
struct Words<Word: Sendable>: Sendable {
  private let words: [(name: String, word: Word)]

  init(_ words: [Word], _ name: (Word) -> String) { self.words = words.map { (name($0), $0) } }

  /// The word of a name.
  subscript(name: String) -> Word? { words.first { $0.name == name }?.word }

  /// The word that a text of JSON names; nothing for others.
  func word(_ value: JSONValue) -> Word? {
    guard let bytes = value.stringBytes else { return nil }
    // Names of more bytes would be copied to the heap, and no word is that long.
    guard bytes.count <= 32 else { return nil }
    return self[String(decoding: bytes, as: UTF8.self)]
  }
}

extension ContactReading {
  static let states = Words(ContactState.allCases) { "\($0)" }
  static let outcomes = Words(ContactOutcome.allCases) { "\($0)" }
  static let channelKinds = Words(ChannelKind.allCases, \.name)
  static let directions = Words(Direction.allCases) { "\($0)" }
  static let purposeKinds = Words(PurposeKind.allCases) { "\($0)" }
}
