import Charters
import Decisions
import Expressions
import Hub
import Records
import Times

/// Reads a hub from its beginning to its end, and writes lines.
struct ExportRun: ~Copyable {
  private let authority: Authority
  private let isCSV: Bool
  private let sink: Sink
  private var json = JSONWriter(capacity: 1 << 18)
  private var csv = CSVFields()
  private let parser = JSONParser()
  /// Lines written.
  private(set) var count = 0
  /// What customers are called, of those who were asked for lately.
  private var identities: [CustomerNumber: Identity] = [:]
  private static let identitiesMax = 100_000
  /// How much is read of the hub at a time.
  private static let pageCount = 1_000
  /// How much is gathered before it is written.
  private static let bytesMax = 1 << 18

  init(authority: Authority, isCSV: Bool, sink: Sink) {
    self.authority = authority
    self.isCSV = isCSV
    self.sink = sink
  }

  /// Writes what is still in memory.
  mutating func flush() throws {
    try json.withBytes { try sink.write(UnsafeRawBufferPointer($0)) }
    try csv.bytes.withUnsafeBytes(sink.write)
    json.removeAll()
    csv.removeAll()
  }

  /// Counts lines that are complete, and writes from time to time.
  private mutating func endLines(_ lineCount: Int, _ noun: String) throws {
    count += lineCount
    guard json.count + csv.bytes.count >= ExportRun.bytesMax else { return }
    try flush()
    ProgressBar.show(count: count, noun)
  }

  // MARK: Customers

  /// Every customer as they are now.
  mutating func customers() async throws {
    let charter = authority.activeCharter
    let attributes = charter?.world.attributes.map(\.name) ?? []
    let names = CustomerLine.names(authority.activeCharters)
    if isCSV { csv.row(["id", "country", "region", "zone", "locale", "household"] + attributes) }
    var after = CustomerNumber(rawValue: 0)
    while true {
      let (readings, last) = try await authority.customers(after: after, countMax: ExportRun.pageCount)
      for reading in readings {
        if isCSV {
          csv.row(CustomerLine.fields(reading, attributes: attributes))
          try endLines(1, "customers")
        } else {
          try endLines(CustomerLine.write(reading, names: names, into: &json), "customers")
        }
      }
      guard let last else { return }
      after = last
    }
  }

  // MARK: Events

  /// Every event that was taken, customer by customer, oldest first.
  mutating func events() async throws {
    if isCSV { csv.row(["customer", "identity", "name", "at", "amount", "properties"]) }
    guard let parser else { return }
    var repeats: [Digest128: Int] = [:]
    var position = Position.none
    while true {
      let entries = try await authority.entries(after: position, countMax: ExportRun.pageCount)
      guard let last = entries.last else { return }
      position = last.position
      for entry in entries where entry.kind == .event {
        guard case .event(let event)? = try? EntryBody(kind: .event, body: entry.body),
          let customer = try await identity(of: entry.customer)
        else { continue }
        if isCSV {
          csv.row([
            customer.value, "\(customer.kind)", event.name, MomentText.of(milliseconds: event.atMilliseconds),
            "\(event.amount)", String(decoding: event.properties, as: UTF8.self),
          ])
        } else {
          let key = Digest128(sha256Of: [Array(customer.value.utf8), [customer.kind.rawValue], entry.body])
          EventLine.write(event, of: customer, repeats: repeats[key, default: 0], into: &json, parser)
          json.endLine()
          repeats[key, default: 0] += 1
        }
        try endLines(1, "events")
      }
    }
  }

  // MARK: Decisions

  /// Every decision and what became of it, in the order in which they were written.
  mutating func decisions() async throws {
    if isCSV { csv.row(DecisionLine.columns) }
    var position = Position.none
    while true {
      let entries = try await authority.entries(after: position, countMax: ExportRun.pageCount)
      guard let last = entries.last else { return }
      position = last.position
      for entry in entries where entry.kind == .decision || entry.kind == .feedback {
        guard let line = try await line(entry) else { continue }
        if isCSV {
          for row in line.rows { csv.row(row) }
        } else {
          line.write(into: &json)
          json.endLine()
        }
        try endLines(1, "decisions")
      }
    }
  }

  private func line(_ entry: Entry) async throws -> DecisionLine? {
    switch try? EntryBody(kind: entry.kind, body: entry.body) {
    case .decision(let record)?:
      let decided = try await authority.decision(entry.position)
      return .made(
        DecisionLine.Made(
          position: entry.position, customer: record.customer, recordedMilliseconds: entry.atMilliseconds,
          record: record, charterVersion: decided.charterVersion, modelVersion: decided.modelVersion,
          availability: try await authority.context(record).availability))
    case .feedback(let record)?:
      let decided = try await authority.decision(record.decision)
      return .news(
        DecisionLine.News(
          position: entry.position, customer: decided.record.customer, recordedMilliseconds: entry.atMilliseconds,
          record: record))
    default: return nil
    }
  }

  /// What a customer is called; of those who became part of others, what the others are called.
  private mutating func identity(of number: CustomerNumber) async throws -> Identity? {
    if let known = identities[number] { return known }
    if identities.count >= ExportRun.identitiesMax { identities.removeAll(keepingCapacity: true) }
    let identity = try await authority.identities(of: number).first
    identities[number] = identity
    return identity
  }
}
