import Hub
import NIOCore
import NIOHTTP1

/// Answers calls of direct routes on the connection's own event loop, and hands everything else on to the HTTP library.
///
/// It takes a call only when nothing about it is out of the ordinary: a plain body of known and moderate length, no
/// header field that asks for more than an answer, and no earlier call of the connection that the library is still
/// answering. So the library keeps all that is rare, and this all that is frequent. Answers leave in the order of the
/// calls (RFC 9112, 9.3.2): while one is awaited, whatever comes behind it waits, and nothing more is read.
///
/// It stands behind the ``ConnectionGuard`` and belongs to the connection's event loop.
final class DirectLane: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    /// No call is under way here. → gathering
    case idle
    /// The body of a call comes in. → answering, or idle when the call is handed on after all
    case gathering(DirectRoutes.Place, HTTPRequestHead, ByteBuffer?)
    /// An answer is awaited. → idle
    case answering
    /// The connection is gone.
    case gone
  }

  /// What came while an answer was awaited.
  private enum Waiting {
    case part(HTTPServerRequestPart)
    case event(Any)
    case error(any Error)
  }

  private let responder: Responder
  private var state = State.idle
  /// Calls handed on that the library has not answered yet.
  private var handedOn = 0
  private var waiting: CircularBuffer<Waiting> = []
  /// Whether more was asked for while an answer was awaited.
  private var wantsRead = false

  init(_ responder: Responder) { self.responder = responder }

  // MARK: What comes in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { take(unwrapInboundIn(data), context) }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch (state, part) {
    case (.answering, _): waiting.append(.part(part))
    case (.gone, _): break
    case (.idle, .head(let head)):
      if handedOn == 0, let place = responder.directPlace(head) {
        state = .gathering(place, head, nil)
      } else {
        handOn(part, context)
      }
    case (.idle, _): handOn(part, context)
    case (.gathering(let place, let head, let body), .body(let more)):
      // The decoder gives no more bytes than the head announced, and ``Responder/directPlace(_:)`` has looked at that.
      state = .idle
      var all = body ?? more
      if body != nil { all.writeImmutableBuffer(more) }
      state = .gathering(place, head, all)
    case (.gathering(let place, let head, let body), .end(nil)):
      state = .answering
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      let loop = context.eventLoop
      responder.answerDirectly(place, head, body ?? ByteBuffer()) { reply in
        if loop.inEventLoop {
          bound.value.0.bring(reply(), bound.value.1)
        } else {
          // The answer is put into words here, and not on the one thread that writes.
          loop.execute { bound.value.0.bring(reply(), bound.value.1) }
        }
      }
    case (.gathering, _):
      handOnGathered(context)
      handOn(part, context)
    }
  }

  private func handOn(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    if case .head = part { handedOn += 1 }
    context.fireChannelRead(wrapInboundOut(part))
  }

  /// The library gets the call after all.
  private func handOnGathered(_ context: ChannelHandlerContext) {
    guard case .gathering(_, let head, let body) = state else { return }
    state = .idle
    handOn(.head(head), context)
    if let body { handOn(.body(body), context) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .answering = state { return waiting.append(.event(event)) }
    handOnGathered(context)
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if case .answering = state { return waiting.append(.error(error)) }
    handOnGathered(context)
    context.fireErrorCaught(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    handOnGathered(context)
    state = .gone
    waiting.removeAll()
    context.fireChannelInactive()
  }

  func read(context: ChannelHandlerContext) {
    if case .answering = state {
      wantsRead = true
    } else {
      context.read()
    }
  }

  // MARK: What goes out

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { handedOn -= 1 }
    context.write(data, promise: promise)
  }

  /// Writes an answer, then looks at what came meanwhile.
  private func bring(_ message: DirectMessage, _ context: ChannelHandlerContext) {
    guard case .answering = state else { return }
    state = .idle
    context.write(wrapOutboundOut(.head(message.head)), promise: nil)
    if message.body.readableBytes > 0 {
      context.write(wrapOutboundOut(.body(.byteBuffer(message.body))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    let isMore = !waiting.isEmpty
    while let next = takeWaiting() {
      switch next {
      case .part(let part): take(part, context)
      case .event(let event): userInboundEventTriggered(context: context, event: event)
      case .error(let error): errorCaught(context: context, error: error)
      }
    }
    if isMore { context.fireChannelReadComplete() }
    if case .answering = state { return }
    if wantsRead {
      wantsRead = false
      context.read()
    }
  }

  private func takeWaiting() -> Waiting? {
    switch state {
    case .answering, .gone: nil
    default: waiting.popFirst()
    }
  }
}
