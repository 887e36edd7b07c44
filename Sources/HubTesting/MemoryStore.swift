import Charters
import Hub
import Synchronization

/// A store in memory: obvious, exact about what it refuses, and able to fail on demand.
///
/// It lives on a ``MemoryDisk``, so that a test can close it, or drop it as a crash would, and open another on the
/// same disk.
public final class MemoryStore: Store {
  private struct State {
    /// What calls see.
    var shown: MemoryTables
    var failures: [MemoryFailure] = []
    var mustRecover = false
    var isClosed = false
  }

  private let disk: MemoryDisk
  private let state: Mutex<State>

  /// Opens a store on a disk.
  public init(disk: MemoryDisk = MemoryDisk()) {
    self.disk = disk
    state = Mutex(State(shown: disk.tables))
  }

  /// Makes the next commit fail; more of them wait in line.
  /// - Parameters:
  ///   - code: `store.full`, `store.failed` or `store.uncertain`.
  ///   - isWritten: whether the disk has the commit all the same, which only `store.uncertain` permits. It shows after
  ///     ``recover()``.
  public func failNextCommit(_ code: String, isWritten: Bool = false) {
    state.withLock { $0.failures.append(MemoryFailure(code: code, isWritten: isWritten && code == "store.uncertain")) }
  }

  // MARK: Writing

  /// Writes all of these or none.
  public func commit(_ commits: [Commit]) throws(StoreError) {
    guard !commits.isEmpty else { return }
    try change { tables throws(StoreError) in
      try tables.check(commits)
      for commit in commits { tables.apply(commit) }
    }
  }

  /// Takes a customer out for ever.
  public func erase(_ customer: CustomerNumber, of segments: [String]) async throws(StoreError) -> ErasureProgress {
    try change(mayFail: false) { tables throws(StoreError) in
      tables.erase(customer)
      for name in segments { tables.segments[name, default: 0] -= 1 }
    }
    return .overwritten
  }

  /// Forgets keys used before a moment, the oldest first.
  public func forgetOnceKeys(beforeMilliseconds: Int64, countMax: Int) async throws(StoreError) -> Int {
    try change(mayFail: false) { tables throws(StoreError) in
      let old = tables.onceKeys.values.filter { $0.atMilliseconds < beforeMilliseconds }
        .sorted { $0.atMilliseconds < $1.atMilliseconds }.prefix(max(0, countMax))
      for key in old { tables.onceKeys[key.key] = nil }
      return old.count
    }
  }

  /// Forgets what was taken of volume limits in these windows.
  public func forgetVolumes(_ keys: [VolumeKey]) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in
      for key in keys { tables.marks.volumes[key] = nil }
    }
  }

  /// Keeps a charter.
  public func keep(_ charter: StoredCharter) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in
      if !tables.charters.contains(where: { $0.version == charter.version }) { tables.charters.append(charter) }
    }
  }

  /// Notes that a charter comes into force.
  public func add(_ activation: Activation) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in
      try tables.checkCharter(activation.version)
      if let earlier = activation.earlier { try tables.checkCharter(earlier) }
      guard activation.number > 0, !tables.activations.contains(where: { $0.number == activation.number }) else {
        throw StoreError("store.failed", "activation \(activation.number) is there already")
      }
      tables.activations.append(activation)
    }
  }

  /// Notes what decisions will rest on.
  public func add(_ context: DecisionContext) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in
      try tables.checkCharter(context.charterVersion)
      guard context.number > 0, !tables.contexts.contains(where: { $0.number == context.number }) else {
        throw StoreError("store.failed", "context \(context.number) is there already")
      }
      tables.contexts.append(context)
    }
  }

  /// Replaces what is stopped by hand.
  public func set(_ stops: Set<Stop>) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in tables.stops = stops }
  }

  /// Notes that a roll-out is put on a step.
  public func add(_ move: RolloutMove) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in
      guard move.number > 0, !tables.rolloutMoves.contains(where: { $0.number == move.number }) else {
        throw StoreError("store.failed", "move \(move.number) of a roll-out is there already")
      }
      tables.rolloutMoves.append(move)
    }
  }

  /// Keeps a learned state, and drops others.
  public func keep(_ models: StoredModels, dropping: [Position]) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in
      for position in dropping { tables.models[position] = nil }
      tables.models[models.position] = models
    }
  }

  /// Keeps an API key, or replaces the one of its number.
  public func keep(_ key: StoredAccessKey) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in tables.accessKeys[key.number] = key }
  }

  /// Notes how far the look over everybody got.
  public func advance(_ review: ReviewMark, timers: [TimerRow]) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in
      tables.review = review
      for row in timers { tables.timers[row.customer] = min(tables.timers[row.customer] ?? .max, row.dueSeconds) }
    }
  }

  /// Keeps a sweep, or replaces the one of its number.
  public func keep(_ sweep: SweepRow) async throws(StoreError) {
    try change(mayFail: false) { tables throws(StoreError) in tables.sweeps[sweep.number] = sweep }
  }

  /// Shows what is on the disk.
  public func recover() throws(StoreError) -> StoreMarks {
    let tables = disk.tables
    state.withLock {
      $0.shown = tables
      $0.mustRecover = false
    }
    return tables.marks
  }

  /// Closes; every later call fails.
  public func close() throws(StoreError) { state.withLock { $0.isClosed = true } }

  /// What calls see.
  func tables() throws(StoreError) -> MemoryTables {
    let (tables, isClosed) = state.withLock { ($0.shown, $0.isClosed) }
    guard !isClosed else { throw StoreError("store.failed", "the store is closed") }
    return tables
  }

  /// Changes the disk and what calls see, or fails as told.
  func change<Value: Sendable>(
    mayFail: Bool = true, _ body: (inout MemoryTables) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = state.withLock { state in
      Result { () throws(StoreError) in
        guard !state.isClosed else { throw StoreError("store.failed", "the store is closed") }
        guard !state.mustRecover else { throw StoreError("store.failed", "the store must be recovered first") }
        let failure = mayFail && !state.failures.isEmpty ? state.failures.removeFirst() : nil
        guard let failure else {
          // Nobody else holds the tables while they change, so that they are not copied.
          disk.tables = MemoryTables()
          defer { disk.tables = state.shown }
          return try body(&state.shown)
        }
        if failure.isWritten {
          var written = state.shown
          _ = try body(&written)
          disk.tables = written
        }
        state.mustRecover = failure.code == "store.uncertain"
        throw StoreError(failure.code, "a test told the store to fail so")
      }
    }
    return try result.get()
  }
}

/// How a commit is to fail.
private struct MemoryFailure {
  var code: String
  var isWritten: Bool
}

/// What outlives a ``MemoryStore``.
public final class MemoryDisk: Sendable {
  private let content = Mutex(MemoryTables())

  /// An empty disk.
  public init() {}

  var tables: MemoryTables {
    get { content.withLock { $0 } }
    set { content.withLock { $0 = newValue } }
  }
}
