import Hub
import ServiceLifecycle

/// Attends to customers' journeys as long as the server runs: what happened, and what falls due.
struct JourneyAttendance: Service {
  let authority: Authority

  func run() async throws {
    await cancelWhenGracefulShutdown { await authority.attend() }
  }
}
