import Charters
import Decisions
import Intake
import Journeys
import Times

/// Decides for every customer of a file, in the order of the file, on all cores.
///
/// Reading a piece, binding its customers and deciding are done by tasks; writing follows the order of the file, so
/// that any number of tasks gives the same bytes. Where decisions depend on earlier ones (limits and volumes, caps per
/// household or address), the tasks read and bind, and deciding is done in order.
struct DecisionRun {
  let loaded: LoadedCharter
  let snapshot: Snapshot
  let now: Instant
  let occasion: Occasion
  let customersMax: Int?
  let isStrict: Bool
  let jobs: Int

  /// Reads, decides, writes; stops early under `isStrict` or at `customersMax`.
  func decide(
    file: String, _ rendering: DecisionRendering, into sink: Sink, progress: ProgressBar
  ) async throws -> RunSummary {
    var source = try CustomerSource(path: file, loaded: loaded)
    let reader = source.reader
    let plan = snapshot.plan
    let isSequential =
      SharedContacts.areNeeded(by: loaded.charter.policy) || !plan.volumes.isEmpty
    let journeys = loaded.always.journeys.isEmpty ? nil : JourneyPlan(loaded.always, plan)
    let worker = DecisionWorker(
      reader: reader, snapshot: snapshot, journeys: journeys, now: now, occasion: occasion, rendering: rendering,
      decides: !isSequential)
    var collector = OrderedCollector(
      run: self, worker: worker, sink: sink, progress: progress, plan: plan, isSequential: isSequential)
    try collector.begin()
    try await withThrowingTaskGroup(of: (Int, WorkedBatch).self) { group in
      var nextToRead = 0
      var nextToWrite = 0
      var waiting: [Int: WorkedBatch] = [:]
      var isAtEnd = false
      while true {
        while !isAtEnd, nextToRead - nextToWrite < jobs {
          guard let raw = try source.next() else {
            isAtEnd = true
            break
          }
          let number = nextToRead
          group.addTask { (number, worker.work(raw)) }
          nextToRead += 1
        }
        guard nextToWrite < nextToRead else { break }
        while waiting[nextToWrite] == nil, let (number, batch) = try await group.next() { waiting[number] = batch }
        guard let batch = waiting.removeValue(forKey: nextToWrite) else { break }
        nextToWrite += 1
        if try !collector.take(batch) {
          group.cancelAll()
          break
        }
      }
    }
    var summary = collector.summary
    summary.limitLines = collector.limitLines
    return summary
  }
}

/// One customer's decision as text, with what the summary counts.
struct WorkedRow: Sendable {
  var id: String
  var line: Int
  /// Whether the customer came before; nothing while only the order of the file can tell.
  var isDuplicate: Bool?
  /// Where the decision ends in the bytes of its batch.
  var end: Int
  var tally: DecisionTally
}

/// A piece of a file after a task worked on it.
struct WorkedBatch: Sendable {
  var rows: [WorkedRow] = []
  var bytes: [UInt8] = []
  /// Customers not decided yet, where deciding is done in order.
  var customers: [CustomerRow] = []
  var faults: [RowFault] = []
  var implausibleCount = 0
  var inputBytes = 0
}

/// Works on pieces of a file, on any task.
struct DecisionWorker: Sendable {
  let reader: CustomerReader
  let snapshot: Snapshot
  /// Whose stages count in decisions; nothing where the charter has no journeys.
  let journeys: JourneyPlan?
  let now: Instant
  let occasion: Occasion
  let rendering: DecisionRendering
  /// Whether tasks decide, too.
  let decides: Bool

  /// What looks behind the fates of a decision that is about to be made; nothing where fates are not written.
  func inspection(_ state: CustomerState, _ snapshot: Snapshot) -> Inspection? {
    rendering.hasFates ? Inspection(state, snapshot, now: now, occasion: occasion) : nil
  }

  func work(_ raw: RawBatch) -> WorkedBatch {
    var batch = reader.read(raw, now: now)
    var worked = WorkedBatch()
    worked.faults = batch.faults
    worked.implausibleCount = batch.implausibleCount
    worked.inputBytes = raw.byteCount
    if let journeys {
      for index in batch.rows.indices {
        batch.rows[index].state.contexts = journeys.contexts(replaying: batch.rows[index].state, now: now)
      }
    }
    guard decides else {
      worked.customers = batch.rows
      return worked
    }
    let workspace = Workspace(snapshot.plan)
    var writer = DecisionWriter(rendering, plan: snapshot.plan, now: now)
    worked.rows.reserveCapacity(batch.rows.count)
    // In place: a copy of a row would copy its ledger as soon as a reservation enters it.
    for index in batch.rows.indices {
      // Looked at before the decision enters the ledger.
      let inspection = inspection(batch.rows[index].state, snapshot)
      let decision = decide(&batch.rows[index].state, occasion, snapshot, now: now, workspace: workspace)
      let id = batch.rows[index].state.customer.id
      writer.write(decision, id: id, behind: inspection)
      worked.rows.append(
        WorkedRow(
          id: id, line: batch.rows[index].line, end: writer.count,
          tally: DecisionTally(decision, plan: snapshot.plan)))
    }
    worked.bytes = writer.bytes
    return worked
  }
}
