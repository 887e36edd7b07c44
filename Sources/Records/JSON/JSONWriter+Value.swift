extension JSONWriter {
  /// Writes a parsed value again: keys in the order they had, no spaces, numbers in their shortest form, nothing escaped
  /// that need not be. What is whole stays whole, also beyond 2^53.
  public mutating func write(_ value: JSONValue) {
    // A parsed document is never deeper than ``RecordLimits/jsonDepthMax``, and so is this.
    switch value.kind {
    case .object:
      beginObject()
      for (key, member) in value.members {
        self.key(key)
        write(member)
      }
      endObject()
    case .array:
      beginArray()
      for element in value.elements { write(element) }
      endArray()
    case .string:
      if let bytes = value.stringBytes { string(bytes) } else { null() }
    case .int64:
      if let number = value.int64 { int(number) } else { null() }
    case .uint64:
      if let number = value.uint64 { uint(number) } else { null() }
    case .double:
      if let number = value.double { double(number) } else { null() }
    case .true: bool(true)
    case .false: bool(false)
    case .null: null()
    }
  }
}
