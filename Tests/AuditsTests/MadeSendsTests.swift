import Audits
import Explanations
import Intake
import Testing

@Suite("planted facts are found exactly")
struct MadeSendsTests {
  private func text(_ made: MadeSends) -> String {
    var bytes: [UInt8] = []
    made.appendHeader(to: &bytes)
    for person in 0..<made.peopleCount { made.appendRows(ofPerson: person, to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("collisions, breaches, near duplicates, copies, faults and costs", arguments: [1, 7, 99], [3, 40, 733])
  func planted(seed: UInt64, people: Int) throws {
    let made = MadeSends(peopleCount: people, seed: seed)
    let file = try Reading.read(text(made))
    let audit = Audit(file.sends, law: Reading.law)
    let facts = made.facts
    #expect(file.log.rowCount == facts.rows)
    #expect(file.log.counts == (facts.faultyRows > 0 ? ["time_malformed": facts.faultyRows] : [:]))
    #expect(audit.copyCount == facts.copies)
    #expect(audit.sendCount == facts.rows - facts.copies - facts.faultyRows)
    #expect(audit.people == facts.people)
    #expect(audit.marketingCount == facts.marketing)
    #expect(audit.frequencies.rows.reduce(0) { $0 + $1.cost } == facts.cost)
    #expect(audit.breaches.certain == facts.certainBreaches)
    #expect(audit.breaches.possible == facts.possibleBreaches)
    let met = audit.collisions.pairs.map { pair in
      MadeSends.Meeting(
        services: [file.sends.services[pair.first], file.sends.services[pair.second]], personDays: pair.personDays,
        days: pair.days.map(\.day).sorted())
    }
    #expect(met == facts.meetings)
    #expect(
      audit.templates.groups.map { $0.templates.map { file.sends.templates[$0].name }.sorted() } == facts.nearDuplicates
    )
  }

  @Test("fatigue: a cap is proposed that holds back what is clicked less")
  func fatigue() throws {
    let audit = try Reading.audit(text(MadeSends(peopleCount: 2_000, seed: 7)))
    let week = try #require(audit.proposal.caps.first { $0.trial.windowSeconds == 7 * 86_400 })
    #expect(week.basis == .clicks)
    let kept = audit.thresholds.kept(without: week.trial.held)
    #expect(week.trial.held.clicks.interval.upperBound < kept.clicks.interval.lowerBound)
    // Nobody else gets more than two in a week.
    #expect(week.trial.people == 300)
    #expect(audit.proposal.heldPeople >= 300)
  }

  @Test("the same seed gives the same bytes, and every row order the same report")
  func order() throws {
    let first = text(MadeSends(peopleCount: 120, seed: 5))
    #expect(first == text(MadeSends(peopleCount: 120, seed: 5)))
    #expect(first != text(MadeSends(peopleCount: 120, seed: 6)))
    let lines = first.split(separator: "\n")
    let reversed = (lines.prefix(1) + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
    let reports = try [first, reversed].map { text in
      AuditReport(try Reading.audit(text), source: AuditSource(name: "x"), language: .en)
    }
    #expect(reports[0].json == reports[1].json)
    #expect(reports[0].document.text == reports[1].document.text)
  }
}
