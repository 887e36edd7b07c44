import Expressions

/// A model that somebody made elsewhere and brought: a score, an expression, or a file that a library evaluates.
public struct BroughtModel: Sendable {
  /// Where its number comes from.
  public enum Source: Sendable {
    /// An attribute or an expression; never a model.
    case quantity(Quantity)
    /// A file, asked with these features in this order; it always gives log odds.
    case file(any ModelFile, features: [Feature])
  }

  /// What a file is told of a customer; what is absent or cannot be computed is missing.
  public enum Feature: Hashable, Sendable {
    /// A number; one that is not finite is missing.
    case number(Quantity)
    /// A program of ``Charter/programs`` that gives true, told as 1, or false, told as 0.
    case truth(Int)
  }

  /// What its number means.
  public enum Output: String, CaseIterable, Sendable {
    /// A chance, 0 … 1; other numbers are not known.
    case probability
    /// The natural logarithm of chance by counter-chance; a number that is not finite is not known.
    case logit
  }

  /// Its name in the charter, unique.
  public var name: String
  /// Where its number comes from.
  public var source: Source
  /// What its number means.
  public var output: Output
  /// Whether what is learned of its mistakes corrects it, where something has been learned.
  public var isCalibrated: Bool
  /// A key of all that its number depends on: what was learned of another model by this name does not concern it.
  public var fingerprint: UInt64

  /// Makes a model.
  public init(name: String, source: Source, output: Output, isCalibrated: Bool = true, fingerprint: UInt64) {
    self.name = name
    self.source = source
    self.output = output
    self.isCalibrated = isCalibrated
    self.fingerprint = fingerprint
  }
}

/// A model in a file, ready to be asked by any number of tasks at once; the same row always gives the same number.
public protocol ModelFile: Sendable {
  /// The log odds of each row; NaN for all where it cannot say.
  /// - Parameter rows: the features of one row after the other; NaN is missing.
  func logits(rows: UnsafeBufferPointer<Float>, count: Int, into logits: UnsafeMutablePointer<Double>)
}

extension BroughtModel {
  /// The chance that a number of this model means; NaN where it means none.
  @inline(__always) func chance(_ number: Double) -> Double {
    switch output {
    case .probability: number >= 0 && number <= 1 ? number : .nan
    case .logit: number.isFinite ? Elementary.sigmoid(number) : .nan
    }
  }
}

extension ProgramEvaluator {
  /// The chance that a model gives for a row; NaN where it gives none.
  public func chance(model: Int, row: Row) -> Double { chances(model: model, count: 1) { _ in row }[0] }

  /// The chances that a model gives for rows, asked all at once, which is dearer than one but much cheaper than each.
  public func chances(model: Int, rows: [Row]) -> [Double] { chances(model: model, count: rows.count) { rows[$0] } }

  private func chances(model: Int, count: Int, _ row: (Int) -> Row) -> [Double] {
    let model = self.model(model)
    switch model.source {
    case .quantity(let quantity): return (0..<count).map { model.chance(number(quantity, row: row($0))) }
    case .file(let file, let features):
      var numbers: [Float] = []
      numbers.reserveCapacity(count * features.count)
      for index in 0..<count {
        let row = row(index)
        for feature in features { numbers.append(number(feature, row)) }
      }
      var logits = [Double](repeating: .nan, count: count)
      numbers.withUnsafeBufferPointer { numbers in
        logits.withUnsafeMutableBufferPointer { logits in
          guard let place = logits.baseAddress else { return }
          file.logits(rows: numbers, count: count, into: place)
        }
      }
      return logits.map { model.chance($0) }
    }
  }

  private func number(_ feature: BroughtModel.Feature, _ row: Row) -> Float {
    switch feature {
    case .number(let quantity):
      let number = Float(number(quantity, row: row))
      return number.isFinite ? number : .nan
    case .truth(let program):
      switch truth(program, row: row) {
      case .true: return 1
      case .false: return 0
      default: return .nan
      }
    }
  }
}

/// Models that were brought, before anything is learned of their mistakes.
struct BroughtPropensities: PropensityModel {
  let version = "brought"
  let own: [UInt64]
  /// The position of the model in ``Charter/models``, by treatment.
  let models: [Int]
  let modelCount: Int

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    guard candidates.holdsAny(of: own) else { return }
    let row = subject.row
    withUnsafeTemporaryAllocation(of: Double.self, capacity: modelCount) { answers in
      // −1: not asked yet. A model often serves many treatments, and a customer has one score.
      answers.initialize(repeating: -1)
      candidates.forEach(in: own) {
        let model = models[$0]
        if answers[model] == -1 { answers[model] = evaluator.chance(model: model, row: row) }
        propensities[$0] = answers[model]
      }
    }
  }
}
