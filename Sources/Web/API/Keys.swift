import HTTPTypes
import Hub
import Records

/// API keys: who may call, and what for. A secret is told once, when its key is made.
public struct KeysResource: Resource {
  private let authority: Authority

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/v1/keys", scope: .administer, answer: list),
      Route(.post, "/v1/keys", scope: .administer, answer: create),
      Route(.delete, "/v1/keys/{number}", scope: .administer, answer: revoke),
    ]
  }

  /// The most bytes of a key's name.
  static let nameBytesMax = 100
  /// The most scopes in one body, repetitions included.
  static let scopesMax = 16

  private func list(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let keys = try await authority.keys().sorted { $0.number < $1.number }
    return Reply.json { $0.list("keys", keys) { writer, key in writer.object { Self.write(key, into: &$0) } } }
  }

  private func create(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let (name, scopes) = try withJSON(call.body) { try Self.read($0) }
    let made = try await authority.createKey(name: name, scopes: scopes)
    var reply = Reply.json(.created) {
      Self.write(made.key, into: &$0)
      $0.member("secret", made.secret)
    }
    // No cache on the way may keep the secret (RFC 9111, 5.2.2.5).
    reply.headers[.cacheControl] = "no-store"
    return reply
  }

  private func revoke(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    try call.expectNoBody()
    let text = call.parameters["number"] ?? ""
    guard let number = Int(text), "\(number)" == text, number > 0,
      var key = try await authority.keys().first(where: { $0.number == number && $0.revokedAtMilliseconds == nil })
    else { throw APIError(.notFound, "key.unknown_number", "there is no key `\(text.excerpt)` that holds") }
    guard number != call.access?.key else {
      throw APIError(
        .conflict, "key.own", "this is the key of this very call; revoke it with another one, so that one remains")
    }
    try await authority.revokeKey(number)
    key = try await authority.keys().first { $0.number == number } ?? key
    return Reply.json { Self.write(key, into: &$0) }
  }

  private static func read(_ body: JSONValue) throws -> (String, Set<Scope>) {
    var name: String?
    var scopes: Set<Scope>?
    try body.readMembers { key, value in
      switch key {
      case "name": name = try value.text(bytesMax: nameBytesMax)
      case "scopes":
        var found: Set<Scope> = []
        try value.readElements(countMax: scopesMax) { element in
          let word = try element.text(bytesMax: 64)
          guard let scope = Scope(name: word) else {
            let known = Scope.allCases.map { "`\($0.name)`" }.joined(separator: ", ")
            throw APIError(.badRequest, "scope.unknown", "there is no scope `\(word.excerpt)`; there are \(known)")
          }
          found.insert(scope)
        }
        guard !found.isEmpty else { throw APIError(.badRequest, "field.empty", "a key needs at least one scope") }
        scopes = found
      default: return false
      }
      return true
    }
    guard let name else { throw APIError.missing("name") }
    guard let scopes else { throw APIError.missing("scopes") }
    return (name, scopes)
  }

  private static func write(_ key: StoredAccessKey, into writer: inout JSONWriter) {
    writer.member("number", key.number)
    writer.member("name", key.name)
    writer.member("scopes", Scope.allCases.filter { key.scopes & $0.rawValue != 0 }.map(\.name))
    writer.member("created", milliseconds: key.createdAtMilliseconds)
    if let revoked = key.revokedAtMilliseconds { writer.member("revoked", milliseconds: revoked) }
  }
}
