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
  private static let keepSeconds = 600

  func run() async throws {
    guard publicationSeconds > 0 else {
      try? await gracefulShutdown()
      return
    }
    await cancelWhenGracefulShutdown { await attend() }
    await keep()
  }

  private func attend() async {
    let clock = ContinuousClock()
    var published: ContinuousClock.Instant?
    var kept = clock.now
    while !Task.isCancelled {
      let isDone = await learn()
      let now = clock.now
      // The first is published as soon as the log was read, so that a new model need not wait.
      if published.map({ now - $0 >= .seconds(publicationSeconds) }) ?? isDone {
        await publish()
        published = now
      }
      if now - kept >= .seconds(Self.keepSeconds) {
        await keep()
        kept = now
      }
      // Cut short when the server stops.
      if isDone { try? await Task.sleep(for: .seconds(1)) } else { await Task.yield() }
    }
  }

  /// Whether nothing is left to read; also when it could not be read, so that it is tried again a little later.
  private func learn() async -> Bool {
    do {
      return try await authority.learn(entriesMax: Self.entriesPerRun)
    } catch {
      warn("could not learn from the log; it is tried again", error)
      return true
    }
  }

  private func publish() async {
    do {
      guard let version = try await authority.publishModels() else { return }
      logger.info("models published", metadata: ["models": "\(version)"])
    } catch {
      warn("could not publish what was learned; it is tried again", error)
    }
  }

  private func keep() async {
    do {
      try await authority.keepModels()
    } catch {
      warn("could not keep what was learned; a start learns it again from the log", error)
    }
  }

  private func warn(_ sentence: String, _ error: HubError) {
    logger.warning("\(sentence)", metadata: ["code": "\(error.code)"])
  }
}
