import GRDB
import Hub

/// The statements that write what journeys wait for; used on the writer's queue alone.
final class JourneyWriter {
  private let timerSet: Query
  private let timerRemoved: Query
  private let occasionAdded: Query
  private let occasionRemoved: Query
  private let segment: Query

  /// Prepares them.
  init(_ connection: Database) throws {
    func prepare(_ sql: String) throws -> Query { try Query(owned: connection, sql) }
    timerSet = try prepare(
      "INSERT INTO timers(customer, due) VALUES (?, ?) ON CONFLICT(customer) DO UPDATE SET due = excluded.due")
    timerRemoved = try prepare("DELETE FROM timers WHERE customer = ?")
    occasionAdded = try prepare(
      "INSERT OR REPLACE INTO occasions(opened, place, customer, source, expires) VALUES (?, ?, ?, ?, ?)")
    occasionRemoved = try prepare("DELETE FROM occasions WHERE opened = ? AND place = ?")
    segment = try prepare(
      """
      INSERT INTO segments(name, customers) VALUES (?, ?)
      ON CONFLICT(name) DO UPDATE SET customers = customers + excluded.customers
      """)
  }

  /// Writes what a commit changes of it.
  func write(_ commit: Commit) throws {
    for (customer, due) in commit.timers {
      guard let due else {
        timerRemoved.bind(1, customer.rawValue)
        try timerRemoved.run()
        continue
      }
      timerSet.bind(1, customer.rawValue)
      timerSet.bind(2, due)
      try timerSet.run()
    }
    for key in commit.occasionsRemoved {
      occasionRemoved.bind(1, key.opened.rawValue)
      occasionRemoved.bind(2, Int64(key.place))
      try occasionRemoved.run()
    }
    for row in commit.occasionsAdded {
      occasionAdded.bind(1, row.key.opened.rawValue)
      occasionAdded.bind(2, Int64(row.key.place))
      occasionAdded.bind(3, row.customer.rawValue)
      try occasionAdded.bind(4, row.source)
      occasionAdded.bind(5, row.expiresSeconds)
      try occasionAdded.run()
    }
    for (name, count) in commit.segments {
      try segment.bind(1, name)
      segment.bind(2, Int64(count))
      try segment.run()
    }
  }
}
