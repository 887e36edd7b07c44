extension MessageDraft {
  /// The most characters of a subject after personalisation; mail programs show about 70.
  static let subjectCharactersMax = 200

  mutating func email() -> EmailMessage? {
    guard let subjectText = message.subject, let page else {
      reasons.append(.noContent("subject"))
      return nil
    }
    guard !isMarketing || values.context.unsubscribeLink != nil else {
      reasons.append(.unsubscribeLinkMissing)
      return nil
    }
    let subject = required(subjectText)
    if let preheader = message.preheader { _ = required(preheader) }
    if subject.count > MessageDraft.subjectCharactersMax {
      reasons.append(.tooLong("the subject", length: subject.count, max: MessageDraft.subjectCharactersMax))
    }
    // Authors' line ends are refused when a charter is read, customers' when a value is; a header must not depend on both.
    if !CharacterRules.isAllowed(subject) { reasons.append(.variable("subject", .unsafeCharacters)) }
    guard reasons.isEmpty else { return nil }
    let pixel = values.context.mayTrackOpening ? values.context.openingPixelLink : nil
    let html = html(page, pixel: pixel)
    let sender = library.brand.emailSender
    return EmailMessage(
      subject: subject, senderName: sender?.names[locale] ?? library.brand.names[locale],
      senderAddress: sender?.address ?? "", replyTo: sender?.replyTo, html: html, text: plainEmail(),
      unsubscribeLink: values.context.unsubscribeLink, tracksOpening: pixel != nil)
  }

  private mutating func html(_ page: EmailPage, pixel: String?) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(12_000)
    values.write(page.opening, library.products, to: &bytes)
    for (position, block) in shown {
      if case .unsubscribe = block.kind, values.context.unsubscribeLink == nil { continue }
      values.write(page.rows[position], library.products, to: &bytes)
    }
    bytes.append(contentsOf: EmailPage.closing)
    if let pixel {
      bytes.append(contentsOf: "<img src=\"".utf8)
      HTMLText.append(pixel, to: &bytes)
      bytes.append(contentsOf: "\" width=\"1\" height=\"1\" alt=\"\" border=\"0\" style=\"display:block\">\n".utf8)
    }
    bytes.append(contentsOf: "</body>\n</html>\n".utf8)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same as plain text (RFC 2046, `multipart/alternative`: every part says the same).
  private mutating func plainEmail() -> String {
    var text = ""
    for block in plainBlocks() {
      let piece: String
      switch block {
      case .headline(let line): piece = line + "\n" + String(repeating: "=", count: min(60, line.count))
      case .text(let paragraphs): piece = paragraphs
      case .image(_, let alternative, let link): piece = "[\(alternative)]" + (link.map { "\n\($0)" } ?? "")
      case .products(let heading, let lines):
        piece = ((heading.map { [$0] } ?? []) + lines.map { "- \($0.label)\n  \($0.link)" }).joined(separator: "\n")
      case .button(let label, let link), .unsubscribe(let label, let link):
        piece = "\(label)\(values.style.colon)\n\(link)"
      case .legal(let line): piece = "--\n" + line
      }
      text += text.isEmpty ? piece : "\n\n" + piece
    }
    return text + "\n"
  }
}
