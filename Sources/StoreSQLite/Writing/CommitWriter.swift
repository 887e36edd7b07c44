import GRDB
import Hub

/// The statements that write commits, prepared once; used on the writer's queue alone.
final class CommitWriter {
  private let begin: Query
  private let end: Query
  private let back: Query
  private let entry: Query
  private let customer: Query
  private let head: Query
  private let mark: Query
  private let identity: Query
  private let keys: KeyWriter
  private let linkAdded: Query
  private let linkRemoved: Query
  /// Writes messages.
  let outbox: OutboxWriter
  /// Writes messages on their way.
  let deliveries: DeliveryWriter
  private let volume: Query
  private let journeys: JourneyWriter
  private let sweeps: SweepWriter

  /// Prepares them.
  init(_ connection: Database) throws {
    func prepare(_ sql: String) throws -> Query { try Query(owned: connection, sql) }
    begin = try prepare("BEGIN IMMEDIATE")
    end = try prepare("COMMIT")
    back = try prepare("ROLLBACK")
    entry = try prepare("INSERT INTO log(position, customer, previous, at, kind, body) VALUES (?, ?, ?, ?, ?, ?)")
    customer = try prepare("INSERT INTO customers(number, head) VALUES (?, ?)")
    head = try prepare("UPDATE customers SET head = ?2 WHERE number = ?1")
    mark = try prepare("UPDATE marks SET value = max(value, ?2) WHERE name = ?1")
    identity = try prepare(
      """
      INSERT INTO identities(kind, value, customer) VALUES (?, ?, ?)
      ON CONFLICT(kind, value) DO UPDATE SET customer = excluded.customer
      """)
    keys = try KeyWriter(connection)
    linkAdded = try prepare("INSERT OR IGNORE INTO links(link, customer) VALUES (?, ?)")
    linkRemoved = try prepare("DELETE FROM links WHERE link = ? AND customer = ?")
    outbox = try OutboxWriter(connection)
    deliveries = try DeliveryWriter(connection)
    journeys = try JourneyWriter(connection)
    sweeps = try SweepWriter(connection)
    volume = try prepare(
      """
      INSERT INTO volume_uses(volume, is_money, per, start, units) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT(volume, is_money, per, start) DO UPDATE SET units = units + excluded.units
      """)
  }

  /// Begins a transaction that may write.
  func beginTransaction() throws { try begin.run() }

  /// Takes the transaction back, if there is one.
  func takeBackTransaction() throws {
    if end.isInTransaction { try back.run() }
  }

  /// Ends it: when this returns, the transaction is on disk.
  func endTransaction() throws { try end.run() }

  /// Writes commits into the transaction, in their order.
  /// - Parameters:
  ///   - marks: how far the store got before them; returned as they are after them.
  ///   - keyRow: the row of their first once-key; the others follow.
  func write(_ commits: [Commit], after marks: StoreMarks, keyRow: Int64) throws -> StoreMarks {
    var marks = marks
    var keyRow = keyRow
    var waiting: [String: Int] = [:]
    var volumes: [VolumeKey: Int64] = [:]
    for commit in commits {
      for added in commit.entries { try write(added, &marks) }
      for (identity, customer) in commit.identities { try write(identity, of: customer) }
      for key in commit.onceKeys {
        try keys.write(key, row: keyRow)
        keyRow += 1
      }
      try outbox.write(commit, counting: &waiting)
      try deliveries.write(commit)
      try journeys.write(commit)
      for use in commit.volumes { volumes[use.key, default: 0] += use.units }
    }
    try writeLinks(of: commits)
    try outbox.write(waiting)
    try sweeps.write(commits)
    for (key, units) in volumes {
      try write(VolumeUse(key, units))
      marks.volumes[key, default: 0] += units
    }
    return marks
  }

  private func write(_ added: Entry, _ marks: inout StoreMarks) throws {
    guard added.position > marks.position else {
      throw StoreError(
        "store.failed", "entry \(added.position.rawValue) comes after \(marks.position.rawValue), which is later")
    }
    entry.bind(1, added.position.rawValue)
    entry.bind(2, added.customer.rawValue)
    entry.bind(3, added.previous.rawValue)
    entry.bind(4, added.atMilliseconds)
    entry.bind(5, Int64(added.kind.rawValue))
    try entry.run(6, borrowing: added.body)
    if added.previous == .none {
      // Numbers ascend, so this goes to the table's end.
      customer.bind(1, added.customer.rawValue)
      customer.bind(2, added.position.rawValue)
      try customer.run()
    }
    marks.position = added.position
    if added.customer > marks.customer { marks.customer = added.customer }
    if added.atMilliseconds > marks.atMilliseconds { marks.atMilliseconds = added.atMilliseconds }
  }

  private func write(_ added: Identity, of customer: CustomerNumber) throws {
    identity.bind(1, Int64(added.kind.rawValue))
    try identity.bind(2, added.value)
    identity.bind(3, customer.rawValue)
    try identity.run()
  }

  private func write(_ use: VolumeUse) throws {
    try volume.bind(1, use.key.limit)
    volume.bind(2, Int64(use.key.isMoney ? 1 : 0))
    try volume.bind(3, use.key.window?.rawValue ?? "")
    volume.bind(4, use.key.startSeconds)
    volume.bind(5, use.units)
    try volume.run()
  }

  private func writeLinks(of commits: [Commit]) throws {
    guard commits.allSatisfy(\.linksRemoved.isEmpty) else {
      for commit in commits {
        // What goes comes before what is added, so that one commit can replace.
        for (link, customer) in commit.linksRemoved {
          linkRemoved.bind(1, link)
          linkRemoved.bind(2, customer.rawValue)
          try linkRemoved.run()
        }
        for (link, customer) in commit.linksAdded { try add(link, to: customer) }
      }
      return
    }
    // Where nothing goes, the order does not matter; sorted, each page of the table is met once and not again and again.
    var added = commits.flatMap(\.linksAdded)
    added.sort { (Int64(bitPattern: $0.link), $0.customer) < (Int64(bitPattern: $1.link), $1.customer) }
    for (link, customer) in added { try add(link, to: customer) }
  }

  private func add(_ link: UInt64, to customer: CustomerNumber) throws {
    linkAdded.bind(1, link)
    linkAdded.bind(2, customer.rawValue)
    try linkAdded.run()
  }

  /// Writes a piece of a sweep into the transaction, and the marks when it ends the sweep.
  func write(_ piece: Heads.Piece, _ marks: StoreMarks) throws {
    for (number, newest) in piece.heads {
      head.bind(1, number)
      head.bind(2, newest)
      try head.run()
    }
    if let endsAt = piece.endsAt { try write(marks, headsUpTo: endsAt) }
  }

  /// Writes a piece of a sweep of once-keys into the transaction.
  func write(_ piece: RecentKeys.Piece) throws { try keys.write(piece) }

  /// Writes the marks, which never go back.
  func write(_ marks: StoreMarks, headsUpTo heads: Int64) throws {
    let values = [
      ("heads", heads), ("position", marks.position.rawValue), ("customer", marks.customer.rawValue),
      ("at", marks.atMilliseconds),
    ]
    for (name, value) in values {
      try mark.bind(1, name)
      mark.bind(2, value)
      try mark.run()
    }
  }
}
