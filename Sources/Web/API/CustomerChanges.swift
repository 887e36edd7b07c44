import Charters
import Decisions
import HTTPTypes
import Hub
import Journeys
import Records
import Times

extension CustomersResource {
  // MARK: Patches

  func change(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind")
    let identity = try call.identity()
    let binders = authority.activeCharters.map { CustomerBinder($0) }
    let patch: CustomerPatch
    switch try withJSON(call.body, { Self.patch($0, binders) }) {
    case .success(let read): patch = read
    case .failure(let faults): return Self.reply(faults)
    }
    let isKnown = try await isKnown(identity)
    let receipts = try await authority.record(
      [Happening(customer: identity, kind: .patch(patch))], once: try call.once("customers/\(identity.kind)"))
    let isCreated = !isKnown && receipts.first == .recorded
    return Reply.json(isCreated ? .created : .ok) { Self.write(identity, receipts.first, into: &$0) }
  }

  func changeMany(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let binders = authority.activeCharters.map { CustomerBinder($0) }
    let items = try withJSON(call.body) { try Self.patches(in: $0, binders) }
    let happenings = items.compactMap { item -> Happening? in
      guard case .success(let patch) = item.patch else { return nil }
      return Happening(customer: item.customer, kind: .patch(patch))
    }
    var receipts = try await authority.record(happenings, once: try call.once("customers/batch"))[...]
    return Reply.json(capacity: 1 << 14) {
      $0.list("results", items) { writer, item in
        writer.object {
          switch item.patch {
          case .success: Self.write(item.customer, receipts.popFirst(), into: &$0)
          case .failure(let faults):
            $0.key("customer")
            item.customer.write(into: &$0)
            $0.key("error")
            $0.object { Self.write(faults, into: &$0) }
          }
        }
      }
    }
  }

  private struct Item {
    var customer: Identity
    var patch: Result<CustomerPatch, CustomerFaults>
  }

  private static func patches(in body: JSONValue, _ binders: [CustomerBinder]) throws -> [Item] {
    var items: [Item]?
    try body.readMembers { key, value in
      guard case "patches" = key else { return false }
      var found: [Item] = []
      try value.readElements(countMax: patchesMax) { element in
        var customer: Identity?
        var patch: Result<CustomerPatch, CustomerFaults>?
        try element.readMembers { key, value in
          switch key {
          case "customer": customer = try Identity.read(value)
          case "patch": patch = Self.patch(value, binders)
          default: return false
          }
          return true
        }
        guard let customer else { throw APIError.missing("customer") }
        guard let patch else { throw APIError.missing("patch") }
        found.append(Item(customer: customer, patch: patch))
      }
      items = found
      return true
    }
    guard let items else { throw APIError.missing("patches") }
    return items
  }

  /// Reads a patch, and holds it against the charters in force: what fits one of them is no fault.
  private static func patch(_ value: JSONValue, _ binders: [CustomerBinder]) -> Result<CustomerPatch, CustomerFaults> {
    let read = CustomerPatch.read(value, zone: binders.first?.homeZone ?? .utc)
    guard case .success(let patch) = read, let newest = binders.first else { return read }
    var faults = patch.checked(by: newest)
    for earlier in binders.dropFirst() where !faults.isEmpty {
      let paths = Set(patch.checked(by: earlier).map(\.path))
      faults.removeAll { !paths.contains($0.path) }
    }
    return faults.isEmpty ? read : .failure(CustomerFaults(faults: faults))
  }

  private static func reply(_ faults: CustomerFaults) -> Reply {
    Reply.json(.badRequest) { write(faults, into: &$0) }
  }

  /// Writes faults as one error: the first, and all of them where there are more.
  private static func write(_ faults: CustomerFaults, into writer: inout JSONWriter) {
    let first = faults.faults.first ?? CustomerFault(code: "field.invalid", message: "this cannot be read", path: "")
    writer.write(first)
    guard faults.faults.count > 1 else { return }
    writer.list("faults", faults.faults) { writer, fault in writer.object { $0.write(fault) } }
  }

  // MARK: Events

  func tell(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind")
    let identity = try call.identity()
    let now = clock.nowMilliseconds
    let happening = try withJSON(call.body) { try Self.event($0, identity, nowMilliseconds: now) }
    let receipts = try await authority.record([happening], once: try call.once("customers/\(identity.kind)/events"))
    return Reply.json { Self.write(identity, receipts.first, into: &$0) }
  }

  /// The most bytes of an event's name and of a message's id.
  static let nameBytesMax = 128

  private static func event(_ body: JSONValue, _ identity: Identity, nowMilliseconds: Int64) throws -> Happening {
    var event = EventRecord(name: "", atMilliseconds: nowMilliseconds)
    var messageKey: Digest128?
    var position: GeoZone.Position?
    try body.readMembers { key, value in
      switch key {
      case "name": event.name = try value.text(bytesMax: nameBytesMax)
      // What has not happened yet by the hub's clock happened now: the sender's clock is ahead.
      case "at": event.atMilliseconds = min(nowMilliseconds, try value.milliseconds())
      case "amount": event.amount = try value.number()
      case "properties":
        guard value.kind == .object else { throw APIError.field("an object") }
        var writer = JSONWriter(capacity: 256)
        writer.write(value)
        event.properties = writer.bytes
      case "position": position = try GeoZone.Position.read(value)
      case "message_id":
        let id = try value.text(bytesMax: nameBytesMax)
        messageKey = Digest128(sha256Of: [Array("api".utf8), Array(id.utf8)])
      default: return false
      }
      return true
    }
    guard !event.name.isEmpty else { throw APIError.missing("name") }
    var happening = Happening(customer: identity, kind: .event(event), messageKey: messageKey)
    happening.position = position
    return happening
  }

  // MARK: Merging and erasing

  func merge(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind")
    let identity = try call.identity()
    let other = try withJSON(call.body) { body in
      var other: Identity?
      try body.readMembers { key, value in
        guard case "from" = key else { return false }
        other = try Identity.read(value)
        return true
      }
      guard let other else { throw APIError.missing("from") }
      return other
    }
    guard other != identity else {
      throw APIError(.badRequest, "merge.same", "these are one and the same identity", path: "from")
    }
    guard try await isKnown(identity) else { throw Self.unknown(identity, path: "id") }
    guard try await isKnown(other) else { throw Self.unknown(other, path: "from") }
    let receipts = try await authority.record(
      [Happening(customer: identity, kind: .alias(other))], once: try call.once("customers/\(identity.kind)/merge"))
    return Reply.json { Self.write(identity, receipts.first, into: &$0) }
  }

  func erase(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind")
    try call.expectNoBody()
    let identity = try call.identity()
    guard let progress = try await authority.erase(identity) else { throw Self.unknown(identity, path: "id") }
    return Reply.json {
      $0.member("erased", true)
      $0.member("overwritten", progress == .overwritten)
    }
  }

  private func isKnown(_ identity: Identity) async throws(HubError) -> Bool {
    do throws(HubError) {
      _ = try await authority.timeline(of: identity, before: nil, countMax: 1)
      return true
    } catch {
      if error.code == "customer.unknown" { return false }
      throw error
    }
  }

  private static func unknown(_ identity: Identity, path: String) -> APIError {
    APIError(.notFound, "customer.unknown", "nobody knows customer `\(identity.value.excerpt)`", path: path)
  }

  private static func write(_ customer: Identity, _ receipt: Receipt?, into writer: inout JSONWriter) {
    writer.key("customer")
    customer.write(into: &writer)
    writer.member("result", receipt == .duplicate ? "duplicate" : "recorded")
  }
}

extension JSONWriter {
  /// Writes what does not fit, as members of an error.
  fileprivate mutating func write(_ fault: CustomerFault) {
    member("code", fault.code)
    member("message", fault.message)
    if !fault.path.isEmpty { member("path", fault.path) }
  }
}

extension JSONValue {
  /// A moment such as `2026-03-01T09:00:00.250Z`, in milliseconds since 1970.
  fileprivate func milliseconds() throws(APIError) -> Int64 {
    let text = try text(bytesMax: 64)
    if let timestamp = Timestamp(rfc3339: text) {
      return timestamp.seconds * 1_000 + Int64(timestamp.nanoseconds / 1_000_000)
    }
    return try instant().secondsSince1970 * 1_000
  }
}
