import CSimdjson

/// Parses JSON objects, one at a time, into memory it keeps and uses again. One parser serves one task at a time.
public final class JSONParser {
  private let parser: OpaquePointer
  private var keys = JSONKeyCheck()
  /// A copy of a document that came without room after it.
  private var padded: [UInt8] = []

  /// Makes a parser; nil when there is no memory for it.
  public init?() {
    guard let parser = csimdjson_parser_create(RecordLimits.jsonDepthMax) else { return nil }
    self.parser = parser
  }

  deinit { csimdjson_parser_destroy(parser) }

  /// Parses the line of a batch and gives the object on it to `body`.
  /// - Throws: what is wrong with the line: any fault whose code begins with `json`, `nul_byte`, `encoding_invalid`.
  public func withRecord<R>(
    _ index: Int, of batch: RecordBatch, _ body: (JSONValue) -> R
  ) throws(RecordFault) -> R {
    let span = batch.records[index]
    let result = batch.bytes.withUnsafeBufferPointer { all -> Result<R, RecordFault> in
      // The padding of the batch follows its last record; before, it is the next record that follows.
      let text = UnsafeBufferPointer(rebasing: all[Int(span.start)..<Int(span.start) + Int(span.length)])
      return parse(text, line: span.line, body)
    }
    return try result.get()
  }

  /// Parses one object, such as the body of a request, and gives it to `body`. The text is copied once.
  /// - Throws: as ``withRecord(_:of:_:)``; lines count from 1 within `text`.
  public func withObject<R>(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (JSONValue) -> R
  ) throws(RecordFault) -> R {
    try withCopy(of: text, allowsArray: false, body)
  }

  /// Parses one object or one array of a request's body, and gives it to `body`. The text is copied once.
  /// - Throws: as ``withObject(_:_:)``; any other value is ``FaultCode/jsonNotObject``.
  public func withObjectOrArray<R>(
    _ text: UnsafeBufferPointer<UInt8>, _ body: (JSONValue) -> R
  ) throws(RecordFault) -> R {
    try withCopy(of: text, allowsArray: true, body)
  }

  private func withCopy<R>(
    of text: UnsafeBufferPointer<UInt8>, allowsArray: Bool, _ body: (JSONValue) -> R
  ) throws(RecordFault) -> R {
    padded.removeAll(keepingCapacity: true)
    padded.append(contentsOf: text)
    padded.append(contentsOf: repeatElement(0, count: RecordBatch.paddingBytes))
    let count = text.count
    let result = padded.withUnsafeBufferPointer {
      parse(UnsafeBufferPointer(rebasing: $0[..<count]), line: 1, allowsArray: allowsArray, body)
    }
    return try result.get()
  }

  private func parse<R>(
    _ text: UnsafeBufferPointer<UInt8>, line: Int, allowsArray: Bool = false, _ body: (JSONValue) -> R
  ) -> Result<R, RecordFault> {
    guard let base = text.baseAddress, !text.isEmpty else {
      return .failure(JSONFaultFinder.fault(in: text, line: line, status: CSIMDJSON_REFUSED))
    }
    let document = csimdjson_parse(parser, base, text.count)
    guard document.status == CSIMDJSON_PARSED, let tape = document.tape, let strings = document.strings else {
      return .failure(JSONFaultFinder.fault(in: text, line: line, status: document.status))
    }
    // Word 0 is the root of the document.
    let root = JSONValue(tape: tape, strings: strings, index: 1)
    guard root.kind == .object || (allowsArray && root.kind == .array) else {
      return .failure(
        RecordFault(
          code: .jsonNotObject,
          message: "the line must hold one json object and holds \(TextEncoding.utf8.excerpt(text))",
          line: line, column: 1))
    }
    if let key = keys.firstDuplicate(in: root) {
      let message = "the key \(TextEncoding.utf8.excerpt(key)) stands twice in one object"
      return .failure(JSONFaultFinder.duplicate(key, in: text, line: line, message: message))
    }
    return .success(body(root))
  }
}
