import Hub
import Records
import Times

/// The attributes and data of one cloud event. Source: CloudEvents 1.0.2, sections 3 and 4, and its JSON event format.
///
/// Attributes that the hub has no use for (`dataschema`, extensions) are permitted and not kept.
struct CloudEventReading {
  private var id = ""
  private var source = ""
  private var type = ""
  private var customer = Identity(.id, "")
  private var visitor: Identity?
  private var atMilliseconds: Int64?
  private var amount = 0.0
  private var properties: [UInt8] = []

  /// Reads an event whose attributes are headers and whose data is the body.
  init(binary call: Call) throws {
    func required(_ name: String) throws(APIError) -> String {
      guard let value = call.cloudEventHeader(name), !value.isEmpty else {
        throw APIError(.badRequest, "field.missing", "there must be a header `ce-\(name)`", path: "ce-\(name)")
      }
      return value
    }
    try Self.check(specversion: try required("specversion"), path: "ce-specversion")
    id = try required("id")
    source = try required("source")
    type = try required("type")
    try check(typePath: "ce-type")
    try take(
      subject: call.cloudEventHeader("subject"), "ce-subject", anonymousId: call.cloudEventHeader("anonymousid"),
      "ce-anonymousid")
    if let time = call.cloudEventHeader("time") { atMilliseconds = try Self.milliseconds(time, path: "ce-time") }
    guard !call.body.isEmpty else { return }
    let media = MediaType.essence(of: call.headers[.contentType] ?? "application/json")
    try Self.check(media, path: "content-type")
    try withJSON(call.body, allowsArray: true) { take(data: $0) }
  }

  /// Reads an event that stands in one JSON object.
  init(structured object: JSONValue) throws {
    guard object.kind == .object else { throw APIError.field("an object") }
    func text(_ name: StaticString) throws(APIError) -> String? {
      guard let value = object[name], !value.isNull else { return nil }
      guard let text = value.string, !text.isEmpty else {
        throw APIError.field("a text that is not empty").inside(name.description)
      }
      return text
    }
    func required(_ name: StaticString) throws(APIError) -> String {
      guard let value = try text(name) else { throw APIError.missing(name.description) }
      return value
    }
    try Self.check(specversion: try required("specversion"), path: "specversion")
    id = try required("id")
    source = try required("source")
    type = try required("type")
    try check(typePath: "type")
    try take(subject: try text("subject"), "subject", anonymousId: try text("anonymousid"), "anonymousid")
    if let time = try text("time") { atMilliseconds = try Self.milliseconds(time, path: "time") }
    if let data = object["data_base64"], !data.isNull {
      throw APIError(
        .badRequest, "data.not_json", "data must be json, in `data`; binary data cannot be kept", path: "data_base64")
    }
    if let media = try text("datacontenttype") {
      try Self.check(MediaType.essence(of: media), path: "datacontenttype")
    }
    if let data = object["data"] { take(data: data) }
  }

  /// What it tells the hub.
  func happening(_ names: TrackingNames, arrivalMilliseconds: Int64) -> Happening {
    let found = names.event(reverseDNS: type)
    let record = EventRecord(
      name: found.name, atMilliseconds: min(atMilliseconds ?? arrivalMilliseconds, arrivalMilliseconds),
      amount: amount, properties: properties, isKept: found.isKept)
    return Happening(
      customer: customer, other: visitor, kind: .event(record),
      messageKey: MessageKey.cloudEvent(source: source, id: id))
  }

  /// An object is the event's properties; anything else stands in them as `data`.
  private mutating func take(data: JSONValue) {
    switch data.kind {
    case .null: break
    case .object:
      amount = data.amount
      properties = data.writtenObject()
    default: properties = JSONValue.writtenObject(nil, [("data", data)])
    }
  }

  /// Takes whom it is about: the subject where there is one, and then also the visitor.
  private mutating func take(
    subject: String?, _ subjectPath: String, anonymousId: String?, _ anonymousPath: String
  ) throws(APIError) {
    for (value, path) in [(subject, subjectPath), (anonymousId, anonymousPath)] {
      guard let value, value.isEmpty || value.utf8.count > TrackingLimits.idBytesMax else { continue }
      throw APIError(
        .badRequest, "identity.invalid", "an identifier has 1 to \(TrackingLimits.idBytesMax) bytes", path: path)
    }
    let visitor = anonymousId.map { Identity(.anonymous, $0) }
    guard let customer = subject.map({ Identity(.id, $0) }) ?? visitor else {
      throw APIError(
        .badRequest, "field.missing", "there must be `\(subjectPath)`, the customer, or `\(anonymousPath)`, a visitor",
        path: subjectPath)
    }
    self.customer = customer
    self.visitor = subject == nil ? nil : visitor
  }

  private func check(typePath: String) throws(APIError) {
    guard type.utf8.count <= TrackingLimits.nameBytesMax else {
      throw APIError(
        .badRequest, "field.too_long", "this may be at most \(TrackingLimits.nameBytesMax) bytes long", path: typePath)
    }
  }

  private static func check(specversion: String, path: String) throws(APIError) {
    guard specversion == "1.0" else {
      throw APIError(
        .badRequest, "specversion.unsupported", "`\(specversion.excerpt)` is not supported; the version must be `1.0`",
        path: path)
    }
  }

  private static func check(_ media: String, path: String) throws(APIError) {
    guard media.isEmpty || MediaType.isJSON(media) else {
      throw APIError(
        .unsupportedMediaType, "data.not_json", "data must be json; `\(media.excerpt)` cannot be kept", path: path)
    }
  }

  private static func milliseconds(_ text: String, path: String) throws(APIError) -> Int64 {
    guard let stamp = Timestamp(rfc3339: text), stamp.seconds >= 0 else {
      throw APIError(
        .badRequest, "moment.invalid", "`\(text.excerpt)` is no moment since 1970; write `2026-03-01T09:00:00Z`",
        path: path)
    }
    return stamp.seconds * 1000 + Int64(stamp.nanoseconds) / 1_000_000
  }
}
