import Foundation

/// The other side went away, or said something that is no HTTP: what a client sees when the server is killed.
public struct WireError: Error {
  /// What happened.
  public var what: String

  /// Makes an error.
  public init(what: String) { self.what = what }
}

/// An answer as it came over the wire.
public struct WireReply: Sendable {
  /// The status code.
  public var status: Int
  /// The body, whole.
  public var body: [UInt8]

  /// The body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON; an empty object when it is none.
  public var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
  }
}

/// One connection to the server that a thread uses for one request after the other (HTTP/1.1, RFC 9112).
///
/// Blocking calls on a socket: no library stands between the test and what the server really sent before it was killed.
public final class WireConnection {
  private let descriptor: Int32
  private let key: String
  private var buffer: [UInt8] = []
  /// Longer than any answer takes; a server that hangs fails the test instead of stopping it.
  public static let secondsMax = 20

  /// Connects to a server of this machine.
  /// - Parameter key: the API key that goes with every request; empty: none.
  public init(port: Int, key: String) throws {
    self.key = key
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw WireError(what: "no socket") }
    var limit = timeval(tv_sec: WireConnection.secondsMax, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      throw WireError(what: "nobody listens")
    }
  }

  deinit { close(descriptor) }

  /// Asks, and waits for the answer.
  /// - Parameter once: the key by which the request happens once.
  public func ask(_ method: String, _ path: String, _ body: String = "", once: String? = nil) throws -> WireReply {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if !key.isEmpty { head += "Authorization: Bearer \(key)\r\n" }
    if let once { head += "Idempotency-Key: \(once)\r\n" }
    if !body.isEmpty { head += "Content-Type: application/json\r\n" }
    try send(Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
    return try reply()
  }

  /// Sends text as it is.
  public func send(_ text: String) throws { try send(Array(text.utf8)) }

  private func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw WireError(what: "cannot send") }
      sent += count
    }
  }

  /// Waits for an answer.
  public func reply() throws -> WireReply {
    let headEnd = try find([13, 10, 13, 10])
    let lines = String(decoding: buffer[..<headEnd], as: UTF8.self).components(separatedBy: "\r\n")
    guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw WireError(what: "no status")
    }
    buffer.removeFirst(headEnd + 4)
    let fields = lines.dropFirst().map { $0.lowercased() }
    if let length = fields.first(where: { $0.hasPrefix("content-length:") })?.split(separator: ":").last
      .flatMap({ Int($0.trimmingCharacters(in: .whitespaces)) })
    {
      while buffer.count < length { try receive() }
      defer { buffer.removeFirst(length) }
      return WireReply(status: status, body: Array(buffer[..<length]))
    }
    guard fields.contains(where: { $0.hasPrefix("transfer-encoding:") && $0.contains("chunked") }) else {
      return WireReply(status: status, body: [])
    }
    return WireReply(status: status, body: try chunks())
  }

  private func chunks() throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let end = try find([13, 10])
      guard let length = Int(String(decoding: buffer[..<end], as: UTF8.self), radix: 16) else {
        throw WireError(what: "no chunk")
      }
      while buffer.count < end + length + 4 { try receive() }
      body += buffer[(end + 2)..<(end + 2 + length)]
      buffer.removeFirst(end + length + 4)
      if length == 0 { return body }
    }
  }

  /// Where a mark stands in what has come; waits until it has.
  private func find(_ mark: [UInt8]) throws -> Int {
    while true {
      let range = Data(buffer).range(of: Data(mark))
      if let range { return range.lowerBound }
      try receive()
    }
  }

  private func receive() throws {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &piece, piece.count, 0)
    guard count > 0 else { throw WireError(what: "the connection ended") }
    buffer += piece[..<count]
  }
}
