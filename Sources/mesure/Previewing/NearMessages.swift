import Messages
import Similarities

/// Which messages say nearly the same, without their footers and with names in place of values.
struct NearMessages {
  /// One line a pair and language.
  let lines: [String]

  init(_ renderer: MessageRenderer) {
    let library = renderer.library
    lines = library.locales.enumerated().flatMap { position, locale in
      let texts = library.messages.indices.map { renderer.ownText(ofMessage: $0, locale: position) }
      return NearDuplicateFinder().find(texts).pairs.map { pair in
        let share = Int((pair.resemblance * 100).rounded(.down))
        return "nearly the same (\(share) % of runs of words, \(locale)): \(library.messages[pair.first].name) and "
          + library.messages[pair.second].name
      }
    }
  }
}
