import Decisions
import Times

/// What one customer came to in an experiment, from the first decision on that could have come out otherwise in another arm.
public struct ExperimentUnitOutcome: Hashable, Sendable {
  /// The position of the arm in which they were first found; later changes are not followed, so that nobody chooses their arm.
  public var arm: Int
  /// Whether a decision was exposed to the experiment yet; without, everything below is 0.
  public var isExposed = false
  /// The moment of that decision: what happened before it counts for nobody.
  var exposedSinceSeconds: Int64 = 0
  /// Outbound contacts.
  public var contacts = 0
  /// Conversions, and what they were worth in money.
  public var conversions = 0
  /// See ``conversions``.
  public var value = 0.0
  /// Contacts unsubscribed from.
  public var unsubscriptions = 0
  /// Contacts complained of.
  public var complaints = 0
  /// Calls to service.
  public var serviceCalls = 0

  /// What they came to by a metric.
  /// - Parameter valueMax: what values above it count as; nothing: all count in full.
  public func amount(_ metric: ExperimentMetric, valueMax: Double? = nil) -> Double {
    switch metric {
    case .conversions: Double(conversions)
    case .value: valueMax.map { min(value, $0) } ?? value
    case .unsubscriptions: Double(unsubscriptions)
    case .complaints: Double(complaints)
    case .serviceCalls: Double(serviceCalls)
    case .contacts: Double(contacts)
    }
  }
}

/// One experiment while the log is read: who was found in which arm, and what they came to.
struct ExperimentTally: Sendable {
  let experiment: Experiment
  private let arms: [String: Int]
  private let conversions: Set<String>
  private let serviceCalls: Set<String>
  /// The period that is counted: where everybody is drawn anew, the latest one that was met.
  private(set) var period: Int64 = .min
  private(set) var units: [CustomerNumber: ExperimentUnitOutcome] = [:]

  init(_ experiment: Experiment) {
    self.experiment = experiment
    arms = Dictionary(uniqueKeysWithValues: experiment.arms.enumerated().map { ($0.element.name, $0.offset) })
    conversions = Set(experiment.promise.conversionEvents)
    serviceCalls = Set(experiment.promise.serviceCallEvents)
  }

  mutating func add(_ body: EntryBody, of customer: CustomerNumber) {
    switch body {
    case .decision(let record): add(record, of: customer)
    case .feedback(let news):
      guard units[customer]?.isExposed ?? false else { return }
      switch news.kind {
      case .converted where conversions.isEmpty:
        units[customer]?.conversions += 1
        units[customer]?.value += news.value ?? 0
      case .unsubscribed: units[customer]?.unsubscriptions += 1
      case .complained: units[customer]?.complaints += 1
      default: break
      }
    case .event(let event):
      guard let unit = units[customer], unit.isExposed, event.atMilliseconds >= unit.exposedSinceSeconds * 1000 else {
        return
      }
      if conversions.contains(event.name) {
        units[customer]?.conversions += 1
        units[customer]?.value += event.amount
      }
      if serviceCalls.contains(event.name) { units[customer]?.serviceCalls += 1 }
    default: break
    }
  }

  private mutating func add(_ record: DecisionRecord, of customer: CustomerNumber) {
    let own = record.assignments.first { $0.experiment == experiment.name }
    if let own, let arm = arms[own.arm] {
      let period = experiment.period(at: record.at)
      if period > self.period {
        self.period = period
        units.removeAll(keepingCapacity: true)
      }
      if period == self.period {
        var unit = units[customer] ?? ExperimentUnitOutcome(arm: arm)
        if own.isExposed, !unit.isExposed {
          unit.isExposed = true
          unit.exposedSinceSeconds = record.at.secondsSince1970
        }
        units[customer] = unit
      }
    }
    guard record.mode == .reservation, units[customer]?.isExposed ?? false else { return }
    units[customer]?.contacts += record.contacts.count { $0.direction == .outbound }
  }
}

/// An experiment in force, and how many customers were found in its arms.
public struct ExperimentStanding: Sendable {
  /// The experiment, as the charter in force says it.
  public var experiment: Experiment
  /// By arm: customers found in it, and those of them whom it could have made a difference to.
  public var counts: [(assigned: Int, exposed: Int)]
  /// What each came to, in no order.
  public var units: [ExperimentUnitOutcome]
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
    for entry in entries where [.decision, .feedback, .event].contains(entry.kind) {
      guard let body = try? EntryBody(entry) else { continue }
      for index in tallies.indices { tallies[index].add(body, of: entry.customer) }
    }
    position = last.position
  }

  func standings(isComplete: Bool) -> [ExperimentStanding] {
    tallies.map { tally in
      var counts = tally.experiment.arms.map { _ in (assigned: 0, exposed: 0) }
      for unit in tally.units.values {
        counts[unit.arm].assigned += 1
        if unit.isExposed { counts[unit.arm].exposed += 1 }
      }
      return ExperimentStanding(
        experiment: tally.experiment, counts: counts, units: Array(tally.units.values), isComplete: isComplete)
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
