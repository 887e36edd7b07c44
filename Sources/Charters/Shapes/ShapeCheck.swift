import Expressions
import Times

/// Holds a file to its shape: unknown and missing keys, wrong kinds of values, numbers out of bounds.
struct ShapeCheck {
  let log: DiagnosticLog

  /// Reports everything about `node` that does not fit.
  func check(_ node: FileNode, _ shape: Shape) {
    switch shape {
    case .object(let object): checkObject(node, object)
    case .table(let noun, let inner): checkTable(node, noun, inner)
    case .record(let inner):
      guard node.isMapping else { return wrong(node, shape.noun) }
      for (_, value) in node.entries { check(value, inner) }
    case .list(let inner):
      guard node.isSequence else { return wrong(node, "a list") }
      for item in node.items { check(item, inner) }
    case .oneOrMany(let inner):
      for item in node.oneOrMany { check(item, inner) }
    case .either(let shapes):
      guard let fitting = shapes.first(where: { looksLike(node, $0) }) else {
        return wrong(node, shapes.map(\.noun).joined(separator: " or "))
      }
      check(node, fitting)
    default: checkScalar(node, shape)
    }
  }

  private func checkObject(_ node: FileNode, _ object: ObjectShape) {
    guard node.isMapping else { return wrong(node, "\(object.noun), with keys and values") }
    for (key, value) in node.entries {
      guard let field = object.fields.first(where: { $0.name == key.text }) else {
        let name = key.text ?? "?"
        log.report(
          "field.unknown",
          "\(object.noun) has no `\(name)`\(Suggestion.sentence(for: name, among: object.fields.map(\.name)))", at: key)
        continue
      }
      if !value.isNull {
        check(value, field.shape)
      } else if field.isRequired {
        log.report("field.missing", "`\(field.name)` has no value", at: key)
      }
    }
    for field in object.fields where field.isRequired && !node.entries.contains(where: { $0.key.text == field.name }) {
      log.report("field.missing", "\(object.noun) needs `\(field.name)`: \(field.meaning)", at: node)
    }
  }

  private func checkTable(_ node: FileNode, _ noun: String, _ inner: Shape) {
    guard node.isMapping else { return wrong(node, "a mapping from \(noun)s") }
    for (key, value) in node.entries {
      checkScalar(key, .name)
      if !value.isNull { check(value, inner) }
    }
  }

  private func checkScalar(_ node: FileNode, _ shape: Shape) {
    guard let text = node.text else { return wrong(node, shape.noun) }
    switch shape {
    case .name:
      if !ShapeCheck.isName(text) {
        log.report(
          "name.invalid",
          "`\(text)` is not a name: lower case letters, digits, `-` and `_`, at most 64, a letter first", at: node)
      }
    case .number(let bounds):
      guard let number = node.number else { return wrong(node, shape.noun) }
      if !bounds.contains(number) { outOfBounds(node, text, "\(bounds.lowerBound)", "\(bounds.upperBound)") }
    case .integer(let bounds):
      guard let number = Int(text) else { return wrong(node, shape.noun) }
      if !bounds.contains(number) { outOfBounds(node, text, "\(bounds.lowerBound)", "\(bounds.upperBound)") }
    case .flag: if node.flag == nil { wrong(node, shape.noun) }
    case .duration:
      if node.seconds == nil { malformed(node, "duration", "write `30s`, `90m`, `24h`, `7d`, `2w` or `1d12h`") }
    case .date: if node.date == nil { malformed(node, "date", "write a day that exists, such as `2026-11-22`") }
    case .moment:
      if node.moment(in: .utc) == nil {
        malformed(node, "moment", "write `2026-11-22T09:00`, or with `Z` or an offset")
      }
    case .clock: if node.clockSeconds == nil { malformed(node, "time of day", "write `\"20:00\"`, up to `\"24:00\"`") }
    case .word(let words):
      if !words.contains(text) {
        let list = words.map { "`\($0)`" }.joined(separator: ", ")
        log.report(
          "word.unknown", "`\(text)` is none of \(list)\(Suggestion.sentence(for: text, among: words))", at: node)
      }
    case .text, .expression, .quantity, .value, .list, .oneOrMany, .object, .table, .record, .either: break
    }
  }

  /// Whether a node is of the outward form of a shape.
  private func looksLike(_ node: FileNode, _ shape: Shape) -> Bool {
    switch shape {
    case .object, .table, .record: node.isMapping
    case .list: node.isSequence
    case .oneOrMany(let inner): node.isSequence || looksLike(node, inner)
    case .either(let shapes): shapes.contains { looksLike(node, $0) }
    case .number: node.number != nil
    case .word(let words): node.text.map(words.contains) ?? false
    default: node.text != nil
    }
  }

  private func wrong(_ node: FileNode, _ expected: String) {
    let found =
      node.isMapping ? "a mapping" : node.isSequence ? "a list" : node.isNull ? "nothing" : "`\(node.text ?? "")`"
    log.report("field.type", "this should be \(expected), not \(found)", at: node)
  }

  private func outOfBounds(_ node: FileNode, _ text: String, _ low: String, _ high: String) {
    log.report("number.range", "`\(text)` is out of bounds: \(low) to \(high)", at: node)
  }

  private func malformed(_ node: FileNode, _ noun: String, _ advice: String) {
    log.report("\(noun.split(separator: " ")[0]).invalid", "`\(node.text ?? "")` is not a \(noun); \(advice)", at: node)
  }

  /// Whether a text may name something.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
    }
  }
}

extension Shape {
  /// What a person would call it.
  var noun: String {
    switch self {
    case .text, .value: "a text"
    case .name: "a name"
    case .number: "a number"
    case .integer: "a whole number"
    case .flag: "`true` or `false`"
    case .duration: "a duration"
    case .date: "a date"
    case .moment: "a moment"
    case .clock: "a time of day"
    case .expression: "an expression"
    case .quantity: "a number or an expression"
    case .word(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
    case .list: "a list"
    case .oneOrMany(let inner): inner.noun + " or a list"
    case .object(let object): object.noun
    case .table(let noun, _): "a mapping from \(noun)s"
    case .record: "a mapping"
    case .either(let shapes): shapes.map(\.noun).joined(separator: " or ")
    }
  }
}
