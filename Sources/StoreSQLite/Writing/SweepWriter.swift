import GRDB
import Hub

/// The statement that moves lanes of sweeps on; used on the writer's queue alone.
final class SweepWriter {
  private let mark: Query

  /// Prepares it.
  init(_ connection: Database) throws {
    mark = try Query(
      owned: connection,
      """
      INSERT INTO sweep_marks(sweep, lane, reached, decisions, contacts) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT(sweep, lane) DO UPDATE SET reached = excluded.reached,
        decisions = decisions + excluded.decisions, contacts = contacts + excluded.contacts
      """)
  }

  /// Moves on what commits move, each lane once: they come in the order of its customers.
  func write(_ commits: [Commit]) throws {
    var steps: [SweepMark] = []
    for commit in commits {
      guard let step = commit.sweepStep else { continue }
      guard let place = steps.firstIndex(where: { $0.sweep == step.sweep && $0.lane == step.lane }) else {
        steps.append(step)
        continue
      }
      steps[place].reached = step.reached
      steps[place].decisionCount += step.decisionCount
      steps[place].contactCount += step.contactCount
    }
    for step in steps {
      mark.bind(1, Int64(step.sweep))
      mark.bind(2, Int64(step.lane))
      mark.bind(3, step.reached.rawValue)
      mark.bind(4, Int64(step.decisionCount))
      mark.bind(5, Int64(step.contactCount))
      try mark.run()
    }
  }
}
