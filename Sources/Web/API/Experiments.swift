import Decisions
import Hub
import Indicators
import Records

/// What is put to chance, and who has been drawn so far.
public struct ExperimentsResource: Resource {
  private let authority: Authority
  private let underWay = UnderWay()

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/v1/experiments", scope: .read, answer: list),
      Route(.get, "/v1/experiments/{name}", scope: .read, answer: report),
    ]
  }

  private func report(_ call: Call) async throws -> Reply {
    try call.expectQuery("population", "by")
    var terms = ExperimentReportTerms()
    terms.name = call.parameters["name"] ?? ""
    if let text = call.query("population") {
      guard let population = ExperimentPopulation(rawValue: text) else {
        throw APIError(.badRequest, "query.invalid", "`population` is exposed or found", path: "population")
      }
      terms.population = population
    }
    if let text = call.query("by") {
      guard let dimensions = ExperimentDimension.list(text) else {
        throw APIError(
          .badRequest, "query.invalid",
          "`by` is none, or some of \(ExperimentDimension.allCases.map(\.rawValue).joined(separator: ", "))", path: "by"
        )
      }
      terms.dimensions = dimensions
    }
    try underWay.take()
    defer { underWay.giveBack() }
    guard let report = try await authority.experimentReports(terms).first else {
      throw APIError(.notFound, "experiment.unknown", "the charter in force has no such experiment")
    }
    return Reply.json(capacity: 1 << 14) { report.write(into: &$0) }
  }

  private func list(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let standings = try await authority.experiments()
    return Reply.json {
      $0.list("experiments", standings) { writer, one in writer.object { Self.write(one, into: &$0) } }
    }
  }

  private static func write(_ standing: ExperimentStanding, into writer: inout JSONWriter) {
    let experiment = standing.experiment
    writer.member("name", experiment.name)
    writer.member("unit", "\(experiment.unit)")
    if !experiment.layer.isEmpty { writer.member("layer", experiment.layer) }
    writer.key("part")
    writer.double(experiment.slice.upperBound - experiment.slice.lowerBound)
    if let from = experiment.from { writer.member("from", milliseconds: from.secondsSince1970 * 1000) }
    if let until = experiment.until { writer.member("until", milliseconds: until.secondsSince1970 * 1000) }
    if let rotation = experiment.rotationSeconds { writer.member("rotate_seconds", Int(rotation)) }
    writer.member("control", experiment.arms[experiment.control].name)
    writer.list("metrics", experiment.promise.metrics) { $0.string($1.name) }
    writer.list("arms", Array(zip(experiment.arms, standing.counts))) { writer, arm in
      writer.object {
        $0.member("name", arm.0.name)
        if arm.0.regions.isEmpty {
          $0.key("share")
          $0.double(arm.0.share)
        } else {
          $0.list("regions", arm.0.regions) { $0.string($1) }
        }
        $0.member("assigned", arm.1.assigned)
        $0.member("exposed", arm.1.exposed)
      }
    }
    writer.member("complete", standing.isComplete)
  }
}
