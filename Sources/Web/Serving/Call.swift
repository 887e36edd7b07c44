import HTTPTypes
import Hub

/// A request, once it is read, unpacked and known to be permitted: what a resource sees of HTTP.
public struct Call: Sendable {
  /// The method.
  public var method: HTTPRequest.Method
  /// The path, percent signs resolved, without the query.
  public var path: String
  /// The values of the route's `{names}`, percent signs resolved.
  public var parameters: [String: String]
  /// The query, percent signs resolved, in order.
  public var query: [(name: String, value: String)]
  /// The header fields.
  public var headers: HTTPFields
  /// The host that was asked, with its port where it was given; nothing when the caller did not say.
  public var host: String?
  /// The address from which the call came, or nothing where it is not known; of a caller on this machine, whom they say that
  /// they ask for (`X-Forwarded-For`): a server in front of this one.
  public var address: String?
  /// The body, unpacked.
  public var body: [UInt8]
  /// Who calls; nothing on routes that anybody may call.
  public var access: Access?

  /// Makes a call, as tests do.
  public init(
    method: HTTPRequest.Method, path: String, parameters: [String: String] = [:],
    query: [(name: String, value: String)] = [], headers: HTTPFields = [:], body: [UInt8] = [], access: Access? = nil
  ) {
    self.method = method
    self.path = path
    self.parameters = parameters
    self.query = query
    self.headers = headers
    self.body = body
    self.access = access
  }

  /// The first value of a name of the query.
  public func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// An answer.
public struct Reply: Sendable {
  /// The status.
  public var status: HTTPResponse.Status
  /// Header fields besides length and type.
  public var headers: HTTPFields
  /// The media type; empty: no body.
  public var contentType: String
  /// The body.
  public var body: [UInt8]

  /// Makes an answer; JSON unless it says otherwise.
  public init(
    _ status: HTTPResponse.Status = .ok, contentType: String = "application/json", headers: HTTPFields = [:],
    body: [UInt8]
  ) {
    self.status = status
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }
}

/// An error as callers see it: `{"code": …, "message": …, "path": …}`, the last where there is a place.
public struct APIError: Error, Hashable, Sendable {
  /// The status.
  public var status: HTTPResponse.Status
  /// A stable code.
  public var code: String
  /// A sentence a person can act on.
  public var message: String
  /// A JSON path in the request; empty: the whole.
  public var path: String
  /// Seconds after which to ask again; nothing: asking again does not help.
  public var retryAfterSeconds: Int?

  /// Makes an error.
  public init(
    _ status: HTTPResponse.Status, _ code: String, _ message: String, path: String = "", retryAfterSeconds: Int? = nil
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.path = path
    self.retryAfterSeconds = retryAfterSeconds
  }
}
