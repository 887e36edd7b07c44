import Hub
import Logging
import ServiceLifecycle

@testable import Web

/// A resource made of routes.
struct Routes: Resource {
  var routes: [Route]
}

/// Runs a server with these resources on a free port for as long as `body` takes.
func withServer<R: Sendable>(
  _ resources: [any Resource], access: AccessCheck = AccessCheck { _ in nil }, limits: WebLimits = WebLimits(),
  measures: WebMeasures = WebMeasures(), _ body: @Sendable (_ port: Int) async throws -> R
) async throws -> R {
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  let server = WebServer(
    resources: resources, access: access, options: WebOptions(port: 0, limits: limits), measures: measures,
    logger: logger)
  let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger))
  async let run: Void = group.run()
  let port = await server.port
  do {
    let result = try await body(port)
    await group.triggerGracefulShutdown()
    try await run
    return result
  } catch {
    await group.triggerGracefulShutdown()
    try? await run
    throw error
  }
}
