import CCurl
import Hub
import Messages
import Times

/// E-mail by SMTP (RFC 5321), through libcurl, over a few connections that stay open.
public final class SMTPChannel: MessageChannel {
  /// Where reports of this channel's mails go, and how its mails are made.
  struct Envelope: Sendable {
    /// The address that bounces come to; the message's id is put behind its local part (VERP):
    /// `bounce+d1f3-0@example.com`.
    var bounces: MailAddress
    /// Who sends, where the content names nobody.
    var sender: MailAddress?
    /// Whether a click on the link of `List-Unsubscribe` is enough (RFC 8058).
    var isUnsubscribedByPost: Bool
    var signer: DKIMSigner?
  }

  private struct Mail: Sendable {
    var bytes: [UInt8]
    var sender: MailAddress
    var recipient: MailAddress
  }

  /// The channel's name in the charter.
  public let name: String
  private let envelope: Envelope
  private let connections: ConnectionThreads<Mail, DeliveryAnswer>
  /// Where reports about its mails come in; nothing: somebody else tells the hub of them.
  public let reports: ReportMaildir?

  init(
    name: String, _ settings: SMTPSettings, _ envelope: Envelope, connectionsMax: Int, reports: ReportMaildir? = nil
  ) {
    self.name = name
    self.reports = reports
    self.envelope = envelope
    connections = ConnectionThreads(
      name: "mesure-smtp", threadsMax: connectionsMax, closed: .unavailable(note: "the connector is closed")
    ) {
      var connection = SMTPConnection(settings)
      return { mail, answer in
        let result = connection.send(mail.bytes, from: mail.sender, to: mail.recipient)
        answer(result.answer)
        // After an error the connection may be anywhere in its dialogue.
        if result.code != CURLE_OK.rawValue { connection = SMTPConnection(settings) }
      }
    }
  }

  static func make(_ options: inout ConnectorOptions, _ surroundings: ConnectorSurroundings) -> (any MessageChannel)? {
    let url = options.requiredText("url")
    let bouncesText = options.requiredText("bounces")
    let sender = options.text("sender")
    let reports = options.text("reports").map { ReportMaildir(path: $0, logger: surroundings.logger) }
    let settings = SMTPSettings(
      url: url, user: options.text("user"), password: options.secret("password"),
      requiresTLS: options.flag("require_tls") ?? true, certificates: options.text("certificates"),
      timeoutSeconds: options.whole("timeout_seconds", in: 1...600) ?? 60)
    let connections = options.whole("connections", in: 1...64) ?? 4
    let isUnsubscribedByPost = options.flag("one_click_unsubscribe") ?? true
    var signer: DKIMSigner?
    if let domain = options.text("dkim_domain") {
      let selector = options.requiredText("dkim_selector")
      if let pem = options.secret("dkim_key") {
        do {
          signer = try DKIMSigner(domain: domain, selector: selector, pem: pem)
        } catch {
          options.refuse("dkim_key", error.message)
        }
      } else {
        options.refuse("dkim_key", "a signature needs a key")
      }
    }
    if !url.hasPrefix("smtp://"), !url.hasPrefix("smtps://") { options.refuse("url", "write smtp://HOST:PORT/NAME") }
    guard let bounces = MailAddress(bouncesText) else {
      options.refuse("bounces", "write the address that reports come to")
      return nil
    }
    if let sender, MailAddress(sender) == nil { options.refuse("sender", "`\(sender)` is no address") }
    return SMTPChannel(
      name: options.channel, settings,
      Envelope(
        bounces: bounces, sender: sender.flatMap(MailAddress.init), isUnsubscribedByPost: isUnsubscribedByPost,
        signer: signer), connectionsMax: connections, reports: reports)
  }

  /// Sends one e-mail.
  public func send(_ handover: Handover) async -> DeliveryAnswer {
    guard case .email(let content)? = handover.content else {
      return .refused(note: "the charter has no e-mail for `\(handover.message.action)`", isAddressDead: false)
    }
    guard let recipient = MailAddress(handover.address) else {
      return .refused(note: "the customer's address is none that e-mail can be sent to", isAddressDead: true)
    }
    guard let sender = MailAddress(content.senderAddress) ?? envelope.sender else {
      return .refused(note: "neither the content nor the connector names a sender", isAddressDead: false)
    }
    let id = DeliveryID.text(handover.message.decision, choice: handover.message.choice)
    guard let returnPath = MailAddress("\(envelope.bounces.local)+\(id)@\(envelope.bounces.domain)") else {
      return .refused(note: "the address for reports is too long", isAddressDead: false)
    }
    let message = MailMessage(
      id: id, to: recipient, from: sender, content: content, domain: sender.domain, at: handover.at,
      isUnsubscribedByPost: envelope.isUnsubscribedByPost)
    let bytes = message.bytes(signer: envelope.signer)
    return await connections.send(Mail(bytes: bytes, sender: returnPath, recipient: recipient))
  }

  /// Lets the connections go once nothing waits.
  public func close() async { connections.close() }
}
