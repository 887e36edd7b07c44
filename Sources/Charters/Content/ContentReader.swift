import Decisions
import Expressions
import Messages

/// Reads content/: texts in every language, with all mistakes at once.
final class ContentReader {
  let compiler: RuleCompiler
  let log: DiagnosticLog
  var library: ContentLibrary
  /// Where a thing of content was written, for what is found wrong with it later: `message NAME`, and parts of it.
  var places: [String: FileNode] = [:]
  private var fragments: [String: TextTemplate?] = [:]
  private var fragmentNodes: [String: FileNode] = [:]
  private var variablePositions: [String: Int] = [:]

  init(compiler: RuleCompiler, log: DiagnosticLog, currency: String) {
    self.compiler = compiler
    self.log = log
    library = ContentLibrary(locales: ["en"], currency: currency, brand: Brand(names: [""]))
  }

  /// What a text may be.
  struct TextRules {
    /// What it is, for messages.
    var what: String
    /// Whether line ends are refused.
    var isOneLine = false
    /// Whether the message cannot do without it, so that a variable in it must not drop a block.
    var isRequired = false
    /// Whether one text may do for all languages: names and addresses.
    var isUniversal = false
    /// Whether it is an address.
    var isLink = false
    /// The most characters that an author may write.
    var charactersMax: Int?
  }

  /// A text in every language; nothing after a report.
  func text(_ node: FileNode, _ rules: TextRules) -> LocalText? {
    let entries = localEntries(node, rules)
    guard !entries.isEmpty else { return nil }
    var parsed: [Int: TextTemplate?] = [:]
    for (position, entry) in entries { parsed[position] = template(entry, rules, locale: position) }
    let templates = library.locales.indices.compactMap { locale in
      parsed[entries[locale] == nil ? 0 : locale] ?? nil
    }
    return templates.count == library.locales.count ? LocalText(templates) : nil
  }

  /// Texts without variables in every language; nothing after a report.
  func words(_ node: FileNode, _ rules: TextRules) -> [String]? {
    guard let text = text(node, rules) else { return nil }
    if !text.variables.isEmpty { log.report("content.variable", "\(rules.what) is the same for everybody", at: node) }
    return text.templates.map(\.fixedText)
  }

  /// The node of each language, by the language's position.
  private func localEntries(_ node: FileNode, _ rules: TextRules) -> [Int: FileNode] {
    if node.text != nil {
      if library.locales.count > 1, !rules.isUniversal {
        let list = library.locales.map { "`\($0)`" }.joined(separator: ", ")
        log.report("content.locale", "\(rules.what) needs a text in each of \(list)", at: node)
        return [:]
      }
      return Dictionary(uniqueKeysWithValues: library.locales.indices.map { ($0, node) })
    }
    let keys = node.entries.compactMap(\.key.text)
    for entry in node.entries {
      guard let key = entry.key.text, !library.locales.contains(key) else { continue }
      log.report(
        "name.unknown",
        "there is no locale `\(key)` in content/settings.yaml\(Suggestion.sentence(for: key, among: library.locales))",
        at: entry.key)
    }
    var entries: [Int: FileNode] = [:]
    for (position, locale) in library.locales.enumerated() {
      // A language of a region may do with the language's text.
      if let key = LocaleMatch.position(of: locale, among: keys) {
        entries[position] = node[keys[key]]
      } else {
        log.report("content.locale", "\(rules.what) has no text in `\(locale)`", at: node)
      }
    }
    return entries.count == library.locales.count ? entries : [:]
  }

  private func template(_ node: FileNode, _ rules: TextRules, locale: Int) -> TextTemplate? {
    guard var text = node.text else { return nil }
    while text.last?.isWhitespace == true { text.removeLast() }
    if text.isEmpty {
      log.report(rules.what == "an `alt`" ? "content.alt" : "content.empty", "\(rules.what) is empty", at: node)
      return nil
    }
    if rules.isOneLine, text.contains(where: \.isNewline) {
      log.report("content.one_line", "\(rules.what) is one line", at: node)
      return nil
    }
    var faults = 0
    let parsed = TextTemplate.parse(
      text, resolve: { self.resolve($0, locale) },
      advice: { Suggestion.sentence(for: $0, among: self.names) })
    for fault in parsed.faults {
      faults += 1
      let start = SourcePosition(byteOffset: 0, line: fault.line, column: fault.column)
      let end = SourcePosition(byteOffset: 0, line: fault.line, column: fault.column + fault.length)
      compiler.report(fault.code, fault.message, SourceRange(start: start, end: end), node)
    }
    guard faults == 0 else { return nil }
    check(parsed.template, rules, at: node)
    return parsed.template
  }

  // MARK: Names

  var names: [String] { (library.variables.map(\.name) + fragmentNodes.keys).sorted() }

  private func resolve(_ name: String, _ locale: Int) -> TemplateName? {
    if let position = variablePositions[name] { return .variable(position) }
    if let fragment = fragments["\(name) \(locale)"] { return .fragment(fragment ?? TextTemplate()) }
    return nil
  }

  func position(ofVariable name: String) -> Int? { variablePositions[name] }

  func add(_ variable: ContentVariable) {
    variablePositions[variable.name] = library.variables.count
    library.variables.append(variable)
  }

  /// Fragments name variables, and no fragments, so that none can hold itself.
  func readFragments(_ root: FileNode?) {
    var read: [(String, LocalText?)] = []
    for (key, node) in root?.entries ?? [] where !node.isNull {
      guard let name = key.text else { continue }
      if variablePositions[name] != nil {
        log.report("name.duplicate", "there is a variable `\(name)` already", at: key)
        continue
      }
      read.append((name, text(node, TextRules(what: "the fragment `\(name)`"))))
      fragmentNodes[name] = node
    }
    for (name, text) in read {
      // One with mistakes is known all the same, so that texts that name it are not found wanting as well.
      for locale in library.locales.indices { fragments["\(name) \(locale)"] = .some(text?[locale]) }
    }
  }

  // MARK: Checks

  private func check(_ template: TextTemplate, _ rules: TextRules, at node: FileNode) {
    if rules.isLink { checkLink(template, at: node) }
    if let most = rules.charactersMax, template.fixedText.count > most {
      log.report(
        "content.too_long", "\(rules.what) has \(template.fixedText.count) characters; \(most) is the most", at: node)
    }
    guard rules.isRequired else { return }
    for position in template.variables {
      let variable = library.variables[position]
      guard case .dropBlock = variable.remedy else { continue }
      log.report(
        "content.required",
        "`\(variable.name)` may be missing, and the message cannot do without \(rules.what): give the variable a "
          + "`fallback`, or say `otherwise: stop`", at: node)
    }
  }

  private func checkLink(_ template: TextTemplate, at node: FileNode) {
    var start = ""
    if case .text(let text)? = template.parts.first { start = text }
    if template.parts.count == 1, case .slot(let position, _) = template.parts[0] {
      if library.variables[position].format == .url { return }
      log.report(
        "content.link",
        "`\(library.variables[position].name)` is no address; say `as: url` of it, or write where the "
          + "link begins", at: node)
      return
    }
    if !LinkRules.isSafeStart(start, isWhole: template.parts.count <= 1) {
      log.report(
        "content.link",
        "a link begins with `https://`, `http://` and a host that is written out, or with `mailto:` or `tel:`", at: node
      )
    }
  }
}
