import Hummingbird
import Records
import Synchronization

/// Parsers with their memory, used again.
final class ParserPool: Sendable {
  /// A parser that is in the pool or with one call, never both: the pool's lock hands it from one to the other.
  private struct Pooled: @unchecked Sendable {
    let parser: JSONParser
  }

  private let parsers = Mutex<[Pooled]>([])

  /// The customer that a request is about.
  func customer(in request: Request) async throws -> String {
    let body = try await request.body.collect(upTo: 1 << 20)
    guard let pooled = parsers.withLock({ $0.popLast() }) ?? JSONParser().map(Pooled.init) else {
      throw HTTPError(.serviceUnavailable)
    }
    defer { parsers.withLock { $0.append(pooled) } }
    let id = try body.withUnsafeReadableBytes { bytes in
      try pooled.parser.withObject(bytes.bindMemory(to: UInt8.self)) { $0["customer"]?.string }
    }
    guard let id else { throw HTTPError(.badRequest, message: "there is no customer") }
    return id
  }
}
