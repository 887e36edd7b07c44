import CZlib
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// Reads bodies, no more of them than is allowed, and unpacks them.
final class BodyReader: Sendable {
  private let limits: WebLimits
  /// Bytes of large bodies that are in memory now.
  private let largeBytes = Atomic<Int>(0)

  init(limits: WebLimits) { self.limits = limits }

  /// What a body holds in memory until its call is answered.
  struct Held: ~Copyable {
    fileprivate let reader: BodyReader
    fileprivate var count = 0

    deinit { if count > 0 { reader.largeBytes.wrappingSubtract(count, ordering: .relaxed) } }

    /// Takes room for a body that has grown to `bytes`.
    fileprivate mutating func hold(_ bytes: Int) throws(APIError) {
      guard bytes > reader.limits.smallBodyBytes, bytes > count else { return }
      let more = bytes - count
      let total = reader.largeBytes.wrappingAdd(more, ordering: .relaxed).newValue
      count = bytes
      guard total <= reader.limits.largeBodyBytesMax else {
        throw APIError(
          .serviceUnavailable, "hub.overloaded", "too many large bodies are being read; ask again",
          retryAfterSeconds: 1)
      }
    }
  }

  /// Begins to hold nothing.
  func held() -> Held { Held(reader: self) }

  /// Whether a request has a body that may be read, as far as its head tells.
  /// - Throws: ``APIError`` 413 `body.too_large`, 415 `encoding.unsupported`.
  func expects(_ request: Request, bytesMax: Int) throws(APIError) -> Bool {
    _ = try BodyReader.isPacked(request.headers)
    guard let text = request.headers[.contentLength], let length = Int(text) else {
      return request.headers.contains(.transferEncoding)
    }
    if length > bytesMax { throw BodyReader.tooLarge(bytesMax) }
    return length > 0
  }

  /// The body of a request, unpacked.
  /// - Throws: ``APIError`` 413 `body.too_large`, 408 `request.too_slow`, 400 `request.malformed` and `encoding.invalid`,
  ///   503 `hub.overloaded`.
  func read(_ request: Request, bytesMax: Int, held: inout Held) async throws(APIError) -> [UInt8] {
    var body: [UInt8] = []
    var parts = request.body.makeAsyncIterator()
    while let part = try await BodyReader.next(&parts) {
      guard body.count + part.readableBytes <= bytesMax else { throw BodyReader.tooLarge(bytesMax) }
      try held.hold(body.count + part.readableBytes)
      if body.isEmpty {
        body = Array(part.readableBytesView)
      } else {
        body.append(contentsOf: part.readableBytesView)
      }
    }
    guard try BodyReader.isPacked(request.headers), !body.isEmpty else { return body }
    let unpacked = try BodyReader.unpack(body, bytesMax: bytesMax)
    try held.hold(body.count + unpacked.count)
    return unpacked
  }

  private static func next(_ parts: inout RequestBody.AsyncIterator) async throws(APIError) -> ByteBuffer? {
    do { return try await parts.next() } catch is RequestTooSlow {
      throw APIError(.requestTimeout, "request.too_slow", "the request did not come to its end in time")
    } catch {
      throw APIError.malformed
    }
  }

  private static func tooLarge(_ bytesMax: Int) -> APIError {
    APIError(.contentTooLarge, "body.too_large", "the body may have at most \(bytesMax) bytes here, unpacked")
  }

  /// Whether the body is packed.
  private static func isPacked(_ headers: HTTPFields) throws(APIError) -> Bool {
    guard let encoding = headers[.contentEncoding] else { return false }
    switch encoding.lowercased() {
    case "", "identity": return false
    case "gzip", "x-gzip": return true
    default:
      throw APIError(
        .unsupportedMediaType, "encoding.unsupported",
        "bodies come plain or as `gzip`, and not as `\(encoding.excerpt)`")
    }
  }

  /// Unpacks gzip, into at most so many bytes.
  static func unpack(_ packed: [UInt8], bytesMax: Int) throws(APIError) -> [UInt8] {
    let result = packed.withUnsafeBufferPointer { czlib_gunzip($0.baseAddress, $0.count, bytesMax) }
    defer { czlib_free(result.bytes) }
    switch result.status {
    case CZLIB_UNPACKED: return Array(UnsafeBufferPointer(start: result.bytes, count: result.length))
    case CZLIB_TOO_LARGE: throw tooLarge(bytesMax)
    case CZLIB_MEMORY:
      throw APIError(.serviceUnavailable, "hub.overloaded", "there is no memory; ask again", retryAfterSeconds: 1)
    default: throw APIError(.badRequest, "encoding.invalid", "the body is not the gzip that it says it is")
    }
  }
}
