/// Writes the shape of a file as a JSON Schema, for editors.
///
/// Source: JSON Schema, draft 2020-12. Durations, dates and expressions are texts with a pattern; what needs the whole
/// charter (known names, types of rules) only `mesure check` can tell.
struct JSONSchema {
  /// The schema of a file.
  static func text(_ shape: Shape, title: String) -> String {
    var members = [("$schema", "\"https://json-schema.org/draft/2020-12/schema\""), ("title", quoted(title))]
    members += JSONSchema.members(shape)
    return object(members, indent: 0) + "\n"
  }

  private static func members(_ shape: Shape) -> [(String, String)] {
    switch shape {
    case .text: [("type", "\"string\"")]
    case .name: [("type", "\"string\""), ("pattern", quoted("^[a-z][a-z0-9_-]{0,63}$"))]
    case .number(let bounds):
      [("type", "\"number\"")] + limits("\(bounds.lowerBound)", "\(bounds.upperBound)", bounds.upperBound < 1e300)
    case .integer(let bounds):
      [("type", "\"integer\"")] + limits("\(bounds.lowerBound)", "\(bounds.upperBound)", bounds.upperBound < .max)
    case .flag: [("type", "\"boolean\"")]
    case .duration: [("type", "\"string\""), ("pattern", quoted("^([0-9]+[wdhms])+$"))]
    case .date: [("type", "\"string\""), ("pattern", quoted("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    case .moment: [("type", "\"string\""), ("pattern", quoted("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?$"))]
    case .clock: [("type", "\"string\""), ("pattern", quoted("^[0-2][0-9]:[0-5][0-9]$"))]
    // `true` alone is a rule, and YAML reads it as a flag.
    case .expression: [("type", "[\"string\", \"boolean\"]")]
    case .quantity: [("type", "[\"number\", \"string\"]")]
    case .value: [("type", "[\"number\", \"string\", \"boolean\"]")]
    case .word(let words): [("enum", "[" + words.map(quoted).joined(separator: ", ") + "]")]
    case .list(let inner): [("type", "\"array\""), ("items", nested(inner))]
    case .oneOrMany(let inner):
      [("anyOf", "[" + nested(inner) + ", " + object([("type", "\"array\""), ("items", nested(inner))]) + "]")]
    case .either(let shapes): [("anyOf", "[" + shapes.map { nested($0) }.joined(separator: ", ") + "]")]
    case .table(_, let inner):
      [
        ("type", "\"object\""), ("propertyNames", nested(.name)),
        ("additionalProperties", "{\"anyOf\": [{\"type\": \"null\"}, \(nested(inner))]}"),
      ]
    case .record(let inner): [("type", "\"object\""), ("additionalProperties", nested(inner))]
    case .object(let shape): objectMembers(shape)
    }
  }

  private static func objectMembers(_ shape: ObjectShape) -> [(String, String)] {
    let properties = shape.fields.map { field in
      (field.name, object([("description", quoted(field.meaning))] + fieldMembers(field)))
    }
    let required = shape.fields.filter(\.isRequired).map { quoted($0.name) }
    return [
      ("type", "\"object\""), ("additionalProperties", "false"), ("properties", object(properties)),
      ("required", "[" + required.joined(separator: ", ") + "]"),
    ]
  }

  /// A key that is not required may stand there without a value.
  private static func fieldMembers(_ field: Field) -> [(String, String)] {
    if field.isRequired { return members(field.shape) }
    return [("anyOf", "[{\"type\": \"null\"}, \(nested(field.shape))]")]
  }

  private static func limits(_ low: String, _ high: String, _ isBounded: Bool) -> [(String, String)] {
    isBounded ? [("minimum", low), ("maximum", high)] : [("minimum", low)]
  }

  private static func nested(_ shape: Shape) -> String { object(members(shape)) }

  private static func object(_ members: [(String, String)], indent: Int? = nil) -> String {
    let pairs = members.map { quoted($0.0) + ": " + $0.1 }
    return indent == nil
      ? "{" + pairs.joined(separator: ", ") + "}" : "{\n  " + pairs.joined(separator: ",\n  ") + "\n}"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
