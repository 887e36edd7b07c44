import Decisions
import Glibc
import Testing
import Times
import Seeds

/// The real `decide` against the slow one, on random charters and customers.
///
/// `MESURE_SEED` sets the first seed (each charter has its own, one after another), `MESURE_CHARTERS` how many charters
/// there are; a failure prints the seed with which it is the first charter of a run.
@Suite struct DecidePropertyTests {
  static let customersPerCharter = 8

  @Test func decideAgreesWithTheReference() async {
    let first = number("MESURE_SEED").map { UInt64(bitPattern: $0) } ?? 2_026_000_000
    let charterCount = Int(number("MESURE_CHARTERS") ?? 1_500)
    var tally = Tally()
    var failures: [String] = []
    await withTaskGroup(of: (Tally, [String]).self) { group in
      let strands = 8
      for strand in 0..<strands {
        group.addTask {
          var tally = Tally()
          var failures: [String] = []
          for n in stride(from: strand, to: charterCount, by: strands) where failures.count < 3 {
            DecidePropertyTests.compare(seed: first &+ UInt64(n), &tally, &failures)
          }
          return (tally, failures)
        }
      }
      for await (part, found) in group {
        tally.add(part)
        failures += found
      }
    }
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    print(tally.description)
    guard failures.isEmpty, charterCount >= 1_500 else { return }
    #expect(tally.decisions >= 10_000)
    #expect(tally.rare(least: 20).isEmpty)
    #expect(tally.deferrals >= 200 && tally.drops >= 200 && tally.severalAnswers >= 500)
    #expect(tally.valuedSilences >= 100 && tally.forgoingSilences >= 100 && tally.earlyLooks >= 200)
    #expect(tally.ignores >= 50)
    #expect(tally.chances >= 300 && tally.evenDraws >= 100)
    #expect(tally.betterHours >= 200)
    #expect(tally.trials >= 20 && tally.silentTrials >= 5)
  }

  /// One charter, several questions, one workspace for all of them.
  private static func compare(seed: UInt64, _ tally: inout Tally, _ failures: inout [String]) {
    var seeds = SeededGenerator(seed: seed)
    let (charter, isCalm) = RandomCharter.make(seed: seeds.next())
    let plan = CharterPlan(charter)
    let workspace = Workspace(plan)
    for _ in 0..<customersPerCharter {
      let question = RandomCustomer.make(charter, isCalm: isCalm, seed: seeds.next())
      var state = question.state
      let snapshot = snapshot(plan, question)
      let decision = decide(&state, question.occasion, snapshot, now: question.now, workspace: workspace)
      tally.add(decision, question)
      let untold = answerChanceFault(question, decision, snapshot)
      if let untold { failures.append("MESURE_SEED=\(seed) MESURE_CHARTERS=1\n\(untold)") }
      guard !differences(question, decision, state).isEmpty else { continue }
      failures.append(report(question, seed))
      return
    }
  }

  /// What is wrong with the answers that a decision is said to be able to give: what it gave is among them, with the probability that
  /// it tells, and together they are all that there is.
  private static func answerChanceFault(
    _ question: DecisionCase, _ decision: Decision, _ snapshot: Snapshot
  ) -> String? {
    guard let chances = answerChances(question.state, question.occasion, snapshot, now: question.now) else {
      return decision.draw == .none || snapshot.plan.charter.exploration?.drawsFromBelief == true
        ? nil : "the chances of answers are not told, and \(decision.draw) is"
    }
    let first = decision.choices.first
    let given = chances.filter { $0.treatment == first?.treatment && $0.at == first?.at ?? question.now }
    guard given.count == 1, given[0].probability == decision.draw.probability else {
      return "answered \(first as Any) with \(decision.draw), and could have answered \(chances)"
    }
    // Chances of drawn nets are right to about a hundredth each.
    let sum = chances.reduce(0) { $0 + $1.probability }
    return abs(sum - 1) < 0.05 ? nil : "chances of \(sum) together: \(chances)"
  }

  private static let tempo = PlantedTempo(seed: 7)

  private static func snapshot(_ plan: CharterPlan, _ question: DecisionCase) -> Snapshot {
    Snapshot(plan: plan, models: Planted.models(plan, tempo: tempo), availability: question.availability)
  }

  private static func report(_ question: DecisionCase, _ seed: UInt64) -> String {
    let smallest = question.shrunk { !differences($0).isEmpty }
    return """
      MESURE_SEED=\(seed) MESURE_CHARTERS=1
      \(differences(question).joined(separator: "\n"))
      made smaller:
      \(differences(smallest).joined(separator: "\n"))
      \(smallest.description)
      """
  }

  private static func differences(_ question: DecisionCase) -> [String] {
    var state = question.state
    let snapshot = snapshot(CharterPlan(question.charter), question)
    let decision = decide(&state, question.occasion, snapshot, now: question.now)
    return differences(question, decision, state)
  }

  private static func differences(_ question: DecisionCase, _ decision: Decision, _ state: CustomerState) -> [String] {
    var reference = ReferenceDecider(
      question.charter, question.state, question.occasion, question.availability, now: question.now, tempo: tempo)
    let snapshot = snapshot(CharterPlan(question.charter), question)
    let prospect = ReferenceProspect(prospect(question.state, question.occasion, snapshot, now: question.now))
    let expectedProspect = ReferenceProspect(reference)
    guard prospect == expectedProspect else { return ["prospect: \(prospect), the reference says \(expectedProspect)"] }
    let expected = reference.decide()
    return DecisionsTests.differences(question.charter, decision, state, reference: expected, reference.state)
  }

  private func number(_ variable: String) -> Int64? { getenv(variable).flatMap { Int64(String(cString: $0)) } }
}
