import Decisions
import Expressions
import Messages

extension ContentReader {
  /// content/settings.yaml.
  func readSettings(_ root: FileNode) {
    let locales = root["locales"]?.names ?? []
    if locales.isEmpty {
      if let node = root["locales"] { log.report("field.missing", "content needs at least one locale", at: node) }
    } else {
      library.locales = locales
    }
    for (index, node) in (root["locales"]?.items ?? []).enumerated() {
      guard let name = node.text, locales.prefix(index).contains(name) else { continue }
      log.report("name.duplicate", "`\(name)` is listed twice", at: node)
    }
    for (key, node) in root["variables"]?.entries ?? [] where node.isMapping { readVariable(key, node) }
    readFragments(root["fragments"])
    if let brand = root["brand"] { readBrand(brand) }
    for kind in PurposeKind.allCases {
      guard let list = root["footers"]?["\(kind)"] else { continue }
      library.footers[kind] = list.items.compactMap(block)
    }
  }

  private func readVariable(_ key: FileNode, _ node: FileNode) {
    guard let name = key.text, let valueNode = node["value"], let checked = compiler.check(valueNode, expects: nil)
    else {
      return
    }
    let format = node["as"]?.text.flatMap(ContentVariable.Format.init(rawValue:)) ?? .text
    checkType(checked.type, format, at: valueNode)
    // One without a remedy is known all the same, so that texts that name it are not found wanting as well.
    let remedy = remedy(key, node, format) ?? .stopMessage
    var variable = ContentVariable(
      name: name, source: source(checked), type: checked.type, format: format, remedy: remedy)
    variable.plausible = node["plausible"].flatMap { compiler.check($0, expects: .bool) }.map(program)
    variable.charactersMax =
      node["longest"]?.integer ?? (format == .url ? LinkRules.bytesMax : ContentVariable.usualCharactersMax)
    variable.staleAfterSeconds = node["stale_after"]?.seconds
    variable.updated = node["updated"].flatMap { compiler.check($0, expects: .timestamp) }.map(source)
    if (node["stale_after"] == nil) != (node["updated"] == nil) {
      log.report("field.missing", "`stale_after` and `updated` go together", at: key)
    }
    add(variable)
  }

  private func checkType(_ type: ValueType, _ format: ContentVariable.Format, at node: FileNode) {
    let isNumber = [.int, .uint, .double].contains(type)
    let fits =
      switch format {
      case .number, .money, .percent: isNumber
      case .date: type == .timestamp
      case .url: type == .string
      case .text: isNumber || [.string, .timestamp, .list(.string)].contains(type)
      }
    if !fits { log.report("content.type", "\(type) cannot be written as \(format.rawValue)", at: node) }
  }

  private func remedy(
    _ key: FileNode, _ node: FileNode, _ format: ContentVariable.Format
  ) -> ContentVariable.Remedy? {
    let name = key.text ?? ""
    if let fallback = node["fallback"] {
      if let otherwise = node["otherwise"] {
        log.report("field.conflict", "say `fallback` or `otherwise`, not both", at: otherwise)
      }
      guard
        let texts = words(
          fallback, TextRules(what: "the fallback of `\(name)`", isOneLine: true, isUniversal: format == .url))
      else {
        return nil
      }
      if format == .url, !texts.allSatisfy(LinkRules.isAllowed) {
        log.report("content.link", "this is no address that may be linked to", at: fallback)
      }
      return .fallback(texts)
    }
    switch node["otherwise"]?.text {
    case "drop": return .dropBlock
    case "stop": return .stopMessage
    default:
      log.report(
        "field.missing", "say what to do when `\(name)` is missing: `fallback`, or `otherwise: drop` or `stop`", at: key
      )
      return nil
    }
  }

  func source(_ checked: CheckedExpression) -> ContentVariable.Source {
    checked.slot.map { .slot($0) } ?? .program(program(checked))
  }

  func program(_ checked: CheckedExpression) -> Program {
    let number = compiler.number(of: checked)
    return compiler.programs[number]
  }

  // MARK: Brand

  private func readBrand(_ node: FileNode) {
    if let name = node["name"] {
      library.brand.names =
        words(name, TextRules(what: "the brand's name", isOneLine: true, isUniversal: true)) ?? library.brand.names
    }
    library.brand.names = library.locales.indices.map {
      library.brand.names.indices.contains($0) ? library.brand.names[$0] : ""
    }
    library.brand.logo = node["logo"].flatMap(image)
    readColours(node["colours"])
    if let email = node["email"] { readEmailSender(email) }
    if let sms = node["sms"] { readTextSender(sms) }
    library.brand.letterSender = node["letter"]?.names ?? []
    for line in node["letter"]?.items ?? [] {
      guard let text = line.text, text.count > PostalAddress.lineCharactersMax || !CharacterRules.isAllowed(text) else {
        continue
      }
      log.report(
        "content.address", "a line of an address has at most \(PostalAddress.lineCharactersMax) characters on one line",
        at: line)
    }
  }

  private func readColours(_ node: FileNode?) {
    func colour(_ name: String, _ path: WritableKeyPath<BrandColours, String>) {
      guard let entry = node?[name], let text = entry.text else { return }
      let isColour = text.count == 7 && text.first == "#" && text.dropFirst().allSatisfy { $0.isHexDigit && $0.isASCII }
      if isColour {
        library.brand.colours[keyPath: path] = text
      } else {
        log.report("content.colour", "`\(text)` is no colour; write `#rrggbb`", at: entry)
      }
    }
    colour("text", \.text)
    colour("background", \.background)
    colour("accent", \.accent)
    colour("dark_text", \.darkText)
    colour("dark_background", \.darkBackground)
    colour("dark_accent", \.darkAccent)
  }

  private func readEmailSender(_ node: FileNode) {
    func address(_ key: String) -> String? {
      guard let entry = node[key], let text = entry.text else { return nil }
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      let isAddress =
        parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && CharacterRules.isAllowed(text)
        && !text.contains { $0.isWhitespace || "<>,;:\"()[]\\".contains($0) }
      if !isAddress { log.report("content.sender", "`\(text)` is no e-mail address", at: entry) }
      return text
    }
    let names = node["name"].flatMap {
      words($0, TextRules(what: "the sender's name", isOneLine: true, isUniversal: true))
    }
    guard let own = address("address") else { return }
    library.brand.emailSender = EmailSender(
      names: names ?? library.brand.names, address: own, replyTo: address("reply_to"))
  }

  private func readTextSender(_ node: FileNode) {
    places["sms sender"] = node["sender"]
    if let sender = node["sender"], let text = sender.text {
      library.brand.smsSender = text
      let isCode = text.allSatisfy { $0.isASCII && $0.isNumber } && (3...15).contains(text.count)
      let isName =
        (1...11).contains(text.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        && text.contains(where: \.isLetter)
      if !isCode, !isName {
        log.report(
          "content.sender", "a sender of text messages is a number, or 1 to 11 letters and digits without spaces",
          at: sender)
      }
    }
    library.brand.smsStop = node["stop"].flatMap {
      words($0, TextRules(what: "the mention of how to stop", isOneLine: true, isUniversal: true))
    }
  }
}
