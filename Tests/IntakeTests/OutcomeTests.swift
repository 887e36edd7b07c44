import Charters
import Decisions
import Intake
import Records
import Testing
import Times

/// Columns that say what contacts came to.
@Suite("Outcomes of files") struct OutcomeTests {
  private func charter(outcomes: String) throws -> LoadedCharter {
    try CharterLoader.load(
      [
        SourceFile(
          path: "charter.yaml",
          text: """
            name: taught
            currency: EUR
            country: FR
            zone: Europe/Paris
            purposes: { marketing: { kind: marketing } }
            issues: { sales: { groups: { cards: {} } } }
            """),
        SourceFile(
          path: "world.yaml",
          text: """
            attributes: { age: { type: int } }
            import:
              missing: ["NA"]
              attributes: { age: age }
              outcomes: [ \(outcomes) ]
            """),
        SourceFile(
          path: "channels.yaml",
          text: "call: { kind: call }\nemail: { kind: email }\n"),
        SourceFile(
          path: "actions/card.yaml",
          text: """
            - name: card
              group: cards
              purpose: marketing
              value: 10
              propensity: 0.1
              channels: [call]
            """),
      ], zones: ZoneDirectory())
  }

  /// What the rows of a file say; nothing for rows that say nothing.
  private func responses(_ outcomes: String, _ text: String) throws -> [Bool?] {
    var source = try CustomerSource(
      input: .bytes(Array(text.utf8)), format: .csv(delimiter: .automatic), loaded: charter(outcomes: outcomes))
    let reader = try source.reader.keepingOutcomes()
    var responses: [Bool?] = []
    while let raw = try source.next() {
      for row in reader.read(raw, now: Instant(secondsSince1970: 0)).rows {
        #expect(row.outcomes.count <= 1)
        responses.append(row.outcomes.first?.isPositive)
      }
    }
    return responses
  }

  @Test func `what is neither positive nor missing is negative`() throws {
    let read = try responses(
      "{ action: card, channel: call, column: y, positive: [yes, bought] }", "age,y\n20,yes\n21,no\n22,NA\n23,bought\n")
    #expect(read == [true, false, nil, true])
  }

  @Test func `where negative texts are listed, others say nothing`() throws {
    let read = try responses(
      "{ action: card, channel: call, column: y, positive: [yes], negative: [no] }", "age,y\n20,yes\n21,no\n22,later\n")
    #expect(read == [true, false, nil])
  }

  @Test func `decisions are made from files without the column; learning from them is refused`() throws {
    let loaded = try charter(outcomes: "{ action: card, channel: call, column: y, positive: [yes] }")
    let source = try CustomerSource(
      input: .bytes(Array("age\n20\n".utf8)), format: .csv(delimiter: .automatic), loaded: loaded)
    #expect(throws: IntakeError.self) { try source.reader.keepingOutcomes() }
  }

  @Test(arguments: [
    ("{ action: card, channel: email, column: y, positive: [yes] }", "outcome.treatment"),
    ("{ action: loan, channel: call, column: y, positive: [yes] }", "name.unknown"),
    ("{ action: card, channel: call, positive: [yes] }", "field.missing"),
  ])
  func `an outcome of what the charter does not have is a mistake`(outcome: String, code: String) throws {
    do {
      _ = try charter(outcomes: outcome)
      Issue.record("accepted: \(outcome)")
    } catch let faults as CharterFaults {
      #expect(faults.diagnostics.map(\.code).contains(code))
    }
  }
}
