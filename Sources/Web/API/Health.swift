import HTTPTypes
import Hub
import Records

/// How the hub is: for those who watch over it.
public struct HealthResource: Resource {
  private let authority: Authority
  private let measures: WebMeasures
  private let metricsAreOpen: Bool

  /// Tells of an authority and its server.
  /// - Parameter metricsAreOpen: whether anybody may read the metrics, as scrapers expect; else a key with the scope
  ///   `read`. They hold counts and names of routes, and nothing of customers.
  public init(_ authority: Authority, measures: WebMeasures, metricsAreOpen: Bool = true) {
    self.authority = authority
    self.measures = measures
    self.metricsAreOpen = metricsAreOpen
  }

  /// Every way in to it.
  public var routes: [Route] {
    [
      Route(.get, "/health", scope: nil) { _ in Reply(body: Array(#"{"status":"running"}"#.utf8)) },
      Route(.get, "/ready", scope: nil) { _ in
        if let error = authority.unreadiness { throw error.asUnavailable }
        return Reply(body: Array(#"{"status":"ready"}"#.utf8))
      },
      Route(.get, "/metrics", scope: metricsAreOpen ? nil : .read) { _ in await page() },
    ]
  }

  private func page() async -> Reply {
    await authority.measure()
    var page = MetricsPage()
    authority.measures.write(to: &page)
    measures.write(to: &page)
    return Reply(contentType: MetricsPage.contentType, body: Array(page.text.utf8))
  }
}

extension HubError {
  /// The error as a reason not to be ready, whatever its kind.
  fileprivate var asUnavailable: APIError {
    var error = APIError(self)
    error.status = .serviceUnavailable
    error.retryAfterSeconds = error.retryAfterSeconds ?? 1
    return error
  }
}
