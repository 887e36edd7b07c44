import Charters
import Hub
import Records
import Times

/// What is wrong with a line; nothing of it is taken.
struct LineFault: Error {
  var code: String
  var message: String

  init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  init(_ fault: CustomerFault) { self.init(fault.code, "\(fault.path): \(fault.message)") }
}

/// The object on a line of JSON Lines, read key by key.
struct LineObject {
  let object: JSONValue
  /// What the line tells of, for messages: `an event`.
  let noun: String

  /// Takes an object that has these keys and no others.
  init(_ object: JSONValue, _ noun: String, keys: Set<String>) throws(LineFault) {
    self.object = object
    self.noun = noun
    for (key, _) in object.members {
      let name = String(decoding: key, as: UTF8.self)
      if !keys.contains(name) { throw LineFault("field.unknown", "\(noun) has no `\(name)`") }
    }
  }

  /// The value of a key; nothing also where it is null.
  func value(_ key: StaticString) -> JSONValue? {
    guard let value = object[key], !value.isNull else { return nil }
    return value
  }

  func text(_ key: StaticString) throws(LineFault) -> String? { try typed(key, "a text") { $0.string } }
  func number(_ key: StaticString) throws(LineFault) -> Double? { try typed(key, "a number") { $0.double } }
  func integer(_ key: StaticString) throws(LineFault) -> Int? {
    try typed(key, "a whole number") { $0.int64.map { Int($0) } }
  }

  /// Milliseconds since 1970.
  func milliseconds(_ key: StaticString) throws(LineFault) -> Int64? {
    guard let text = try text(key) else { return nil }
    guard let moment = Timestamp(rfc3339: text), moment.isInRange else {
      throw LineFault("moment.invalid", "`\(text)` is not a moment; write `2026-11-22T09:00:00Z` in `\(key)`")
    }
    return moment.seconds * 1_000 + Int64(moment.nanoseconds) / 1_000_000
  }

  /// What must be there.
  func required<Read>(_ key: StaticString, _ read: (StaticString) throws(LineFault) -> Read?) throws(LineFault) -> Read
  {
    if let found = try read(key) { return found }
    throw LineFault("field.missing", "\(noun) needs `\(key)`")
  }

  /// An identity under a key: a text or a whole number, or `{"anonymous_id": …}`.
  func identity(_ key: StaticString) throws(LineFault) -> Identity {
    guard let value = value(key) else { throw LineFault("field.missing", "\(noun) needs `\(key)`") }
    let identity: Identity?
    if let text = value.string ?? value.int64.map(String.init) {
      identity = Identity(.id, text)
    } else {
      identity = value["anonymous_id"]?.string.map { Identity(.anonymous, $0) }
    }
    guard let identity, !identity.value.isEmpty, identity.value.utf8.count <= Identity.valueBytesMax else {
      throw LineFault(
        "identity.invalid",
        "`\(key)` is a text, a whole number or {\"anonymous_id\": …}, of 1 to \(Identity.valueBytesMax) bytes")
    }
    return identity
  }

  private func typed<Read>(
    _ key: StaticString, _ noun: String, _ read: (JSONValue) -> Read?
  ) throws(LineFault) -> Read? {
    guard let value = value(key) else { return nil }
    if let found = read(value) { return found }
    throw LineFault("field.type", "`\(key)` should be \(noun)")
  }
}

extension JSONWriter {
  /// Writes an identity as ``LineObject/identity(_:)`` reads it.
  mutating func identity(_ identity: Identity) {
    switch identity.kind {
    case .id: string(identity.value)
    case .anonymous:
      beginObject()
      key("anonymous_id")
      string(identity.value)
      endObject()
    }
  }

  /// Writes a moment as ``LineObject/milliseconds(_:)`` reads it.
  mutating func moment(milliseconds: Int64) { string(MomentText.of(milliseconds: milliseconds)) }

  /// Writes a JSON object that was written before; null where it is none.
  mutating func json(_ bytes: [UInt8], _ parser: JSONParser) {
    let isWritten = bytes.withUnsafeBufferPointer { text in
      (try? parser.withObject(text) { write($0) }) != nil
    }
    if !isWritten { null() }
  }
}

/// Moments in lines: RFC 3339 in UTC, to the millisecond.
enum MomentText {
  static func of(milliseconds: Int64) -> String {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    let floored = rest < 0 ? (seconds - 1, rest + 1_000) : (seconds, rest)
    return Timestamp(seconds: floored.0, nanoseconds: Int32(floored.1) * 1_000_000).rfc3339
  }
}
