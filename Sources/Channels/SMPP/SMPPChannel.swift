import Hub
import Messages
import NIOCore
import Synchronization

/// Text messages by SMPP 3.4: one connection to a provider over which messages leave, and receipts and replies come back.
public final class SMPPChannel: MessageChannel {
  /// What the connector does beside the connection.
  struct Manner: Sendable {
    /// Who sends where the content names nobody.
    var sender = ""
    /// What a number without its country belongs to, such as `33`.
    var countryCode: String?
    var idForm = SMPPIDForm.asGiven
    /// Codes of receipts that mean that nobody has the number.
    var deadErrors: Set<String> = []
    /// How long the provider may keep trying, in seconds; nothing: as it does by itself.
    var validitySeconds: Int64?
    /// What somebody is told who withdrew; empty: nothing.
    var confirmation = ""
    /// How often a part is tried that the provider throttles after it took the one before.
    var partTriesMax = 5
  }

  /// Names of parts other than the last, whose name the hub knows the message by: their failure is the message's. Kept for
  /// as many as fit, and while this process runs.
  private struct Parts {
    var lastByPart: [String: String] = [:]
    var order = CircularBuffer<String>()
    /// Parts that were taken of messages that are not finished: what the hub will call these is not known yet.
    var begun: Set<String> = []
    static let countMax = 100_000

    mutating func note(_ parts: [String], of last: String) {
      for part in parts where part != last {
        if lastByPart.updateValue(last, forKey: part) == nil { order.append(part) }
        if order.count > Self.countMax, let oldest = order.popFirst() { lastByPart[oldest] = nil }
      }
    }
  }

  /// The channel's name in the charter.
  public let name: String
  private let manner: Manner
  private let inbox: (any DeliveryInbox)?
  private let parts = Mutex(Parts())
  private let link: Mutex<SMPPLink?> = Mutex(nil)

  init(name: String, _ settings: SMPPSettings, _ manner: Manner, _ surroundings: ConnectorSurroundings) {
    self.name = name
    self.manner = manner
    inbox = surroundings.inbox
    let link = SMPPLink(settings, logger: surroundings.logger) { [weak self] delivery in
      await self?.take(delivery) ?? false
    }
    self.link.withLock { $0 = link }
  }

  static func make(
    _ options: inout ConnectorOptions, _ surroundings: ConnectorSurroundings
  ) -> (any MessageChannel)? {
    var settings = SMPPSettings(
      host: options.requiredText("host"), port: options.whole("port", in: 1...65_535) ?? 2775,
      user: options.requiredText("user"), password: options.secret("password") ?? "")
    settings.systemType = options.text("system_type") ?? ""
    settings.windowMax = options.whole("window", in: 1...1_000) ?? settings.windowMax
    settings.responseSeconds = options.whole("timeout_seconds", in: 1...600) ?? settings.responseSeconds
    settings.enquireSeconds = options.whole("enquire_seconds", in: 1...3_600) ?? settings.enquireSeconds
    var manner = Manner()
    manner.sender = options.text("sender") ?? ""
    manner.countryCode = options.whole("country_code", in: 1...999).map { "\($0)" }
    manner.idForm =
      options.word("receipt_ids", of: SMPPIDForm.allCases.map(\.rawValue)).flatMap(SMPPIDForm.init) ?? .asGiven
    manner.deadErrors = Set(options.texts("dead_errors") ?? [])
    manner.validitySeconds = options.seconds("provider_validity")
    manner.confirmation = options.text("stop_confirmation") ?? ""
    // The protocol gives them so much room (§4.1.1), and a zero would end them early.
    for (key, text, bytesMax) in [
      ("user", settings.user, 15), ("password", settings.password, 8), ("system_type", settings.systemType, 12),
    ] where text.utf8.count > bytesMax || text.utf8.contains(0) {
      options.refuse(key, "SMPP has room for \(bytesMax) bytes")
    }
    if !manner.sender.isEmpty, SMPPAddress(sender: manner.sender) == nil {
      options.refuse("sender", "a sender is a number, a short code, or up to 11 letters and figures")
    }
    return settings.host.isEmpty ? nil : SMPPChannel(name: options.channel, settings, manner, surroundings)
  }

  /// Connects, so that receipts and replies come while nothing is sent.
  public func open() async { link.withLock { $0 }?.open() }

  /// Lets go of the connection.
  public func close() async { await link.withLock { $0 }?.close() }

  /// Sends one text message, in as many parts as it takes.
  public func send(_ handover: Handover) async -> DeliveryAnswer {
    guard case .sms(let content)? = handover.content else {
      return .refused(note: "the charter has no text message for `\(handover.message.action)`", isAddressDead: false)
    }
    guard let number = PhoneNumber(handover.address, countryCode: manner.countryCode) else {
      return .refused(note: "the customer's address is no telephone number with its country", isAddressDead: true)
    }
    guard let sender = SMPPAddress(sender: content.sender.isEmpty ? manner.sender : content.sender) else {
      return .refused(note: "neither the content nor the connector names a sender", isAddressDead: false)
    }
    // Phones put parts together by this number: messages that follow each other must not share one.
    let reference = UInt8(
      truncatingIfNeeded: handover.message.decision.rawValue &* 16 &+ Int64(handover.message.choice))
    let message = SMSSegmentation(content.text, reference: .short(reference))
    return await send(message, from: sender, to: SMPPAddress(kind: 1, plan: 1, text: number.digits))
  }

  private func send(_ message: SMSSegmentation, from: SMPPAddress, to: SMPPAddress) async -> DeliveryAnswer {
    guard let link = link.withLock({ $0 }) else { return .unavailable(note: "the connector is closed") }
    var ids: [String] = []
    defer { parts.withLock { $0.begun.subtract(ids) } }
    for (index, part) in message.parts.enumerated() {
      let isLast = index == message.parts.count - 1
      let body = SMPPBody.submit(
        part, message.encoding, from: from, to: to, receipt: isLast ? 1 : 2, validitySeconds: manner.validitySeconds)
      var outcome = await link.submit(body)
      // What has begun is finished: nothing of it can be called back.
      var tries = 1
      while index > 0, tries < manner.partTriesMax, case .refused(let status) = outcome,
        case .postponed = SMPPStatus.answer(status)
      {
        try? await Task.sleep(for: .milliseconds(250 << tries))
        tries += 1
        outcome = await link.submit(body)
      }
      switch outcome {
      case .accepted(let id):
        ids.append(manner.idForm.answered(id))
        if !isLast { parts.withLock { _ = $0.begun.insert(manner.idForm.answered(id)) } }
      case .unanswered(let note): return .unknown(note: "SMPP: \(note)")
      case .refused(let status):
        if index == 0 { return SMPPStatus.answer(status) }
        return .unknown(note: "SMPP: \(index) of \(message.parts.count) parts were taken, then status \(status)")
      case .unsent(let note):
        if index == 0 { return .unavailable(note: "SMPP: \(note)") }
        return .unknown(note: "SMPP: \(index) of \(message.parts.count) parts were taken: \(note)")
      }
    }
    guard let last = ids.last else { return .refused(note: "the message is empty", isAddressDead: false) }
    if ids.count > 1 { parts.withLock { $0.note(ids, of: last) } }
    return .accepted(providerID: last)
  }

  // MARK: What comes back

  /// - Returns: whether the provider may forget it.
  private func take(_ delivery: SMPPDelivery) async -> Bool {
    guard let inbox else { return true }
    if delivery.isReceipt {
      guard let receipt = SMPPReceipt(delivery), let kind = receipt.kind(deadErrors: manner.deadErrors) else {
        return true
      }
      let id = manner.idForm.received(receipt.id)
      let note = "SMPP: \(receipt.state)" + (receipt.error.isEmpty ? "" : " err:\(receipt.error)")
      while parts.withLock({ $0.begun.contains(id) }) { try? await Task.sleep(for: .milliseconds(20)) }
      let known = parts.withLock { $0.lastByPart[id] } ?? id
      return await inbox.take(DeliveryReceipt(channel: name, providerID: known, kind: kind, note: note)) != .notNow
    }
    // A number without its country comes as such where the network says so.
    let sender = delivery.from.kind == 1 ? "+\(delivery.from.text)" : delivery.from.text
    let spellings =
      PhoneNumber(sender, countryCode: manner.countryCode)?.spellings(countryCode: manner.countryCode)
      ?? [delivery.from.text]
    let answer = await inbox.take(
      CustomerReply(channel: name, addresses: spellings, recipient: delivery.to.text, text: delivery.text))
    if case .withdrawn = answer, !manner.confirmation.isEmpty {
      // To whoever wrote, from what they wrote to; once, because a second STOP changes nothing.
      _ = await send(SMSSegmentation(manner.confirmation), from: delivery.to, to: delivery.from)
    }
    return answer != .notNow
  }
}
