import Expressions
import Times

/// Why a conformance case is not run. The list is closed: a case outside it counts.
enum SkipReason: String, CaseIterable {
  case protobufMessage = "protobuf message"
  case enumeration = "protobuf enum"
  case unknownValues = "unknown values"
  case network = "network extension"
  case block = "block extension"
}

/// One case of a conformance file.
struct ConformanceCase {
  var path: String
  var message: TextMessage
  var expression: String { message.string("expr") ?? "" }
  var container: String { message.string("container") ?? "" }
  var isChecked: Bool { message.word("disable_check") != "true" }
  var isCheckOnly: Bool { message.word("check_only") == "true" }
  var expandsMacros: Bool { message.word("disable_macros") != "true" }

  /// All cases of a file, sections and tests in order.
  static func all(in file: TextMessage) -> [ConformanceCase] {
    let fileName = file.string("name") ?? "?"
    return file.messages("section").flatMap { section in
      section.messages("test").map { test in
        let path = [fileName, section.string("name") ?? "?", test.string("name") ?? "?"].joined(separator: "/")
        return ConformanceCase(path: path, message: test)
      }
    }
  }

  /// The reason not to run the case, or nothing.
  var skipReason: SkipReason? {
    if path.hasPrefix("network_ext/") { return .network }
    if ["cel.block(", "cel.index(", "cel.iterVar(", "cel.accuVar("].contains(where: expression.contains) {
      return .block
    }
    if message.mentions(["enum_value", "enum_type"]) { return .enumeration }
    if message.mentions(["unknown", "any_unknowns"]) { return .unknownValues }
    let messageMarks = ["TestAllTypes", "TestRequired", "cel.expr.conformance", "GlobalEnum", "NestedEnum", "Value{"]
    if messageMarks.contains(where: { expression.contains($0) || container.contains($0) }) { return .protobufMessage }
    if expression.contains("google.protobuf"), expression.contains("{") { return .protobufMessage }
    return mentionsMessage(message) ? .protobufMessage : nil
  }

  private func mentionsMessage(_ message: TextMessage) -> Bool {
    message.fields.contains { field in
      switch (field.name, field.value) {
      case ("message_type", .string(let name)):
        return !["google.protobuf.Timestamp", "google.protobuf.Duration"].contains(
          String(decoding: name, as: UTF8.self))
      case ("object_value", .message(let content)):
        return !content.mentions([
          "type.googleapis.com/google.protobuf.Timestamp", "type.googleapis.com/google.protobuf.Duration",
        ])
      case ("wrapper", _): return true
      case (_, .message(let inner)): return mentionsMessage(inner)
      default: return false
      }
    }
  }

  /// What is declared and bound.
  func environment() throws -> Environment {
    var declarations: [Declaration] = []
    var functions: [HostFunction] = []
    for entry in message.messages("type_env") {
      let name = entry.string("name") ?? ""
      if let ident = entry.message("ident") {
        declarations.append(Declaration(name: name, type: try ident.message("type").map(readType) ?? .dyn))
      }
      for overload in entry.message("function")?.messages("overloads") ?? [] {
        let signature = FunctionSignature(
          name: name, isMethod: overload.word("is_instance_function") == "true",
          parameters: try overload.messages("params").map(readType),
          result: try overload.message("result_type").map(readType) ?? .dyn)
        functions.append(
          HostFunction(signature) { (_: [Value], _: EvaluationContext) throws(EvaluationError) -> Value in
            throw EvaluationError(.host, "only declared")
          })
      }
    }
    if !isChecked {
      let declared = Set(declarations.map(\.name))
      for binding in message.messages("bindings") {
        if let key = binding.string("key"), !declared.contains(key) {
          declarations.append(Declaration(name: key, type: .dyn))
        }
      }
    }
    return Environment(declarations: declarations, functions: functions, container: container)
  }

  func context() throws -> EvaluationContext {
    var variables: [String: Value] = [:]
    for binding in message.messages("bindings") {
      if let key = binding.string("key"), let value = binding.message("value")?.message("value") {
        variables[key] = try readValue(value)
      }
    }
    let offsets: [String: Int32] = [
      "Australia/Sydney": 39_600, "US/Central": -21_600, "America/St_Johns": -12_600, "Asia/Kathmandu": 20_700,
    ]
    return EvaluationContext(variables: variables) { name in
      offsets[name].map { Zone(name: name, initialOffsetSeconds: $0) }
    }
  }
}

struct UnreadableCase: Error { var what: String }

/// Reads a value of the conformance cases.
func readValue(_ message: TextMessage) throws -> Value {
  guard let field = message.fields.first else { throw UnreadableCase(what: "empty value") }
  switch (field.name, field.value) {
  case ("null_value", _): return .null
  case ("bool_value", .word(let word)): return .bool(word == "true")
  case ("int64_value", .word(let word)): return .int(Int64(word) ?? 0)
  case ("uint64_value", .word(let word)): return .uint(UInt64(word) ?? 0)
  case ("double_value", .word(let word)):
    let names = [
      "inf": Double.infinity, "Infinity": .infinity, "-inf": -.infinity, "-Infinity": -.infinity, "nan": .nan,
    ]
    return .double(names[word] ?? Double(word) ?? .nan)
  case ("string_value", .string(let bytes)): return .string(String(decoding: bytes, as: UTF8.self))
  case ("bytes_value", .string(let bytes)): return .bytes(bytes)
  case ("type_value", .string(let bytes)): return .string("type " + String(decoding: bytes, as: UTF8.self))
  case ("list_value", .message(let list)): return .list(try list.messages("values").map(readValue))
  case ("map_value", .message(let map)):
    return .map(
      MapValue(
        entries: try map.messages("entries").map { entry in
          (
            try readValue(entry.message("key") ?? TextMessage()), try readValue(entry.message("value") ?? TextMessage())
          )
        }))
  case ("object_value", .message(let object)):
    guard case .message(let content)? = object.fields.first?.value else { throw UnreadableCase(what: "object") }
    let seconds = Int64(content.word("seconds") ?? "0") ?? 0
    let nanoseconds = Int64(content.word("nanos") ?? "0") ?? 0
    if object.fields[0].name.hasSuffix("Duration") { return .duration(.seconds(seconds) + .nanoseconds(nanoseconds)) }
    return .timestamp(Timestamp(seconds: seconds, nanoseconds: Int32(nanoseconds)))
  default: throw UnreadableCase(what: "value `\(field.name)`")
  }
}

/// Reads a type of the conformance cases.
func readType(_ message: TextMessage) throws -> ValueType {
  guard let field = message.fields.first else { throw UnreadableCase(what: "empty type") }
  let primitives: [String: ValueType] = [
    "BOOL": .bool, "INT64": .int, "UINT64": .uint, "DOUBLE": .double, "STRING": .string, "BYTES": .bytes,
    "TIMESTAMP": .timestamp, "DURATION": .duration,
  ]
  switch (field.name, field.value) {
  case ("primitive", .word(let word)), ("well_known", .word(let word)):
    guard let type = primitives[word] else { throw UnreadableCase(what: "type `\(word)`") }
    return type
  case ("dyn", _): return .dyn
  case ("null", _): return .null
  case ("type_param", .string(let name)): return .parameter(String(decoding: name, as: UTF8.self))
  case ("list_type", .message(let list)): return .list(try list.message("elem_type").map(readType) ?? .dyn)
  case ("map_type", .message(let map)):
    return .map(
      try map.message("key_type").map(readType) ?? .dyn, try map.message("value_type").map(readType) ?? .dyn)
  case ("message_type", .string(let name)):
    return String(decoding: name, as: UTF8.self).hasSuffix("Duration") ? .duration : .timestamp
  case ("abstract_type", .message(let type)):
    let parameters = try type.messages("parameter_types").map(readType)
    let name = type.string("name") ?? ""
    return name == "optional_type" ? .optional(parameters.first ?? .dyn) : .generic(name, parameters)
  default: throw UnreadableCase(what: "type `\(field.name)`")
  }
}
