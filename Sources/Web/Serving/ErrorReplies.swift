import HTTPTypes
import Hub
import Records

extension APIError {
  /// What the hub would not do, as a caller hears of it.
  init(_ error: HubError) {
    var retryAfterSeconds: Int?
    let status: HTTPResponse.Status
    switch error.kind {
    case .invalid: status = .badRequest
    case .unknown: status = .notFound
    case .conflict: status = .conflict
    case .unavailable(let seconds):
      status = .serviceUnavailable
      retryAfterSeconds = max(1, seconds)
    }
    self.init(status, error.code, error.message, path: error.path, retryAfterSeconds: retryAfterSeconds)
  }

  /// Any error that a resource threw: one that is none of ours is a bug, of which the caller learns nothing.
  /// - Returns: nothing for a bug.
  init?(known error: any Error) {
    switch error {
    case let error as APIError: self = error
    case let error as HubError: self.init(error)
    case let error as StoreError: self.init(HubError(error))
    case let error as RecordFault: self.init(error)
    default: return nil
    }
  }

  /// What came is no request of HTTP/1.1; nothing after it on the connection can be understood.
  static let malformed = APIError(.badRequest, "request.malformed", "this is not a request of http/1.1")

  /// The head is larger than ``WebLimits`` allows.
  static let headersTooLarge = APIError(
    .requestHeaderFieldsTooLarge, "headers.too_large", "the header fields are too many, or too large")

  /// Whether the connection must end, because the rest of the request was not read or cannot be.
  var endsConnection: Bool {
    status == .contentTooLarge || status == .requestTimeout || status == .requestHeaderFieldsTooLarge
      || code == APIError.malformed.code
  }

  /// The error as an answer.
  /// - Parameter isForTrackers: overload becomes 429, which clients of the tracking protocol understand.
  func reply(isForTrackers: Bool = false) -> Reply {
    var headers = HTTPFields()
    var status = status
    if let retryAfterSeconds {
      if isForTrackers && status == .serviceUnavailable { status = .tooManyRequests }
      headers[.retryAfter] = "\(retryAfterSeconds)"
      if status == .tooManyRequests { headers[.rateLimitReset] = "\(retryAfterSeconds)" }
    }
    if endsConnection { headers[.connection] = "close" }
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    var writer = JSONWriter(capacity: 256)
    write(into: &writer)
    return Reply(status, headers: headers, body: writer.bytes)
  }

  /// Writes the error as a JSON object.
  func write(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("code")
    writer.string(code)
    writer.key("message")
    writer.string(message)
    if !path.isEmpty {
      writer.key("path")
      writer.string(path)
    }
    writer.endObject()
  }
}
