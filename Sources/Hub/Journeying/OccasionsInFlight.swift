import Synchronization

/// Occasions that somebody is deciding now, so that the look over those that wait leaves them alone.
final class OccasionsInFlight: Sendable {
  private struct State {
    var inFlight: Set<OccasionRow.Key> = []
    /// How many looks over those that wait go on.
    var lookCount = 0
    /// Those that were let go while a look goes on: it may have read them before they were decided.
    var left: Set<OccasionRow.Key> = []
  }

  private let state = Mutex(State())

  /// Notes that these are about to be decided.
  func enter(_ rows: [OccasionRow]) { state.withLock { $0.inFlight.formUnion(rows.map(\.key)) } }

  /// A look over those that wait begins; ``endLook()`` must follow. What it reads from now on it may try to enter.
  func beginLook() { state.withLock { $0.lookCount += 1 } }

  /// A look over those that wait is over.
  func endLook() {
    state.withLock { state in
      state.lookCount -= 1
      if state.lookCount == 0 { state.left = [] }
    }
  }

  /// The same as ``enter(_:)`` of one that a look read; false: somebody has it, or had it since the look began, so that
  /// what was read of it may be out of date. The next look finds it if it still waits.
  func tryToEnter(_ row: OccasionRow) -> Bool {
    state.withLock { state in
      guard !state.left.contains(row.key) else { return false }
      return state.inFlight.insert(row.key).inserted
    }
  }

  /// They are decided, or wait again.
  func leave(_ rows: [OccasionRow]) {
    state.withLock { state in
      state.inFlight.subtract(rows.map(\.key))
      if state.lookCount > 0 { state.left.formUnion(rows.map(\.key)) }
    }
  }
}

/// The rows of one commit, made while it joins the queue and wanted when it is on disk.
final class OccasionRows: Sendable {
  private let rows = Mutex<[OccasionRow]>([])

  func set(_ value: [OccasionRow]) { rows.withLock { $0 = value } }

  var get: [OccasionRow] { rows.withLock { $0 } }
}
