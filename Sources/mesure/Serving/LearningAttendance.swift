import Hub
import Logging
import ServiceLifecycle

/// Learns from the log as long as the server runs, and lets decisions read it.
struct LearningAttendance: Service {
  let authority: Authority
  /// The least time between two publications, in seconds; 0: nothing is learned.
  let publicationSeconds: Int
  let logger: Logger

  /// Entries read at once, between which others get their turn.
  private static let entriesPerRun = 500
  /// The least time between two states that are kept, in seconds: a start learns again what came after the last.
  private static let keepSeconds = 600.0

  func run() async throws {
    guard publicationSeconds > 0 else {
      try? await gracefulShutdown()
      return
    }
    let clock = ContinuousClock()
    await cancelWhenGracefulShutdown {
      var published: ContinuousClock.Instant?
      var kept = clock.now
      while !Task.isCancelled {
        do throws(HubError) {
          let isDone = try await authority.learn(entriesMax: Self.entriesPerRun)
          let now = clock.now
          // The first is published as soon as the log was read, so that a new model need not wait.
          if published.map({ now - $0 >= .seconds(publicationSeconds) }) ?? isDone {
            if let version = try await authority.publishModels() {
              logger.info("models published", metadata: ["models": "\(version)"])
            }
            published = now
          }
          if now - kept >= .seconds(Self.keepSeconds) {
            try await authority.keepModels()
            kept = now
          }
          // Cut short when the server stops.
          if isDone { try? await Task.sleep(for: .seconds(1)) } else { await Task.yield() }
        } catch {
          logger.warning("could not learn from the log; it is tried again", metadata: ["code": "\(error.code)"])
          try? await Task.sleep(for: .seconds(10))
        }
      }
    }
    try? await authority.keepModels()
  }
}
