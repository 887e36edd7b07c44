import Hub
import Logging
import Web

/// The server in front of an authority: every resource, and who may use it.
struct HubWeb {
  let authority: Authority
  let settings: ServeSettings
  let clock: SystemClock
  let links: LinkSigner?
  let logger: Logger

  /// The server; it listens once it runs.
  var server: WebServer {
    let measures = WebMeasures()
    let authority = authority
    let access = AccessCheck(callsPerSecondMax: settings.callsPerSecondMax) { authority.access(secret: $0) }
    return WebServer(
      resources: HubAPI.resources(
        authority, access: access, clock: clock, measures: measures, links: links, logger: logger),
      access: access, options: WebOptions(host: settings.host, port: settings.port), measures: measures,
      logger: logger)
  }
}
