import HTTPTypes
import Hub
import Records

/// Ingestion of CloudEvents 1.0 over HTTP: one in binary or structured mode, or several in batched mode.
///
/// Answered with 200 and `{"recorded": n, "duplicates": m}` when all of them are on disk; an error in one of a batch
/// refuses the whole of it. `subject` names the customer, `anonymousid` (an extension attribute) a visitor, `type` the
/// event, in reverse-DNS form or not; `source` and `id` together make an event count once.
public struct CloudEvents: Resource {
  /// The most events of a batch.
  public static let batchEventsMax = 2_500

  private let authority: Authority
  private let clock: any HubClock
  private let names = TrackingNamesCache()

  /// Makes the resource; arrival is told by `clock`.
  public init(authority: Authority, clock: any HubClock) {
    self.authority = authority
    self.clock = clock
  }

  /// The one way in.
  public var routes: [Route] {
    [
      Route(.post, "/v1/events", scope: .ingest, bodyBytesMax: TrackingLimits.bodyBytesMax) { call in
        try await answer(call)
      }
    ]
  }

  private func answer(_ call: Call) async throws -> Reply {
    let receipts = try await authority.record(happenings(of: call))
    var writer = JSONWriter(capacity: 64)
    writer.beginObject()
    writer.key("recorded")
    writer.int(receipts.count { $0 == .recorded })
    writer.key("duplicates")
    writer.int(receipts.count { $0 == .duplicate })
    writer.endObject()
    return Reply(body: writer.bytes)
  }

  private func happenings(of call: Call) throws -> [Happening] {
    let names = try names.names(of: authority)
    let arrival = clock.nowMilliseconds
    switch try CloudEventMode(of: call) {
    case .binary:
      return [try CloudEventReading(binary: call).happening(names, arrivalMilliseconds: arrival)]
    case .structured:
      return try withJSON(call.body) { root in
        [try CloudEventReading(structured: root).happening(names, arrivalMilliseconds: arrival)]
      }
    case .batched:
      return try withJSON(call.body, allowsArray: true) { root in
        var happenings: [Happening] = []
        try root.readElements(countMax: Self.batchEventsMax) { element in
          happenings.append(
            try CloudEventReading(structured: element).happening(names, arrivalMilliseconds: arrival))
        }
        return happenings
      }
    }
  }
}

/// How an event stands in a request. Source: CloudEvents HTTP protocol binding 1.0.2, section 3.
enum CloudEventMode: Sendable {
  /// Its attributes in headers, its data as the body.
  case binary
  /// All of it as one JSON object.
  case structured
  /// Several, as an array of such objects.
  case batched

  /// - Throws: ``APIError`` 415 `media_type.unsupported` for forms other than JSON; 400 when there is no event.
  init(of call: Call) throws(APIError) {
    let type = MediaType.essence(of: call.headers[.contentType] ?? "")
    switch type {
    case "application/cloudevents+json": self = .structured
    case "application/cloudevents-batch+json": self = .batched
    case _ where type.hasPrefix("application/cloudevents"):
      throw APIError(
        .unsupportedMediaType, "media_type.unsupported",
        "`\(type.excerpt)` cannot be read; send `application/cloudevents+json` or `application/cloudevents-batch+json`")
    default:
      guard call.cloudEventHeader("specversion") != nil else {
        throw APIError(
          .badRequest, "event.missing",
          "this is no cloud event: send `application/cloudevents+json`, or the headers `ce-specversion`, `ce-id`, "
            + "`ce-source`, `ce-type`, `ce-subject`")
      }
      self = .binary
    }
  }
}

/// Media types as headers write them.
enum MediaType {
  /// The type without its parameters, in small letters: `application/json` of `Application/JSON; charset=utf-8`.
  static func essence(of header: String) -> String { String(header.prefix { $0 != ";" }).trimmed.lowercased() }

  /// Whether it is JSON: by name, or by suffix (RFC 6839).
  static func isJSON(_ essence: String) -> Bool {
    essence == "application/json" || essence == "text/json" || essence.hasSuffix("+json")
  }
}

extension Call {
  /// An attribute of a cloud event in binary mode, decoded; nothing when it is not there.
  func cloudEventHeader(_ attribute: String) -> String? {
    guard let name = HTTPField.Name("ce-" + attribute), let value = headers[name] else { return nil }
    return CloudEventHeader.decoded(value)
  }
}

/// Header values of cloud events. Source: CloudEvents HTTP protocol binding 1.0.2, section 3.1.3.2.
enum CloudEventHeader {
  /// The value without quotes around it, percent signs resolved; a percent sign that begins no pair stands for itself.
  static func decoded(_ value: String) -> String {
    var source = Array(value.utf8)
    let quote = UInt8(ascii: "\"")
    if source.count >= 2, source.first == quote, source.last == quote { source = unquoted(source) }
    var result: [UInt8] = []
    var index = 0
    while index < source.count {
      if source[index] == UInt8(ascii: "%"), index + 2 < source.count, let high = source[index + 1].hexValue,
        let low = source[index + 2].hexValue
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(source[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func unquoted(_ source: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var isEscaped = false
    for byte in source.dropFirst().dropLast() {
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      if !isEscaped { result.append(byte) }
    }
    return result
  }
}

extension UInt8 {
  fileprivate var hexValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
