import Explanations
import Learning
import Records

extension ModelsText {
  /// What contact adds, a line an issue, and what silence lost; nothing where nobody measured it.
  static func effects(_ models: LearnedModels) -> String {
    var text = ""
    for entry in models.effects.entries {
      let (contacted, silent) = (entry.figures.contacted, entry.figures.silent)
      text += "what contact adds, \(entry.issue): "
      if let effect = entry.figures.effect, let with = contacted.rate, let without = silent.rate {
        text += EffectText(.en).figures(effect.mean, effect.deviation, with: with, without: without)
      } else {
        text += "not known yet"
      }
      text += "; \(contacted.count) contacted, \(silent.count) left alone\n"
    }
    if let regret = models.abstention.regret {
      let (mean, error) = (
        Decimal.text(regret.mean, places: 3, .en), Decimal.text(regret.deviation, places: 3, .en)
      )
      text += "regret of silence: \(mean) ± \(error) a decision, by \(Int(models.abstention.count)) even draws\n"
    }
    return text
  }

  /// The same as members of an open object.
  static func writeEffects(_ models: LearnedModels, into json: inout JSONWriter) {
    json.key("effects")
    json.beginArray()
    for entry in models.effects.entries {
      json.beginObject()
      EffectMembers(entry).write(into: &json)
      json.endObject()
    }
    json.endArray()
    guard let regret = AbstentionMembers(models.abstention) else { return }
    json.key("abstention")
    json.beginObject()
    regret.write(into: &json)
    json.endObject()
  }
}
