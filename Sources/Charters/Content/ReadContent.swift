import Decisions
import Messages

/// A `content:` of an action, to be looked up once content is read.
struct ContentReference {
  var node: FileNode
  var action: String
  var purpose: Int
  var channel: Int
}

extension CharterLoader {
  static let contentSettingsPath = "content/settings.yaml"
  static let productsPath = "content/products.yaml"

  /// content/, and which actions say what.
  mutating func readContent(_ roots: [String: FileNode], _ compiler: RuleCompiler) {
    let files = roots.filter { $0.key.hasPrefix("content/") }
    guard !files.isEmpty || !contentReferences.isEmpty else { return }
    guard let settings = files[CharterLoader.contentSettingsPath] else {
      log.report("file.missing", "content needs this file", file: CharterLoader.contentSettingsPath)
      return
    }
    let reader = ContentReader(compiler: compiler, log: log, currency: charter.currency)
    reader.readSettings(settings)
    if let products = files[CharterLoader.productsPath] { reader.readProducts(products) }
    let messageFiles = files.filter {
      $0.key != CharterLoader.contentSettingsPath && $0.key != CharterLoader.productsPath
    }
    for (_, root) in messageFiles.sorted(by: { $0.key < $1.key }) {
      for node in root.oneOrMany {
        guard node.isMapping, let key = node["name"], let name = key.text, declare(name, as: "message", at: key),
          let message = reader.message(node, named: name)
        else { continue }
        reader.places[name] = key
        reader.library.messages.append(message)
      }
    }
    reader.library.messages.sort { $0.name < $1.name }
    let names = reader.library.messages.map(\.name)
    for reference in contentReferences {
      guard let message = position(of: reference.node, in: names, "message") else { continue }
      let use = ContentUse(
        action: reference.action, channel: reference.channel, channelKind: charter.channels[reference.channel].kind,
        purposeKind: charter.purposes[reference.purpose].kind, message: message)
      reader.library.uses.append(use)
      ContentCheck(reader: reader, isFrench: isFrench).check(use, at: reference.node)
    }
    reader.library.uses.sort { ($0.action, $0.channel) < ($1.action, $1.channel) }
    for (position, message) in reader.library.messages.enumerated()
    where !reader.library.uses.contains(where: { $0.message == position }) {
      guard let place = reader.places[message.name] else { continue }
      log.report("content.unused", "no action says `content: \(message.name)`", at: place, severity: .warning)
    }
    content = reader.library
  }

  /// Whether French contact law holds: for customers of France, or of unknown country in a French charter.
  private var isFrench: Bool { charter.country == "FR" }
}

/// What a message must have on a channel, for a purpose.
struct ContentCheck {
  let reader: ContentReader
  let isFrench: Bool

  private var log: DiagnosticLog { reader.log }
  private var library: ContentLibrary { reader.library }

  func check(_ use: ContentUse, at node: FileNode) {
    let message = library.messages[use.message]
    let isMarketing = use.purposeKind == .marketing
    switch use.channelKind {
    case .email: checkEmail(message, use, isMarketing, at: node)
    case .sms, .rcs: if isMarketing { checkStop(message, at: node) }
    case .push, .webPush:
      let hasHeadline = message.blocks.contains { if case .headline = $0.kind { true } else { false } }
      if message.push.title == nil, message.subject == nil, !hasHeadline {
        log.report("content.missing", "`\(message.name)` needs a title to be a push message", at: node)
      }
    case .whatsapp: checkWhatsApp(message, isMarketing, at: node)
    case .letter, .registeredLetter:
      if library.brand.letterSender.isEmpty {
        log.report(
          "content.missing", "a letter needs the sender's address: `letter` of the brand in content/settings.yaml",
          at: node)
      }
    default: break
    }
  }

  private func checkEmail(_ message: Message, _ use: ContentUse, _ isMarketing: Bool, at node: FileNode) {
    if message.subject == nil {
      log.report("content.missing", "`\(message.name)` needs a `subject` to be an e-mail", at: node)
    }
    if library.brand.emailSender == nil {
      log.report(
        "content.missing", "an e-mail needs a sender: `email` of the brand in content/settings.yaml", at: node)
    }
    guard isMarketing else { return }
    // A block with a condition, or that a value may drop, is not there for everybody.
    let blocks = (message.blocks + (library.footers[use.purposeKind] ?? [])).filter { block in
      block.when == nil && (block.channels.isEmpty || block.channels.contains(.email))
        && block.variables.allSatisfy { if case .dropBlock = library.variables[$0].remedy { false } else { true } }
    }
    if !blocks.contains(where: { if case .unsubscribe = $0.kind { true } else { false } }) {
      log.report(
        "content.unsubscribe",
        "marketing by e-mail needs an `unsubscribe` block that everybody sees, in `\(message.name)` or in the marketing footer",
        at: node)
    }
    if !blocks.contains(where: { if case .legal = $0.kind { true } else { false } }) {
      log.report(
        "content.legal",
        "marketing by e-mail needs a `legal` block that everybody sees, in `\(message.name)` or in the marketing footer",
        at: node)
    }
  }

  /// Source: AF2M; the mention may be left out with a numeric sender, which can be answered.
  private func checkStop(_ message: Message, at node: FileNode) {
    let sender = library.brand.smsSender
    if sender.isEmpty {
      log.report(
        "content.missing", "a text message needs a sender: `sms` of the brand in content/settings.yaml", at: node)
      return
    }
    guard isFrench, sender.contains(where: \.isLetter) else { return }
    let ownTexts = message.sms.text?.templates.map(\.fixedText) ?? [""]
    let texts = library.brand.smsStop ?? []
    if !texts.isEmpty, texts.allSatisfy(StopMention.isIn) { return }
    if ownTexts.allSatisfy(StopMention.isIn) { return }
    log.report(
      "content.stop",
      "French marketing from `\(sender)` has to say how to stop, such as `STOP au 36111`: `stop` of the brand's sms",
      at: node)
  }

  private func checkWhatsApp(_ message: Message, _ isMarketing: Bool, at node: FileNode) {
    guard let whatsapp = message.whatsapp else {
      log.report("content.missing", "`\(message.name)` needs a `whatsapp` template", at: node)
      return
    }
    if isMarketing != (whatsapp.category == .marketing) {
      log.report(
        "content.category",
        "a template of category `\(whatsapp.category.rawValue)` is not for \(isMarketing ? "marketing" : "a purpose that is not marketing")",
        at: node)
    }
  }
}
