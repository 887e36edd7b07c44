import Hub

/// The API key of a tracking call. Clients give it in whatever way their language makes easy.
enum WriteKey {
  /// Who calls.
  ///
  /// Looked for in the headers, where ``AccessCheck/secret(in:)`` does; in the query as `writeKey`; in the body as
  /// `writeKey`. A bearer token may also be one of OAuth, which means nothing here, so one good key suffices.
  /// - Throws: what ``AccessCheck/access(secret:scope:)`` throws; of several keys, what it says of the one that got
  ///   furthest.
  static func access(of call: Call, inBody: String?, by check: AccessCheck) throws(APIError) -> Access {
    let secrets = [AccessCheck.secret(in: call.headers), call.query("writeKey"), inBody]
    var refusal: APIError?
    for case let secret? in secrets where !secret.isEmpty {
      do throws(APIError) {
        return try check.access(secret: secret, scope: .ingest)
      } catch {
        // Too many calls with a good key are too many.
        guard error.status == .unauthorized || error.status == .forbidden else { throw error }
        if refusal == nil || error.status == .forbidden { refusal = error }
      }
    }
    throw refusal
      ?? APIError(
        .unauthorized, "key.missing",
        "there must be a write key: as the user of basic authentication, or as `writeKey` in the body or the query")
  }
}
