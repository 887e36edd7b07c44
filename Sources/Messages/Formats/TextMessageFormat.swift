extension MessageDraft {
  mutating func textMessage() -> TextMessage? {
    var text = message.sms.text.map { required($0) } ?? essentialText()
    guard reasons.isEmpty else { return nil }
    if isMarketing, let stop = library.brand.smsStop?[locale], !StopMention.isIn(text) { text += "\n" + stop }
    // Spaces that do not break come from our own way of writing numbers; a phone breaks lines as it likes.
    text = String(text.map { $0 == "\u{202F}" || $0 == "\u{A0}" ? " " : $0 })
    if message.sms.isTransliterated { text = Transliteration.apply(to: text) }
    let segmentation = SMSSegmentation(text)
    let limit = min(message.sms.partsMax, SMSSegmentation.partsMax)
    if segmentation.parts.count > limit {
      reasons.append(.tooLong("the text message, in parts,", length: segmentation.parts.count, max: limit))
      return nil
    }
    return TextMessage(sender: library.brand.smsSender, text: text, segmentation: segmentation)
  }

  /// What little room is for: the blocks marked as essential; where none is, the headline, the first text and the first
  /// button. Pictures have no place.
  mutating func essentialText() -> String {
    var kept: [MessageBlock] = shown.map(\.block).filter(\.isEssential)
    if kept.isEmpty {
      var kinds: Set<Int> = []
      kept = shown.map(\.block).filter { block in
        switch block.kind {
        case .headline: kinds.insert(0).inserted
        case .text: kinds.insert(1).inserted
        case .button: kinds.insert(2).inserted
        default: false
        }
      }
    }
    let lines = kept.compactMap { values.plain($0, library.products) }.compactMap { block -> String? in
      switch block {
      case .headline(let text), .text(let text), .legal(let text):
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
      case .products(_, let lines): lines.map(\.title).joined(separator: ", ")
      case .button(let text, let link), .unsubscribe(let text, let link): "\(text)\(values.style.colon) \(link)"
      case .image: nil
      }
    }
    if lines.isEmpty { reasons.append(.noContent("text that fits a text message")) }
    return lines.joined(separator: "\n")
  }
}

/// The mention of how to stop text messages, which French marketing with a sender of letters has to carry.
///
/// Source: AF2M, charter of business messaging; SFR Business, "mention STOP au".
public enum StopMention {
  /// Whether a text says `STOP`, as a word, and a short code of five figures after it.
  public static func isIn(_ text: String) -> Bool {
    let words = text.split { !$0.isLetter && !$0.isNumber }
    for (index, word) in words.enumerated() where word == "STOP" {
      if words[(index + 1)...].prefix(2).contains(where: { $0.count == 5 && $0.allSatisfy(\.isWholeNumber) }) {
        return true
      }
    }
    return false
  }
}
