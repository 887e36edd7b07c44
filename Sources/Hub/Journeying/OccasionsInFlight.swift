import Synchronization

/// Occasions that somebody is deciding now, so that the look over those that wait leaves them alone.
final class OccasionsInFlight: Sendable {
  private let keys = Mutex<Set<OccasionRow.Key>>([])

  /// Notes that these are about to be decided.
  func enter(_ rows: [OccasionRow]) { keys.withLock { $0.formUnion(rows.map(\.key)) } }

  /// The same of one that waits; false: somebody has it already.
  func tryToEnter(_ row: OccasionRow) -> Bool { keys.withLock { $0.insert(row.key).inserted } }

  /// They are decided, or wait again.
  func leave(_ rows: [OccasionRow]) { keys.withLock { $0.subtract(rows.map(\.key)) } }
}

/// The rows of one commit, made while it joins the queue and wanted when it is on disk.
final class OccasionRows: Sendable {
  private let rows = Mutex<[OccasionRow]>([])

  func set(_ value: [OccasionRow]) { rows.withLock { $0 = value } }

  var get: [OccasionRow] { rows.withLock { $0 } }
}
