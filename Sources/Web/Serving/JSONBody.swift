import Records
import Synchronization

/// Parses the body of a request, which must be a JSON object, and gives it to `read`; what it gets holds until `read`
/// returns.
///
/// Parsers are kept and used again, so that a body of the usual size costs no memory of its own.
/// - Parameters:
///   - body: the body, unpacked.
///   - allowsArray: whether the body may be an array as well.
///   - read: reads it; ``APIError`` is what it throws for what it does not like.
/// - Throws: ``APIError`` 400 with `body.empty`, `body.not_object`, or a code that begins with `json.` and a message that
///   tells line and column; what `read` throws.
func withJSON<R>(_ body: [UInt8], allowsArray: Bool = false, _ read: (JSONValue) throws -> R) throws -> R {
  try body.withUnsafeBufferPointer { try withJSON($0, allowsArray: allowsArray, read) }
}

/// The same of bytes that lie anywhere.
func withJSON<R>(
  _ body: UnsafeBufferPointer<UInt8>, allowsArray: Bool = false, _ read: (JSONValue) throws -> R
) throws -> R {
  guard !body.isEmpty else { throw APIError(.badRequest, "body.empty", "the body must be a json object and is empty") }
  let pooled = try JSONParsers.shared.take()
  // A parser keeps the memory of its largest document: one that has seen a large one is not kept.
  defer { if body.count <= JSONParsers.keptBytesMax { JSONParsers.shared.give(back: pooled) } }
  let result = Result { () throws(RecordFault) in
    let read = { value in Result { try read(value) } }
    return allowsArray ? try pooled.parser.withObjectOrArray(body, read) : try pooled.parser.withObject(body, read)
  }
  switch result {
  case .success(let read): return try read.get()
  case .failure(let fault): throw APIError(fault, allowsArray: allowsArray)
  }
}

extension APIError {
  /// What is wrong with the JSON of a body.
  init(_ fault: RecordFault, allowsArray: Bool = false) {
    if fault.code == .jsonNotObject {
      let wanted = allowsArray ? "a json object or array" : "a json object"
      self.init(.badRequest, "body.not_object", "the body must be \(wanted)")
      return
    }
    let name = fault.code.rawValue
    let code = name.hasPrefix("json_") ? "json." + name.dropFirst(5) : "json." + name
    self.init(.badRequest, code, "line \(fault.line), column \(fault.column): \(fault.message)")
  }
}

/// Parsers that wait for their next document.
final class JSONParsers: Sendable {
  /// The one pool of the process.
  static let shared = JSONParsers()
  /// A parser that has seen a longer document is given up rather than kept: it holds about twelve times as much.
  static let keptBytesMax = 64 << 10
  /// The most parsers that wait.
  static let waitingMax = 64

  /// A parser on its way between tasks.
  struct Pooled: @unchecked Sendable {
    // Sendable although a parser is not: the pool hands each out to one task at a time, and forgets it meanwhile.
    let parser: JSONParser
  }

  private let waiting = Mutex<[Pooled]>([])

  /// A parser that nobody else has.
  func take() throws(APIError) -> Pooled {
    if let pooled = waiting.withLock({ $0.popLast() }) { return pooled }
    guard let parser = JSONParser() else {
      throw APIError(.serviceUnavailable, "hub.overloaded", "there is no memory; ask again", retryAfterSeconds: 1)
    }
    return Pooled(parser: parser)
  }

  /// Keeps a parser for the next document.
  func give(back pooled: Pooled) {
    waiting.withLock { if $0.count < JSONParsers.waitingMax { $0.append(pooled) } }
  }
}
