import Hub

/// What a report tells of a mail that we sent: a delivery status notification (RFC 3464, RFC 6533) or a complaint in
/// the Abuse Reporting Format (RFC 5965).
struct MailReport: Hashable {
  /// The decision of the mail.
  var decision: Position
  /// Which of its choices.
  var choice: Int
  /// What became of it.
  var kind: FeedbackKind
  /// The words of the report, at most 300 characters.
  var note: String

  /// Reads a mail; nothing when it is no report, tells nothing new (a delay, a relay), or is of no mail of ours.
  init?(_ bytes: [UInt8]) {
    let mail = MIMEPart(bytes[...])
    guard mail.type == "multipart/report" else { return nil }
    let parts = mail.all
    guard let (kind, note) = MailReport.news(parts), let message = MailReport.message(mail, parts) else { return nil }
    (decision, choice) = message
    self.kind = kind
    self.note = String(note.prefix(300))
  }

  private typealias Fields = [(name: String, value: String)]

  private static func news(_ parts: [MIMEPart]) -> (FeedbackKind, String)? {
    for part in parts {
      switch part.type {
      case "message/delivery-status", "message/global-delivery-status":
        // The first group is of the mail as a whole. Each of our mails has one recipient; were there more, the worst
        // counts.
        let told = part.groups.compactMap { status($0) }
        return told.max { rank($0.0) < rank($1.0) }
      case "message/feedback-report": return complaint(part.groups.flatMap { $0 })
      default: continue
      }
    }
    return nil
  }

  private static func rank(_ kind: FeedbackKind) -> Int { kind == .bouncedForGood ? 2 : kind == .bounced ? 1 : 0 }

  private static func status(_ fields: Fields) -> (FeedbackKind, String)? {
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    guard let action = field("action")?.prefix(while: { $0.isLetter }).lowercased() else { return nil }
    let diagnostic = field("diagnostic-code") ?? ""
    var status = field("status").flatMap { EnhancedStatus(in: $0) }
    // Some say 5.0.0, and what was meant in the words of the other server.
    if status.map({ $0.subject == 0 }) ?? true, let exact = EnhancedStatus(in: diagnostic) { status = exact }
    let note = "report: \(action) \(field("status") ?? "") \(diagnostic)"
    switch action {
    case "failed": return (status?.isAddressDead == true ? .bouncedForGood : .bounced, note)
    case "delivered": return (.delivered, note)
    default: return nil
    }
  }

  private static func complaint(_ fields: Fields) -> (FeedbackKind, String)? {
    let type = fields.first { $0.name == "feedback-type" }?.value.lowercased().prefix { $0 != " " && $0 != ";" } ?? ""
    switch type {
    case "abuse": return (.complained, "report: abuse")
    case "opt-out", "opt-out-list": return (.unsubscribed, "report: \(type)")
    default: return nil
    }
  }

  /// Which mail it is of: by the address that the report came to, by what it says of the mail, or by the mail's own
  /// headers.
  private static func message(_ mail: MIMEPart, _ parts: [MIMEPart]) -> (Position, Int)? {
    let names: Set = ["delivered-to", "x-original-to", "envelope-to", "to"]
    for header in mail.headers where names.contains(header.name) {
      if let message = verp(header.value) { return message }
    }
    for part in parts.dropFirst() {
      switch part.type {
      case "message/feedback-report":
        for field in part.groups.flatMap({ $0 }) where field.name == "original-mail-from" {
          if let message = verp(field.value) { return message }
        }
      case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
        let original = MIMEPart(part.body)
        if let message = original.header("return-path").flatMap(verp) { return message }
        if let id = original.header("message-id"), let open = id.firstIndex(of: "<") {
          let local = id[id.index(after: open)...].prefix { $0 != "@" }
          if let message = DeliveryID.message(local) { return (message.decision, message.choice) }
        }
      default: continue
      }
    }
    return nil
  }

  /// The message that an address such as `bounce+d1f3-0@shop.example` names.
  private static func verp(_ text: String) -> (Position, Int)? {
    guard let at = text.lastIndex(of: "@"), let plus = text[..<at].lastIndex(of: "+") else { return nil }
    return DeliveryID.message(text[text.index(after: plus)..<at].lowercased()).map { ($0.decision, $0.choice) }
  }
}
