import Charters
import Records
import Times

/// An object within a customer's JSON, read key by key; what does not fit is a fault with its path.
struct Item {
  let object: JSONValue
  let noun: String
  let path: String

  /// Takes an object; keys that are not known are faults.
  init(_ object: JSONValue, _ noun: String, _ path: String, keys: [String], _ faults: inout [CustomerFault]) {
    self.object = object
    self.noun = noun
    self.path = path
    for (key, _) in object.members {
      guard !keys.contains(where: { key.elementsEqual($0.utf8) }) else { continue }
      let name = String(decoding: key, as: UTF8.self)
      faults.append(
        CustomerFault(code: "field.unknown", message: "\(noun) has no `\(name)`", path: "\(path).\(name)"))
    }
  }

  /// A value that must be there.
  func required<Read>(
    _ key: String, _ read: (String, inout [CustomerFault]) -> Read?, _ faults: inout [CustomerFault]
  ) -> Read? {
    if value(key) != nil { return read(key, &faults) }
    faults.append(
      CustomerFault(code: "field.missing", message: "\(noun) needs `\(key)`", path: "\(path).\(key)"))
    return nil
  }

  func text(_ key: String, _ faults: inout [CustomerFault]) -> String? {
    typed(key, "a text", \.string, &faults)
  }

  func flag(_ key: String, _ faults: inout [CustomerFault]) -> Bool? {
    typed(key, "`true` or `false`", \.bool, &faults)
  }

  func number(_ key: String, _ faults: inout [CustomerFault]) -> Double? {
    typed(key, "a number", \.double, &faults)
  }

  /// A moment; in the given zone where it says no offset.
  func moment(_ key: String, _ zone: Zone, _ faults: inout [CustomerFault]) -> Instant? {
    guard let text = text(key, &faults) else { return nil }
    if let instant = try? Instant(iso8601: text, zone: zone) { return instant }
    faults.append(Item.noMoment(text, "\(path).\(key)"))
    return nil
  }

  /// A moment to the millisecond: milliseconds since 1970.
  func milliseconds(_ key: String, _ zone: Zone, _ faults: inout [CustomerFault]) -> Int64? {
    guard let text = text(key, &faults) else { return nil }
    if let milliseconds = Item.milliseconds(text, zone) { return milliseconds }
    faults.append(Item.noMoment(text, "\(path).\(key)"))
    return nil
  }

  static func milliseconds(_ text: String, _ zone: Zone) -> Int64? {
    if let moment = Timestamp(rfc3339: text), moment.isInRange {
      return moment.seconds * 1000 + Int64(moment.nanoseconds / 1_000_000)
    }
    return (try? Instant(iso8601: text, zone: zone)).map { $0.secondsSince1970 * 1000 }
  }

  static func noMoment(_ text: String, _ path: String) -> CustomerFault {
    CustomerFault(
      code: "moment.invalid", message: "`\(text)` is not a moment; write `2026-11-22T09:00:00Z`", path: path)
  }

  /// An object, as JSON without spaces.
  func json(_ key: String, _ faults: inout [CustomerFault]) -> [UInt8]? {
    let object = typed(key, "an object", { $0.kind == .object ? $0 : nil }, &faults)
    return object.map { object in
      var writer = JSONWriter()
      writer.write(object)
      return writer.bytes
    }
  }

  /// The value of a key; nothing also where it is null.
  private func value(_ key: String) -> JSONValue? {
    for (name, value) in object.members where name.elementsEqual(key.utf8) { return value.isNull ? nil : value }
    return nil
  }

  private func typed<Read>(
    _ key: String, _ noun: String, _ read: (JSONValue) -> Read?, _ faults: inout [CustomerFault]
  ) -> Read? {
    guard let value = value(key) else { return nil }
    if let read = read(value) { return read }
    faults.append(
      CustomerFault(code: "field.type", message: "this should be \(noun)", path: "\(path).\(key)"))
    return nil
  }
}
