import Foundation
import HTTPTypes
import Hub

/// Whether a call may be made: its key must be known, permit what the route asks for, and not call too often.
public struct AccessCheck: Sendable {
  private let lookUp: @Sendable (String) -> Access?
  private let rate: RateLimit
  private let start = ContinuousClock.now

  /// Makes a check.
  /// - Parameters:
  ///   - callsPerSecondMax: calls a second for each key; 0: no limit.
  ///   - lookUp: who calls with a secret; nothing when nobody may.
  public init(callsPerSecondMax: Int = 0, lookUp: @escaping @Sendable (_ secret: String) -> Access?) {
    self.lookUp = lookUp
    rate = RateLimit(callsPerSecondMax: callsPerSecondMax)
  }

  /// Who calls, once it is known that they may.
  /// - Parameters:
  ///   - secret: the key that came with the call, wherever it stood.
  ///   - scope: what the call asks for.
  /// - Throws: 401 `key.missing` and `key.unknown`, 403 `scope.missing`, 429 `calls.too_many`.
  public func access(secret: String?, scope: Scope) throws(APIError) -> Access {
    guard let secret else {
      throw APIError(
        .unauthorized, "key.missing", "send an api key, as `Authorization: Bearer KEY` or as `x-api-key: KEY`")
    }
    guard let access = lookUp(secret) else {
      throw APIError(.unauthorized, "key.unknown", "this api key is unknown, or it was revoked")
    }
    guard access.permits(scope) else {
      throw APIError(.forbidden, "scope.missing", "this api key lacks the scope `\(scope.name)`")
    }
    if rate.callsPerSecondMax > 0 {
      let elapsed = (ContinuousClock.now - start).components
      let now = elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000
      if let wait = rate.take(key: access.key, nanoseconds: now) {
        throw APIError(
          .tooManyRequests, "calls.too_many", "this api key may call \(rate.callsPerSecondMax) times a second",
          retryAfterSeconds: Int((wait + 999_999_999) / 1_000_000_000))
      }
    }
    return access
  }

  /// The key in the header fields of a call: `Authorization: Bearer KEY`, `Authorization: Basic` with KEY as the user and
  /// no password (the colon may be missing, as Segment permits), or `x-api-key: KEY`.
  public static func secret(in headers: HTTPFields) -> String? {
    secret(authorization: headers[.authorization], apiKey: headers[.apiKey])
  }

  /// The key in the values of `Authorization` and `x-api-key`; the first holds where it has one.
  static func secret(authorization: String?, apiKey: String?) -> String? {
    guard let authorization else { return apiKey }
    let bytes = authorization.utf8
    guard let space = bytes.firstIndex(of: UInt8(ascii: " ")) else { return apiKey }
    let scheme = authorization[..<space].lowercased()
    let rest = authorization[space...].drop { $0 == " " }
    switch scheme {
    case "bearer": return rest.isEmpty ? apiKey : String(rest)
    case "basic":
      guard let data = Data(base64Encoded: String(rest)),
        let text = String(validating: data, as: UTF8.self)
      else { return apiKey }
      let user = text.prefix { $0 != ":" }
      return user.isEmpty ? apiKey : String(user)
    default: return apiKey
    }
  }
}

extension HTTPField.Name {
  /// `x-api-key`
  static let apiKey = literal("x-api-key")
  /// `Idempotency-Key`
  static let idempotencyKey = literal("Idempotency-Key")
  /// `X-RateLimit-Reset`: seconds until a call may come again.
  static let rateLimitReset = literal("X-RateLimit-Reset")

  /// A name that is written out in the code; were it no token, a name that nobody sends.
  static func literal(_ name: StaticString) -> HTTPField.Name { HTTPField.Name(name.description) ?? .contentLocation }
}
