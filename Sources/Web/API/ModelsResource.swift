import Explanations
import HTTPTypes
import Hub
import Learning
import Records

/// What the hub has learned from what contacts came to.
public struct ModelsResource: Resource {
  private let authority: Authority

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] { [Route(.get, "/v1/models", scope: .read, answer: read)] }

  private func read(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let reading = try await authority.modelsReading()
    let (models, counts) = (reading.models, reading.counts)
    return Reply.json { json in
      if let version = reading.publishedVersion { json.member("published", version) }
      json.member("entries_behind", Int(reading.entriesBehind))
      json.key("learned_from")
      json.object {
        for (kind, count) in counts.named { $0.member(kind, count) }
      }
      json.list("models", models.models) { writer, model in
        writer.object {
          $0.member("issue", model.names.issue)
          $0.member("group", model.names.group)
          $0.member("action", model.names.action)
          $0.member("channel", model.names.channel)
          ModelsResource.write(model.figures, into: &$0)
        }
      }
      json.list("effects", models.effects.entries) { writer, entry in
        writer.object { EffectMembers(entry).write(into: &$0) }
      }
      if let regret = AbstentionMembers(models.abstention) {
        json.key("abstention")
        json.object { regret.write(into: &$0) }
      }
    }
  }

  private static func write(_ figures: ModelFigures, into json: inout JSONWriter) {
    json.member("responses", Int(figures.responses))
    json.member("positives", Int(figures.positives))
    for (name, value) in [
      ("auc", figures.auc), ("auc_within_blocks", figures.aucWithinBlocks), ("log_loss", figures.logLoss),
      ("bias", figures.bias), ("calibration_error", figures.calibrationError),
    ] as [(StaticString, Double?)] {
      guard let value else { continue }
      json.key(name)
      json.double(value)
    }
    json.member("maturity", figures.maturity.rawValue)
  }
}
