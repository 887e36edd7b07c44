import Hub
import Records

/// An event as a line of JSON Lines:
/// `{"customer": "ada", "name": "purchase", "at": "2026-11-22T09:00:00Z", "amount": 12.5, "properties": {…}}`.
enum EventLine {
  private static let keys: Set<String> = ["customer", "name", "at", "amount", "properties", "message_id"]
  /// The longest name, in bytes.
  static let nameBytesMax = 256

  /// Reads a line; the bytes are those of the line.
  ///
  /// Two lines that say the same are one event, so that a file can be imported again after it was cut off; two events
  /// that are alike are told apart by a `message_id`.
  static func read(_ object: JSONValue, bytes: [UInt8]) throws(LineFault) -> Happening {
    let line = try LineObject(object, "an event", keys: keys)
    let customer = try line.identity("customer")
    let name = try line.required("name", line.text)
    guard (1...nameBytesMax).contains(name.utf8.count) else {
      throw LineFault("name.invalid", "the name of an event has 1 to \(nameBytesMax) bytes")
    }
    let at = try line.required("at", line.milliseconds)
    var properties: [UInt8] = []
    if let value = line.value("properties") {
      guard value.kind == .object else { throw LineFault("field.type", "`properties` should be an object") }
      var writer = JSONWriter(capacity: 256)
      writer.write(value)
      properties = writer.bytes
    }
    let message = try line.text("message_id")
    let key = message.map { [Array("import message".utf8), Array($0.utf8)] } ?? [Array("import event".utf8), bytes]
    let record = EventRecord(
      name: name, atMilliseconds: at, amount: try line.number("amount") ?? 0, properties: properties)
    return Happening(customer: customer, kind: .event(record), messageKey: Digest128(sha256Of: key))
  }

  /// Writes a line, without its end.
  /// - Parameter repeats: how many events of this customer that say the same came before.
  static func write(
    _ event: EventRecord, of customer: Identity, repeats: Int, into json: inout JSONWriter, _ parser: JSONParser
  ) {
    json.beginObject()
    json.key("customer")
    json.identity(customer)
    json.key("name")
    json.string(event.name)
    json.key("at")
    json.moment(milliseconds: event.atMilliseconds)
    if event.amount != 0 {
      json.key("amount")
      json.double(event.amount)
    }
    if !event.properties.isEmpty {
      json.key("properties")
      json.json(event.properties, parser)
    }
    if repeats > 0 {
      // Says where it stands among its likes, and is the same in every export.
      json.key("message_id")
      json.string("\(customer.kind)/\(customer.value)/\(event.name)/\(event.atMilliseconds)/\(repeats)")
    }
    json.endObject()
  }
}
