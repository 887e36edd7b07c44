import Foundation
import Glibc

/// What came back over a connection.
struct WireReply {
  var status: Int
  /// Names in lower case.
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// The body, as Foundation reads it.
  var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
  }

  /// The code of an error.
  var code: String? { json["code"] as? String }
}

/// The connection did not do what was asked of it.
struct WireError: Error, CustomStringConvertible {
  var description: String
}

/// A plain connection to a server on this machine: it sends just the bytes it is given, and reads what comes.
///
/// Its calls block, so they run on threads of their own: see ``onThread(_:)``.
final class WireConnection {
  private let socket: Int32
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// Connects to 127.0.0.1. No single wait is longer than 30 seconds, so that a test fails rather than hangs.
  init(port: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw WireError(description: "no socket") }
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw WireError(description: "cannot connect to port \(port)") }
  }

  deinit { close(socket) }

  /// Sends bytes.
  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw WireError(description: "the server closed the connection") }
      sent += count
    }
  }

  /// Sends text.
  func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Sends nothing more; what the server says can still be read.
  func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

  /// Sends a request and reads its answer.
  func request(
    _ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil
  ) throws -> WireReply {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if let body { text += "Content-Length: \(body.count)\r\n" }
    try send(Array((text + "\r\n").utf8) + (body ?? []))
    return try reply(hasBody: method != "HEAD")
  }

  /// Reads one answer.
  func reply(hasBody: Bool = true) throws -> WireReply {
    let head = try line(until: Array("\r\n\r\n".utf8))
    let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
      throw WireError(description: "this is no answer: \(lines[0])")
    }
    let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      return (line[..<colon].lowercased(), String(value))
    }
    var reply = WireReply(status: status, headers: headers, body: [])
    guard hasBody, let length = reply.header("content-length").flatMap(Int.init) else { return reply }
    while buffer.count < length { try fill() }
    reply.body = Array(buffer[..<length])
    buffer.removeFirst(length)
    return reply
  }

  /// Reads until the server ends the connection, and gives what came.
  func readToEnd() throws -> [UInt8] {
    while !isAtEnd { do { try fill() } catch { break } }
    guard isAtEnd else { throw WireError(description: "the server did not end the connection") }
    return buffer
  }

  private func line(until mark: [UInt8]) throws -> [UInt8] {
    while true {
      if let range = buffer.firstRange(of: mark) {
        let line = Array(buffer[..<range.lowerBound])
        buffer.removeFirst(range.upperBound)
        return line
      }
      try fill()
    }
  }

  private func fill() throws {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(socket, &chunk, chunk.count, 0)
    if count == 0 || (count < 0 && errno == ECONNRESET) {
      isAtEnd = true
      throw WireError(description: "the server ended the connection")
    }
    guard count > 0 else { throw WireError(description: "the server said nothing for 30 seconds") }
    buffer += chunk[..<count]
  }
}

/// Runs what blocks on a thread of its own, so that it takes none from the server in the same process.
func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
  try await withCheckedThrowingContinuation { continuation in
    let thread = Thread { continuation.resume(with: Result { try body() }) }
    thread.stackSize = 512 << 10
    thread.start()
  }
}
