import Charters
import Hub

/// What a store holds.
struct MemoryTables: Sendable {
  /// An identity by its bytes: two spellings of one letter are two identities, as on disk.
  struct IdentityKey: Hashable {
    var kind: UInt8
    var value: [UInt8]

    init(_ identity: Identity) {
      kind = identity.kind.rawValue
      value = Array(identity.value.utf8)
    }
  }

  /// A message by its decision and choice.
  struct MessageKey: Hashable {
    var decision: Position
    var choice: Int
  }

  var marks = StoreMarks(position: .none, customer: CustomerNumber(rawValue: 0), atMilliseconds: 0)
  var log: [Position: Entry] = [:]
  /// Positions of the log in ascending order.
  var positions: [Position] = []
  var heads: [CustomerNumber: Position] = [:]
  var identities: [IdentityKey: (identity: Identity, customer: CustomerNumber)] = [:]
  var onceKeys: [Digest128: OnceKey] = [:]
  var links: [UInt64: Set<CustomerNumber>] = [:]
  var outbox: [MessageKey: OutboxRow] = [:]
  var deliveries: [MessageKey: DeliveryRow] = [:]
  var timers: [CustomerNumber: Int64] = [:]
  var occasions: [OccasionRow.Key: OccasionRow] = [:]
  var segments: [String: Int] = [:]
  var review: ReviewMark?
  var sweeps: [Int: SweepRow] = [:]
  /// By sweep and lane.
  var sweepMarks: [Int: [Int: SweepMark]] = [:]
  var charters: [StoredCharter] = []
  var activations: [Activation] = []
  var contexts: [DecisionContext] = []
  var stops: Set<Stop> = []
  var rolloutMoves: [RolloutMove] = []
  var models: [Position: StoredModels] = [:]
  var accessKeys: [Int: StoredAccessKey] = [:]

  /// Refuses what breaks an invariant, before anything changes.
  func check(_ commits: [Commit]) throws(StoreError) {
    var last = marks.position
    var newHeads: [CustomerNumber: Position] = [:]
    var newPositions: Set<Position> = []
    for commit in commits {
      for entry in commit.entries {
        let head = newHeads[entry.customer] ?? heads[entry.customer] ?? .none
        try require(entry.position > last, "entry \(entry.position.rawValue) is not later than \(last.rawValue)")
        try require(
          entry.previous == head, "entry \(entry.position.rawValue) does not follow \(head.rawValue)")
        try require(
          head != .none || entry.customer.rawValue > 0, "customer \(entry.customer.rawValue) has no number")
        last = entry.position
        newHeads[entry.customer] = entry.position
        newPositions.insert(entry.position)
      }
      func isKnown(_ customer: CustomerNumber) -> Bool { heads[customer] != nil || newHeads[customer] != nil }
      for (identity, customer) in commit.identities {
        try require(isKnown(customer), "customer \(customer.rawValue) has no entry")
        try require((1...Identity.valueBytesMax).contains(identity.value.utf8.count), "the identity has a bad length")
      }
      for (_, customer) in commit.linksAdded {
        try require(isKnown(customer), "customer \(customer.rawValue) has no entry")
      }
      for row in commit.outboxAdded {
        let isWritten = log[row.decision] != nil || newPositions.contains(row.decision)
        try require(isWritten && row.choice >= 0, "message \(row.decision.rawValue)/\(row.choice) has no decision")
      }
      for row in commit.deliveriesAdded.map(\.message) {
        let isWritten = log[row.decision] != nil || newPositions.contains(row.decision)
        try require(isWritten && row.choice >= 0, "message \(row.decision.rawValue)/\(row.choice) has no decision")
      }
      for (customer, due) in commit.timers where due != nil {
        try require(isKnown(customer), "customer \(customer.rawValue) has no entry")
      }
      for row in commit.occasionsAdded {
        let isWritten = log[row.key.opened] != nil || newPositions.contains(row.key.opened)
        try require(isWritten, "the occasion \(row.key.opened.rawValue)/\(row.key.place) was opened by no entry")
      }
    }
  }

  /// Refuses a charter that is not kept.
  func checkCharter(_ version: String) throws(StoreError) {
    try require(charters.contains { $0.version == version }, "there is no charter `\(version)`")
  }

  private func require(_ isTrue: Bool, _ message: @autoclosure () -> String) throws(StoreError) {
    if !isTrue { throw StoreError("store.failed", message()) }
  }

  /// Writes a commit that was checked; what goes comes before what is added.
  mutating func apply(_ commit: Commit) {
    for entry in commit.entries {
      log[entry.position] = entry
      positions.append(entry.position)
      heads[entry.customer] = entry.position
      marks.position = max(marks.position, entry.position)
      marks.customer = max(marks.customer, entry.customer)
      marks.atMilliseconds = max(marks.atMilliseconds, entry.atMilliseconds)
    }
    for (identity, customer) in commit.identities { identities[IdentityKey(identity)] = (identity, customer) }
    for key in commit.onceKeys { onceKeys[key.key] = key }
    for (link, customer) in commit.linksRemoved { links[link]?.remove(customer) }
    for (link, customer) in commit.linksAdded { links[link, default: []].insert(customer) }
    for (decision, choice) in commit.outboxRemoved { outbox[MessageKey(decision: decision, choice: choice)] = nil }
    for row in commit.outboxAdded { outbox[MessageKey(decision: row.decision, choice: row.choice)] = row }
    for (decision, choice) in commit.deliveriesRemoved {
      deliveries[MessageKey(decision: decision, choice: choice)] = nil
    }
    for row in commit.deliveriesAdded {
      deliveries[MessageKey(decision: row.message.decision, choice: row.message.choice)] = row
    }
    for (customer, due) in commit.timers { timers[customer] = due }
    for key in commit.occasionsRemoved { occasions[key] = nil }
    for row in commit.occasionsAdded { occasions[row.key] = row }
    for (name, count) in commit.segments { segments[name, default: 0] += count }
    if let step = commit.sweepStep {
      let old = sweepMarks[step.sweep]?[step.lane]
      sweepMarks[step.sweep, default: [:]][step.lane] = SweepMark(
        sweep: step.sweep, lane: step.lane, reached: step.reached,
        decisionCount: (old?.decisionCount ?? 0) + step.decisionCount,
        contactCount: (old?.contactCount ?? 0) + step.contactCount)
    }
    for use in commit.volumes { marks.volumes[use.key, default: 0] += use.units }
  }

  /// Takes a customer out.
  mutating func erase(_ customer: CustomerNumber) {
    let erased = Set(log.values.filter { $0.customer == customer }.map(\.position))
    for position in erased { log[position] = nil }
    positions.removeAll { erased.contains($0) }
    heads[customer] = nil
    identities = identities.filter { $0.value.customer != customer }
    onceKeys = onceKeys.filter { !erased.contains($0.value.position) }
    for link in links.keys { links[link]?.remove(customer) }
    outbox = outbox.filter { $0.value.customer != customer && !erased.contains($0.key.decision) }
    deliveries = deliveries.filter { $0.value.message.customer != customer && !erased.contains($0.key.decision) }
    timers[customer] = nil
    occasions = occasions.filter { $0.value.customer != customer }
  }

  /// The customer's entries, newest first, earlier than a position.
  func chain(of customer: CustomerNumber, before: Position?) -> [Entry] {
    var entries: [Entry] = []
    var position = heads[customer] ?? .none
    while let entry = log[position] {
      if before.map({ entry.position < $0 }) ?? true { entries.append(entry) }
      position = entry.previous
    }
    return entries
  }
}
