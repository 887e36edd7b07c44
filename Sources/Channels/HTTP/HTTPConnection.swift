import CCurl
import Foundation

/// Whom requests may go to, and how long they may take.
struct HTTPSettings: Sendable {
  /// Whether `http:` is allowed beside `https:`.
  var allowsPlain = false
  /// Networks that are not public and may be reached all the same.
  var allowedNetworks: [Network] = []
  /// The longest that one request may take, in seconds.
  var timeoutSeconds = 15
  /// A file of certificates to trust beside those of the system.
  var certificates: String?

  /// Reads what connectors over HTTP have in common.
  init(_ options: inout ConnectorOptions) {
    allowsPlain = options.flag("allow_http") ?? false
    for text in options.texts("allowed_networks") ?? [] {
      guard let network = Network(text) else {
        options.refuse("allowed_networks", "`\(text)` is no network: write 10.0.0.0/8")
        continue
      }
      allowedNetworks.append(network)
    }
    timeoutSeconds = options.whole("timeout_seconds", in: 1...600) ?? timeoutSeconds
    certificates = options.text("certificates")
  }

  init() {}

  /// Whether a connection may be made.
  func allows(_ address: NetworkAddress) -> Bool {
    address.isPublic || allowedNetworks.contains { $0.contains(address) }
  }
}

/// A POST.
struct HTTPRequest: Sendable {
  var url: String
  /// Names and values; none may end a line.
  var headers: [(name: String, value: String)]
  var body: [UInt8]
}

/// What came of a request.
enum HTTPResult: Hashable, Sendable {
  /// The server answered; of its body the first ``HTTPConnection/bodyBytesMax``.
  case answered(status: Int, retryAfterSeconds: Int64?, location: String?, body: [UInt8])
  /// Nothing of it left.
  case unsent(note: String)
  /// It left, or may have, and there is no answer.
  case unanswered(note: String)
}

/// A client that keeps its connections between requests; to be used by one thread.
///
/// Redirects are not followed, no proxy of the environment is asked, and every address is examined after its name was looked
/// up, at the moment when the connection is opened: a name that points elsewhere the second time changes nothing.
final class HTTPConnection {
  /// The most of an answer that is kept.
  static let bodyBytesMax = 65_536

  private let handle: OpaquePointer?
  private let exchange: HTTPExchange

  init(_ settings: HTTPSettings) {
    exchange = HTTPExchange(settings)
    handle = curl_easy_init().map { OpaquePointer($0) }
    guard let handle = raw else { return }
    mesure_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, settings.allowsPlain ? "http,https" : "https")
    mesure_curl_set_text(handle, CURLOPT_PROXY, "")
    mesure_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    mesure_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
    mesure_curl_set_long(handle, CURLOPT_POST, 1)
    mesure_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    mesure_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, min(10, settings.timeoutSeconds))
    mesure_curl_set_long(handle, CURLOPT_TIMEOUT, settings.timeoutSeconds)
    if let certificates = settings.certificates { mesure_curl_set_text(handle, CURLOPT_CAINFO, certificates) }
    // The exchange lives as long as this object, and the handle no longer.
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    mesure_curl_set_transfer(handle, CURLOPT_WRITEFUNCTION) { buffer, size, count, context in
      HTTPExchange.of(context)?.take(buffer, size * count)
      return size * count
    }
    mesure_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    mesure_curl_set_transfer(handle, CURLOPT_HEADERFUNCTION) { buffer, size, count, context in
      HTTPExchange.of(context)?.hear(buffer, size * count)
      return size * count
    }
    mesure_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    mesure_curl_set_transfer(handle, CURLOPT_READFUNCTION) { buffer, size, count, context in
      HTTPExchange.of(context)?.give(to: buffer, size * count) ?? 0
    }
    mesure_curl_set_pointer(handle, CURLOPT_READDATA, context)
    // When a connection that was kept ends without an answer, libcurl sends the request again by itself (measured). The
    // server may have taken it, so nothing is sent a second time: the body cannot be had twice.
    mesure_curl_set_seeker(handle) { _, _, _ in CURL_SEEKFUNC_FAIL }
    mesure_curl_set_opener(handle) { context, _, address in
      HTTPExchange.of(context)?.open(address) ?? -1
    }
    mesure_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
  }

  deinit {
    if let handle = raw { curl_easy_cleanup(handle) }
  }

  private var raw: UnsafeMutableRawPointer? { handle.map { UnsafeMutableRawPointer($0) } }

  /// Sends a request; returns when the server answered, or nobody can tell any more.
  func send(_ request: HTTPRequest) -> HTTPResult {
    guard let handle = raw else { return .unsent(note: "no connection can be made") }
    exchange.begin(request.body)
    mesure_curl_set_text(handle, CURLOPT_URL, request.url)
    var list: UnsafeMutablePointer<curl_slist>?
    for (name, value) in request.headers { list = curl_slist_append(list, "\(name): \(value)") }
    // Nothing is sent before the server says that it wants it: bodies are small.
    list = curl_slist_append(list, "Expect:")
    defer { curl_slist_free_all(list) }
    mesure_curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
    mesure_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
    let code = curl_easy_perform(handle)
    var status = 0
    var sentBytes = 0
    mesure_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    mesure_curl_get_long(handle, CURLINFO_REQUEST_SIZE, &sentBytes)
    if code == CURLE_OK {
      return .answered(
        status: status, retryAfterSeconds: exchange.retryAfterSeconds, location: exchange.location, body: exchange.body)
    }
    if exchange.isForbidden, sentBytes == 0 {
      return .unsent(note: "the address is not a public one and is not allowed")
    }
    let note = curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
    return sentBytes == 0 ? .unsent(note: note) : .unanswered(note: note)
  }
}

/// What libcurl tells and asks during one request.
private final class HTTPExchange {
  private let settings: HTTPSettings
  private var request: [UInt8] = []
  private var sent = 0
  private(set) var body: [UInt8] = []
  private(set) var retryAfterSeconds: Int64?
  private(set) var location: String?
  /// Whether a connection was not made because of its address.
  private(set) var isForbidden = false

  init(_ settings: HTTPSettings) { self.settings = settings }

  static func of(_ context: UnsafeMutableRawPointer?) -> HTTPExchange? {
    context.map { Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue() }
  }

  func begin(_ request: [UInt8]) {
    self.request = request
    sent = 0
    body.removeAll(keepingCapacity: true)
    retryAfterSeconds = nil
    location = nil
    isForbidden = false
  }

  func give(to buffer: UnsafeMutablePointer<CChar>?, _ countMax: Int) -> Int {
    guard let buffer else { return 0 }
    let count = min(countMax, request.count - sent)
    request.withUnsafeBytes { source in
      if count > 0, let start = source.baseAddress { memcpy(buffer, start + sent, count) }
    }
    sent += count
    return count
  }

  func take(_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int) {
    guard let buffer else { return }
    let room = max(0, HTTPConnection.bodyBytesMax - body.count)
    body += UnsafeRawBufferPointer(start: buffer, count: min(count, room))
  }

  func hear(_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int) {
    guard let buffer else { return }
    let line = String(decoding: UnsafeRawBufferPointer(start: buffer, count: min(count, 2_000)), as: UTF8.self)
    guard let colon = line.firstIndex(of: ":") else { return }
    let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
    switch line[..<colon].lowercased() {
    // Seconds; a date (RFC 9110 §10.2.3) is rarer than the clocks that are wrong, and is left to the hub's own waits.
    case "retry-after": retryAfterSeconds = Int64(value).flatMap { $0 >= 0 ? $0 : nil }
    case "location": location = value
    default: break
    }
  }

  /// Opens a socket to an address that is allowed.
  func open(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
    guard let address else { return -1 }
    // The room behind `addr` is as long as `addrlen` says, which is more than a plain sockaddr for IPv6.
    let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
    let known = NetworkAddress(
      UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + offset, count: Int(address.pointee.addrlen)),
      family: address.pointee.family)
    guard let known, settings.allows(known) else {
      isForbidden = true
      return -1
    }
    return socket(
      address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
  }
}
