import HTTPTypes
import Hub
import Records
import Times

extension Reply {
  /// An answer in JSON, as `write` writes it: one object.
  static func json(
    _ status: HTTPResponse.Status = .ok, capacity: Int = 1_024, _ write: (inout JSONWriter) throws -> Void
  ) rethrows -> Reply {
    var writer = JSONWriter(capacity: capacity)
    writer.beginObject()
    try write(&writer)
    writer.endObject()
    return Reply(status, body: writer.bytes)
  }
}

extension JSONWriter {
  /// Writes a key and a text.
  mutating func member(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  /// Writes a key and a whole number.
  mutating func member(_ name: StaticString, _ value: Int) {
    key(name)
    int(value)
  }

  /// Writes a key and `true` or `false`.
  mutating func member(_ name: StaticString, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// Writes a key and texts.
  mutating func member(_ name: StaticString, _ values: [String]) {
    list(name, values) { $0.string($1) }
  }

  /// Writes a key and a moment in UTC, with milliseconds where it has some.
  mutating func member(_ name: StaticString, milliseconds: Int64) {
    member(name, MomentText.of(milliseconds: milliseconds))
  }

  /// Writes a key and an array, each element as `write` writes it.
  mutating func list<Items: Sequence>(
    _ name: StaticString, _ items: Items, _ write: (inout JSONWriter, Items.Element) -> Void
  ) {
    key(name)
    beginArray()
    for item in items { write(&self, item) }
    endArray()
  }

  /// Writes an object, its members as `write` writes them.
  mutating func object(_ write: (inout JSONWriter) -> Void) {
    beginObject()
    write(&self)
    endObject()
  }
}

/// Moments as answers write them.
enum MomentText {
  /// A moment such as `2026-03-01T09:00:00.250Z`, in UTC (RFC 3339).
  static func of(milliseconds: Int64) -> String {
    let seconds = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
    let rest = Int32(milliseconds - seconds * 1_000)
    return Timestamp(seconds: seconds, nanoseconds: rest * 1_000_000).rfc3339
  }
}
