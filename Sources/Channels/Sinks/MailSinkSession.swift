import Foundation

/// One connection to a sink: the dialogue of RFC 5321, as far as senders of mail need it.
struct MailSinkSession {
  private let socket: Int32
  private let trouble: SinkTrouble
  private let take: @Sendable (MailSink.Taken) throws -> Void
  private var buffer: [UInt8] = []
  private var position = 0
  private var sender: String?
  private var recipient: String?

  private static let lineBytesMax = 4_096
  private static let messageBytesMax = 32 << 20

  init(socket: Int32, trouble: SinkTrouble, take: @escaping @Sendable (MailSink.Taken) throws -> Void) {
    self.socket = socket
    self.trouble = trouble
    self.take = take
  }

  mutating func run() {
    guard say("220 sink.test ESMTP") else { return }
    while let line = line(bytesMax: Self.lineBytesMax) {
      guard answer(String(decoding: line, as: UTF8.self)) else { return }
    }
  }

  /// Answers a command; false: the connection ends.
  private mutating func answer(_ command: String) -> Bool {
    let upper = command.prefix(10).uppercased()
    if upper.hasPrefix("EHLO") { return say("250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8") }
    if upper.hasPrefix("HELO") { return say("250 sink.test") }
    if upper.hasPrefix("MAIL FROM:") {
      sender = Self.path(command)
      recipient = nil
      return say("250 2.1.0 Ok")
    }
    if upper.hasPrefix("RCPT TO:") {
      guard sender != nil, let path = Self.path(command) else { return say("503 5.5.1 MAIL first") }
      recipient = path
      return say("250 2.1.5 Ok")
    }
    switch upper {
    case "DATA": return data()
    case "RSET":
      (sender, recipient) = (nil, nil)
      return say("250 2.0.0 Ok")
    case "NOOP": return say("250 2.0.0 Ok")
    case "QUIT":
      _ = say("221 2.0.0 Bye")
      return false
    default: return say("502 5.5.2 unknown command")
    }
  }

  private mutating func data() -> Bool {
    guard let sender, let recipient else { return say("503 5.5.1 RCPT first") }
    let trouble = trouble.next()
    switch trouble {
    case .connectionLost: return false
    case .closing:
      _ = say("421 4.3.2 closing")
      return false
    case .recipientLater: return say("450 4.2.1 come again")
    default: break
    }
    guard say("354 End with a dot"), let bytes = text() else { return false }
    (self.sender, self.recipient) = (nil, nil)
    switch trouble {
    case .textLost: return false
    case .later: return say("451 4.3.0 try again")
    case .refused: return say("554 5.7.1 not wanted")
    default: break
    }
    let taken = MailSink.Taken(
      sender: sender, recipient: recipient, messageID: Self.messageID(of: bytes), bytes: bytes)
    do {
      try take(taken)
    } catch {
      return say("451 4.3.0 cannot be kept")
    }
    switch trouble {
    case .answerLost: return false
    case .silence:
      self.trouble.beSilent()
      return false
    case .garbage:
      _ = say("hello there, \u{1}\u{2} this is no reply")
      return false
    default: return say("250 2.0.0 Ok: kept")
    }
  }

  /// A message up to the lone dot, without the dots that the protocol adds.
  private mutating func text() -> [UInt8]? {
    var bytes: [UInt8] = []
    while let line = line(bytesMax: Self.messageBytesMax) {
      if line.count == 1, line.first == UInt8(ascii: ".") { return bytes }
      bytes += line.first == UInt8(ascii: ".") ? line.dropFirst() : line
      bytes += [13, 10]
      if bytes.count > Self.messageBytesMax { return nil }
    }
    return nil
  }

  /// The next line without its end; nothing when the connection ended, or the line is too long.
  private mutating func line(bytesMax: Int) -> ArraySlice<UInt8>? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: 10) {
        let line = buffer[position..<end]
        position = end + 1
        return line.last == 13 ? line.dropLast() : line
      }
      guard buffer.count - position <= bytesMax else { return nil }
      searched = buffer.count - position
      buffer.removeFirst(position)
      position = 0
      let more = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { chunk -> Bool in
        let count = recv(socket, chunk.baseAddress, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk.prefix(count)
        return true
      }
      guard more else { return nil }
    }
  }

  private func say(_ text: String) -> Bool {
    let bytes = Array((text + "\r\n").utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        send(socket, raw.baseAddress.map { $0 + sent }, raw.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  private static func path(_ command: String) -> String? {
    guard let open = command.firstIndex(of: "<"), let close = command[open...].firstIndex(of: ">") else { return nil }
    return String(command[command.index(after: open)..<close])
  }

  private static func messageID(of bytes: [UInt8]) -> String {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 10), end > rest.startIndex + 1 {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      if line.lowercased().hasPrefix("message-id:") { return path(line) ?? "" }
      rest = rest[(end + 1)...]
    }
    return ""
  }
}
