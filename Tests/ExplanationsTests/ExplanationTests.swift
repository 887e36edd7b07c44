import Charters
import Decisions
import Explanations
import Foundation
import Intake
import Records
import Testing
import Times

@Suite("explanations")
struct ExplanationTests {
  private let loaded: LoadedCharter
  private let rows: [CustomerRow]
  private let now: Instant

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Examples/starter")
    var files: [SourceFile] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) where path.hasSuffix(".yaml") {
      files.append(
        SourceFile(path: path, text: try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)))
    }
    loaded = try CharterLoader.load(files, zones: ZoneDirectory())
    now = try Instant(iso8601: "2026-11-23T20:30", zone: loaded.charter.zones[0])
    var source = try CustomerSource(path: root.appendingPathComponent("customers.csv").path, loaded: loaded)
    var rows: [CustomerRow] = []
    while let batch = try source.next() { rows += source.reader.read(batch, now: now).rows }
    self.rows = rows
  }

  private func explanation(_ index: Int) -> Explanation {
    Explanation(rows[index].state, Occasion(kind: .outbound), Snapshot(plan: CharterPlan(loaded.charter)), now: now)
  }

  private func text(_ index: Int, _ language: Phrases.Language) -> String {
    ExplanationText(explanation(index), loaded: loaded, language: language, zone: loaded.charter.zones[0])
      .text(id: rows[index].state.customer.id, at: now)
  }

  @Test("every reason has words of its own language", arguments: Phrases.Language.allCases)
  func words(_ language: Phrases.Language) {
    let phrases = Phrases(language)
    let other = Phrases(language == .en ? .fr : .en)
    for reason in Reason.allCases {
      #expect(!phrases.phrase(reason).isEmpty)
      #expect(phrases.phrase(reason) != other.phrase(reason), "\(reason)")
    }
    // Only the levels of one step, and what could not be evaluated, share their words.
    #expect(Set(Reason.allCases.map(phrases.phrase)).count == Reason.allCases.count - 6 - 8)
  }

  @Test("tell all of it, in English")
  func english() { #expect(text(2, .en) == ExplanationTests.english) }

  @Test("tell all of it, in French")
  func french() { #expect(text(2, .fr) == ExplanationTests.french) }

  @Test("the funnel never widens, and begins with every candidate")
  func funnel() {
    for index in rows.indices {
      let explanation = explanation(index)
      #expect(explanation.funnel.count == 8)
      #expect(explanation.funnel.first == explanation.candidates.count)
      #expect(zip(explanation.funnel, explanation.funnel.dropFirst()).allSatisfy { $0 >= $1 })
      #expect(explanation.funnel.last == explanation.decision.choices.count)
    }
  }

  @Test("explaining decides what deciding decides, and changes nothing")
  func nothingChanges() {
    let snapshot = Snapshot(plan: CharterPlan(loaded.charter))
    for index in rows.indices {
      let before = rows[index].state
      let explanation = explanation(index)
      #expect(rows[index].state.ledger.contacts == before.ledger.contacts)
      var state = before
      let decision = decide(&state, Occasion(kind: .outbound), snapshot, now: now)
      #expect(explanation.decision.fates == decision.fates)
      #expect(explanation.decision.choices == decision.choices)
    }
  }
}
