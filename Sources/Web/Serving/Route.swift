import HTTPTypes
import Hub

/// One way in: method, path, who may use it, how much it takes, and what answers.
public struct Route: Sendable {
  /// The method.
  public var method: HTTPRequest.Method
  /// The path, with `{names}` for segments that vary, as OpenAPI writes it.
  public var path: String
  /// What the caller's key must permit; nothing: anybody may call.
  public var scope: Scope?
  /// The most bytes of a body, unpacked.
  public var bodyBytesMax: Int
  /// Whether programs of browsers and apps post here: pages of any origin may, and overload is 429, which they
  /// understand, rather than 503.
  public var isForTrackers: Bool
  /// Answers; throws ``APIError`` or ``HubError`` and nothing else on purpose.
  public var answer: @Sendable (Call) async throws -> Reply
  /// Answers the same calls on the event loop of their connection, where they come too often for a task each: it must
  /// not block. Nothing: always by ``answer``. Only for POST on a path without names.
  public var answerDirectly: (@Sendable (DirectCall) -> Void)?

  /// The usual most bytes of a body: 1 MiB.
  public static let bodyBytesUsual = 1 << 20

  /// Makes a route.
  public init(
    _ method: HTTPRequest.Method, _ path: String, scope: Scope?, bodyBytesMax: Int = Route.bodyBytesUsual,
    isForTrackers: Bool = false, answerDirectly: (@Sendable (DirectCall) -> Void)? = nil,
    answer: @escaping @Sendable (Call) async throws -> Reply
  ) {
    self.method = method
    self.path = path
    self.scope = scope
    self.bodyBytesMax = bodyBytesMax
    self.isForTrackers = isForTrackers
    self.answerDirectly = answerDirectly
    self.answer = answer
  }
}

/// A resource: its routes stand together at the top of its file.
public protocol Resource: Sendable {
  /// Every way in to it.
  var routes: [Route] { get }
}
