/// What a value of a request or an answer may be. Source: JSON Schema, draft 2020-12, which OpenAPI 3.1 uses.
struct Schema: Hashable, Sendable {
  /// The keywords.
  private(set) var keywords: [JSONTree.Member]

  /// As JSON.
  var tree: JSONTree { .object(keywords) }

  private init(_ pairs: KeyValuePairs<String, JSONTree>) {
    keywords = pairs.map { JSONTree.Member(key: $0.key, value: $0.value) }
  }

  private func with(_ key: String, _ value: JSONTree?) -> Schema {
    guard let value else { return self }
    var copy = self
    copy.keywords.append(JSONTree.Member(key: key, value: value))
    return copy
  }

  /// The same, with what it means.
  func meaning(_ text: String) -> Schema { with("description", .text(text)) }
  /// The same, with an example.
  func example(_ value: JSONTree) -> Schema { with("examples", .list([value])) }
  /// The same, with what is taken where it is left out.
  func usually(_ value: JSONTree) -> Schema { with("default", value) }

  // MARK: Values

  /// A text; bounds are in characters.
  static func text(min: Int? = nil, max: Int? = nil, pattern: String? = nil) -> Schema {
    Schema(["type": "string"]).with("minLength", min.map { .whole($0) }).with("maxLength", max.map { .whole($0) })
      .with("pattern", pattern.map { .text($0) })
  }

  /// One of some words.
  static func word(_ words: [String]) -> Schema { Schema(["type": "string", "enum": .texts(words)]) }

  /// A moment (RFC 3339).
  static let moment = Schema(["type": "string", "format": "date-time"])

  /// A whole number.
  static func whole(min: Int? = nil, max: Int? = nil) -> Schema {
    Schema(["type": "integer"]).with("minimum", min.map { .whole($0) }).with("maximum", max.map { .whole($0) })
  }

  /// A number.
  static func number(min: Double? = nil, max: Double? = nil) -> Schema {
    Schema(["type": "number"]).with("minimum", min.map { .number($0) }).with("maximum", max.map { .number($0) })
  }

  /// `true` or `false`.
  static let truth = Schema(["type": "boolean"])
  /// Always `true`, or always `false`.
  static func always(_ value: JSONTree) -> Schema { Schema(["const": value]) }
  /// `null`.
  static let null = Schema(["type": "null"])
  /// Anything.
  static let any = Schema([:])

  // MARK: Put together

  /// An array.
  static func list(_ items: Schema, min: Int? = nil, max: Int? = nil) -> Schema {
    Schema(["type": "array", "items": items.tree]).with("minItems", min.map { .whole($0) })
      .with("maxItems", max.map { .whole($0) })
  }

  /// An object with these members and no others.
  /// - Parameters:
  ///   - required: members that are always there.
  ///   - optional: members that may be left out.
  static func object(
    _ required: KeyValuePairs<String, Schema>, optional: KeyValuePairs<String, Schema> = [:], isOpen: Bool = false
  ) -> Schema {
    object(required.map { ($0.key, $0.value) }, optional: optional, isOpen: isOpen)
  }

  /// An object with these members and no others, put together from lists.
  static func object(
    _ required: [(String, Schema)], optional: KeyValuePairs<String, Schema> = [:], isOpen: Bool = false
  ) -> Schema {
    let members = (required + optional.map { ($0.key, $0.value) }).map { JSONTree.Member(key: $0.0, value: $0.1.tree) }
    return Schema(["type": "object", "properties": .object(members)])
      .with("required", required.isEmpty ? nil : .texts(required.map(\.0)))
      .with("additionalProperties", isOpen ? nil : false)
  }

  /// An object whose keys are names and whose values are alike.
  static func map(_ values: Schema, min: Int? = nil, max: Int? = nil) -> Schema {
    Schema(["type": "object", "additionalProperties": values.tree]).with("minProperties", min.map { .whole($0) })
      .with("maxProperties", max.map { .whole($0) })
  }

  /// One of some forms.
  static func either(_ forms: Schema...) -> Schema { Schema(["anyOf": .list(forms.map(\.tree))]) }

  /// A form that has a name of its own in the document.
  static func named(_ name: SchemaName) -> Schema { Schema(["$ref": .text("#/components/schemas/\(name.rawValue)")]) }
}
