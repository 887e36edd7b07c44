import Decisions
import Expressions
import Messages

extension ContentReader {
  /// The longest subject that an author may write, in characters, variables aside.
  static let subjectCharactersMax = 150
  /// The longest title and text of a push message, variables aside.
  static let pushTitleCharactersMax = 100
  static let pushBodyCharactersMax = 500

  /// One message of a file.
  func message(_ node: FileNode, named name: String) -> Message? {
    var message = Message(name: name, blocks: (node["blocks"]?.items ?? []).compactMap(block))
    message.subject = node["subject"].flatMap {
      text(
        $0,
        TextRules(
          what: "the subject", isOneLine: true, isRequired: true, charactersMax: ContentReader.subjectCharactersMax))
    }
    message.preheader = node["preheader"].flatMap {
      text($0, TextRules(what: "the preheader", isOneLine: true, isRequired: true, charactersMax: 200))
    }
    if let sms = node["sms"] {
      message.sms.text = sms["text"].flatMap { text($0, TextRules(what: "the text message", isRequired: true)) }
      message.sms.isTransliterated = sms["transliterate"]?.flag ?? false
      message.sms.partsMax = sms["parts_max"]?.integer ?? message.sms.partsMax
    }
    if let push = node["push"] { message.push = self.push(push) }
    message.whatsapp = node["whatsapp"].flatMap(whatsApp)
    return message
  }

  private func push(_ node: FileNode) -> PushContent {
    var push = PushContent()
    push.title = node["title"].flatMap {
      text(
        $0,
        TextRules(
          what: "the title of the push message", isOneLine: true, isRequired: true,
          charactersMax: ContentReader.pushTitleCharactersMax))
    }
    push.body = node["body"].flatMap {
      text(
        $0,
        TextRules(
          what: "the text of the push message", isRequired: true, charactersMax: ContentReader.pushBodyCharactersMax))
    }
    push.link = node["link"].flatMap { link($0, isRequired: true) }
    push.collapseKey = node["collapse"]?.text
    return push
  }

  private func whatsApp(_ node: FileNode) -> WhatsAppContent? {
    guard let template = node["template"]?.text,
      let category = node["category"]?.text.flatMap(WhatsAppContent.Category.init(rawValue:))
    else { return nil }
    let items = node["parameters"]?.items ?? []
    let parameters = items.compactMap {
      text($0, TextRules(what: "a parameter", isOneLine: true, isRequired: true, isUniversal: true))
    }
    guard parameters.count == items.count else { return nil }
    let suffix = node["button"].flatMap {
      text($0, TextRules(what: "the end of the button's address", isOneLine: true, isRequired: true, isUniversal: true))
    }
    for (key, _) in node["languages"]?.entries ?? [] where !library.locales.contains(key.text ?? "") {
      log.report("name.unknown", "there is no locale `\(key.text ?? "")` in content/settings.yaml", at: key)
    }
    let languages = library.locales.map { node["languages"]?[$0]?.text ?? ContentReader.metaLanguage($0) }
    return WhatsAppContent(
      template: template, category: category, parameters: parameters, buttonSuffix: suffix, languages: languages)
  }

  /// Meta writes regions in capitals after an underscore: `pt_BR`.
  private static func metaLanguage(_ tag: String) -> String {
    let parts = tag.split(separator: "-")
    return parts.count == 2 ? parts[0] + "_" + parts[1].uppercased() : tag
  }

  private func link(_ node: FileNode, isRequired: Bool = false) -> LocalText? {
    text(
      node, TextRules(what: "a link", isOneLine: true, isRequired: isRequired, isUniversal: true, isLink: true))
  }

  func image(_ node: FileNode) -> ImageContent? {
    guard let source = node["src"].flatMap({ link($0) }),
      let alternative = node["alt"].flatMap({ text($0, TextRules(what: "an `alt`", isOneLine: true)) })
    else { return nil }
    return ImageContent(
      source: source, alternative: alternative, link: node["link"].flatMap { link($0) },
      widthPixels: node["width"]?.integer ?? 560)
  }

  /// One block; nothing after a report.
  func block(_ node: FileNode) -> MessageBlock? {
    guard node.isMapping else { return nil }
    let kinds = ["headline", "text", "image", "products", "button", "legal", "unsubscribe"].filter { node[$0] != nil }
    guard kinds.count == 1 else {
      log.report(
        "content.block",
        kinds.isEmpty
          ? "a block is one of headline, text, image, products, button, legal, unsubscribe"
          : "a block is one thing, not \(kinds.map { "`\($0)`" }.joined(separator: " and "))", at: node)
      return nil
    }
    guard let inner = node[kinds[0]], let kind = kind(kinds[0], inner) else { return nil }
    var block = MessageBlock(kind: kind, isEssential: node["essential"]?.flag ?? false)
    if let rule = node["when"] {
      guard let checked = compiler.check(rule, expects: .bool) else { return nil }
      if let constant = checked.constantValue {
        log.report(
          "rule.\(constant ? "always" : "never")", "this rule \(constant ? "always" : "never") holds", at: rule,
          severity: constant ? .warning : .error)
      }
      block.when = program(checked)
    }
    let names = node["channels"]?.names ?? []
    block.channels = Set(ChannelKind.allCases.filter { names.contains($0.name) })
    return block
  }

  private func kind(_ name: String, _ node: FileNode) -> MessageBlock.Kind? {
    func line(_ what: String) -> LocalText? { text(node, TextRules(what: what, isOneLine: true)) }
    switch name {
    case "headline": return line("a headline").map { .headline($0) }
    case "text": return text(node, TextRules(what: "a text")).map { .text($0) }
    case "legal": return text(node, TextRules(what: "a legal notice")).map { .legal($0) }
    case "unsubscribe": return line("the words of the link").map { .unsubscribe($0) }
    case "image": return image(node).map { .image($0) }
    case "button":
      guard let text = node["text"].flatMap({ text($0, TextRules(what: "a button", isOneLine: true)) }),
        let link = node["link"].flatMap({ link($0) })
      else { return nil }
      return .button(text: text, link: link)
    default: return products(node)
    }
  }

  private func products(_ node: FileNode) -> MessageBlock.Kind? {
    guard let items = node["items"], let name = items.text else { return nil }
    guard let variable = position(ofVariable: name) else {
      log.report(
        "name.unknown", "there is no variable `\(name)`\(Suggestion.sentence(for: name, among: names))", at: items)
      return nil
    }
    if library.variables[variable].type != .list(.string) {
      log.report("content.type", "`\(name)` should be a list of texts: the keys of products", at: items)
    }
    let heading = node["heading"].flatMap { text($0, TextRules(what: "the title of a list", isOneLine: true)) }
    return .products(variable: variable, max: node["max"]?.integer ?? 3, heading: heading)
  }

  /// content/products.yaml.
  func readProducts(_ root: FileNode) {
    for (key, node) in root.entries {
      guard let name = key.text, node.isMapping, let title = node["title"],
        let titles = words(title, TextRules(what: "a product's title", isOneLine: true, isUniversal: true))
      else { continue }
      for place in [node["link"], node["image"]] {
        guard let place, let text = place.text, !LinkRules.isAllowed(text) else { continue }
        log.report("content.link", "`\(text)` is no address that may be linked to", at: place)
      }
      library.products[name] = Product(
        titles: titles, link: node["link"]?.text ?? "", image: node["image"]?.text, price: node["price"]?.number)
    }
  }
}
