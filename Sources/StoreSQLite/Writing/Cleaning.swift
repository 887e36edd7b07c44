import GRDB
import Hub
import Synchronization

/// Whether the write-ahead log is yet to be cut, because it holds older copies of pages of somebody who was erased.
struct Cleaning {
  /// Goes on trying; nothing when there is nothing to do.
  var task: Task<Void, Never>?
  /// Set by whoever finds something to be cut, so that it is cut once more after what is under way.
  var isWanted = false
}

extension Connections {
  /// Cuts the write-ahead log, so that older copies of pages are gone. When that does not work soon, as while a backup
  /// reads an older state, it is tried again beside the work until it does.
  /// - Returns: whether it is cut now.
  func clean() async -> Bool {
    for _ in 0..<StoreSettings.cleaningAttemptsMax {
      if await cutLog(waitSeconds: StoreSettings.cleaningWaitSeconds) { return true }
      try? await Task.sleep(for: .seconds(StoreSettings.cleaningWaitSeconds))
    }
    cleanLater()
    return false
  }

  /// Cuts what an earlier run left in the write-ahead log, such as copies of somebody who was erased right before it
  /// was killed.
  func cleanAtOpening() {
    let isCut = writer.inDatabase { (try? Checkpointing.truncate($0, waitSeconds: 0)) ?? false }
    if !isCut { cleanLater() }
  }

  private func cleanLater() {
    cleaning.withLock { cleaning in
      cleaning.isWanted = true
      guard cleaning.task == nil else { return }
      cleaning.task = Task.detached { [weak self] in
        var pauseSeconds = StoreSettings.cleaningPauseSecondsMin
        repeat {
          try? await Task.sleep(for: .seconds(pauseSeconds))
          pauseSeconds = min(StoreSettings.cleaningPauseSecondsMax, 2 * pauseSeconds)
        } while await self?.cleanAgain() == false
      }
    }
  }

  /// Tries once; false when it is to be tried again.
  private func cleanAgain() async -> Bool {
    cleaning.withLock { $0.isWanted = false }
    let isCut = await cutLog(waitSeconds: StoreSettings.cleaningAgainWaitSeconds)
    return cleaning.withLock { cleaning in
      guard isCut, !cleaning.isWanted else { return false }
      cleaning.task = nil
      return true
    }
  }

  /// A disk that fails is no reason to doubt anything: the log stays as it was, and is copied again.
  private func cutLog(waitSeconds: Double) async -> Bool {
    await withCheckedContinuation { continuation in
      writer.asyncWriteWithoutTransaction { connection in
        // Once it is closed there is nothing to do: closing cuts the log, or else the next opening does.
        guard self.writing != nil else { return continuation.resume(returning: true) }
        continuation.resume(
          returning: (try? Checkpointing.truncate(connection, waitSeconds: waitSeconds)) ?? false)
      }
    }
  }
}
