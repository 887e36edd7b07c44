import NIOCore

/// One packet of SMPP: a header of sixteen octets and a body (SMPP 3.4 §3.2).
struct SMPPPacket: Sendable {
  /// What a packet asks or answers; answers have the highest bit set.
  enum Command {
    static let genericNack: UInt32 = 0x8000_0000
    static let submit: UInt32 = 0x0000_0004
    static let deliver: UInt32 = 0x0000_0005
    static let unbind: UInt32 = 0x0000_0006
    static let bindTransceiver: UInt32 = 0x0000_0009
    static let enquireLink: UInt32 = 0x0000_0015
    static let answer: UInt32 = 0x8000_0000
  }

  /// The most octets of a packet that is read: far more than any has that this side expects.
  static let bytesMax = 65_536

  var command: UInt32
  var status: UInt32 = 0
  var sequence: UInt32
  var body: [UInt8] = []

  /// Writes it.
  func write(to buffer: inout ByteBuffer) {
    buffer.writeInteger(UInt32(16 + body.count))
    buffer.writeInteger(command)
    buffer.writeInteger(status)
    buffer.writeInteger(sequence)
    buffer.writeBytes(body)
  }
}

/// Cuts the stream into packets.
struct SMPPDecoder: ByteToMessageDecoder {
  typealias InboundOut = SMPPPacket

  /// The stream cannot be read on: a length that no packet has.
  struct Garbage: Error {}

  /// Whether a packet may have so many octets; a stream that says another number cannot be read on.
  static func mayHave(length: Int) -> Bool { (16...SMPPPacket.bytesMax).contains(length) }

  mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
    guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return .needMoreData }
    guard SMPPDecoder.mayHave(length: Int(length)) else { throw Garbage() }
    guard buffer.readableBytes >= Int(length), var slice = buffer.readSlice(length: Int(length)) else {
      return .needMoreData
    }
    slice.moveReaderIndex(forwardBy: 4)
    guard let command = slice.readInteger(as: UInt32.self), let status = slice.readInteger(as: UInt32.self),
      let sequence = slice.readInteger(as: UInt32.self)
    else { throw Garbage() }
    let body = slice.readBytes(length: slice.readableBytes) ?? []
    context.fireChannelRead(
      wrapInboundOut(SMPPPacket(command: command, status: status, sequence: sequence, body: body)))
    return .continue
  }

  mutating func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState { try decode(context: context, buffer: &buffer) }
}

/// Reads a body from its beginning; what is missing reads as nothing or 0.
struct SMPPReader {
  private let bytes: [UInt8]
  private(set) var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// A text that ends with a zero.
  mutating func text() -> String {
    let start = index
    while index < bytes.count, bytes[index] != 0 { index += 1 }
    defer { index = min(index + 1, bytes.count) }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  mutating func byte() -> UInt8 {
    guard index < bytes.count else { return 0 }
    defer { index += 1 }
    return bytes[index]
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    let end = min(bytes.count, index + count)
    defer { index = end }
    return Array(bytes[index..<end])
  }

  /// The parameters behind the mandatory ones, by tag; of two with one tag the first (§5.3).
  mutating func parameters() -> [UInt16: [UInt8]] {
    var found: [UInt16: [UInt8]] = [:]
    while index + 4 <= bytes.count {
      let tag = UInt16(byte()) << 8 | UInt16(byte())
      let length = Int(byte()) << 8 | Int(byte())
      let value = bytes(length)
      if found[tag] == nil { found[tag] = value }
    }
    return found
  }
}

/// An address with what kind it is (§5.2.5, §5.2.6).
struct SMPPAddress: Hashable, Sendable {
  /// 0 unknown, 1 international, 2 national, 3 network specific, 5 letters and figures.
  var kind: UInt8
  /// 0 unknown, 1 E.164.
  var plan: UInt8
  var text: String

  /// A sender: letters and figures, at most eleven; a short code, as the network knows it; or a number.
  /// Nothing when it is none of these.
  init?(sender: String) {
    let isFigures = !sender.isEmpty && sender.utf8.allSatisfy { (48...57).contains($0) }
    if isFigures, (3...8).contains(sender.utf8.count) {
      self.init(kind: 3, plan: 0, text: sender)
    } else if let number = PhoneNumber(sender) {
      self.init(kind: 1, plan: 1, text: number.digits)
    } else if (1...11).contains(sender.utf8.count), sender.utf8.contains(where: { $0 > 57 }),
      sender.utf8.allSatisfy({ (48...57).contains($0) || (65...90).contains($0 & 0xDF) || $0 == 32 })
    {
      self.init(kind: 5, plan: 0, text: sender)
    } else {
      return nil
    }
  }

  init(kind: UInt8, plan: UInt8, text: String) {
    self.kind = kind
    self.plan = plan
    self.text = text
  }

  /// As bodies carry it.
  var bytes: [UInt8] { [kind, plan] + Array(text.utf8) + [0] }
}
