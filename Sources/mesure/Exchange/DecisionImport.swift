import Hub
import Intake
import StoreSQLite
import Times

/// Writes decisions that another hub made into the log of this one, where no hub serves.
///
/// Decisions keep their ids where this log has not come so far yet, as in an empty hub; elsewhere they get new ones, and
/// what became of them follows. Each is taken once, however often the file is imported.
struct DecisionImport {
  private let store: SQLiteStore
  /// What decisions took of volume limits, by the version of the charter that made them.
  private let meters: [String: VolumeMeter]
  private let nowMilliseconds: Int64
  private var marks: StoreMarks
  private var contexts: [DecisionContext]
  // What this group of lines has written so far, which the store does not know yet.
  private var commits: [Commit] = []
  private var positions: [Digest128: Position] = [:]
  private var customers: [Identity: CustomerNumber] = [:]
  private var heads: [CustomerNumber: Position] = [:]
  private var records: [Position: DecisionRecord] = [:]

  init(_ store: SQLiteStore, meters: [String: VolumeMeter], nowMilliseconds: Int64) async throws(StoreError) {
    self.store = store
    self.meters = meters
    self.nowMilliseconds = nowMilliseconds
    marks = try await store.last
    contexts = try await store.contexts
  }

  /// Takes the lines of a piece of a file; returns once they are on disk.
  /// - Returns: how many are new, how many were there, and what is wrong with the others.
  mutating func take(
    _ lines: [LineFile.Read<DecisionLine>]
  ) async throws(StoreError) -> (taken: Int, known: Int, faults: [RowFault]) {
    var known = 0
    var faults: [RowFault] = []
    for read in lines {
      switch read.value {
      case .made(let made): if try await !take(made) { known += 1 }
      case .news(let news):
        switch try await take(news) {
        case .some(true): break
        case .some(false): known += 1
        case nil:
          let id = DecisionID.text(news.record.decision)
          faults.append(
            RowFault(
              code: "decision.unknown", message: "nobody imported decision `\(id)`", line: read.line, column: 1))
        }
      }
    }
    let taken = commits.count
    try store.commit(commits)
    commits = []
    positions = [:]
    customers = [:]
    heads = [:]
    records = [:]
    return (taken, known, faults)
  }

  private mutating func take(_ made: DecisionLine.Made) async throws(StoreError) -> Bool {
    let key = DecisionImport.key(made.position)
    if try await position(of: key) != nil { return false }
    var record = made.record
    record.context = try await context(made)
    let body = EntryBody.decision(record).encode()
    if try await isThere(made.position, .decision, body) { return false }
    var commit = Commit()
    let position = try await append(
      .decision, body, made.position, made.customer, made.recordedMilliseconds, key, to: &commit)
    positions[key] = position
    if record.mode == .reservation, case .contact(let offers) = record.answer {
      if let meter = meters[made.charterVersion] { commit.volumes = offers.flatMap { meter.uses(of: $0) } }
      records[position] = record
    }
    commits.append(commit)
    return true
  }

  /// - Returns: whether it is new; nothing when its decision is not here.
  private mutating func take(_ news: DecisionLine.News) async throws(StoreError) -> Bool? {
    let key = DecisionImport.key(news.position)
    if try await position(of: key) != nil { return false }
    var record = news.record
    if let moved = try await position(of: DecisionImport.key(record.decision)) {
      record.decision = moved
    } else if try await store.entry(at: record.decision)?.kind != .decision {
      return nil
    }
    let body = EntryBody.feedback(record).encode()
    if try await isThere(news.position, .feedback, body) { return false }
    var commit = Commit()
    let position = try await append(
      .feedback, body, news.position, news.customer, news.recordedMilliseconds, key, to: &commit)
    positions[key] = position
    let givesBack: Set<FeedbackKind> = [.released, .bounced, .bouncedForGood, .refusedByProvider]
    if givesBack.contains(record.kind) { commit.volumes = try await returns(of: record) }
    commits.append(commit)
    return true
  }

  /// What the contact took that the news is about, given back.
  private func returns(of news: FeedbackRecord) async throws(StoreError) -> [VolumeUse] {
    var made = records[news.decision]
    if made == nil, let entry = try await store.entry(at: news.decision),
      case .decision(let stored)? = try? EntryBody(kind: .decision, body: entry.body)
    {
      made = stored
    }
    guard let made, case .contact(let offers) = made.answer, offers.indices.contains(news.choice),
      let context = contexts.first(where: { $0.number == made.context }), let meter = meters[context.charterVersion]
    else { return [] }
    return meter.returns(of: offers[news.choice])
  }

  private mutating func append(
    _ kind: EntryKind, _ body: [UInt8], _ wanted: Position, _ identity: Identity, _ recordedMilliseconds: Int64,
    _ key: Digest128, to commit: inout Commit
  ) async throws(StoreError) -> Position {
    let position = max(wanted, Position(rawValue: marks.position.rawValue + 1))
    marks.position = position
    let customer = try await customer(of: identity, &commit)
    let previous = try await head(of: customer)
    heads[customer] = position
    commit.entries = [
      Entry(
        position: position, customer: customer, previous: previous, atMilliseconds: recordedMilliseconds, kind: kind,
        body: body)
    ]
    commit.onceKeys = [OnceKey(key: key, request: key, position: position, atMilliseconds: nowMilliseconds)]
    return position
  }

  /// Whether an entry stands where it stood, from an import so long ago that its key is forgotten.
  private func isThere(_ position: Position, _ kind: EntryKind, _ body: [UInt8]) async throws(StoreError) -> Bool {
    guard position <= marks.position, let entry = try await store.entry(at: position) else { return false }
    return entry.kind == kind && entry.body == body
  }

  private func position(of key: Digest128) async throws(StoreError) -> Position? {
    if let position = positions[key] { return position }
    return try await store.onceKey(key)?.position
  }

  private mutating func customer(of identity: Identity, _ commit: inout Commit) async throws(StoreError)
    -> CustomerNumber
  {
    if let number = customers[identity] { return number }
    if let number = try await store.customer(of: identity) {
      customers[identity] = number
      return number
    }
    let number = CustomerNumber(rawValue: marks.customer.rawValue + 1)
    marks.customer = number
    commit.identities = [(identity, number)]
    customers[identity] = number
    return number
  }

  private func head(of customer: CustomerNumber) async throws(StoreError) -> Position {
    if let head = heads[customer] { return head }
    return try await store.history(of: customer, before: nil, countMax: 1).first?.position ?? .none
  }

  private mutating func context(_ made: DecisionLine.Made) async throws(StoreError) -> Int {
    if let known = contexts.first(where: {
      $0.charterVersion == made.charterVersion && $0.modelVersion == made.modelVersion
        && $0.availability == made.availability
    }) {
      return known.number
    }
    let context = DecisionContext(
      number: (contexts.last?.number ?? 0) + 1, charterVersion: made.charterVersion, modelVersion: made.modelVersion,
      availability: made.availability)
    try await store.add(context)
    contexts.append(context)
    return context.number
  }

  private static func key(_ position: Position) -> Digest128 {
    Digest128(sha256Of: [Array("import decision".utf8), Array(DecisionID.text(position).utf8)])
  }
}
