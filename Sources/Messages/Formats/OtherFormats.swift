import Records

extension MessageDraft {
  mutating func letter() -> LetterMessage? {
    guard let address = values.context.postalAddress else {
      reasons.append(.address([.tooFewLines(0)]))
      return nil
    }
    let faults = address.faults
    if !faults.isEmpty { reasons.append(.address(faults)) }
    let subject = message.subject.map { required($0) } ?? ""
    var paragraphs: [LetterMessage.Paragraph] = []
    for block in plainBlocks() {
      switch block {
      // The subject is set as a headline already.
      case .headline(let text): if text != subject { paragraphs.append(.init(style: .headline, text: text)) }
      case .text(let text): paragraphs.append(.init(style: .text, text: text))
      case .legal(let text): paragraphs.append(.init(style: .legal, text: text))
      case .button(let text, let link):
        paragraphs.append(.init(style: .text, text: "\(text)\(values.style.colon) \(link)"))
      case .products(let heading, let lines):
        let items = ((heading.map { [$0] } ?? []) + lines.map { "– \($0.label)" }).joined(separator: "\n")
        paragraphs.append(.init(style: .text, text: items))
      case .image, .unsubscribe: break
      }
    }
    guard reasons.isEmpty else { return nil }
    return LetterMessage(
      recipient: address, sender: library.brand.letterSender,
      date: values.style.date(values.context.zone.date(at: values.context.now)), subject: subject,
      paragraphs: paragraphs, isRegistered: use.channelKind == .registeredLetter, locale: library.locales[locale])
  }

  mutating func callScript() -> CallScript {
    var lines: [String] = []
    for block in plainBlocks() {
      switch block {
      case .headline(let text): lines.append("# " + text)
      case .text(let text): lines.append(text)
      case .legal(let text): lines.append("§ " + text)
      case .button(let text, let link): lines.append("> \(text) (\(link))")
      case .products(let heading, let products):
        lines.append(((heading.map { [$0] } ?? []) + products.map { "- \($0.label)" }).joined(separator: "\n"))
      case .image, .unsubscribe: break
      }
    }
    return CallScript(text: lines.joined(separator: "\n\n") + "\n")
  }

  /// The message as data: who shows it decides how.
  mutating func document() -> MessageDocument {
    var json = JSONWriter()
    json.beginObject()
    json.member("message", message.name)
    json.member("action", use.action)
    json.member("id", values.context.messageID)
    json.member("locale", library.locales[locale])
    if let subject = message.subject { json.member("subject", required(subject)) }
    json.key("blocks")
    json.beginArray()
    for block in plainBlocks() { block.write(to: &json) }
    json.endArray()
    json.endObject()
    return MessageDocument(json: json.text)
  }
}

extension PlainBlock {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    switch self {
    case .headline(let text):
      json.member("type", "headline")
      json.member("text", text)
    case .text(let text):
      json.member("type", "text")
      json.member("text", text)
    case .legal(let text):
      json.member("type", "legal")
      json.member("text", text)
    case .image(let source, let alternative, let link):
      json.member("type", "image")
      json.member("src", source)
      json.member("alt", alternative)
      if let link { json.member("url", link) }
    case .button(let text, let link):
      json.member("type", "button")
      json.member("text", text)
      json.member("url", link)
    case .unsubscribe(let text, let link):
      json.member("type", "unsubscribe")
      json.member("text", text)
      json.member("url", link)
    case .products(let heading, let lines):
      json.member("type", "products")
      if let heading { json.member("heading", heading) }
      json.key("items")
      json.beginArray()
      for line in lines { line.write(to: &json) }
      json.endArray()
    }
    json.endObject()
  }
}

extension ProductLine {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("title", title)
    json.member("url", link)
    if let image { json.member("image", image) }
    if let price { json.member("price", price) }
    json.endObject()
  }
}
