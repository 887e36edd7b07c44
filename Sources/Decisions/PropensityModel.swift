import Expressions
import Times

/// Whom a propensity is asked for.
public struct Subject: Sendable {
  /// What keyed chance knows the customer by.
  public var key: UInt64
  /// Attributes and derived features, by slot.
  public var row: Row
  /// The moment of the decision.
  public var now: Instant

  /// Makes a subject.
  public init(key: UInt64, row: Row, now: Instant) {
    self.key = key
    self.row = row
    self.now = now
  }
}

/// The treatments that a model is asked about, valid during the call only.
public struct CandidateMask {
  let words: UnsafePointer<UInt64>
  let wordCount: Int

  /// Calls `body` with each treatment that is both asked about and in `own`, which has one bit a treatment.
  @inlinable public func forEach(in own: [UInt64], _ body: (Int) -> Void) {
    for word in 0..<Swift.min(count, own.count) {
      var rest = self[word] & own[word]
      while rest != 0 {
        body(word << 6 | rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }

  /// How many words there are.
  @usableFromInline var count: Int { wordCount }
  @usableFromInline subscript(word: Int) -> UInt64 { words[word] }
}

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
  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>)
}

/// The same chance for everybody.
struct ConstantPropensities: PropensityModel {
  let version = "constant"
  let own: [UInt64]
  let values: [Double]

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>
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
    into propensities: UnsafeMutablePointer<Double>
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
    into propensities: UnsafeMutablePointer<Double>
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

/// The models that a decision reads, one immutable snapshot.
public struct Models: Sendable {
  /// What identifies their states together.
  public let version: String
  let propensities: [any PropensityModel]

  /// The charter's own propensities: constants, attributes, expressions.
  public init(_ plan: CharterPlan) { self.init(plan, learned: []) }

  /// The charter's own propensities, overwritten where a learned model answers.
  public init(_ plan: CharterPlan, learned: [any PropensityModel]) {
    let count = plan.treatments.count
    var constants = [Double](repeating: .nan, count: count)
    var slots = [Int](repeating: 0, count: count)
    var programs = [Int](repeating: 0, count: count)
    var kinds: [[Int]] = [[], [], []]
    for (index, treatment) in plan.treatments.enumerated() {
      switch treatment.propensity {
      case .constant(let value):
        constants[index] = value
        kinds[0].append(index)
      case .slot(let slot):
        slots[index] = slot
        kinds[1].append(index)
      case .expression(let program):
        programs[index] = program
        kinds[2].append(index)
      }
    }
    let own = kinds.map { BitWords.words($0, count: count) }
    let all: [any PropensityModel] = [
      ConstantPropensities(own: own[0], values: constants),
      AttributePropensities(own: own[1], slots: slots, slotTypes: plan.charter.slotTypes),
      ExpressionPropensities(own: own[2], programs: programs),
    ]
    propensities = all.indices.filter { !kinds[$0].isEmpty }.map { all[$0] } + learned
    version = propensities.map(\.version).joined(separator: "+")
  }
}
