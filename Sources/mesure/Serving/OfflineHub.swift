import Charters
import Hub
import Logging
import StoreSQLite

/// A hub that serves nobody: for verbs that work on a data folder while no server runs on it.
enum OfflineHub {
  /// Nobody waits for one answer here, and a file tells of many: the more of them are written together, the fewer pages
  /// of the database are written again and again.
  private static var limits: HubLimits {
    var limits = HubLimits()
    limits.waitingCommitsMax = 4 * LineFile.pieceLinesMax
    limits.commitsPerGroupMax = LineFile.pieceLinesMax
    return limits
  }

  /// Opens the database of a folder for itself, and closes it again whatever happens.
  /// - Throws: `StoreError` (`store.busy` while a server runs), `HubError`, and what `body` throws.
  static func withAuthority<R>(_ folder: DataFolder, _ body: (Authority) async throws -> R) async throws -> R {
    try folder.require()
    let store = try SQLiteStore(path: folder.database)
    let authority: Authority
    do {
      let newest = try await store.last.atMilliseconds
      // What was is imported, so the clock behind does no harm here: entries are never older than those before them.
      let clock = try SystemClock(newestMilliseconds: newest, isAccepted: true)
      authority = try await Authority.open(
        store: store, clock: clock, zones: ZoneDirectory(), limits: limits, logger: Logger(label: "mesure"))
    } catch {
      try? store.close()
      throw error
    }
    do {
      let result = try await body(authority)
      try await authority.stop()
      return result
    } catch {
      try? await authority.stop()
      throw error
    }
  }
}
