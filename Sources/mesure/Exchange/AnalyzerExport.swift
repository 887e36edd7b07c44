import Charters
import Decisions
import Hub
import Intake
import Records

/// Writes decisions in the form that Pega's Decision Analyzer reads (its second one): a row for every candidate of every
/// decision, at the stage that took it out or let it through.
struct AnalyzerExport: ~Copyable {
  private let sink: Sink
  private var json = JSONWriter(capacity: 1 << 18)
  /// Decisions written, and rows.
  private(set) var decisionCount = 0
  private(set) var rowCount = 0
  private static let bytesMax = 1 << 18

  init(sink: Sink) { self.sink = sink }

  private mutating func write(_ decision: AnalyzedDecision) throws {
    rowCount += decision.write(into: &json)
    decisionCount += 1
    if json.count >= AnalyzerExport.bytesMax { try flush() }
  }

  /// Writes what is still in memory.
  mutating func flush() throws {
    try json.withBytes { try sink.write(UnsafeRawBufferPointer($0)) }
    json.removeAll()
  }

  /// Writes the decisions that `mesure decide --explain` wrote to a file, `-` for standard input.
  /// - Returns: what is wrong with lines that were left out.
  mutating func decisions(ofFile path: String, _ charter: Charter) throws -> [RowFault] {
    var file = try LineFile(path: path)
    let names = AnalyzedDecision.Names(charter)
    var faults: [RowFault] = []
    while let piece = try file.next({ object, line throws(LineFault) in
      try AnalyzedDecision.read(object, line: line.number, names)
    }) {
      for read in piece.read { try write(read.value) }
      faults += piece.faults
    }
    return faults
  }

  /// Writes the decisions in the log of a hub, each made again, as the log holds answers and not what became of others.
  /// - Returns: how many could not be made again, and how many came out otherwise; both should be 0.
  mutating func decisions(of authority: Authority) async throws -> (lost: Int, changed: Int) {
    var names: (version: String, names: AnalyzedDecision.Names)?
    var (lost, changed) = (0, 0)
    var position = Position.none
    while true {
      let entries = try await authority.entries(after: position, countMax: 1_000)
      guard let last = entries.last else { return (lost, changed) }
      position = last.position
      for entry in entries where entry.kind == .decision {
        guard let replay = try? await authority.replay(entry.position) else {
          lost += 1
          continue
        }
        let decided = replay.decided
        if !replay.isSame { changed += 1 }
        let known: AnalyzedDecision.Names
        if let names, names.version == decided.charterVersion {
          known = names.names
        } else {
          known = AnalyzedDecision.Names(replay.charter.charter)
          names = (decided.charterVersion, known)
        }
        try write(
          AnalyzedDecision(
            replay.explanation, known, interaction: DecisionID.text(entry.position),
            customer: decided.record.customer.value, at: decided.record.at, charter: decided.charterVersion))
      }
      ProgressBar.show(count: decisionCount, "decisions")
    }
  }
}
