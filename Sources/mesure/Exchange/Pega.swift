import Times

/// How Pega's own files write things, which pdstools reads.
enum Pega {
  /// A moment: `20261123T093000.000 GMT`. ISO 8601 in a file of JSON Lines is silently taken for nothing.
  static func text(_ moment: Instant) -> String {
    moment.iso8601(in: .utc).prefix(19).filter { $0 != "-" && $0 != ":" } + ".000 GMT"
  }

  /// A word as names of theirs begin: with a capital letter.
  static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
