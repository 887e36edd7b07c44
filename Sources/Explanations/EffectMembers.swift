import Decisions
import Learning
import Records

/// What contact adds in one issue, as every answer in JSON tells it.
public struct EffectMembers {
  private let entry: EffectModels.Entry

  /// The members of an issue.
  public init(_ entry: EffectModels.Entry) { self.entry = entry }

  /// Writes `issue`, `contacted`, `silent`, `answers`, and where they are known `with`, `without`, `effect` and `error`
  /// into an open object.
  public func write(into json: inout JSONWriter) {
    json.key("issue")
    json.string(entry.issue)
    for (key, side) in [("contacted", entry.figures.contacted), ("silent", entry.figures.silent)] {
      json.key(string: key)
      json.beginObject()
      json.key("decisions")
      json.int(Int(side.count))
      json.key("outcomes")
      json.int(Int(side.positives))
      json.endObject()
    }
    json.key("answers")
    json.bool(entry.answers)
    guard let effect = entry.figures.effect, let with = entry.figures.contacted.rate,
      let without = entry.figures.silent.rate
    else { return }
    for (key, number) in [("with", with), ("without", without), ("effect", effect.mean), ("error", effect.deviation)] {
      json.key(string: key)
      json.double(number)
    }
  }
}

/// What silence lost, as every answer in JSON tells it.
public struct AbstentionMembers {
  private let count: Int
  private let regret: Estimate

  /// The members; nothing before there are two draws.
  public init?(_ abstention: AbstentionRegret) {
    guard let regret = abstention.regret else { return nil }
    self.regret = regret
    count = Int(abstention.count)
  }

  /// Writes `draws`, `regret` and `error` into an open object; money.
  public func write(into json: inout JSONWriter) {
    json.key("draws")
    json.int(count)
    for (key, number) in [("regret", regret.mean), ("error", regret.deviation)] {
      json.key(string: key)
      json.double(number)
    }
  }
}
