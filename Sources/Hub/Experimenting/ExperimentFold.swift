import Decisions
import Times

/// One experiment while the log is read: who was found in which arm, and whether it could make a difference to them. What they came to is told by
/// ``Authority/experimentReports(_:)``.
struct ExperimentTally: Sendable {
  /// The position of the arm in which a customer was first found, and whether they were exposed yet.
  struct Finding: Sendable {
    var arm: Int
    var isExposed = false
  }

  let experiment: Experiment
  private let arms: [String: Int]
  /// The period that is counted: where everybody is drawn anew, the latest one that was met.
  private(set) var period: Int64 = .min
  private(set) var found: [CustomerNumber: Finding] = [:]

  init(_ experiment: Experiment) {
    self.experiment = experiment
    arms = Dictionary(uniqueKeysWithValues: experiment.arms.enumerated().map { ($0.element.name, $0.offset) })
  }

  mutating func add(_ body: EntryBody, of customer: CustomerNumber) {
    switch body {
    case .decision(let record): add(record, of: customer)
    // One person, who was in the arm that the survivor was found in, or else in that of the other.
    case .merged(let other):
      guard let gone = found.removeValue(forKey: customer) else { return }
      if found[other] == nil { found[other] = gone }
      if gone.isExposed { found[other]?.isExposed = true }
    default: break
    }
  }

  private mutating func add(_ record: DecisionRecord, of customer: CustomerNumber) {
    guard let own = record.assignments.first(where: { $0.experiment == experiment.name }), let arm = arms[own.arm]
    else { return }
    let period = experiment.period(at: record.at)
    if period > self.period {
      self.period = period
      found.removeAll(keepingCapacity: true)
    }
    guard period == self.period else { return }
    found[customer, default: Finding(arm: arm)].isExposed = found[customer]?.isExposed ?? false || own.isExposed
  }
}

/// An experiment in force, and how many customers were found in its arms.
public struct ExperimentStanding: Sendable {
  /// The experiment, as the charter in force says it.
  public var experiment: Experiment
  /// By arm: customers found in it, and those of them whom it could have made a difference to.
  public var counts: [(assigned: Int, exposed: Int)]
  /// Whether the whole log has been read; else another call reads on.
  public var isComplete: Bool
}

/// What the log says of the experiments in force, read once and then further. It is kept in memory alone, because it follows from the log.
actor ExperimentFold {
  private var version = ""
  private var tallies: [ExperimentTally] = []
  private(set) var position = Position.none

  /// Begins anew where another charter is in force than the one read for.
  /// - Returns: whether it did.
  func prepare(for charter: Charter, from start: Position) {
    guard version != charter.version else { return }
    version = charter.version
    tallies = charter.experiments.map { ExperimentTally($0) }
    position = start
  }

  /// Whether it was read for a charter.
  func isReady(for charter: Charter) -> Bool { version == charter.version }

  /// Takes in entries that come after a position, unless somebody else has meanwhile.
  func add(_ entries: [Entry], after: Position, for charter: Charter) {
    guard position == after, version == charter.version, let last = entries.last else { return }
    for entry in entries where entry.kind == .decision || entry.kind == .merged {
      guard let body = try? EntryBody(entry) else { continue }
      for index in tallies.indices { tallies[index].add(body, of: entry.customer) }
    }
    position = last.position
  }

  func standings(isComplete: Bool) -> [ExperimentStanding] {
    tallies.map { tally in
      var counts = tally.experiment.arms.map { _ in (assigned: 0, exposed: 0) }
      for one in tally.found.values {
        counts[one.arm].assigned += 1
        if one.isExposed { counts[one.arm].exposed += 1 }
      }
      return ExperimentStanding(experiment: tally.experiment, counts: counts, isComplete: isComplete)
    }
  }
}

extension Authority {
  /// The experiments of the charter in force, with how many customers were found in their arms so far: in the period that goes on, where
  /// everybody is drawn anew.
  ///
  /// The log is read from where the last call ended, at most a million entries at once.
  public func experiments() async throws(HubError) -> [ExperimentStanding] {
    guard let regime = regimes.current, !regime.loaded.charter.experiments.isEmpty else { return [] }
    let charter = regime.loaded.charter
    if !(await experimentFold.isReady(for: charter)) {
      let starts = charter.experiments.map { $0.from?.secondsSince1970 ?? 0 }
      let start = try await position(beforeMilliseconds: max(0, starts.min() ?? 0) * 1000)
      await experimentFold.prepare(for: charter, from: start)
    }
    var isComplete = false
    for _ in 0..<Authority.experimentPagesMax {
      let after = await experimentFold.position
      let page = try await reading { () async throws(StoreError) in
        try await store.entries(after: after, countMax: Authority.experimentEntriesPerRead)
      }
      if page.isEmpty {
        isComplete = true
        break
      }
      await experimentFold.add(page, after: after, for: charter)
    }
    return await experimentFold.standings(isComplete: isComplete)
  }

  /// Entries read at once, and how often a call reads.
  private static let experimentEntriesPerRead = 2_000
  private static let experimentPagesMax = 500
}
