import HTTPTypes
import Hub
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Turns requests into calls, calls into answers, and whatever goes wrong into an error that a caller can act on.
final class Responder: Sendable {
  private let table: RouteTable
  /// Those of the routes that may be answered on a connection's event loop.
  let directRoutes: DirectRoutes
  let access: AccessCheck
  private let bodies: BodyReader
  private let measures: WebMeasures
  let recorders: [WebMeasures.Recorder]
  private let logger: Logger
  let date = HTTPDate()
  /// Numbers of the program's own faults, by which a caller's report is found in the log.
  private let faultCount = Atomic<Int>(0)

  init(_ routes: [Route], access: AccessCheck, limits: WebLimits, measures: WebMeasures, logger: Logger) {
    table = RouteTable(routes)
    directRoutes = DirectRoutes(routes)
    self.access = access
    bodies = BodyReader(limits: limits)
    self.measures = measures
    recorders = measures.recorders(of: routes)
    self.logger = logger
  }

  /// Answers one request.
  /// - Parameter peer: the other end of the connection.
  func respond(
    to request: Request, _ writer: consuming ResponseWriter, from peer: SocketAddress? = nil
  ) async throws {
    let start = ContinuousClock.now
    let target = (request.head.path ?? "/")[...]
    let path = target.prefix { $0 != "?" && $0 != "#" }
    guard case .route(let index, let parameters) = table.find(request.method, path: path) else {
      let (head, body) = message(notFound(request, path: path), isHead: request.method == .head)
      return try await writer.write(response: head, body: body)
    }
    // Lives until the answer is written, so that what the body takes is counted as long as it is held.
    var held = bodies.held()
    var reply: Reply
    do {
      var call = Call(method: request.method, path: String(path), parameters: parameters, headers: request.headers)
      call.host = request.head.authority
      call.address = CallerAddress.of(peer, request.headers)
      try prepare(&call, table.routes[index], target: target, path: path)
      if request.method != .get, request.method != .head,
        try counted({ () throws(APIError) in try bodies.expects(request, bytesMax: table.routes[index].bodyBytesMax) })
      {
        if request.headers[.expect]?.lowercased() == "100-continue" {
          try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        call.body = try await body(of: request, table.routes[index], &held)
      }
      reply = try await table.routes[index].answer(call)
    } catch {
      reply = self.reply(to: error, table.routes[index])
    }
    if table.routes[index].isForTrackers { reply.headers.append(Responder.anyOrigin) }
    recorders[index].count(reply.status, seconds: (ContinuousClock.now - start).inSeconds)
    let (head, body) = message(reply, isHead: request.method == .head)
    try await writer.write(response: head, body: body)
  }

  // MARK: Before the resource

  /// Checks the key, and reads what the path says.
  private func prepare(_ call: inout Call, _ route: Route, target: Substring, path: Substring) throws(APIError) {
    if let scope = route.scope {
      call.access = try counted { () throws(APIError) in
        try access.access(secret: AccessCheck.secret(in: call.headers), scope: scope)
      }
    }
    if call.path.utf8.contains(UInt8(ascii: "%")), let resolved = PercentText.resolve(path) { call.path = resolved }
    guard path.endIndex < target.endIndex else { return }
    let query = target[target.index(after: path.endIndex)...].prefix { $0 != "#" }
    guard let pairs = PercentText.query(query) else {
      throw APIError(.badRequest, "query.malformed", "the query holds a percent sign that says nothing")
    }
    call.query = pairs
  }

  private func body(of request: Request, _ route: Route, _ held: inout BodyReader.Held) async throws(APIError)
    -> [UInt8]
  {
    do { return try await bodies.read(request, bytesMax: route.bodyBytesMax, held: &held) } catch {
      count(error)
      throw error
    }
  }

  func counted<R>(_ check: () throws(APIError) -> R) throws(APIError) -> R {
    do { return try check() } catch {
      count(error)
      throw error
    }
  }

  private func count(_ refusal: APIError) {
    switch refusal.status {
    case .unauthorized: measures.count(.key)
    case .forbidden: measures.count(.scope)
    case .tooManyRequests: measures.count(.calls)
    case .contentTooLarge, .serviceUnavailable: measures.count(.body)
    case .requestTimeout: measures.count(.slow)
    case .unsupportedMediaType: measures.count(.encoding)
    default: measures.count(.malformed)
    }
  }

  /// The answer where there is no route, and to OPTIONS.
  private func notFound(_ request: Request, path: Substring) -> Reply {
    switch table.find(request.method, path: path) {
    case .otherMethods(let methods):
      let isForTrackers = table.isForTrackers(path: path)
      var headers = HTTPFields()
      headers[.allow] = (methods + [.options]).map(\.rawValue).joined(separator: ", ")
      if isForTrackers { headers.append(Responder.anyOrigin) }
      if request.method == .options {
        if isForTrackers { Responder.permit(request, &headers) }
        return Reply(.noContent, contentType: "", headers: headers, body: [])
      }
      measures.count(.methodUnknown)
      var reply = APIError(
        .methodNotAllowed, "method.unknown", "there is `\(path.description.excerpt)`, but not for this method"
      ).reply()
      reply.headers.append(contentsOf: headers)
      return reply
    case .malformed:
      measures.count(.malformed)
      return APIError(.badRequest, "path.malformed", "the path holds a percent sign that says nothing").reply()
    default:
      measures.count(.routeUnknown)
      return APIError(.notFound, "route.unknown", "there is no `\(path.description.excerpt)` here").reply()
    }
  }

  // MARK: After the resource

  func reply(to error: any Error, _ route: Route) -> Reply {
    if let known = APIError(known: error) { return known.reply(isForTrackers: route.isForTrackers) }
    if error is CancellationError {
      return APIError(.serviceUnavailable, "hub.stopping", "the hub is stopping; ask again", retryAfterSeconds: 1)
        .reply(isForTrackers: route.isForTrackers)
    }
    let number = faultCount.wrappingAdd(1, ordering: .relaxed).newValue
    logger.error(
      "a call failed",
      metadata: [
        "fault": "\(number)", "route": "\(route.method) \(route.path)",
        "error": "\(String(reflecting: type(of: error)))",
      ])
    return APIError(
      .internalServerError, "internal", "the hub made a mistake; its log has it as fault \(number)"
    ).reply(isForTrackers: route.isForTrackers)
  }

  /// The answer as it goes out.
  private func message(_ reply: Reply, isHead: Bool) -> (HTTPResponse, ResponseBody) {
    var headers = reply.headers
    if !reply.contentType.isEmpty { headers.append(HTTPField(name: .contentType, value: reply.contentType)) }
    if reply.status != .noContent { headers.append(HTTPField(name: .contentLength, value: "\(reply.body.count)")) }
    headers.append(HTTPField(name: .date, value: date.now))
    let head = HTTPResponse(status: reply.status, headerFields: headers)
    if isHead || reply.body.isEmpty { return (head, ResponseBody()) }
    return (head, ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
  }

  // MARK: Other origins (https://fetch.spec.whatwg.org/#http-cors-protocol)

  static let anyOrigin = HTTPField(name: .accessControlAllowOrigin, value: "*")

  /// Answers the question of a browser whether a page may send what it wants to.
  private static func permit(_ request: Request, _ headers: inout HTTPFields) {
    headers[.accessControlAllowMethods] = "GET, HEAD, POST, OPTIONS"
    headers[.accessControlAllowHeaders] =
      request.headers[.accessControlRequestHeaders] ?? "authorization, content-type, content-encoding, x-api-key"
    headers[.accessControlMaxAge] = "86400"
  }
}
