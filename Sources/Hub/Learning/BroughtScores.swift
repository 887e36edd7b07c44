import Decisions
import Expressions
import Learning
import Times

/// Asks brought models about rows of customers, a batch at a time.
public struct BroughtScores {
  private let charter: Charter
  private let evaluator: ProgramEvaluator
  private var rows: [Row] = []
  /// By model of the charter: its chances for ``rows``; empty while nobody asked.
  private var chances: [[Double]]

  /// Asks the models of a charter at a moment.
  public init(_ charter: Charter, now: Instant) {
    self.charter = charter
    evaluator = ProgramEvaluator(ProgramSet(charter), now: now)
    chances = Array(repeating: [], count: charter.models.count)
  }

  /// Takes the next batch.
  public mutating func take(_ rows: [Row]) {
    self.rows = rows
    for model in chances.indices { chances[model] = [] }
  }

  /// What models say of a row, for an action on a channel: the one that decides, and those compared with it.
  public mutating func scores(row: Int, action: Int, channel: Int) -> [BroughtScore] {
    guard !charter.models.isEmpty,
      let treatment = charter.actions[action].treatments.first(where: { $0.channel == channel })
    else { return [] }
    var models = treatment.comparedModels
    if case .model(let model) = treatment.propensity, !models.contains(model) { models.insert(model, at: 0) }
    return models.map { model in
      if chances[model].isEmpty { chances[model] = evaluator.chances(model: model, rows: rows) }
      return BroughtScore(
        model: charter.models[model].name, fingerprint: charter.models[model].fingerprint,
        chance: chances[model][row])
    }
  }
}
