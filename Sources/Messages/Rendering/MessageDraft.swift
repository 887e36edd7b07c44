import Decisions
import Expressions

/// One message for one customer while it is written: first which blocks are left, then the format of its channel.
struct MessageDraft {
  let use: ContentUse
  let library: ContentLibrary
  let message: Message
  /// The e-mail as pieces; nothing on other channels.
  let page: EmailPage?
  var values: ResolvedValues
  /// The blocks that are said, with their positions.
  var shown: [(position: Int, block: MessageBlock)] = []
  var reasons: [StopReason] = []

  init(use: ContentUse, library: ContentLibrary, message: Message, page: EmailPage?, values: ResolvedValues) {
    self.use = use
    self.library = library
    self.message = message
    self.page = page
    self.values = values
  }

  var locale: Int { values.locale }
  var isMarketing: Bool { use.purposeKind == .marketing }

  /// Leaves out what does not concern the customer or cannot be said to them; stops where that is asked for.
  mutating func select(_ blocks: [MessageBlock]) {
    for (position, block) in blocks.enumerated() where isFor(block) {
      if let rule = block.when, rule.evaluateTruth(row: values.row, context: values.evaluation) != .true { continue }
      let obstacles = values.obstacles(block.variables(locale))
      if obstacles.isEmpty {
        // A list of which the charter knows nothing any more says nothing.
        if case .products(let variable, let max, _) = block.kind,
          values.productLines(variable, max, library.products).isEmpty
        {
          continue
        }
        if case .button(_, let link) = block.kind, let own = MessageLink(link[locale]),
          values.context.messageLinks[own] == nil, !reasons.contains(.messageLinkMissing(own))
        {
          reasons.append(.messageLinkMissing(own))
        }
        shown.append((position, block))
        continue
      }
      for (variable, doubt) in obstacles {
        if case .stopMessage = values.variables[variable].remedy {
          stop(variable, doubt)
        } else {
          values.note(variable, doubt, .blockDropped)
        }
      }
    }
    if !shown.contains(where: { $0.block.isContent }) { reasons.append(.empty) }
  }

  /// Takes every block, for comparing what authors wrote.
  mutating func selectAll(_ blocks: [MessageBlock]) {
    shown = blocks.enumerated().filter { isFor($0.element) }.map { ($0.offset, $0.element) }
  }

  private func isFor(_ block: MessageBlock) -> Bool {
    block.channels.isEmpty || block.channels.contains(use.channelKind)
  }

  private mutating func stop(_ variable: Int, _ doubt: ValueDoubt) {
    values.note(variable, doubt, .messageStopped)
    let reason = StopReason.variable(values.variables[variable].name, doubt)
    if !reasons.contains(reason) { reasons.append(reason) }
  }

  /// A text that the message cannot do without; stops it where a value is not to be believed.
  mutating func required(_ text: LocalText, asLink: Bool = false) -> String {
    let template = text[locale]
    for (variable, doubt) in values.obstacles(template.variables) { stop(variable, doubt) }
    return asLink ? values.fillLink(template) : values.fill(template)
  }

  /// The blocks that are said, filled in.
  mutating func plainBlocks() -> [PlainBlock] {
    var plain: [PlainBlock] = []
    plain.reserveCapacity(shown.count)
    for (_, block) in shown { if let filled = values.plain(block, library.products) { plain.append(filled) } }
    return plain
  }

  /// The message in its channel's format, or why there is none.
  mutating func finish() -> Result<RenderedMessage, RenderingStop> {
    guard reasons.isEmpty else { return .failure(RenderingStop(reasons: reasons)) }
    let message: RenderedMessage? =
      switch use.channelKind {
      case .email: email().map { .email($0) }
      case .sms, .rcs: textMessage().map { .sms($0) }
      case .push: pushMessage().map { .push($0) }
      case .webPush: webPushMessage().map { .webPush($0) }
      case .whatsapp: whatsAppMessage().map { .whatsapp($0) }
      case .letter, .registeredLetter: letter().map { .letter($0) }
      case .call, .callCentre: .call(callScript())
      case .web, .app, .branch, .other, .audience: .document(document())
      case .webhook: .webhook(document())
      }
    guard let message, reasons.isEmpty else {
      return .failure(RenderingStop(reasons: reasons.isEmpty ? [.empty] : reasons))
    }
    return .success(message)
  }
}

extension MessageBlock {
  /// Whether the block says something of the message's own, beside what the law wants said.
  var isContent: Bool {
    switch kind {
    case .legal, .unsubscribe: false
    default: true
    }
  }

  /// The variables that it needs in a language.
  func variables(_ locale: Int) -> [Int] {
    switch kind {
    case .headline(let text), .text(let text), .legal(let text), .unsubscribe(let text): text[locale].variables
    case .image(let image):
      image.source[locale].variables + image.alternative[locale].variables + (image.link?[locale].variables ?? [])
    case .products(let variable, _, let heading): [variable] + (heading?[locale].variables ?? [])
    case .button(let text, let link): text[locale].variables + link[locale].variables
    }
  }
}
