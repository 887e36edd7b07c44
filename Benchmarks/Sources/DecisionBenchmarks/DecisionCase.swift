import Decisions
import Times

/// A charter with its customers, ready to be decided about.
struct DecisionCase {
  /// The cases by name.
  static let shapes: [(name: String, shape: SyntheticCharter.Shape)] = [
    ("decide-100", .init(actionCount: 100)),
    ("decide-100-dense", .init(actionCount: 100, isDense: true)),
    ("decide-1000", .init(actionCount: 1000)),
    ("decide-1000-dense", .init(actionCount: 1000, isDense: true)),
  ]

  /// How many customers decisions go over in rotation, so that no cache learns one by heart.
  static let customerCount = 1000

  let snapshot: Snapshot
  let states: [CustomerState]
  let workspace: Workspace

  init(_ shape: SyntheticCharter.Shape) throws {
    let charter = try SyntheticCharter(shape).charter
    let plan = CharterPlan(charter)
    snapshot = Snapshot(plan: plan)
    states = SyntheticCustomers.states(DecisionCase.customerCount, of: charter, isDense: shape.isDense)
    workspace = Workspace(plan)
  }

  /// Decides once for each state.
  func decideAll(_ states: inout [CustomerState]) {
    let occasion = Occasion(kind: .outbound)
    for index in states.indices {
      consume(decide(&states[index], occasion, snapshot, now: SyntheticCharter.now, workspace: workspace))
    }
  }

  /// Decides in one or two rounds. Whatever the number, two rounds are prepared, so that a profiler finds nothing but
  /// decisions in the difference.
  func repeatDecisions(rounds: Int) {
    var prepared = (0..<2).map { _ in SyntheticCustomers.copies(states) }
    for round in 0..<rounds { decideAll(&prepared[round]) }
  }

  /// Nanoseconds of one decision.
  func time(repetitions: Int) -> Timing {
    Measurement.time(
      count: states.count, repetitions: repetitions, prepare: { SyntheticCustomers.copies(states) },
      { decideAll(&$0) })
  }

  /// Allocations of one decision.
  func allocations() -> Double {
    var copies = SyntheticCustomers.copies(states)
    decideAll(&copies)
    copies = SyntheticCustomers.copies(states)
    return Double(Measurement.allocations { decideAll(&copies) }) / Double(states.count)
  }

  /// What the decisions come to, so that a reader can judge whether the case is a typical one.
  func survey() -> String {
    var copies = SyntheticCustomers.copies(states)
    var contactCount = 0
    var engagedCount = 0
    var permittedCount = 0
    var candidateCount = 0
    for index in copies.indices {
      let decision = decide(
        &copies[index], Occasion(kind: .outbound), snapshot, now: SyntheticCharter.now, workspace: workspace)
      if !decision.choices.isEmpty { contactCount += 1 }
      candidateCount += decision.fates.count
      engagedCount += decision.fates.count { $0.reason.step != 2 }
      permittedCount += decision.fates.count { $0.reason.step > 4 || $0.reason == .chosen }
    }
    func percent(_ part: Int, of whole: Int) -> String { "\(Int((Double(part) / Double(whole) * 100).rounded())) %" }
    return "\(percent(engagedCount, of: candidateCount)) of candidates pass the engagement policy, "
      + "\(percent(permittedCount, of: candidateCount)) are permitted and scored, "
      + "\(percent(contactCount, of: copies.count)) of customers are contacted"
  }
}
