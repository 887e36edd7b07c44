import Charters
import Decisions
import HTTPTypes
import Hub
import Records

/// Customers: what is known of them, and how it came to be.
public struct CustomersResource: Resource {
  let authority: Authority
  let clock: any HubClock
  private let zone = AnswerZone()

  /// Makes the resource.
  /// - Parameter clock: tells when an event happened that does not say so.
  public init(authority: Authority, clock: any HubClock) {
    self.authority = authority
    self.clock = clock
  }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/v1/customers/{id}", scope: .read, answer: read),
      Route(.patch, "/v1/customers/{id}", scope: .write, answer: change),
      Route(.delete, "/v1/customers/{id}", scope: .write, answer: erase),
      Route(.get, "/v1/customers/{id}/ledger", scope: .read, answer: ledger),
      Route(.get, "/v1/customers/{id}/timeline", scope: .read, answer: timeline),
      Route(.get, "/v1/customers/{id}/export", scope: .read, answer: export),
      Route(.post, "/v1/customers/{id}/merge", scope: .write, answer: merge),
      Route(.post, "/v1/customers/{id}/events", scope: .ingest, answer: tell),
      Route(.post, "/v1/customers/batch", scope: .write, bodyBytesMax: Self.batchBytesMax, answer: changeMany),
    ]
  }

  /// The most bytes of a batch of patches.
  static let batchBytesMax = 8 << 20
  /// The most patches of a batch.
  static let patchesMax = 500
  /// The most entries of one page of a timeline.
  static let entriesMax = 500
  /// How many entries a page has unless it is told otherwise.
  static let entriesUsual = 50

  // MARK: Reading

  private func read(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind")
    let reading = try await authority.customer(try call.identity())
    let names = await names(for: reading.profile)
    return Reply.json(capacity: 1 << 14) { Self.write(reading, names, into: &$0) }
  }

  private func ledger(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind")
    let profile = try await authority.customer(try call.identity()).profile
    let names = await names(for: profile)
    return Reply.json(capacity: 1 << 14) {
      $0.list("contacts", profile.ledger.contacts) { writer, contact in
        writer.object { LedgerText.write(contact, names, into: &$0) }
      }
    }
  }

  private func timeline(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind", "before", "limit")
    let identity = try call.identity()
    let countMax = try call.count("limit", usual: Self.entriesUsual, in: 1...Self.entriesMax)
    var before: Position?
    if let text = call.query("before") {
      guard let position = DecisionID.position(text) else {
        throw APIError(
          .badRequest, "query.invalid", "`before` must be what an earlier page gave as `next`", path: "before")
      }
      before = position
    }
    let entries = try await authority.timeline(of: identity, before: before, countMax: countMax)
    let told = try await told(entries, names())
    return Reply.json(capacity: 1 << 14) {
      $0.list("entries", told) { writer, entry in entry.write(into: &writer) }
      if entries.count == countMax, let last = entries.last {
        $0.member("next", DecisionID.text(last.position))
      }
    }
  }

  private func export(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind")
    let (reading, entries) = try await authority.everything(about: try call.identity())
    let names = await names(for: reading.profile)
    let told = try await told(entries, names)
    return Reply.json(capacity: 1 << 16) {
      $0.member("exported", milliseconds: clock.nowMilliseconds)
      Self.write(reading, names, into: &$0)
      $0.list("entries", told) { writer, entry in entry.write(into: &writer) }
    }
  }

  /// Entries as they are told, without those that say nothing new.
  private func told(_ entries: [Entry], _ names: SymbolNames) async throws -> [EntryText] {
    var told: [EntryText] = []
    for entry in entries where EntryText.isTold(entry) {
      var text = try EntryText(entry, names)
      if entry.kind == .decision {
        let decided = try await authority.decision(entry.position)
        text.decided = decided
        text.zone = zone.zone(decided.charterVersion, authority)
      }
      told.append(text)
    }
    return told
  }

  private static func write(_ reading: CustomerReading, _ names: SymbolNames, into writer: inout JSONWriter) {
    writer.list("identities", reading.identities) { writer, identity in identity.write(into: &writer) }
    writer.member("changed", milliseconds: reading.atMilliseconds)
    writer.key("profile")
    reading.profile.write(into: &writer) { names[$0] }
  }

  // MARK: Names

  /// The names of what is in force.
  func names() -> SymbolNames { SymbolNames(authority.activeCharters) }

  /// The names of the charter in force, and of the actions and channels of a customer's contacts that it does not know
  /// any more.
  private func names(for profile: Profile) async -> SymbolNames {
    var names = names()
    for contact in profile.ledger.contacts where contact.origin != 0 {
      if names[contact.action] != nil, names[contact.channel] != nil { continue }
      let position = Position(rawValue: Int64(bitPattern: contact.origin >> 4))
      guard let decided = try? await authority.decision(position), case .contact(let offers) = decided.record.answer
      else { continue }
      for offer in offers { names.add([offer.action, offer.channel]) }
    }
    return names
  }
}

/// What the numbers of ledgers are called.
struct SymbolNames: Sendable {
  private var names: [Symbol: String] = [:]

  /// The names of charters.
  init(_ all: [LoadedCharter]) {
    for loaded in all {
      let charter = loaded.charter
      add(charter.actions.map(\.name) + charter.groups.map(\.name) + charter.issues.map(\.name))
      add(charter.channels.map(\.name) + charter.purposes.map(\.name) + loaded.world.events)
      add(charter.actions.map(\.brand).filter { !$0.isEmpty })
    }
  }

  mutating func add(_ more: [String]) { for name in more { names[Symbol(name)] = name } }

  subscript(symbol: Symbol) -> String? { names[symbol] }

  /// The name; `#` and the number where nobody knows it any more.
  func text(_ symbol: Symbol) -> String { names[symbol] ?? "#" + String(symbol.rawValue, radix: 16) }
}
