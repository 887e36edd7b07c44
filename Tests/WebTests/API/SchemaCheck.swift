import Foundation
import Records

@testable import Web

extension JSONTree {
  /// Reads JSON.
  init(_ text: [UInt8]) throws {
    self = try withJSON(text, allowsArray: true) { JSONTree($0) }
  }

  private init(_ value: JSONValue) {
    switch value.kind {
    case .object:
      self = .object(
        value.members.map { Member(key: String(decoding: $0.key, as: UTF8.self), value: JSONTree($0.value)) })
    case .array: self = .list(value.elements.map { JSONTree($0) })
    case .string: self = .text(value.string ?? "")
    case .int64: self = .whole(Int(value.int64 ?? 0))
    case .uint64, .double: self = .number(value.double ?? 0)
    case .true: self = .truth(true)
    case .false: self = .truth(false)
    case .null: self = .null
    }
  }

  /// The value of a key.
  subscript(key: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// An element.
  subscript(index: Int) -> JSONTree? { items.indices.contains(index) ? items[index] : nil }

  var items: [JSONTree] {
    if case .list(let items) = self { return items }
    return []
  }

  var members: [Member] {
    if case .object(let members) = self { return members }
    return []
  }

  var keys: [String] { members.map(\.key) }

  var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  var whole: Int? {
    if case .whole(let number) = self { return number }
    return nil
  }

  var number: Double? {
    switch self {
    case .whole(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}

/// Holds values against the schemas of the OpenAPI document: the part of JSON Schema 2020-12 that the document uses.
struct SchemaCheck {
  /// Keywords that say nothing of whether a value fits.
  private static let remarks: Set<String> = ["description", "examples", "default", "properties", "required"]

  let document: JSONTree

  /// What is wrong with a value; empty when it fits.
  func faults(_ value: JSONTree, _ schema: JSONTree, at path: String = "$") -> [String] {
    var faults: [String] = []
    for keyword in schema.members where !Self.remarks.contains(keyword.key) {
      faults += check(value, keyword, schema, path)
    }
    guard case .object(let members) = value, let type = schema["type"], type == "object" else { return faults }
    for name in schema["required"]?.items ?? [] where value[name.text ?? ""] == nil {
      faults.append("\(path): there is no `\(name.text ?? "")`")
    }
    for member in members {
      let place = "\(path).\(member.key)"
      if let known = schema["properties"]?[member.key] {
        faults += self.faults(member.value, known, at: place)
      } else if let others = schema["additionalProperties"] {
        faults +=
          others == false ? ["\(place): nobody knows this member"] : self.faults(member.value, others, at: place)
      }
    }
    return faults
  }

  private func check(_ value: JSONTree, _ keyword: JSONTree.Member, _ schema: JSONTree, _ path: String) -> [String] {
    func fault(unless holds: Bool) -> [String] {
      holds ? [] : ["\(path): \(value) fails \(keyword.key) \(keyword.value)"]
    }
    let bound = keyword.value.number ?? 0
    switch keyword.key {
    case "$ref":
      let name = (keyword.value.text ?? "").split(separator: "/").last.map(String.init) ?? ""
      guard let target = document["components"]?["schemas"]?[name] else { return ["there is no schema `\(name)`"] }
      return faults(value, target, at: path)
    case "type": return fault(unless: SchemaCheck.has(value, type: keyword.value.text ?? ""))
    case "enum": return fault(unless: keyword.value.items.contains(value))
    case "const": return fault(unless: keyword.value == value)
    case "format": return fault(unless: keyword.value == "date-time" && SchemaCheck.isMoment(value.text ?? ""))
    case "pattern": return fault(unless: SchemaCheck.matches(value.text ?? "", keyword.value.text ?? ""))
    case "minLength": return fault(unless: Double(value.text?.unicodeScalars.count ?? 0) >= bound)
    case "maxLength": return fault(unless: Double(value.text?.unicodeScalars.count ?? 0) <= bound)
    case "minimum": return fault(unless: (value.number ?? bound) >= bound)
    case "maximum": return fault(unless: (value.number ?? bound) <= bound)
    case "minItems": return fault(unless: Double(value.items.count) >= bound)
    case "maxItems": return fault(unless: Double(value.items.count) <= bound)
    case "minProperties": return fault(unless: Double(value.members.count) >= bound)
    case "maxProperties": return fault(unless: Double(value.members.count) <= bound)
    case "items":
      return value.items.enumerated().flatMap { faults($0.element, keyword.value, at: "\(path)[\($0.offset)]") }
    case "additionalProperties": return []
    case "anyOf":
      let tries = keyword.value.items.map { faults(value, $0, at: path) }
      return tries.contains(where: \.isEmpty)
        ? [] : ["\(path): no form fits"] + (tries.min { $0.count < $1.count } ?? [])
    default: return ["the check does not know the keyword `\(keyword.key)`"]
    }
  }

  private static func has(_ value: JSONTree, type: String) -> Bool {
    switch value {
    case .text: type == "string"
    case .whole: type == "integer" || type == "number"
    case .number: type == "number"
    case .truth: type == "boolean"
    case .null: type == "null"
    case .list: type == "array"
    case .object: type == "object"
    }
  }

  private static func isMoment(_ text: String) -> Bool {
    matches(text, #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$"#)
  }

  private static func matches(_ text: String, _ pattern: String) -> Bool {
    text.range(of: pattern, options: .regularExpression) != nil
  }
}
