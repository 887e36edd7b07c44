import Expressions
import Times

/// Evaluates the charter's programs at one moment.
public struct ProgramEvaluator: Sendable {
  private let programs: [Program]
  private let context: EvaluationContext

  init(_ charter: Charter, now: Instant) {
    programs = charter.programs
    context = EvaluationContext(now: Timestamp(seconds: now.secondsSince1970), zones: charter.zones)
  }

  /// The number that a program gives for a row; NaN when it gives none.
  public func number(_ program: Int, row: Row) -> Double {
    programs[program].evaluateDouble(row: row, context: context) ?? .nan
  }

  /// The truth that a program gives for a row; an error when it gives none.
  func truth(_ program: Int, row: Row) -> Truth { programs[program].evaluateTruth(row: row, context: context) }
}

/// The rules outside the index, for one row.
struct GeneralEvaluation: GeneralRules {
  let evaluator: ProgramEvaluator
  let row: Row

  func truth(of rule: Int) -> Truth { evaluator.truth(rule, row: row) }
}
