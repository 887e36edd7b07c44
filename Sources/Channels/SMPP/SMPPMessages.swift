import Hub
import Messages

/// Bodies of the packets that this side sends (SMPP 3.4 §4).
enum SMPPBody {
  /// `bind_transceiver`: version 3.4, every address.
  static func bind(_ settings: SMPPSettings) -> [UInt8] {
    Array(settings.user.utf8) + [0] + Array(settings.password.utf8) + [0] + Array(settings.systemType.utf8)
      + [0, 0x34, 0, 0, 0]
  }

  /// `submit_sm` of one part.
  /// - Parameters:
  ///   - receipt: 1: whatever becomes of it; 2: only when it fails; 0: none (§5.2.17).
  ///   - validitySeconds: after which the provider gives up; nothing: as it does by itself.
  static func submit(
    _ part: SMSSegmentation.Part, _ encoding: SMSSegmentation.Encoding, from: SMPPAddress, to: SMPPAddress,
    receipt: UInt8, validitySeconds: Int64?
  ) -> [UInt8] {
    var body: [UInt8] = [0]
    body += from.bytes
    body += to.bytes
    // Bit 6 of the class says that a header stands before the text (§5.2.12).
    body += [part.header.isEmpty ? 0 : 0x40, 0, 0, 0]
    body += validitySeconds.map { Array(relative($0).utf8) } ?? []
    body += [0, receipt, 0, encoding == .gsm7 ? 0 : 8, 0, UInt8(part.header.count + part.payload.count)]
    return body + part.header + part.payload
  }

  /// A length of time as SMPP writes it: YYMMDDhhmmss000R (§7.1.1.2).
  static func relative(_ seconds: Int64) -> String {
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let days = min(seconds / 86_400, 28)
    return "0000\(two(days))\(two(seconds / 3600 % 24))\(two(seconds / 60 % 60))\(two(seconds % 60))000R"
  }
}

/// A `deliver_sm`: a receipt, or what somebody wrote.
struct SMPPDelivery: Hashable, Sendable {
  var from: SMPPAddress
  var to: SMPPAddress
  var isReceipt: Bool
  var text: String
  /// Parameter 001E: what the provider calls the message.
  var messageID: String?
  /// Parameter 0427: its state (§5.2.28).
  var state: UInt8?

  init(_ body: [UInt8]) {
    var reader = SMPPReader(body)
    _ = reader.text()
    from = SMPPAddress(kind: reader.byte(), plan: reader.byte(), text: reader.text())
    to = SMPPAddress(kind: reader.byte(), plan: reader.byte(), text: reader.text())
    let esm = reader.byte()
    _ = reader.bytes(2)
    _ = reader.text()
    _ = reader.text()
    _ = reader.bytes(2)
    let coding = reader.byte()
    _ = reader.byte()
    var content = reader.bytes(Int(reader.byte()))
    let parameters = reader.parameters()
    // A long text may come as a parameter of its own (0424).
    if content.isEmpty, let payload = parameters[0x0424] { content = payload }
    if esm & 0x40 != 0, let header = content.first { content.removeFirst(min(content.count, Int(header) + 1)) }
    isReceipt = esm & 0x3C == 0x04
    // The text of a receipt is ASCII whatever it says of itself (appendix B).
    text = isReceipt ? String(decoding: content, as: UTF8.self) : SMPPDelivery.decode(content, coding)
    messageID = parameters[0x001E].map { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    state = parameters[0x0427]?.first
  }

  /// Text in one of the usual codings (§5.2.19); others as far as they are ASCII.
  private static func decode(_ bytes: [UInt8], _ coding: UInt8) -> String {
    switch coding {
    case 0: return GSMAlphabet.text(septets: bytes)
    case 3: return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    case 8:
      let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
      return String(decoding: units, as: UTF16.self)
    default: return String(decoding: bytes, as: UTF8.self)
    }
  }
}

/// A delivery receipt: `id:… sub:001 dlvrd:001 submit date:… done date:… stat:DELIVRD err:000 text:…` (SMPP 3.4 appendix B), in
/// any order and case of its names; parameters say the same, and are believed first.
struct SMPPReceipt: Hashable, Sendable {
  var id: String
  /// Such as `DELIVRD`.
  var state: String
  /// The network's code; empty: none.
  var error: String

  private static let states: [UInt8: String] = [
    1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD",
  ]

  /// Reads one; nothing when it names no message.
  init?(_ delivery: SMPPDelivery) {
    var fields: [String: String] = [:]
    for word in delivery.text.split(separator: " ") {
      guard let colon = word.firstIndex(of: ":") else { continue }
      let name = word[..<colon].lowercased()
      // What stands behind `text:` is the customer's message, and may say anything.
      if name == "text" { break }
      if fields[name] == nil { fields[name] = String(word[word.index(after: colon)...]) }
    }
    guard let id = delivery.messageID ?? fields["id"], !id.isEmpty else { return nil }
    self.id = id
    state = delivery.state.flatMap { SMPPReceipt.states[$0] } ?? fields["stat"]?.uppercased() ?? ""
    error = fields["err"] ?? ""
  }

  /// What became of the message; nothing: it is still on its way.
  /// - Parameter deadErrors: codes of this network that mean that nobody has the number.
  func kind(deadErrors: Set<String>) -> FeedbackKind? {
    switch state {
    case "DELIVRD": .delivered
    case "EXPIRED": .expired
    case "UNDELIV", "DELETED": deadErrors.contains(error) ? .bouncedForGood : .bounced
    case "REJECTD": deadErrors.contains(error) ? .bouncedForGood : .refusedByProvider
    case "UNKNOWN": .unknown
    default: nil
    }
  }
}

/// How a provider writes the ids of messages: some answer in hexadecimal figures and write receipts in decimal ones, or the
/// other way round. Both become what receipts write.
enum SMPPIDForm: String, CaseIterable, Sendable {
  /// Receipts write what the answer wrote.
  case asGiven = "as_given"
  /// Answers are hexadecimal, receipts decimal.
  case decimal
  /// Answers are decimal, receipts hexadecimal.
  case hexadecimal

  func answered(_ id: String) -> String {
    switch self {
    case .asGiven: id
    case .decimal: UInt64(id, radix: 16).map { String($0) } ?? id
    case .hexadecimal: UInt64(id).map { String($0, radix: 16) } ?? id
    }
  }

  func received(_ id: String) -> String {
    switch self {
    case .asGiven: id
    case .decimal: UInt64(id).map { String($0) } ?? id
    case .hexadecimal: UInt64(id, radix: 16).map { String($0, radix: 16) } ?? id
    }
  }
}

/// What a status of an answer means for the message (SMPP 3.4 §5.1.3).
enum SMPPStatus {
  static let ok: UInt32 = 0
  /// ESME_RX_T_APPN: not now.
  static let notNow: UInt32 = 0x64

  /// What becomes of a message whose submission was answered so; it was not taken.
  static func answer(_ status: UInt32) -> DeliveryAnswer {
    let code = String(status, radix: 16, uppercase: true)
    let note = "SMPP: status 0x\(code.count < 2 ? "0" : "")\(code)"
    switch status {
    // ESME_RTHROTTLED, ESME_RMSGQFUL, ESME_RSYSERR, ESME_RX_T_APPN.
    case 0x58, 0x14, 0x08, 0x64: return .postponed(afterSeconds: nil, note: note)
    // ESME_RINVBNDSTS, ESME_RBINDFAIL: of the connection, not of the message.
    case 0x04, 0x0D: return .unavailable(note: note)
    // ESME_RINVDSTADR.
    case 0x0B: return .refused(note: note, isAddressDead: true)
    default: return .refused(note: note, isAddressDead: false)
    }
  }
}
