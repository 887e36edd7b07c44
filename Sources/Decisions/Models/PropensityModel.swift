import Expressions

/// Something that knows how likely customers are to accept.
///
/// A model is an immutable snapshot: it may learn elsewhere and be published anew, but while a decision runs it
/// does not change.
public protocol PropensityModel: Sendable {
  /// What identifies its state; a decision records it.
  var version: String { get }

  /// Writes the propensity of each candidate that this model answers for, by treatment; others it leaves alone.
  ///
  /// A number outside 0 … 1, or NaN, means that it does not know.
  /// - Parameters:
  ///   - propensities: what is expected, by treatment.
  ///   - deviations: by treatment, how sure the model is: the standard deviation of the log odds, at least 0. It is
  ///     filled with 0, and stays so where a number is certain, or nobody knows how certain. What a charter's confidence
  ///     and its draws go by.
  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>)
}

/// The same chance for everybody.
struct ConstantPropensities: PropensityModel {
  let version = "constant"
  let own: [UInt64]
  let values: [Double]

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    values.withUnsafeBufferPointer { values in
      candidates.forEach(in: own) { propensities[$0] = values[$0] }
    }
  }
}

/// A score computed elsewhere, read from an attribute.
struct AttributePropensities: PropensityModel {
  let version = "attribute"
  let own: [UInt64]
  let slots: [Int]
  let slotTypes: [ValueType]

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    candidates.forEach(in: own) {
      propensities[$0] = subject.row.number(slots[$0], type: slotTypes[slots[$0]])
    }
  }
}

/// A CEL expression over the customer's attributes.
struct ExpressionPropensities: PropensityModel {
  let version = "expression"
  let own: [UInt64]
  let programs: [Int]

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    // One expression often serves all channels of an action: the neighbour's answer is kept.
    var last = -1
    var answer = Double.nan
    candidates.forEach(in: own) {
      if programs[$0] != last {
        last = programs[$0]
        answer = evaluator.number(last, row: subject.row)
      }
      propensities[$0] = answer
    }
  }
}

extension Row {
  /// A slot as a number, NaN where there is none.
  func number(_ slot: Int, type: ValueType) -> Double {
    guard state(slot) == .word else { return .nan }
    switch type {
    case .double: return Double(bitPattern: words[slot])
    case .int: return Double(Int64(bitPattern: words[slot]))
    case .uint: return Double(words[slot])
    default: return .nan
    }
  }
}
