import GRDB
import Hub

extension SQLiteStore {
  /// Forgets what was taken of volume limits in these windows, in one transaction.
  public func forgetVolumes(_ keys: [VolumeKey]) async throws(StoreError) {
    guard !keys.isEmpty else { return }
    try await connections.write { connections, connection throws(StoreError) in
      try connections.transaction { _ in
        let row = try Query(
          connection, "DELETE FROM volume_uses WHERE volume = ? AND is_money = ? AND per = ? AND start = ?")
        for key in keys {
          try row.bind(1, key.limit)
          row.bind(2, Int64(key.isMoney ? 1 : 0))
          try row.bind(3, key.window?.rawValue ?? "")
          row.bind(4, key.startSeconds)
          try row.run()
        }
      }
      // Still on the writer's queue, so no commit comes between the rows and the marks.
      connections.marks.withLock { marks in for key in keys { marks.volumes[key] = nil } }
    }
  }
}
