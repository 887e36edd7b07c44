import Explanations
import Learning
import Records

extension ModelsText {
  /// What was learned from past contacts, a line each; nothing where there were none.
  static func rhythm(_ rhythm: RhythmModels) -> String {
    var text = ""
    if let loss = rhythm.tempo.logLoss {
      let (with, without) = (Decimal.text(loss.withHours, places: 4, .en), Decimal.text(loss.without, places: 4, .en))
      text += "hours: \(rhythm.tempo.contacts) contacts, log loss \(with), without hours \(without)\n"
    }
    if rhythm.roles.contacts > 0 {
      let factor = Decimal.text(rhythm.offset.factor, places: 2, .en)
      text +=
        "roles of channels: \(rhythm.roles.contacts) contacts, weight \(factor) in propensities after "
        + "\(rhythm.offset.responses) responses\n"
    }
    return text
  }

  /// The same as members of an open object.
  static func write(_ rhythm: RhythmModels, into json: inout JSONWriter) {
    json.key("hours")
    json.beginObject()
    json.key("contacts")
    json.int(rhythm.tempo.contacts)
    for (key, value) in [
      ("log_loss", rhythm.tempo.logLoss?.withHours), ("log_loss_without", rhythm.tempo.logLoss?.without),
    ] {
      json.key(string: key)
      if let value { json.double(value) } else { json.null() }
    }
    json.endObject()
    json.key("roles")
    json.beginObject()
    json.key("contacts")
    json.int(rhythm.roles.contacts)
    json.key("responses")
    json.int(rhythm.offset.responses)
    json.key("weight")
    json.double(rhythm.offset.factor)
    json.endObject()
  }
}
