import Hub
import Records

/// The description of every route for programs: an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1).
public enum OpenAPIDocument {
  /// The document of some routes, as JSON.
  ///
  /// Scopes and sizes come from the routes themselves, the rest from their ``RouteDescription``; a route without one is
  /// left out, which a test forbids.
  public static func bytes(of routes: [Route]) -> [UInt8] {
    var writer = JSONWriter(capacity: 1 << 17)
    tree(of: routes).write(into: &writer)
    return writer.bytes
  }

  static func tree(of routes: [Route]) -> JSONTree {
    let descriptions = Dictionary(RouteDescription.all.map { ($0.route, $0) }) { first, _ in first }
    var paths: [JSONTree.Member] = []
    for route in routes {
      guard let description = descriptions["\(route.method.rawValue) \(route.path)"] else { continue }
      let operation = JSONTree.Member(
        key: route.method.rawValue.lowercased(), value: operation(route, description))
      if let place = paths.firstIndex(where: { $0.key == route.path }), case .object(let others) = paths[place].value {
        paths[place].value = .object(others + [operation])
      } else {
        paths.append(JSONTree.Member(key: route.path, value: .object([operation])))
      }
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Mesure", "version": "1",
        "summary": "One authority that decides every contact with a customer.",
        "license": ["name": "Apache License 2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": "/", "description": "This server."]],
      "tags": .list(
        RouteDescription.Chapter.allCases.map { ["name": .text($0.rawValue), "description": .text($0.meaning)] }),
      "paths": .object(paths),
      "components": [
        "schemas": .object(SchemaName.allCases.map { JSONTree.Member(key: $0.rawValue, value: $0.schema.tree) }),
        "securitySchemes": [
          "bearer": ["type": "http", "scheme": "bearer", "description": "`Authorization: Bearer KEY`"],
          "basic": ["type": "http", "scheme": "basic", "description": "The key as the user, without a password."],
          "header": ["type": "apiKey", "in": "header", "name": "x-api-key"],
        ],
      ],
    ]
  }

  // MARK: One route

  private static func operation(_ route: Route, _ description: RouteDescription) -> JSONTree {
    let scope = route.scope ?? description.ownScope
    var members: [JSONTree.Member] = []
    func add(_ key: String, _ value: JSONTree) { members.append(JSONTree.Member(key: key, value: value)) }
    add("operationId", .text(description.id))
    add("tags", [.text(description.chapter.rawValue)])
    add("summary", .text(description.summary))
    if !description.details.isEmpty { add("description", .text(description.details)) }
    let parameters = description.parameters.map(parameter) + (description.takesIdempotencyKey ? [idempotencyKey] : [])
    if !parameters.isEmpty { add("parameters", .list(parameters)) }
    if let body = description.body { add("requestBody", self.body(body, bytesMax: route.bodyBytesMax)) }
    add("responses", .object(responses(route, description, needsKey: scope != nil)))
    add("security", security(scope))
    return .object(members)
  }

  /// Names of scopes stand beside schemes, as OpenAPI 3.1 allows for all of them.
  private static func security(_ scope: Scope?) -> JSONTree {
    guard let scope else { return [] }
    let scopes: JSONTree = [.text(scope.name)]
    return [["bearer": scopes], ["basic": scopes], ["header": scopes]]
  }

  private static func parameter(_ parameter: RouteDescription.Parameter) -> JSONTree {
    [
      "name": .text(parameter.name), "in": parameter.isInPath ? "path" : "query",
      "required": .truth(parameter.isInPath), "description": .text(parameter.meaning), "schema": parameter.schema.tree,
    ]
  }

  private static let idempotencyKey: JSONTree = [
    "name": "Idempotency-Key", "in": "header", "required": false,
    "description": "The same key with the same request again is answered, and changes nothing; kept at least 72 hours.",
    "schema": Schema.text(min: 1, max: 255).tree,
  ]

  private static func body(_ body: RouteDescription.Body, bytesMax: Int) -> JSONTree {
    let content = body.schemas.map { type, schema in
      var media: [JSONTree.Member] = [JSONTree.Member(key: "schema", value: schema.tree)]
      if let example = body.example, type == body.schemas.first?.type {
        media.append(JSONTree.Member(key: "example", value: example))
      }
      return JSONTree.Member(key: type, value: .object(media))
    }
    return [
      "required": .truth(body.isRequired), "description": .text("At most \(bytesMax) bytes; `gzip` is unpacked."),
      "content": .object(content),
    ]
  }

  private static func responses(
    _ route: Route, _ description: RouteDescription, needsKey: Bool
  ) -> [JSONTree.Member] {
    var responses = description.answers.map { answer in
      JSONTree.Member(
        key: "\(answer.status)",
        value: [
          "description": .text(answer.meaning),
          "content": .object([
            JSONTree.Member(key: answer.type, value: ["schema": answer.schema.tree])
          ]),
        ])
    }
    // A path or a query can be malformed wherever there is one.
    var errors: Set<Int> = [400]
    if needsKey { errors.formUnion([401, 403, 429, 503]) }
    // Any request may bring a body, and say that it is packed in a way that nobody can unpack.
    if route.method != .get { errors.formUnion([408, 413, 415, 503]) }
    errors.formUnion(description.errors)
    for status in errors.sorted() where !description.answers.contains(where: { $0.status == status }) {
      responses.append(JSONTree.Member(key: "\(status)", value: error(status)))
    }
    return responses
  }

  private static func error(_ status: Int) -> JSONTree {
    var members: [JSONTree.Member] = [
      JSONTree.Member(key: "description", value: .text(meanings[status] ?? "An error."))
    ]
    if status == 429 || status == 503 {
      members.append(
        JSONTree.Member(
          key: "headers",
          value: ["Retry-After": ["description": "Seconds to wait.", "schema": Schema.whole(min: 1).tree]]))
    }
    members.append(
      JSONTree.Member(key: "content", value: ["application/json": ["schema": Schema.named(.error).tree]]))
    return .object(members)
  }

  /// What the statuses of errors mean, whatever the route.
  static let meanings: [Int: String] = [
    400: "The request is not as it should be; `path` tells where.",
    401: "There is no API key, or nobody knows it.",
    403: "The API key has not the scope that is needed.",
    404: "There is no such thing.",
    408: "The request did not come to its end in time.",
    409: "It does not fit what is there.",
    413: "The body is too large.",
    415: "The body is packed or written in a way that is not understood.",
    422: "The charter has mistakes; `diagnostics` tells where.",
    429: "Too many calls; come again after `Retry-After` seconds.",
    503: "The hub cannot now; come again after `Retry-After` seconds.",
  ]
}

/// The document, for whoever asks.
public struct OpenAPIResource: Resource {
  private var bytes: [UInt8]

  /// Describes some resources, and itself.
  public init(describing resources: [any Resource]) {
    bytes = []
    let own = routes
    bytes = OpenAPIDocument.bytes(of: resources.flatMap(\.routes) + own)
  }

  /// Every way in.
  public var routes: [Route] {
    let bytes = bytes
    return [Route(.get, "/openapi.json", scope: nil) { _ in Reply(body: bytes) }]
  }
}
