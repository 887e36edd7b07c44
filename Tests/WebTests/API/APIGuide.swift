import Records

@testable import Web

/// The OpenAPI document as a page for people: every route by chapter, then every form.
struct APIGuide {
  let document: JSONTree

  /// The page, in Markdown.
  var markdown: String {
    let chapters = (document["tags"]?.items ?? []).map(chapter)
    return chapters.joined() + "## Forms\n\n" + (document["components"]?["schemas"]?.members ?? []).map(form).joined()
  }

  // MARK: Routes

  private func chapter(_ tag: JSONTree) -> String {
    let name = tag["name"]?.text ?? ""
    var page = "## \(name)\n\n\(tag["description"]?.text ?? "")\n\n"
    for path in document["paths"]?.members ?? [] {
      for operation in path.value.members where operation.value["tags"]?[0]?.text == name {
        page += route("\(operation.key.uppercased()) \(path.key)", operation.value)
      }
    }
    return page
  }

  private func route(_ title: String, _ operation: JSONTree) -> String {
    let scope = operation["security"]?[0]?.members.first?.value[0]?.text
    var page = "### `\(title)`\n\n\(operation["summary"]?.text ?? ""). "
    page += scope.map { "Scope `\($0)`." } ?? "Open to anybody."
    if let details = operation["description"]?.text { page += " \(details)" }
    page += "\n\n"
    for parameter in operation["parameters"]?.items ?? [] {
      let place = parameter["in"]?.text ?? ""
      let schema = parameter["schema"].map(type) ?? ""
      page += "- \(place) `\(parameter["name"]?.text ?? "")` (\(schema)): \(parameter["description"]?.text ?? "")\n"
    }
    for body in operation["requestBody"]?["content"]?.members ?? [] {
      let isRequired = operation["requestBody"]?["required"] == true
      page += "- body `\(body.key)`\(isRequired ? "" : ", if any"): \(body.value["schema"].map(type) ?? "")\n"
    }
    var errors: [String] = []
    for response in operation["responses"]?.members ?? [] {
      let content = response.value["content"]?.members.first
      if content?.value["schema"]?["$ref"]?.text?.hasSuffix("/Error") == true {
        errors.append(response.key)
        continue
      }
      page +=
        "- \(response.key): \(response.value["description"]?.text ?? "") \(content?.value["schema"].map(type) ?? "")\n"
    }
    page += "- errors: \(errors.joined(separator: ", "))\n\n"
    if let example = operation["requestBody"]?["content"]?.members.first?.value["example"] {
      page += "```json\n\(text(example))\n```\n\n"
    }
    return page
  }

  // MARK: Forms

  private func form(_ schema: JSONTree.Member) -> String {
    var page = "### \(schema.key)\n\n"
    if let meaning = schema.value["description"]?.text { page += "\(meaning)\n\n" }
    for (number, form) in (schema.value["anyOf"]?.items ?? [schema.value]).enumerated() {
      if number > 0 { page += "or\n\n" }
      page += members(of: form)
    }
    for example in schema.value["examples"]?.items ?? [] { page += "```json\n\(text(example))\n```\n\n" }
    return page
  }

  private func members(of form: JSONTree) -> String {
    guard let members = form["properties"]?.members, !members.isEmpty else { return type(form) + "\n\n" }
    let required = Set((form["required"]?.items ?? []).compactMap(\.text))
    var table = "| member | | |\n|---|---|---|\n"
    for member in members {
      let isRequired = required.contains(member.key)
      let meaning = member.value["description"]?.text ?? ""
      table += "| `\(member.key)`\(isRequired ? "" : " (optional)") | \(type(member.value)) | \(meaning) |\n"
    }
    return table + "\n"
  }

  /// A form in a few words.
  private func type(_ schema: JSONTree) -> String {
    if let reference = schema["$ref"]?.text?.split(separator: "/").last {
      return "[\(reference)](#\(reference.lowercased()))"
    }
    if let forms = schema["anyOf"]?.items { return forms.map(type).joined(separator: " or ") }
    if let words = schema["enum"]?.items {
      return words.compactMap { $0.text.map { "`\($0)`" } }.joined(separator: ", ")
    }
    if let value = schema["const"] { return "`\(text(value))`" }
    switch schema["type"]?.text {
    case "string": return schema["format"] == "date-time" ? "moment" : "text" + bounds(schema, "minLength", "maxLength")
    case "integer": return "whole number" + bounds(schema, "minimum", "maximum")
    case "number": return "number" + bounds(schema, "minimum", "maximum")
    case "boolean": return "true or false"
    case "null": return "null"
    case "array": return "list of " + (schema["items"].map(type) ?? "") + bounds(schema, "minItems", "maxItems")
    case "object":
      if let members = schema["properties"]?.members, !members.isEmpty {
        return "object of " + members.map { "`\($0.key)` (\(type($0.value)))" }.joined(separator: ", ")
      }
      return schema["additionalProperties"].flatMap { $0 == false ? nil : "object of names to " + type($0) } ?? "object"
    default: return "anything"
    }
  }

  private func bounds(_ schema: JSONTree, _ low: String, _ high: String) -> String {
    switch (schema[low].map(text), schema[high].map(text)) {
    case (let low?, let high?): " (\(low) … \(high))"
    case (let low?, nil): low == "0" || low == "1" ? "" : " (\(low) …)"
    case (nil, let high?): " (… \(high))"
    default: ""
    }
  }

  private func text(_ tree: JSONTree) -> String {
    var writer = JSONWriter(capacity: 256)
    tree.write(into: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
