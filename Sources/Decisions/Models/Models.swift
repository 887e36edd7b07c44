import Expressions

/// The models that a decision reads, one immutable snapshot.
public struct Models: Sendable {
  /// What identifies their states together.
  public let version: String
  /// Those of the charter, then the learned ones.
  let propensities: [any PropensityModel]
  /// Whether some of ``propensities`` are learned; the charter's own are certain.
  let areLearned: Bool
  /// What knows how messages wear customers out; nothing has been learned of it yet.
  let restraint: (any RestraintModel)?
  /// What knows at which hours customers answer.
  let tempo: (any TempoModel)?

  /// The charter's own propensities: constants, attributes, expressions, and models that were brought.
  public init(_ plan: CharterPlan) { self.init(plan, learned: []) }

  /// The charter's own propensities, overwritten where a learned model answers, later ones over earlier ones.
  /// - Parameters:
  ///   - restraint: of use where the charter has a ``Charter/restraint``.
  ///   - tempo: what knows at which hours customers answer.
  public init(
    _ plan: CharterPlan, learned: [any PropensityModel], restraint: (any RestraintModel)? = nil,
    tempo: (any TempoModel)? = nil
  ) {
    let count = plan.treatments.count
    var constants = [Double](repeating: .nan, count: count)
    var slots = [Int](repeating: 0, count: count)
    var programs = [Int](repeating: 0, count: count)
    var models = [Int](repeating: 0, count: count)
    var kinds: [[Int]] = [[], [], [], []]
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
      case .model(let model):
        models[index] = model
        kinds[3].append(index)
      }
    }
    let own = kinds.map { BitWords.words($0, count: count) }
    let all: [any PropensityModel] = [
      ConstantPropensities(own: own[0], values: constants),
      AttributePropensities(own: own[1], slots: slots, slotTypes: plan.charter.slotTypes),
      ExpressionPropensities(own: own[2], programs: programs),
      BroughtPropensities(own: own[3], models: models, modelCount: plan.charter.models.count),
    ]
    propensities = all.indices.filter { !kinds[$0].isEmpty }.map { all[$0] } + learned
    areLearned = !learned.isEmpty
    self.restraint = plan.charter.restraint == nil ? nil : restraint
    self.tempo = tempo
    let others = (self.restraint.map { [$0.version] } ?? []) + (tempo.map { [$0.version] } ?? [])
    version = (propensities.map(\.version) + others).joined(separator: "+")
  }
}
