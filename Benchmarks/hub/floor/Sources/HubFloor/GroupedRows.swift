import Foundation
import GRDB
import Synchronization

/// One row a call in SQLite, many rows a transaction: while one group is on its way to the disk, the next one gathers.
final class GroupedRows: Sendable {
  private struct Waiting: Sendable {
    var customer: String
    var continuation: CheckedContinuation<Int64, any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isStopping = false
  }

  private let queue: DatabaseQueue
  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)
  /// What a row holds besides its customer: about as much as one decision in short form.
  private static let content = Data(repeating: 0x41, count: 200)

  init(path: String) throws {
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS decision
          (number INTEGER PRIMARY KEY, customer TEXT NOT NULL, content BLOB NOT NULL) STRICT
          """)
    }
    let thread = Thread { self.run() }
    thread.name = "floor-commit"
    thread.start()
  }

  /// Writes a row; returns its number when it is on disk.
  func insert(customer: String) async throws -> Int64 {
    try await withCheckedThrowingContinuation { continuation in
      let isFirst = state.withLock { state in
        state.waiting.append(Waiting(customer: customer, continuation: continuation))
        return state.waiting.count == 1
      }
      if isFirst { wake.signal() }
    }
  }

  /// Writes what waits, and ends the thread.
  func stop() {
    state.withLock { $0.isStopping = true }
    wake.signal()
    finished.wait()
  }

  private func run() {
    while true {
      wake.wait()
      let (group, isStopping) = state.withLock { state in
        defer { state.waiting = [] }
        return (state.waiting, state.isStopping)
      }
      if !group.isEmpty { write(group) }
      if isStopping { break }
    }
    finished.signal()
  }

  private func write(_ group: [Waiting]) {
    do {
      let numbers = try queue.write { database in
        let statement = try database.cachedStatement(sql: "INSERT INTO decision (customer, content) VALUES (?, ?)")
        return try group.map { waiting in
          try statement.execute(arguments: [waiting.customer, GroupedRows.content])
          return database.lastInsertedRowID
        }
      }
      for (waiting, number) in zip(group, numbers) { waiting.continuation.resume(returning: number) }
    } catch {
      for waiting in group { waiting.continuation.resume(throwing: error) }
    }
  }
}
