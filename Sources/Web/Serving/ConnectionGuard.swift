import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A request that did not come to its end in time.
struct RequestTooSlow: Error {}

/// Watches one connection for what the HTTP library leaves to others: requests that never end, heads that are too
/// large or no HTTP, and connections that must end with an answer.
///
/// It stands between the decoder and the library's own handlers, and belongs to the connection's event loop.
final class ConnectionGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limits: WebLimits
  private let measures: WebMeasures
  /// Requests whose head came.
  private let requests = Progress()
  private var deadline: Scheduled<Void>?
  /// Looks now and then whether the connection has been idle for too long.
  private var idleCheck: Scheduled<Void>?
  private var activeAt = NIODeadline.now()
  private var isEnding = false

  /// How far the connection got.
  private final class Progress {
    var begun = 0
    var isReading = false
    var answered = 0
    /// The number of the request after whose answer the connection ends.
    var last: Int?
  }

  init(limits: WebLimits, measures: WebMeasures) {
    self.limits = limits
    self.measures = measures
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { watchIdleness(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    watchIdleness(context)
    context.fireChannelActive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
    idleCheck?.cancel()
  }

  /// Ends the connection when nothing has come for ``WebLimits/idleSeconds`` and no answer is awaited. One task a
  /// connection looks again when it could be so at the earliest, instead of one a request.
  private func watchIdleness(_ context: ChannelHandlerContext) {
    guard idleCheck == nil else { return }
    activeAt = .now()
    scheduleIdleCheck(context, at: activeAt + .seconds(Int64(limits.idleSeconds)))
  }

  private func scheduleIdleCheck(_ context: ChannelHandlerContext, at moment: NIODeadline) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    idleCheck = context.eventLoop.scheduleTask(deadline: moment) {
      let (guardian, context) = bound.value
      let idle = TimeAmount.seconds(Int64(guardian.limits.idleSeconds))
      let requests = guardian.requests
      if requests.begun > requests.answered, !requests.isReading { guardian.activeAt = .now() }
      if NIODeadline.now() - guardian.activeAt >= idle { return context.close(promise: nil) }
      guardian.scheduleIdleCheck(context, at: guardian.activeAt + idle)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    activeAt = .now()
    // What comes after the last request is thrown away.
    if isEnding { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      requests.begun += 1
      requests.isReading = true
      if !head.isKeepAlive { requests.last = requests.last ?? requests.begun }
    case .body: break
    case .end:
      requests.isReading = false
      deadline?.cancel()
      deadline = nil
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Most requests come whole, and so never need a deadline.
    if requests.isReading, deadline == nil, !isEnding {
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      deadline = context.eventLoop.scheduleTask(in: .seconds(Int64(limits.requestSeconds))) {
        let (guardian, context) = bound.value
        guardian.deadline = nil
        guard guardian.requests.isReading, !guardian.isEnding else { return }
        guardian.isEnding = true
        guardian.requests.last = guardian.requests.answered + 1
        context.fireErrorCaught(RequestTooSlow())
        // The answer to it ends the connection; if none comes, because one was given already, this does.
        guardian.deadline = context.eventLoop.scheduleTask(in: .seconds(Int64(guardian.limits.lingerSeconds))) {
          bound.value.1.close(promise: nil)
        }
      }
    }
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head):
      guard head.status.code >= 200 else { break }
      if head.headers.contains(name: "connection"), head.headers["connection"].contains("close") {
        requests.last = requests.last ?? requests.answered + 1
      } else if requests.last == requests.answered + 1 {
        head.headers.add(name: "connection", value: "close")
        return context.write(wrapOutboundOut(.head(head)), promise: promise)
      }
    case .body: break
    case .end:
      requests.answered += 1
      activeAt = .now()
      guard requests.last == requests.answered else { break }
      context.write(data, promise: promise)
      context.flush()
      return end(context, afterSeconds: requests.isReading ? limits.lingerSeconds : 0)
    }
    context.write(data, promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is HTTPParserError else { return context.fireErrorCaught(error) }
    // In the middle of a request, its reader hears of it and answers.
    guard !requests.isReading, requests.begun == requests.answered, !isEnding else {
      if !isEnding { context.fireErrorCaught(error) }
      return
    }
    let isTooLarge = error as? HTTPParserError == .headerOverflow
    measures.count(isTooLarge ? .headers : .malformed)
    let reply = (isTooLarge ? APIError.headersTooLarge : APIError.malformed).reply()
    var headers = HTTPHeaders()
    headers.add(name: "content-type", value: reply.contentType)
    headers.add(name: "content-length", value: "\(reply.body.count)")
    headers.add(name: "connection", value: "close")
    let status = HTTPResponseStatus(statusCode: reply.status.code)
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    end(context, afterSeconds: limits.lingerSeconds)
  }

  /// Ends the connection. A sender that is still sending would lose the answer to a reset, so what it sends is read and
  /// thrown away for a while.
  private func end(_ context: ChannelHandlerContext, afterSeconds seconds: Int) {
    isEnding = true
    deadline?.cancel()
    deadline = nil
    guard seconds > 0 else { return context.close(promise: nil) }
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { bound.value.close(promise: nil) }
    context.close(mode: .output, promise: nil)
  }
}

/// A connection of HTTP/1.1 with its guard.
struct GuardedConnection: ServerChildChannel {
  typealias Value = HTTP1Channel.Value

  let http: HTTP1Channel
  let limits: WebLimits
  let measures: WebMeasures
  let responder: Responder

  init(limits: WebLimits, measures: WebMeasures, responder: Responder) {
    self.limits = limits
    self.measures = measures
    self.responder = responder
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: limits.headerBytesMax, maxHeaderListSize: limits.headerBytesMax,
      maxHeaderFieldCount: limits.headerFieldsMax)
    // Idleness is the guard's to watch: the library does not see what the direct lane answers.
    http = HTTP1Channel(
      responder: { request, writer, channel in
        try await responder.respond(to: request, writer, from: channel.remoteAddress)
      },
      configuration: HTTP1Channel.Configuration(idleTimeout: nil, httpDecoderConfiguration: decoder))
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    http.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
      let guardian = ConnectionGuard(limits: limits, measures: measures)
      try pipeline.addHandler(guardian, position: .after(decoder.handler))
      if !responder.directRoutes.isEmpty {
        try pipeline.addHandler(DirectLane(responder), position: .after(guardian))
      }
      return value
    }
  }

  func handle(value: Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}

/// Counts connections, and lets no more in than there may be.
struct ConnectionCount: AvailableConnectionsDelegate {
  let connectionsMax: Int
  let measures: WebMeasures
  private var count = 0

  init(connectionsMax: Int, measures: WebMeasures) {
    self.connectionsMax = connectionsMax
    self.measures = measures
  }

  mutating func connectionOpened() {
    count += 1
    measures.connectionOpened()
  }

  mutating func connectionClosed() {
    count -= 1
    measures.connectionClosed()
  }

  func isAcceptingNewConnections() -> Bool { count < connectionsMax }
}
