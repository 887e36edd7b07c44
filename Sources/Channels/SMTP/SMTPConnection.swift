import CCurl
import Foundation

/// Where and how e-mails are given to a server.
struct SMTPSettings: Sendable {
  /// `smtp://host:port/name` or `smtps://…`; the name is what the client says in EHLO.
  var url: String
  var user: String?
  var password: String?
  /// Whether the server must speak TLS (STARTTLS), rather than may.
  var requiresTLS: Bool
  /// A file of certificates to trust beside those of the system.
  var certificates: String?
  /// The longest that one e-mail may take, in seconds.
  var timeoutSeconds: Int
}

/// One connection to a server, kept open between e-mails; to be used by one thread.
final class SMTPConnection {
  private let handle: OpaquePointer?
  private let settings: SMTPSettings
  private let exchange = SMTPExchange()
  /// Whether the last e-mail failed, so that the dialogue may be anywhere.
  private var isBroken = false

  init(_ settings: SMTPSettings) {
    self.settings = settings
    handle = curl_easy_init().map { OpaquePointer($0) }
    guard let handle = raw else { return }
    mesure_curl_set_text(handle, CURLOPT_URL, settings.url)
    mesure_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    mesure_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    mesure_curl_set_long(handle, CURLOPT_UPLOAD, 1)
    mesure_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, min(10, settings.timeoutSeconds))
    mesure_curl_set_long(handle, CURLOPT_TIMEOUT, settings.timeoutSeconds)
    mesure_curl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, settings.timeoutSeconds)
    let tls = settings.requiresTLS ? CURLUSESSL_ALL : CURLUSESSL_TRY
    mesure_curl_set_long(handle, CURLOPT_USE_SSL, Int(tls.rawValue))
    if let certificates = settings.certificates { mesure_curl_set_text(handle, CURLOPT_CAINFO, certificates) }
    if let user = settings.user { mesure_curl_set_text(handle, CURLOPT_USERNAME, user) }
    if let password = settings.password { mesure_curl_set_text(handle, CURLOPT_PASSWORD, password) }
    // The exchange lives as long as this object, and the handle no longer.
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    mesure_curl_set_transfer(handle, CURLOPT_READFUNCTION) { buffer, size, count, context in
      SMTPExchange.of(context)?.give(to: buffer, size * count) ?? 0
    }
    mesure_curl_set_pointer(handle, CURLOPT_READDATA, context)
    mesure_curl_set_transfer(handle, CURLOPT_HEADERFUNCTION) { buffer, size, count, context in
      SMTPExchange.of(context)?.hear(buffer, size * count)
      return size * count
    }
    mesure_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
  }

  deinit {
    guard let handle = raw else { return }
    // libcurl says QUIT and waits for its answer, for minutes where a server has fallen silent (measured); it does
    // not where nothing can come any more.
    if isBroken {
      var socket = -1
      mesure_curl_get_long(handle, CURLINFO_LASTSOCKET, &socket)
      if socket >= 0 { shutdown(Int32(socket), Int32(SHUT_RDWR)) }
    }
    curl_easy_cleanup(handle)
  }

  private var raw: UnsafeMutableRawPointer? { handle.map { UnsafeMutableRawPointer($0) } }

  /// Sends one e-mail; returns when the server answered, or nobody can tell any more.
  /// - Parameters:
  ///   - sender: the address of the envelope, to which reports come back.
  ///   - recipient: whom the envelope is for. Both have been read as ``MailAddress``: libcurl sends what it is given,
  /// ends of
  ///     lines included (measured).
  func send(_ bytes: [UInt8], from sender: MailAddress, to recipient: MailAddress) -> SMTPResult {
    guard let handle = raw else {
      return SMTPResult(code: CURLE_FAILED_INIT.rawValue, reply: 0, line: "")
    }
    exchange.begin(bytes)
    mesure_curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(sender.text)>")
    let recipients = curl_slist_append(nil, "<\(recipient.text)>")
    defer { curl_slist_free_all(recipients) }
    mesure_curl_set_pointer(handle, CURLOPT_MAIL_RCPT, recipients)
    mesure_curl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count))
    let code = curl_easy_perform(handle)
    var reply = 0
    mesure_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &reply)
    isBroken = code != CURLE_OK
    // A reply that is none makes libcurl forget the 354 (measured).
    if exchange.isTextAsked, !(400..<600).contains(reply) { reply = 354 }
    return SMTPResult(code: code.rawValue, reply: reply, line: exchange.lastLine)
  }
}

/// What libcurl reads from and writes to during one e-mail.
private final class SMTPExchange {
  private var bytes: [UInt8] = []
  private var sent = 0
  /// The last line that the server sent, without its end; at most 500 bytes.
  private(set) var lastLine = ""
  /// Whether the server asked for the text (354), so that it may have it.
  private(set) var isTextAsked = false

  static func of(_ context: UnsafeMutableRawPointer?) -> SMTPExchange? {
    context.map { Unmanaged<SMTPExchange>.fromOpaque($0).takeUnretainedValue() }
  }

  func begin(_ bytes: [UInt8]) {
    self.bytes = bytes
    sent = 0
    lastLine = ""
    isTextAsked = false
  }

  func give(to buffer: UnsafeMutablePointer<CChar>?, _ countMax: Int) -> Int {
    guard let buffer else { return 0 }
    let count = min(countMax, bytes.count - sent)
    bytes.withUnsafeBytes { source in
      if count > 0, let start = source.baseAddress { memcpy(buffer, start + sent, count) }
    }
    sent += count
    return count
  }

  func hear(_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int) {
    guard let buffer else { return }
    let line = UnsafeRawBufferPointer(start: buffer, count: min(count, 500)).filter { $0 >= 32 && $0 < 127 }
    // libcurl says QUIT after a refusal; the goodbye tells nothing of the message.
    if line.starts(with: Array("354".utf8)) { isTextAsked = true }
    guard lastLine.isEmpty || !line.starts(with: Array("221".utf8)) else { return }
    lastLine = String(decoding: line, as: UTF8.self)
  }
}
