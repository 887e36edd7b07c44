import CCurl
import Hub

/// What came of one e-mail on the wire, as libcurl and the server told it.
struct SMTPResult: Hashable {
  /// libcurl's code; 0: the server took it.
  var code: UInt32
  /// The last three-figure reply of the server; 0: none.
  var reply: Int
  /// The last line that the server sent.
  var line: String

  /// What that means for the message.
  ///
  /// After 354 the server has the text, or may have it: whatever breaks then, nobody knows whether it was taken (measured: a
  /// server had taken it where libcurl said 56 or 28). Before, it surely was not.
  var answer: DeliveryAnswer {
    let said = note
    switch CURLcode(rawValue: code) {
    case CURLE_OK: return .accepted(providerID: "")
    case CURLE_LOGIN_DENIED, CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_SSL_CONNECT_ERROR,
      CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED:
      return .unavailable(note: said)
    default: break
    }
    switch reply {
    case 354: return .unknown(note: said)
    // "Not available, closing": of the server, not of the message (RFC 5321 §4.2.2).
    case 421: return .unavailable(note: said)
    case 400..<500: return .postponed(afterSeconds: nil, note: said)
    case 500..<600: return .refused(note: said, isAddressDead: isAddressDead)
    default: return .unavailable(note: said)
    }
  }

  /// Whether the server says that nobody is there: the mailbox, its domain or its host (RFC 3463: X.1.1, X.1.2, X.1.3, X.1.6,
  /// X.1.10).
  private var isAddressDead: Bool {
    guard let status = EnhancedStatus(in: line) else { return false }
    return status.kind == 5 && status.subject == 1 && [1, 2, 3, 6, 10].contains(status.detail)
  }

  private var note: String {
    var note = line.isEmpty ? "SMTP: no reply" : "SMTP: \(line)"
    if code != CURLE_OK.rawValue, let text = curl_easy_strerror(CURLcode(rawValue: code)) {
      note += " (\(String(cString: text)))"
    }
    return note
  }
}

/// A status such as `5.1.1` (RFC 3463).
struct EnhancedStatus: Hashable {
  /// 2 success, 4 for now, 5 for good.
  var kind: Int
  /// 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
  var subject: Int
  /// What exactly.
  var detail: Int

  /// Reads one; nothing when the text is none.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let kind = Int(parts[0]), [2, 4, 5].contains(kind), let subject = Int(parts[1]),
      (0...999).contains(subject), let detail = Int(parts[2]), (0...999).contains(detail)
    else { return nil }
    (self.kind, self.subject, self.detail) = (kind, subject, detail)
  }

  /// The first status among the words of a line.
  init?(in line: String) {
    guard
      let found = line.split(whereSeparator: { $0 == " " || $0 == "-" }).lazy.compactMap({ EnhancedStatus($0) }).first
    else { return nil }
    self = found
  }
}
