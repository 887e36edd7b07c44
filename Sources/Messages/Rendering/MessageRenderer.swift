import Decisions
import Expressions
import Times

/// Writes messages for customers. Made once a charter; safe to share between threads.
public final class MessageRenderer: Sendable {
  /// What is rendered from.
  public let library: ContentLibrary
  let symbols: SymbolTable
  let styles: [LocaleText]
  /// The blocks of each message with the footer of each kind of purpose, by message.
  let blocks: [[PurposeKind: [MessageBlock]]]
  /// E-mails as pieces, by message and kind of purpose, one a language; only those that an action uses.
  let pages: [[PurposeKind: [EmailPage]]]

  /// Positions among the library's uses, by action and channel.
  private let positions: [UseKey: Int]

  private struct UseKey: Hashable {
    var action: String
    var channel: Int
  }

  /// Makes a renderer.
  /// - Parameter symbols: the strings behind the codes in customers' rows: the charter's.
  public init(_ library: ContentLibrary, symbols: SymbolTable) {
    self.library = library
    self.symbols = symbols
    positions = Dictionary(
      library.uses.enumerated().map { (UseKey(action: $0.element.action, channel: $0.element.channel), $0.offset) }
    ) { first, _ in first }
    let styles = library.locales.map { LocaleText(tag: $0) }
    self.styles = styles
    let blocks = library.messages.map { message in
      Dictionary(uniqueKeysWithValues: PurposeKind.allCases.map { ($0, message.blocks + (library.footers[$0] ?? [])) })
    }
    self.blocks = blocks
    var emails: [Set<PurposeKind>] = Array(repeating: [], count: library.messages.count)
    for use in library.uses where use.channelKind == .email { emails[use.message].insert(use.purposeKind) }
    pages = library.messages.indices.map { message in
      Dictionary(
        uniqueKeysWithValues: emails[message].sorted { $0.rawValue < $1.rawValue }.map { purpose in
          let shown = blocks[message][purpose] ?? []
          return (
            purpose,
            styles.indices.map { EmailPage(library.messages[message], shown, library, locale: $0, tag: styles[$0].tag) }
          )
        })
    }
  }

  /// The use of an action on a channel, by the channel's position, if it has content.
  public func use(action: String, channel: Int) -> ContentUse? {
    positions[UseKey(action: action, channel: channel)].map { library.uses[$0] }
  }

  /// What a message says by itself in a language, without footers, and with names in place of values: for finding messages
  /// that say nearly the same.
  public func ownText(ofMessage position: Int, locale: Int) -> String {
    let message = library.messages[position]
    var values = ResolvedValues(placeholders: library, style: styles[locale], locale: locale)
    let heads = [message.subject, message.preheader, message.sms.text, message.push.title, message.push.body]
    let texts = heads.compactMap { $0.map { values.fill($0[locale]) } }
    let blocks = message.blocks.compactMap { values.plain($0, library.products)?.words }
    return (texts + blocks).joined(separator: "\n")
  }

  /// Writes the message of a use for one customer.
  /// - Parameters:
  ///   - row: the customer's attributes with the derived features: `CharterPlan.row(of:now:)`.
  ///   - context: what it depends on besides.
  public func render(_ use: ContentUse, row: Row, _ context: RenderingContext) -> Rendering {
    let matched = LocaleMatch.position(of: context.locale, among: library.locales)
    let locale = matched ?? 0
    let evaluation = EvaluationContext(now: Timestamp(seconds: context.now.secondsSince1970), symbols: symbols)
    var draft = MessageDraft(
      use: use, library: library, message: library.messages[use.message],
      page: pages[use.message][use.purposeKind]?[locale],
      values: ResolvedValues(
        library, row: row, symbols: symbols, evaluation: evaluation, context: context, style: styles[locale],
        locale: locale))
    draft.select(blocks[use.message][use.purposeKind] ?? [])
    let outcome = draft.finish()
    return Rendering(
      outcome: outcome, locale: library.locales[locale], isLocaleSubstituted: matched == nil, notes: draft.values.notes)
  }

  /// What authors wrote for a use in a language: every block, and names in place of values. Two versions of a charter say
  /// the same where these are equal.
  public func skeleton(_ use: ContentUse, locale: Int) -> String {
    var draft = MessageDraft(
      use: use, library: library, message: library.messages[use.message],
      page: pages[use.message][use.purposeKind]?[locale],
      values: ResolvedValues(placeholders: library, style: styles[locale], locale: locale))
    draft.values.pretendsToBeSent()
    draft.selectAll(blocks[use.message][use.purposeKind] ?? [])
    switch draft.finish() {
    case .success(let message): return message.comparableText
    case .failure(let stop): return stop.reasons.map(\.message).joined(separator: "\n")
    }
  }
}

extension ResolvedValues {
  /// Fills in what the delivery would give, so that what was written can be compared.
  mutating func pretendsToBeSent() {
    var pretended = context
    pretended.unsubscribeLink = "https://unsubscribe.invalid/"
    for link in MessageLink.allCases { pretended.messageLinks[link] = "https://\(link).invalid/" }
    pretended.postalAddress = PostalAddress(lines: ["{{recipient}}", "1 RUE DU PORT", "75001 PARIS"])
    self = replacing(context: pretended)
  }
}

extension RenderedMessage {
  /// All that a person reads, and all that a machine is told.
  var comparableText: String {
    switch self {
    case .email(let email):
      [email.subject, email.senderName, email.senderAddress, email.replyTo ?? "", email.html, email.text]
        .joined(separator: "\n")
    case .sms(let sms): sms.sender + "\n" + sms.text
    case .push(let push): push.apnsPayload + "\n" + push.fcmMessage
    case .webPush(let push): push.payload
    case .whatsapp(let message): message.payload
    case .letter(let letter):
      ([letter.sender.joined(separator: "\n"), letter.subject] + letter.paragraphs.map(\.text)).joined(separator: "\n")
    case .call(let script): script.text
    case .document(let document), .webhook(let document): document.json
    }
  }
}
