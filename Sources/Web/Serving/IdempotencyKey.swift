import HTTPTypes
import Hub

extension Call {
  /// The key by which the call happens once, when it has a header field `Idempotency-Key`
  /// (draft-ietf-httpapi-idempotency-key-header): one of another API key or another route is another one, and the same
  /// one with another body is refused.
  /// - Parameters:
  ///   - route: what it is used on; the same word for calls that stand for one another.
  ///   - part: which part of the call, where it has several.
  /// - Throws: `idempotency.invalid` when it is not 1 … 255 bytes long.
  func once(_ route: String, part: Int = 0) throws(APIError) -> Once? {
    guard let key = headers[.idempotencyKey] else { return nil }
    guard (1...255).contains(key.utf8.count) else {
      throw APIError(.badRequest, "idempotency.invalid", "an idempotency key has 1 to 255 bytes")
    }
    let caller = "\(access?.key ?? 0)"
    return Once(
      key: Digest128(sha256Of: [Array(caller.utf8), Array(route.utf8), Array(key.utf8), Array("\(part)".utf8)]),
      request: Digest128(sha256Of: [Array(path.utf8), body]))
  }
}
