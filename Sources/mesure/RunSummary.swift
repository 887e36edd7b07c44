import Decisions
import Intake

/// What one decision adds to the summary.
struct DecisionTally: Sendable {
  /// The treatments chosen.
  var treatments: [Int]
  /// Why silence, where it is.
  var silence: Reason?
  /// Candidates of which a rule could not be evaluated.
  var unknownCount: Int

  init(_ decision: Decision, plan: CharterPlan) {
    treatments = decision.choices.map(\.treatment)
    if case .abstain(let abstention) = decision.answer { silence = abstention.reason }
    unknownCount = decision.fates.count { $0.reason.isUnknown }
  }
}

/// The figures at the end of a run.
struct RunSummary {
  private(set) var customerCount = 0
  private(set) var faultCount = 0
  var implausibleCount = 0
  /// What was taken of the limits of all customers.
  var limitLines: [String] = []
  private var contactCount = 0
  private var unknownCount = 0
  private var byTreatment: [Int]
  private var bySilence: [Reason: Int] = [:]
  /// The most faults shown; all are counted.
  private static let faultsShownMax = 20

  init(plan: CharterPlan) { byTreatment = Array(repeating: 0, count: plan.treatments.count) }

  mutating func add(_ tally: DecisionTally) {
    customerCount += 1
    unknownCount += tally.unknownCount
    for treatment in tally.treatments { byTreatment[treatment] += 1 }
    if let reason = tally.silence { bySilence[reason, default: 0] += 1 } else { contactCount += 1 }
  }

  /// Shows a fault, the first ones at least, and counts it.
  mutating func report(_ fault: RowFault) {
    faultCount += 1
    if faultCount <= RunSummary.faultsShownMax {
      Console.note("\(fault.line):\(fault.column): \(fault.message) [\(fault.code)]\n")
    } else if faultCount == RunSummary.faultsShownMax + 1 {
      Console.note("… further faulty rows are counted only\n")
    }
  }

  mutating func report(duplicate line: Int) {
    report(
      RowFault(
        code: "id_duplicate", message: "this customer came before in the file and was decided there", line: line,
        column: 1))
  }

  /// The figures as text, for people.
  func text(_ charter: Charter) -> String {
    let silent = customerCount - contactCount
    var lines = ["\(customerCount) customers: \(contactCount) contacts, \(silent) silences"]
    var byAction = [Int](repeating: 0, count: charter.actions.count)
    var byChannel = [Int](repeating: 0, count: charter.channels.count)
    var treatment = 0
    for (index, action) in charter.actions.enumerated() {
      for each in action.treatments {
        byAction[index] += byTreatment[treatment]
        byChannel[each.channel] += byTreatment[treatment]
        treatment += 1
      }
    }
    lines += list("by channel", zip(charter.channels.map(\.name), byChannel))
    lines += list("by action", zip(charter.actions.map(\.name), byAction), most: 12)
    lines += list(
      "silences", bySilence.sorted { $0.key < $1.key }.map { ("\($0.key.name) \($0.key.rawValue)", $0.value) })
    lines += limitLines
    if unknownCount > 0 {
      lines.append("\(unknownCount) candidates were left out because a rule could not be evaluated (absent attributes)")
    }
    if implausibleCount > 0 { lines.append("\(implausibleCount) implausible values were taken as absent") }
    if faultCount > 0 { lines.append("\(faultCount) faulty rows were not decided") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func list(_ title: String, _ counts: some Sequence<(String, Int)>, most: Int = .max) -> [String] {
    let shown = counts.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    if shown.isEmpty { return [] }
    let rest = shown.count > most ? ", …" : ""
    return ["  \(title): " + shown.prefix(most).map { "\($0.0) \($0.1)" }.joined(separator: ", ") + rest]
  }
}
