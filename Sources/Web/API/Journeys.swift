import Decisions
import HTTPTypes
import Hub
import Journeys
import Records

/// What is always on: where customers stand in their journeys, and how many belong to each segment.
public struct JourneysResource: Resource {
  private let authority: Authority

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/v1/customers/{id}/journeys", scope: .read, answer: read),
      Route(.get, "/v1/segments", scope: .read, answer: segments),
    ]
  }

  private func read(_ call: Call) async throws -> Reply {
    try call.expectQuery("kind", "lang")
    let isFrench: Bool
    switch call.query("lang") {
    case nil: isFrench = authority.activeCharter?.locale == "fr"
    case "en": isFrench = false
    case "fr": isFrench = true
    default: throw APIError(.badRequest, "query.invalid", "`lang` must be `en` or `fr`", path: "lang")
    }
    let reading = try await authority.journeys(of: try call.identity())
    return Reply.json {
      $0.member("segments", reading.segments)
      $0.list("journeys", reading.journeys) { writer, standing in
        writer.object {
          $0.member("journey", standing.journey)
          $0.member("stage", standing.stage)
          $0.member("explanation", isFrench ? standing.french : standing.english)
        }
      }
      if let next = reading.nextLook { $0.member("next_look", next.iso8601()) }
    }
  }

  private func segments(_ call: Call) async throws -> Reply {
    try call.expectQuery()
    let counts = try await authority.segmentCounts()
    return Reply.json {
      $0.list("segments", counts) { writer, segment in
        writer.object {
          $0.member("name", segment.name)
          $0.member("customers", segment.count)
        }
      }
    }
  }
}

extension GeoZone.Position {
  /// Reads `{"latitude": …, "longitude": …}`, in degrees; other members are left alone, since senders put more there.
  /// - Throws: ``APIError`` `field.…` when one is missing or not on the earth.
  static func read(_ value: JSONValue) throws -> GeoZone.Position {
    func degrees(_ name: StaticString, _ most: Double) throws -> Double {
      guard let member = value[name] else { throw APIError.missing(name.description) }
      guard let degrees = member.double, abs(degrees) <= most else {
        throw APIError.field("a number from \(-Int(most)) to \(Int(most))").inside(name.description)
      }
      return degrees
    }
    guard value.kind == .object else { throw APIError.field("an object with `latitude` and `longitude`") }
    return GeoZone.Position(latitude: try degrees("latitude", 90), longitude: try degrees("longitude", 180))
  }
}
