import HTTPTypes
import Hub

extension Call {
  /// Refuses a query that has other names than these, or one of them twice.
  /// - Throws: 400 `query.unknown`, `query.repeated`, with the name as path.
  func expectQuery(_ names: String...) throws(APIError) {
    var seen: Set<String> = []
    for (name, _) in query {
      guard names.contains(name) else {
        let known = names.map { "`\($0)`" }.joined(separator: ", ")
        let hint = names.isEmpty ? "this route has none" : "this route has \(known)"
        throw APIError(
          .badRequest, "query.unknown", "there is no query parameter `\(name.excerpt)`; \(hint)", path: name.excerpt)
      }
      guard seen.insert(name).inserted else {
        throw APIError(.badRequest, "query.repeated", "`\(name)` stands twice in the query", path: name)
      }
    }
  }

  /// A whole number of the query.
  /// - Throws: 400 `query.invalid`, with the name as path.
  func count(_ name: String, usual: Int, in range: ClosedRange<Int>) throws(APIError) -> Int {
    guard let text = query(name) else { return usual }
    guard text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
      range.contains(number)
    else {
      throw APIError(
        .badRequest, "query.invalid",
        "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound)", path: name)
    }
    return number
  }

  /// The customer that the path names: `{id}`, of the kind that `?kind=` says.
  /// - Throws: 400 `query.invalid`, `identity.invalid`.
  func identity() throws(APIError) -> Identity {
    let kind: Identity.Kind
    switch query("kind") {
    case nil, "id": kind = .id
    case "anonymous": kind = .anonymous
    default: throw APIError(.badRequest, "query.invalid", "`kind` must be `id` or `anonymous`", path: "kind")
    }
    return try identity(kind, parameters["id"] ?? "")
  }

  /// An identity, if its value may be one.
  /// - Throws: 400 `identity.invalid`.
  func identity(_ kind: Identity.Kind, _ value: String) throws(APIError) -> Identity {
    guard !value.isEmpty, value.utf8.count <= Identity.valueBytesMax else {
      throw APIError(
        .badRequest, "identity.invalid",
        "an identity is a text of 1 to \(Identity.valueBytesMax) bytes, percent signs resolved", path: "id")
    }
    return Identity(kind, value)
  }

  /// Refuses a body where none is expected, so that nobody believes that theirs was heeded.
  /// - Throws: 400 `body.unexpected`.
  func expectNoBody() throws(APIError) {
    guard body.isEmpty else { throw APIError(.badRequest, "body.unexpected", "this route takes no body") }
  }
}
