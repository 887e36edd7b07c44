import Hub
import Logging
import ServiceLifecycle

/// Forgets keys of calls that are older than promised and windows of limits that are long past, beside the serving.
struct Tidying: Service {
  let authority: Authority
  let logger: Logger

  /// Between two rounds: 10 minutes. Keys are kept for days, so minutes do not matter.
  static let pauseSeconds = 600.0

  /// Goes on until the server stops.
  func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do throws(HubError) {
          try await authority.tidy()
        } catch {
          logger.warning(
            "old keys of calls or past windows of limits could not be forgotten; it is tried again",
            metadata: ["code": "\(error.code)"])
        }
        // It is cut short when the server stops.
        try? await Task.sleep(for: .seconds(Self.pauseSeconds))
      }
    }
  }
}
