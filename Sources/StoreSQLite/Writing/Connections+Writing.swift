import GRDB
import Hub

extension Connections {
  /// Writes commits in one transaction, and pieces of the sweeps that are on.
  func commit(_ commits: [Commit]) throws(StoreError) {
    let result: Result<Void, StoreError> = writer.inDatabase { _ in
      Result { () throws(StoreError) in try commitOnQueue(commits) }
    }
    try result.get()
    if keyFilter.isDue { fillKeyFilter() }
    switch checkpointing.due {
    case .nothing: break
    case .beside: copyBeside()
    case .between: copyBetween()
    }
  }

  private func commitOnQueue(_ commits: [Commit]) throws(StoreError) {
    let before = marks.withLock { $0 }
    let entryCount = commits.reduce(0) { $0 + $1.entries.count }
    // Twice as fast as entries come, so that a sweep ends before the next one is due.
    let piece = heads.withLock { $0.piece(countMax: max(StoreSettings.headsPerCommitMin, 2 * entryCount)) }
    let keyCount = commits.reduce(0) { $0 + $1.onceKeys.count }
    let (keyRow, keyPiece) = recentKeys.withLock { keys in
      (keys.nextRow, keys.piece(countMax: max(StoreSettings.keysPerCommitMin, 2 * keyCount)))
    }
    keyFilter.add(commits)
    let after = try transaction { writing in
      let after = try writing.write(commits, after: before, keyRow: keyRow)
      if let piece { try writing.write(piece, after) }
      if let keyPiece { try writing.write(keyPiece) }
      return after
    }
    noteKeys(of: commits, from: keyRow, keyPiece)
    let leaving = heads.withLock { heads in
      if let piece { heads.wrote(piece) }
      for commit in commits {
        for entry in commit.entries where entry.previous != .none {
          heads.note(entry.position.rawValue, of: entry.customer.rawValue)
        }
      }
      heads.countEntries(entryCount)
      return heads.leave(upTo: after.position.rawValue, entriesMin: entriesPerSweep)
    }
    marks.withLock { $0 = after }
    if let leaving { sort(leaving) }
  }

  /// Notes the keys that are on disk now, and begins a sweep when it is time.
  private func noteKeys(of commits: [Commit], from firstRow: Int64, _ piece: RecentKeys.Piece?) {
    let leaving = recentKeys.withLock { keys in
      if let piece { keys.wrote(piece) }
      var row = firstRow
      for commit in commits {
        for key in commit.onceKeys {
          keys.note(key.key, row: row, atMilliseconds: key.atMilliseconds)
          row += 1
        }
      }
      return keys.leave(keysMin: keysPerSweep)
    }
    if let leaving { sort(leaving) }
  }

  /// Runs a function in a transaction that is on disk when this returns, and taken back when this throws, unless the
  /// error is
  /// `store.uncertain`. Must be called on the writer's queue.
  func transaction<Value>(_ body: (CommitWriter) throws -> Value) throws(StoreError) -> Value {
    guard let writing else { throw StoreError("store.failed", "the store is closed") }
    guard !isDoubtful.load(ordering: .acquiring) else {
      throw StoreError("store.failed", "the store must be recovered before it writes again; nothing was written")
    }
    let value: Value
    do {
      try writing.beginTransaction()
      value = try body(writing)
    } catch {
      takeBack(writing)
      throw StoreError(error, while: .writing)
    }
    do {
      try writing.endTransaction()
    } catch {
      // Errors of the disk come here: the last frame may be written, and only its sync have failed.
      let error = StoreError(error, while: .committing)
      if error.code == "store.uncertain" { isDoubtful.store(true, ordering: .releasing) }
      takeBack(writing)
      throw error
    }
    return value
  }

  /// Takes a transaction back, if SQLite has not done so already. If even that fails, nobody knows anything.
  private func takeBack(_ writing: CommitWriter) {
    do {
      try writing.takeBackTransaction()
    } catch {
      isDoubtful.store(true, ordering: .releasing)
    }
  }

  /// Writes every head that is only in memory to its row.
  func writeHeads() throws(StoreError) {
    let result: Result<Void, StoreError> = writer.inDatabase { _ in
      Result { () throws(StoreError) in
        let marks = marks.withLock { $0 }
        // What leaves with a sweep that was not done is older than what was noted since.
        let all = heads.withLock { $0.all }
        for start in stride(from: 0, to: all.count, by: StoreSettings.headsPerClosingCommit) {
          let end = min(all.count, start + StoreSettings.headsPerClosingCommit)
          try transaction { writing in try writing.write(Heads.Piece(Array(all[start..<end])), marks) }
        }
        try transaction { writing in try writing.write(marks, headsUpTo: marks.position.rawValue) }
      }
    }
    try result.get()
  }

  /// Copies the whole write-ahead log into the database, and syncs it.
  /// - Returns: false when another program reads an older state, so that a part had to stay in the log.
  func settle() throws(StoreError) -> Bool {
    let result: Result<Bool, StoreError> = writer.inDatabase { connection in
      Result { try Checkpointing.truncate(connection, waitSeconds: StoreSettings.busySeconds) }.mapError {
        StoreError($0, while: .writing)
      }
    }
    return try result.get()
  }
}
