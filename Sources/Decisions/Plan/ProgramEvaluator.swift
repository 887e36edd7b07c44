import Expressions
import Times

/// A charter's programs with what they may know of the world, made once.
public final class ProgramSet: Sendable {
  fileprivate let programs: [Program]
  fileprivate let slotTypes: [ValueType]
  fileprivate let models: [BroughtModel]
  fileprivate let context: EvaluationContext

  /// Takes the programs, models, zones and strings of a charter.
  public init(_ charter: Charter) {
    programs = charter.programs
    slotTypes = charter.slotTypes
    models = charter.models
    let zones = Dictionary(charter.zones.map { ($0.name, $0) }) { first, _ in first }
    context = EvaluationContext(symbols: charter.symbols) { zones[$0] }
  }
}

/// Evaluates a charter's programs at one moment. A class, because every evaluation of a rule passes it on.
public final class ProgramEvaluator: Sendable {
  private let set: ProgramSet
  private let context: EvaluationContext

  /// Evaluates at `now`.
  public init(_ set: ProgramSet, now: Instant) {
    self.set = set
    var context = set.context
    context.now = Timestamp(seconds: now.secondsSince1970)
    self.context = context
  }

  /// The value that a program gives for a row; nothing when it cannot be evaluated.
  public func value(_ program: Int, row: Row) -> Value? {
    try? set.programs[program].evaluate(row: row, context: context).get()
  }

  /// The number that a program gives for a row; NaN when it gives none.
  public func number(_ program: Int, row: Row) -> Double {
    set.programs[program].evaluateDouble(row: row, context: context) ?? .nan
  }

  /// A slot as a number; NaN where there is none.
  public func number(slot: Int, row: Row) -> Double { row.number(slot, type: set.slotTypes[slot]) }

  /// The number that a quantity is for a row; NaN when it is none.
  public func number(_ quantity: Quantity, row: Row) -> Double {
    switch quantity {
    case .constant(let value): value
    case .slot(let slot): number(slot: slot, row: row)
    case .expression(let program): number(program, row: row)
    case .model(let model): chance(model: model, row: row)
    }
  }

  /// A model of the charter.
  func model(_ index: Int) -> BroughtModel { set.models[index] }

  /// The truth that a program gives for a row; an error when it gives none.
  public func truth(_ program: Int, row: Row) -> Truth {
    set.programs[program].evaluateTruth(row: row, context: context)
  }

  /// Whether a program gives true for a row.
  public func isTrue(_ program: Int, row: Row) -> Bool { truth(program, row: row) == .true }
}

/// The rules outside the index, for one row.
struct GeneralEvaluation: GeneralRules {
  let evaluator: ProgramEvaluator
  let row: Row

  func truth(of rule: Int) -> Truth { evaluator.truth(rule, row: row) }
}
