import CCurl
import Foundation
import Hub
import Messages
import Synchronization
import Times

/// E-mail by SMTP (RFC 5321), through libcurl: a few connections that stay open, each with a thread of its own,
/// because libcurl blocks it.
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

  private struct Job {
    var bytes: [UInt8]
    var sender: MailAddress
    var recipient: MailAddress
    var answer: UnsafeContinuation<DeliveryAnswer, Never>
  }

  private struct State {
    var jobs: [Job] = []
    /// The place of the next job; those before it are taken.
    var next = 0
    var isClosed = false
    var threadCount = 0
    var idleCount = 0
  }

  /// The channel's name in the charter.
  public let name: String
  private let settings: SMTPSettings
  private let envelope: Envelope
  private let connectionsMax: Int
  /// Where reports about its mails come in; nothing: somebody else tells the hub of them.
  public let reports: ReportMaildir?
  private let state = Mutex(State())
  // Wakes threads. Its count guards nothing; `state` has a lock of its own.
  private let wake = DispatchSemaphore(value: 0)

  init(
    name: String, _ settings: SMTPSettings, _ envelope: Envelope, connectionsMax: Int, reports: ReportMaildir? = nil
  ) {
    self.name = name
    self.reports = reports
    self.settings = settings
    self.envelope = envelope
    self.connectionsMax = connectionsMax
    CurlPreparation.prepare()
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
    return await withUnsafeContinuation { continuation in
      give(Job(bytes: bytes, sender: returnPath, recipient: recipient, answer: continuation))
    }
  }

  /// Lets the threads end once nothing waits.
  public func close() async {
    let count = state.withLock { state in
      state.isClosed = true
      return state.threadCount
    }
    for _ in 0..<count { wake.signal() }
  }

  private func give(_ job: Job) {
    enum Step { case refuse, wake, start }
    let step: Step = state.withLock { state in
      if state.isClosed { return .refuse }
      state.jobs.append(job)
      guard state.idleCount == 0, state.threadCount < connectionsMax else { return .wake }
      state.threadCount += 1
      return .start
    }
    switch step {
    case .refuse: job.answer.resume(returning: .unavailable(note: "the connector is closed"))
    case .start:
      let thread = Thread { self.work() }
      thread.name = "mesure-smtp"
      thread.start()
      wake.signal()
    case .wake: wake.signal()
    }
  }

  private func work() {
    var connection = SMTPConnection(settings)
    while true {
      state.withLock { $0.idleCount += 1 }
      wake.wait()
      let (job, isClosed): (Job?, Bool) = state.withLock { state in
        state.idleCount -= 1
        guard state.next < state.jobs.count else { return (nil, state.isClosed) }
        let job = state.jobs[state.next]
        state.next += 1
        if state.next == state.jobs.count {
          state.jobs.removeAll(keepingCapacity: true)
          state.next = 0
        }
        return (job, false)
      }
      guard let job else {
        if isClosed { return }
        continue
      }
      let result = connection.send(job.bytes, from: job.sender, to: job.recipient)
      job.answer.resume(returning: result.answer)
      // After an error the connection may be anywhere in its dialogue.
      if result.code != CURLE_OK.rawValue { connection = SMTPConnection(settings) }
    }
  }
}
