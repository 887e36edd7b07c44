import HTTPTypes
import Hub
import NIOCore
import NIOHTTP1

/// An answer as the direct lane writes it.
struct DirectMessage {
  var head: HTTPResponseHead
  var body: ByteBuffer
}

extension Responder {
  /// The direct route of a call, when nothing in its head asks for more than the direct lane does.
  func directPlace(_ head: HTTPRequestHead) -> DirectRoutes.Place? {
    guard head.method == .POST, head.version == .http1_1, let place = directRoutes.place(head.uri) else { return nil }
    var length: Int?
    for (name, value) in head.headers {
      switch DirectField(name) {
      case .contentLength:
        guard length == nil, let count = Int(value) else { return nil }
        length = count
      case .uncommon: return nil
      case .other: break
      }
    }
    let bytesMax = min(place.route.bodyBytesMax, DirectRoutes.bodyBytesMax)
    guard let length, (1...bytesMax).contains(length) else { return nil }
    return place
  }

  /// Answers a call on a connection's event loop.
  /// - Parameter bring: gets what makes the message; to be made on the connection's event loop.
  func answerDirectly(
    _ place: DirectRoutes.Place, _ head: HTTPRequestHead, _ body: ByteBuffer,
    _ bring: @escaping @Sendable (@escaping @Sendable () -> DirectMessage) -> Void
  ) {
    let start = ContinuousClock.now
    let finish: @Sendable (@escaping @Sendable () throws -> Reply) -> Void = { make in
      bring {
        var reply: Reply
        do { reply = try make() } catch { reply = self.reply(to: error, place.route) }
        if place.route.isForTrackers { reply.headers.append(Responder.anyOrigin) }
        self.recorders[place.index].count(reply.status, seconds: (ContinuousClock.now - start).inSeconds)
        return self.directMessage(reply)
      }
    }
    do {
      var access: Access?
      if let scope = place.route.scope {
        let authorization = head.headers.first(name: "authorization")
        let secret = AccessCheck.secret(
          authorization: authorization, apiKey: head.headers.first(name: HTTPField.Name.apiKey.canonicalName))
        access = try counted { () throws(APIError) in try self.access.access(secret: secret, scope: scope) }
      }
      place.answer(DirectCall(body: body, access: access, finish: finish))
    } catch {
      finish { throw error }
    }
  }

  private func directMessage(_ reply: Reply) -> DirectMessage {
    var headers = HTTPHeaders()
    headers.reserveCapacity(reply.headers.count + 3)
    for field in reply.headers { headers.add(name: field.name.canonicalName, value: field.value) }
    if !reply.contentType.isEmpty { headers.add(name: "content-type", value: reply.contentType) }
    if reply.status != .noContent { headers.add(name: "content-length", value: "\(reply.body.count)") }
    headers.add(name: "date", value: date.now)
    return DirectMessage(
      head: HTTPResponseHead(
        version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status.code), headers: headers),
      body: ByteBuffer(bytes: reply.body))
  }
}

/// What a header field means to the direct lane.
private enum DirectField {
  case contentLength
  /// It asks for something that only the usual way gives.
  case uncommon
  case other

  init(_ name: String) {
    // By length first: one comparison for nearly every name.
    switch name.utf8.count {
    case 6 where name.isSame("expect"): self = .uncommon
    case 7 where name.isSame("upgrade"): self = .uncommon
    case 14 where name.isSame("content-length"): self = .contentLength
    case 15 where name.isSame("idempotency-key"): self = .uncommon
    case 16 where name.isSame("content-encoding"): self = .uncommon
    case 17 where name.isSame("transfer-encoding"): self = .uncommon
    default: self = .other
    }
  }
}

extension String {
  /// Whether it is this name of a header field, in letters of either size.
  fileprivate func isSame(_ name: StaticString) -> Bool {
    guard utf8.count == name.utf8CodeUnitCount else { return false }
    for (index, byte) in utf8.enumerated() where byte | 0x20 != name.utf8Start[index] | 0x20 { return false }
    return true
  }
}
