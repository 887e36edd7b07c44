import Records
import Testing

@Test(arguments: [
  #"{"b":1,"a":[true,false,null,{}],"":[]}"#, #"{"n":[0,-1,9223372036854775807,18446744073709551615,2.5,-1e-300]}"#,
  #"{"text":"\"\\\b\f\n\r\t\u0000é😀"}"#,
])
func whatIsReadIsWrittenAgain(_ text: String) throws {
  let parser = try #require(JSONParser())
  let written = try Array(text.utf8).withUnsafeBufferPointer { bytes in
    try parser.withObject(bytes) { value in
      var writer = JSONWriter()
      writer.write(value)
      return String(decoding: writer.bytes, as: UTF8.self)
    }
  }
  #expect(written == text)
}

@Test("an object as deep as parsing allows is written") func deepestValue() throws {
  let depth = RecordLimits.jsonDepthMax
  let text = #"{"a":"# + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
  let parser = try #require(JSONParser())
  let written = try Array(text.utf8).withUnsafeBufferPointer { bytes in
    try parser.withObject(bytes) { value in
      var writer = JSONWriter(capacity: 0)
      writer.write(value)
      return String(decoding: writer.bytes, as: UTF8.self)
    }
  }
  #expect(written == text)
}
