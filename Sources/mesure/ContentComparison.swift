import Charters
import Messages

/// What another version of a charter says differently: which messages, where, in which language.
struct ContentComparison {
  /// One line a message, sorted.
  let lines: [String]

  init(from old: LoadedCharter, to new: LoadedCharter) {
    let before = ContentComparison.texts(old)
    let after = ContentComparison.texts(new)
    var lines: [String] = []
    for key in Set(before.keys).union(after.keys).sorted() where before[key] != after[key] {
      let change = before[key] == nil ? "added" : after[key] == nil ? "removed" : "changed"
      lines.append("  \(change)  \(key)")
    }
    self.lines = lines.isEmpty ? [] : ["what is said, wherever the change was made:"] + lines
  }

  /// What authors wrote, by action, channel and language.
  private static func texts(_ loaded: LoadedCharter) -> [String: String] {
    guard let library = loaded.content else { return [:] }
    let renderer = MessageRenderer(library, symbols: loaded.charter.symbols)
    var texts: [String: String] = [:]
    for use in library.uses {
      for (position, locale) in library.locales.enumerated() {
        let key =
          "\(use.action)/\(loaded.charter.channels[use.channel].name) \(locale) (\(library.messages[use.message].name))"
        texts[key] = renderer.skeleton(use, locale: position)
      }
    }
    return texts
  }
}
