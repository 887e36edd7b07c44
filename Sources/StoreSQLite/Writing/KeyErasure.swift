import GRDB
import Hub

/// The once-keys that go with somebody who is erased.
///
/// A key that was used again has more than one row, of which the newest counts. When the newest goes, the older ones go
/// with it: they would come back to light.
struct KeyErasure: Sendable {
  /// A row of a key.
  private struct Place {
    var key: Digest128
    /// Its number among recent keys, or its run.
    var number: Int64
    var position: Int64
  }

  private var recent: [Place] = []
  private var sorted: [Place] = []
  private let lastRun: Int64

  /// Finds them.
  /// - Parameter positions: the entries that go.
  init(of positions: Set<Int64>, in connection: Database) throws {
    lastRun = try Query(connection, "SELECT max(run) FROM once_key_runs").number
    guard let first = positions.min(), let last = positions.max() else { return }
    let rows = "SELECT number, high, low, position FROM recent_once_keys"
    let between = "WHERE position BETWEEN \(first) AND \(last)"
    recent = try KeyErasure.places("\(rows) \(between)", connection) { positions.contains($0.position) }
    sorted = try KeyErasure.places("SELECT run, high, low, position FROM sorted_once_keys \(between)", connection) {
      positions.contains($0.position)
    }
    let keys = Set((recent + sorted).map(\.key))
    guard !keys.isEmpty else { return }
    let allRecent = try KeyErasure.places(rows, connection) { keys.contains($0.key) }
    let allSorted = try KeyErasure.sorted(keys, in: connection)
    var newest: [Digest128: Place] = [:]
    for place in allSorted.sorted(by: { $0.number < $1.number }) { newest[place.key] = place }
    for place in allRecent.sorted(by: { $0.number < $1.number }) { newest[place.key] = place }
    func goes(_ place: Place) -> Bool {
      positions.contains(place.position) || newest[place.key].map { positions.contains($0.position) } ?? false
    }
    recent = allRecent.filter(goes)
    sorted = allSorted.filter(goes)
  }

  private static func places(
    _ sql: String, _ connection: Database, where isWanted: (Place) -> Bool
  ) throws -> [Place] {
    let rows = try Query(owned: connection, sql)
    var places: [Place] = []
    try rows.forEach {
      let key = Digest128(high: rows.hash(1), low: rows.hash(2))
      let place = Place(key: key, number: rows.int(0), position: rows.int(3))
      if isWanted(place) { places.append(place) }
      return true
    }
    return places
  }

  private static func sorted(_ keys: Set<Digest128>, in connection: Database) throws -> [Place] {
    let runs = try Query(connection, "SELECT run FROM once_key_runs")
    let all = try runs.all { runs.int(0) }
    let row = try Query(connection, "SELECT position FROM sorted_once_keys WHERE run = ? AND high = ? AND low = ?")
    var places: [Place] = []
    for key in keys {
      for run in all {
        row.bind(1, run)
        row.bind(2, key.high)
        row.bind(3, key.low)
        if let position = try row.first({ row.int(0) }) {
          places.append(Place(key: key, number: run, position: position))
        }
      }
    }
    return places
  }

  /// Deletes them.
  func delete(from connection: Database) throws {
    let row = try Query(
      connection, "DELETE FROM sorted_once_keys WHERE run = ? AND high = ? AND low = ? AND position = ?")
    func delete(_ place: Place, ofRun run: Int64) throws {
      row.bind(1, run)
      row.bind(2, place.key.high)
      row.bind(3, place.key.low)
      row.bind(4, place.position)
      try row.run()
    }
    for place in sorted { try delete(place, ofRun: place.number) }
    guard !recent.isEmpty else { return }
    // A sweep may have copied or cut them since they were found: into the run that it was at, or into a later one.
    let runs = try Query(connection, "SELECT run FROM once_key_runs WHERE run >= ?")
    runs.bind(1, lastRun)
    let laterRuns = try runs.all { runs.int(0) }
    let number = try Query(connection, "DELETE FROM recent_once_keys WHERE number = ?")
    for place in recent {
      number.bind(1, place.number)
      try number.run()
      for run in laterRuns { try delete(place, ofRun: run) }
    }
  }
}
