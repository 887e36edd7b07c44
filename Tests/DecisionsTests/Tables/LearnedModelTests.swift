import Decisions
import Expressions
import Testing
import Times

/// Answers by what the subject shows: 0.25 for each contact in the ledger, on treatment 0 only.
private struct ContactCounter: PropensityModel {
  let version = "counter"

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    let isOutbound = subject.occasion == .outbound
    let answer = isOutbound && subject.zones == [0] ? Double(subject.ledger.contacts.count) / 4 : .nan
    candidates.forEach { treatment in
      if treatment == 0 {
        propensities[treatment] = deviations[treatment] == 0 ? answer : .nan
        deviations[treatment] = 1
      }
    }
  }
}

@Suite("Learned models")
struct LearnedModelTests {
  @Test func `a learned model sees the ledger, the occasion and the zones, and answers before the charter`() {
    var world = World()
    world.offer("loan")
    world.offer("card")
    world.state.ledger.insert(world.contact("loan", at("2026-05-01 12:00")))
    world.state.customer.zones = []
    let plan = CharterPlan(world.charter)
    let snapshot = Snapshot(plan: plan, models: Models(plan, learned: [ContactCounter()]))
    let workspace = Workspace(plan)
    var occasion = world.occasion
    occasion.answersMax = 2
    // Twice in one memory: the deviations of the first decision do not reach the second.
    for _ in 0..<2 {
      var state = world.state
      let decision = decide(&state, occasion, snapshot, now: world.now, workspace: workspace)
      #expect(decision.choices.map(\.treatment) == [1, 0])
      #expect(decision.choices.map(\.propensity) == [1, 0.25])
      #expect(decision.modelVersion == "constant+counter")
      // Both reservations came to the ledger, and the model was asked before either.
      #expect(state.ledger.contacts.count == 3)
    }
  }
}
