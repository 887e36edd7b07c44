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

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
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

  init(limits: WebLimits, measures: WebMeasures, responder: @escaping HTTPChannelHandler.Responder) {
    self.limits = limits
    self.measures = measures
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: limits.headerBytesMax, maxHeaderListSize: limits.headerBytesMax,
      maxHeaderFieldCount: limits.headerFieldsMax)
    http = HTTP1Channel(
      responder: responder,
      configuration: HTTP1Channel.Configuration(
        idleTimeout: .seconds(Int64(limits.idleSeconds)), httpDecoderConfiguration: decoder))
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    http.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
      try pipeline.addHandler(ConnectionGuard(limits: limits, measures: measures), position: .after(decoder.handler))
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
