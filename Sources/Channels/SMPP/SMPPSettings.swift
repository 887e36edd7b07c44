import NIOCore

/// How a provider is reached.
struct SMPPSettings: Sendable {
  var host: String
  var port: Int
  var user: String
  var password: String
  var systemType = ""
  /// The most messages that wait for an answer at once; providers agree on it by contract.
  var windowMax = 50
  /// How long an answer is waited for, in seconds.
  var responseSeconds = 30
  /// After how long a silence the other side is asked whether it is there, in seconds.
  var enquireSeconds = 30
  /// The longest wait between two tries to connect, in seconds.
  var reconnectSecondsMax = 60
}

/// What became of a packet that was to be sent.
enum SMPPOutcome: Hashable, Sendable {
  /// The other side took it and calls it so.
  case accepted(id: String)
  /// The other side answered with another status than 0.
  case refused(status: UInt32)
  /// It never left.
  case unsent(note: String)
  /// It left, and nobody answered.
  case unanswered(note: String)
}

/// Hands packets to the link.
final class SMPPHandler: ChannelInboundHandler {
  typealias InboundIn = SMPPPacket
  private let link: SMPPLink

  init(_ link: SMPPLink) { self.link = link }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    link.received(unwrapInboundIn(data), on: context.channel)
  }

  func channelInactive(context: ChannelHandlerContext) {
    link.lost(context.channel)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
