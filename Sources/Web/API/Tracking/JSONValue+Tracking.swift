import Records

extension JSONValue {
  /// An identifier: a text that is not empty, or a number as it is written without a fraction of zero. Nothing for null
  /// and all else.
  var identifier: String? {
    switch kind {
    case .string: string.flatMap { $0.isEmpty ? nil : $0 }
    case .int64: int64.map { String($0) }
    case .uint64: uint64.map { String($0) }
    case .double: double.map { number in Int64(exactly: number).map { String($0) } ?? number.description }
    case .object, .array, .true, .false, .null: nil
    }
  }

  /// The amount that an event's properties say: the first number of `revenue`, `total`, `value`, `price`; 0 without one.
  var amount: Double {
    self["revenue"]?.double ?? self["total"]?.double ?? self["value"]?.double ?? self["price"]?.double ?? 0
  }

  /// The size of the value written without spaces.
  var writtenBytes: Int {
    var writer = JSONWriter()
    writer.write(self)
    return writer.count
  }

  /// An object written again; empty for an empty one.
  func writtenObject() -> [UInt8] { JSONValue.writtenObject(self, []) }

  /// An object with more members, written; empty when there is no member at all.
  static func writtenObject(_ object: JSONValue?, _ more: [(key: StaticString, value: JSONValue)]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if let object {
      for (key, value) in object.members {
        writer.key(key)
        writer.write(value)
      }
    }
    for (key, value) in more {
      writer.key(key)
      writer.write(value)
    }
    writer.endObject()
    return writer.count == 2 ? [] : writer.bytes
  }
}

extension String {
  /// The text without spaces, tabs and line breaks around it.
  var trimmed: String {
    let blank: (Character) -> Bool = { $0 == " " || $0.isNewline || $0 == "\t" || $0 == "\u{A0}" }
    guard let first = firstIndex(where: { !blank($0) }), let last = lastIndex(where: { !blank($0) }) else { return "" }
    return String(self[first...last])
  }
}
