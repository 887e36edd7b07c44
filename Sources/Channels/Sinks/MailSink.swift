import Foundation
import Synchronization

/// A mail server that keeps what it is sent and delivers nothing: for a laptop, a demonstration, a test, a benchmark.
/// With ``trouble`` it behaves as servers do on their worst day.
///
/// It is no server for the internet: it listens on this machine alone, knows no TLS, and believes everybody.
public final class MailSink: Sendable {
  /// A message that it took.
  public struct Taken: Hashable, Sendable {
    /// The address of the envelope that reports go to.
    public var sender: String
    /// Whom the envelope is for.
    public var recipient: String
    /// The header `Message-ID`, without its signs; empty: it has none.
    public var messageID: String
    /// The message, as it came, without the dots of the protocol.
    public var bytes: [UInt8]
  }

  // SOCK_STREAM on Linux. The name itself belongs to whichever C module was read first, and is not always seen from here.
  private static let stream: Int32 = 1

  /// The port that it listens on.
  public let port: Int
  private let listener: Int32
  private let trouble: SinkTrouble
  private let take: @Sendable (Taken) throws -> Void

  /// Opens the port; nobody is answered before ``run()``.
  /// - Parameters:
  ///   - port: 0: any that is free.
  ///   - take: keeps a message; one that it cannot keep is answered with 451. Called on many threads, and before the
  /// sender is
  ///     told that its message was taken.
  /// - Throws: `SinkFault` when the port is taken.
  public init(
    port: Int, trouble: SinkTrouble = SinkTrouble(), take: @escaping @Sendable (Taken) throws -> Void
  ) throws(SinkFault) {
    self.trouble = trouble
    self.take = take
    let listener = socket(AF_INET, MailSink.stream, 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(clamping: port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 128) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    self.listener = listener
    guard isBound else {
      close(listener)
      throw SinkFault(message: "127.0.0.1:\(port) cannot be listened on")
    }
    self.port = Int(in_port_t(bigEndian: address.sin_port))
  }

  deinit { close(listener) }

  /// Answers for ever, each connection on a thread of its own.
  public func run() {
    while true {
      let socket = accept(listener, nil, nil)
      guard socket >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        return
      }
      var yes: Int32 = 1
      setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
      let (trouble, take) = (trouble, take)
      let thread = Thread {
        var session = MailSinkSession(socket: socket, trouble: trouble, take: take)
        session.run()
        close(socket)
      }
      thread.stackSize = 256 * 1024
      thread.start()
    }
  }
}

/// Why a sink cannot listen.
public struct SinkFault: Error, Hashable, Sendable {
  /// A sentence a person can act on.
  public var message: String
}

/// What goes wrong at a sink, and how often; the same seed goes wrong at the same places of the order of messages.
public final class SinkTrouble: Sendable {
  /// What it does to a message.
  enum Trouble: CaseIterable {
    /// Takes it, and says nothing: the connection ends.
    case answerLost
    /// Ends the connection after the text, and takes nothing.
    case textLost
    /// Ends the connection instead of answering the recipient.
    case connectionLost
    /// 421, 450, 451 after the text, 554.
    case closing, recipientLater, later, refused
    /// An answer that is none.
    case garbage
    /// Takes it, and answers after a while that is longer than senders wait.
    case silence
  }

  private let share: Double
  private let silenceSeconds: UInt32
  private let random: Mutex<UInt64>

  /// Makes trouble.
  /// - Parameters:
  ///   - share: of all messages, from 0 to 1.
  ///   - silenceSeconds: how long it says nothing where it says nothing.
  public init(share: Double = 0, seed: UInt64 = 1, silenceSeconds: UInt32 = 3) {
    self.share = share
    self.silenceSeconds = silenceSeconds
    random = Mutex(seed)
  }

  func next() -> Trouble? {
    guard share > 0 else { return nil }
    // SplitMix64 (Steele, Lea, Flood 2014).
    let bits = random.withLock { state -> UInt64 in
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
    guard Double(bits >> 11) / 9_007_199_254_740_992 < share else { return nil }
    // Silence holds a connection for seconds, so it is one in thirty-two of the troubles.
    let which = Int(bits & 31)
    return which == 31 ? .silence : Trouble.allCases[which % (Trouble.allCases.count - 1)]
  }

  func beSilent() { sleep(silenceSeconds) }
}
