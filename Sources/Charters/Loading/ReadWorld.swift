import Decisions
import Expressions
import Times

extension CharterLoader {
  /// The attributes and events of world.yaml.
  mutating func readWorld(_ root: FileNode) {
    for (key, node) in root["attributes"]?.entries ?? [] {
      guard let name = key.text, declare(name, as: "attribute", at: key),
        let type = node["type"]?.text.flatMap(ValueType.init(attributeType:))
      else { continue }
      var attribute = World.Attribute(name: name, type: type)
      attribute.bounds = bounds(node, type)
      attribute.values = values(node, type)
      if let text = node["default"] {
        attribute.defaultValue = Value(text, as: type)
        if attribute.defaultValue == nil {
          log.report("field.type", "the default `\(text.text ?? "")` is not \(type)", at: text)
        }
      }
      world.add(attribute)
    }
    for node in root["events"]?.items ?? [] {
      guard let name = node.text, declare(name, as: "event", at: node) else { continue }
      world.events.append(name)
    }
  }

  private func bounds(_ node: FileNode, _ type: ValueType) -> ClosedRange<Double>? {
    guard let place = node["min"] ?? node["max"] else { return nil }
    guard [.int, .uint, .double].contains(type) else {
      log.report("field.conflict", "only numbers have `min` and `max`", at: place)
      return nil
    }
    let low = node["min"]?.number ?? -.infinity
    let high = node["max"]?.number ?? .infinity
    guard low <= high else {
      log.report("number.range", "`min` is greater than `max`", at: place)
      return nil
    }
    return low...high
  }

  private func values(_ node: FileNode, _ type: ValueType) -> [String]? {
    guard let place = node["values"] else { return nil }
    if type == .string { return place.names }
    log.report("field.conflict", "only strings have `values`", at: place)
    return nil
  }
}

extension ValueType {
  /// The type behind a word of world.yaml.
  init?(attributeType name: String) {
    switch name {
    case "int": self = .int
    case "uint": self = .uint
    case "double": self = .double
    case "bool": self = .bool
    case "string": self = .string
    case "timestamp": self = .timestamp
    case "duration": self = .duration
    case "list(string)": self = .list(.string)
    default: return nil
    }
  }
}

extension Value {
  /// The value that a node writes for an attribute of a type; nothing when it does not fit.
  init?(_ node: FileNode, as type: ValueType) {
    if case .list(let inner) = type {
      guard node.isSequence else { return nil }
      let items = node.items.compactMap { Value($0, as: inner) }
      guard items.count == node.items.count else { return nil }
      self = .list(items)
      return
    }
    guard let text = node.text, let value = Value(text: text, as: type) else { return nil }
    self = value
  }

  /// The value that a text writes for an attribute of a type; nothing when it does not fit.
  public init?(text: String, as type: ValueType) {
    switch type {
    case .int:
      guard let number = Int64(text) else { return nil }
      self = .int(number)
    case .uint:
      guard let number = UInt64(text) else { return nil }
      self = .uint(number)
    case .double:
      guard let number = Double(text), number.isFinite else { return nil }
      self = .double(number)
    case .bool:
      guard let flag = ["true": true, "false": false][text] else { return nil }
      self = .bool(flag)
    case .string: self = .string(text)
    case .timestamp:
      guard let instant = try? Instant(iso8601: text, zone: .utc) else { return nil }
      self = .timestamp(Timestamp(seconds: instant.secondsSince1970))
    case .duration:
      guard let seconds = try? DurationText.seconds(of: text) else { return nil }
      self = .duration(.seconds(seconds))
    default: return nil
    }
  }
}
