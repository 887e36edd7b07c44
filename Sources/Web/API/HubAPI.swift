import Hub
import Logging

/// Everything that the hub answers over HTTP.
public enum HubAPI {
  /// Every resource, and the OpenAPI document of all of them.
  /// - Parameters:
  ///   - authority: what decides.
  ///   - access: who may call; the server's own.
  ///   - clock: the authority's.
  ///   - measures: the server's own.
  ///   - publicHost: the host, with its port where it needs one, that browsers reach the hub under; nothing: the host
  ///     that they asked.
  ///   - links: reads the links of messages; nothing: there are none.
  ///   - metricsAreOpen: whether anybody may read the metrics.
  ///   - logger: gets codes and counts, and nothing of what callers send.
  public static func resources(
    _ authority: Authority, access: AccessCheck, clock: any HubClock, measures: WebMeasures, publicHost: String? = nil,
    links: LinkSigner? = nil, metricsAreOpen: Bool = true, logger: Logger
  ) -> [any Resource] {
    let resources: [any Resource] = [
      DecisionsResource(authority), ExplanationsResource(authority), OutcomesResource(authority),
      CustomersResource(authority: authority, clock: clock), JourneysResource(authority: authority),
      ModelsResource(authority: authority), IndicatorsResource(authority: authority),
      Tracking(authority: authority, access: access, clock: clock, logger: logger),
      TrackingSettings(access: access, publicHost: publicHost), CloudEvents(authority: authority, clock: clock),
      ChartersResource(authority: authority), StopsResource(authority: authority),
      RolloutsResource(authority: authority), ExperimentsResource(authority: authority),
      OutboxResource(authority: authority, links: links),
      CustomerLinks(authority: authority, links: links, clock: clock),
      SweepsResource(authority: authority),
      KeysResource(authority: authority), HealthResource(authority, measures: measures, metricsAreOpen: metricsAreOpen),
    ]
    return resources + [OpenAPIResource(describing: resources)]
  }
}
