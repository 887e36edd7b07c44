import Decisions
import Hub
import Intake
import Records

/// Takes worked pieces in the order of the file: finds ids that come twice, decides what must be decided in order,
/// writes, counts.
struct OrderedCollector {
  let run: DecisionRun
  let worker: DecisionWorker
  let sink: Sink
  let progress: ProgressBar
  let plan: CharterPlan
  let isSequential: Bool
  private(set) var summary: RunSummary
  // Not against an adversary, so any key will do; it must be the same in every run.
  private var seen = SeenIdentifiers(key: (0x6d65_7375_7265, 0x6964))
  private var shared = SharedContacts()
  private let volumes = Volumes([:])
  private var snapshot: Snapshot
  private let workspace: Workspace
  private var inputBytes = 0

  init(
    run: DecisionRun, worker: DecisionWorker, sink: Sink, progress: ProgressBar, plan: CharterPlan,
    isSequential: Bool
  ) {
    self.run = run
    self.worker = worker
    self.sink = sink
    self.progress = progress
    self.plan = plan
    self.isSequential = isSequential
    summary = RunSummary(plan: plan)
    snapshot = worker.snapshot
    workspace = Workspace(plan)
  }

  /// What the decisions took of the limits of all customers, a line each.
  var limitLines: [String] { LimitUse.lines(volumes.uses, of: plan) }

  /// Writes what stands before the first decision.
  func begin() throws {
    let header = worker.rendering.header
    if !header.isEmpty { try Array(header.utf8).withUnsafeBytes(sink.write) }
  }

  /// Takes the next piece; false when the run is over before the file is.
  mutating func take(_ batch: WorkedBatch) throws -> Bool {
    var batch = batch
    if isSequential { decideInOrder(&batch) }
    inputBytes += batch.inputBytes
    summary.implausibleCount += batch.implausibleCount
    for fault in batch.faults where !(run.isStrict && summary.faultCount > 0) { summary.report(fault) }
    let goesOn = try write(batch)
    progress.show(bytes: inputBytes, customers: summary.customerCount)
    return goesOn && !(run.isStrict && summary.faultCount > 0)
  }

  /// Writes the decisions of a piece, but for customers who came before and those beyond the limit.
  private mutating func write(_ batch: WorkedBatch) throws -> Bool {
    // Under --strict nothing after the first fault is written.
    let firstFault = run.isStrict ? batch.faults.first?.line ?? .max : .max
    var start = 0
    var from = 0
    func flush(to end: Int) throws {
      guard end > from else { return }
      try batch.bytes.withUnsafeBytes { try sink.write(UnsafeRawBufferPointer(rebasing: $0[from..<end])) }
    }
    for row in batch.rows {
      if row.line > firstFault { break }
      if let most = run.customersMax, summary.customerCount >= most {
        try flush(to: start)
        return false
      }
      if !(row.isDuplicate ?? !seen.insert(row.id)) {
        summary.add(row.tally)
      } else {
        try flush(to: start)
        from = row.end
        summary.report(duplicate: row.line)
        if run.isStrict { return false }
      }
      start = row.end
    }
    try flush(to: start)
    return run.customersMax.map { summary.customerCount < $0 } ?? true
  }

  private mutating func decideInOrder(_ batch: inout WorkedBatch) {
    var writer = DecisionWriter(worker.rendering, plan: plan, now: run.now)
    for var row in batch.customers {
      // A customer who came before is decided about once only; writing reports the second.
      let isNew = seen.insert(row.state.customer.id)
      if isNew { shared.fill(&row) }
      let inspection = worker.inspection(row.state, snapshot)
      let decision: Decision
      if isNew {
        decision = decideWithinLimits(&row.state)
        shared.note(row)
      } else {
        decision = decide(&row.state, run.occasion, snapshot, now: run.now, workspace: workspace)
      }
      writer.write(decision, id: row.state.customer.id, behind: inspection)
      batch.rows.append(
        WorkedRow(
          id: row.state.customer.id, line: row.line, isDuplicate: !isNew, end: writer.count,
          tally: DecisionTally(decision, plan: plan)))
    }
    batch.bytes = writer.bytes
  }

  /// Decides within what those before left of the limits of all customers: as the hub does, one after the other.
  private mutating func decideWithinLimits(_ state: inout CustomerState) -> Decision {
    var occasion = run.occasion
    guard !plan.volumes.isEmpty else {
      return decide(&state, occasion, snapshot, now: run.now, workspace: workspace)
    }
    while true {
      var attempt = state
      let decision = decide(&attempt, occasion, snapshot, now: run.now, workspace: workspace)
      switch volumes.take(decision.choices, of: plan) {
      case .taken:
        state = attempt
        return decision
      case .crowded: occasion.answersMax = max(1, decision.choices.count - 1)
      case .exhausted:
        let rooms = VolumeRooms(volumes.uses, of: plan, at: run.now)
        var availability = snapshot.availability
        availability.volumeRooms = rooms.now
        availability.laterRooms = rooms.later
        snapshot = Snapshot(plan: plan, models: snapshot.models, availability: availability)
      }
    }
  }
}
