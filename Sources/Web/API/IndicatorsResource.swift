import HTTPTypes
import Hub
import Indicators
import Records
import Times

/// What contacts came to, what silence was worth, and how sure that is.
public struct IndicatorsResource: Resource {
  private let authority: Authority
  private let underWay = UnderWay()

  /// Makes the resource.
  public init(authority: Authority) { self.authority = authority }

  /// Every way in.
  public var routes: [Route] { [Route(.get, "/v1/indicators", scope: .read, answer: read)] }

  private func read(_ call: Call) async throws -> Reply {
    try call.expectQuery("from", "to", "by", "customer", "purchases")
    var terms = IndicatorTerms()
    terms.fromSeconds = try moment(call, "from")
    terms.toSeconds = try moment(call, "to")
    if let purchases = call.query("purchases") {
      guard !purchases.isEmpty else {
        throw APIError(.badRequest, "query.invalid", "`purchases` must name events", path: "purchases")
      }
      terms.purchaseEvents = Set(purchases.split(separator: ",").map(String.init))
    }
    let dimensions = try dimensions(call)
    let identity = call.query("customer").map { Identity(.id, $0) }
    try underWay.take()
    defer { underWay.giveBack() }
    let report = try await authority.indicators(terms, by: dimensions, of: identity)
    return Reply.json(capacity: 1 << 16) { report.write(into: &$0) }
  }

  private func dimensions(_ call: Call) throws -> [IndicatorDimension] {
    guard let by = call.query("by") else { return [] }
    do throws(DimensionFault) {
      return try IndicatorDimension.list(by)
    } catch {
      throw APIError(.badRequest, "query.invalid", "`by`: " + error.message, path: "by")
    }
  }

  private func moment(_ call: Call, _ name: String) throws -> Int64? {
    guard let text = call.query(name) else { return nil }
    do throws(TimeTextError) {
      return try Instant(iso8601: text, zone: authority.activeCharter?.charter.zones.first ?? .utc).secondsSince1970
    } catch {
      throw APIError(
        .badRequest, "query.invalid", "`\(name)` must be a day or a moment, such as 2026-11-01", path: name)
    }
  }
}
