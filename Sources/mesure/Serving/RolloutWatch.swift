import Hub
import Logging
import ServiceLifecycle

/// Looks at roll-outs once an hour as long as the server runs; their evidence is made of whole days.
struct RolloutWatch: Service {
  let authority: Authority
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await look()
        try? await Task.sleep(for: .seconds(3600))
      }
    }
  }

  private func look() async {
    do throws(HubError) {
      try await authority.lookAtRollouts()
    } catch {
      logger.warning("roll-outs could not be looked at; they are in an hour", metadata: ["code": "\(error.code)"])
    }
  }
}
