import Hub
import ServiceLifecycle

/// Leads sweeps on as long as the server runs: those that were asked for, those cut off by a stop, and those of the
/// schedule.
struct SweepAttendance: Service {
  let authority: Authority
  let schedule: SweepSchedule?

  func run() async throws {
    await cancelWhenGracefulShutdown { await authority.attendSweeps(schedule) }
  }
}
