import Foundation
import Synchronization

/// The one writer: takes commits from many calls, writes them in groups with one sync of the disk each, and only then
/// lets the calls go on.
///
/// While a group is on its way to the disk, the next one gathers; so the busier the hub, the larger the groups, and the
/// wait stays about one to two syncs. Positions are given in the order of the queue, so the log has no gaps behind
/// ``durable``.
final class Committer: Sendable {
  /// Called on the writer's thread when the commit is on disk, or was not written.
  typealias Done = @Sendable (_ first: Position, _ error: StoreError?) -> Void

  private struct Waiting {
    var first: Position
    var done: Done
  }

  private enum Mode {
    /// Takes commits.
    case running
    /// A write failed: takes none until the store is known again. → running, stopped
    case recovering(StoreError)
    /// Takes none, writes what it has. → stopped
    case stopping
  }

  private struct State {
    var mode = Mode.running
    var commits: [Commit] = []
    var waiting: [Waiting] = []
    /// The last position given.
    var position: Int64
    /// The last number given to a customer.
    var customer: Int64

    /// Takes the oldest commits: all of them, where there are no more than `countMax`.
    mutating func takeGroup(_ countMax: Int) -> ([Commit], [Waiting]) {
      guard commits.count > countMax else {
        defer {
          commits = []
          waiting = []
        }
        return (commits, waiting)
      }
      defer {
        commits.removeFirst(countMax)
        waiting.removeFirst(countMax)
      }
      return (Array(commits.prefix(countMax)), Array(waiting.prefix(countMax)))
    }
  }

  private let store: any Store
  private let limits: HubLimits
  private let measures: HubMeasures
  /// Forgets what rests on commits that were not written: at once, and again with what the store says once it is known.
  /// Called on the writer's thread, before it takes commits again.
  private let forget: @Sendable (StoreMarks?) -> Void
  private let state: Mutex<State>
  private let durablePosition: Atomic<Int64>
  private let settling: Mutex<[(position: Position, continuation: UnsafeContinuation<Void, Never>)]> = Mutex([])
  // Wakes the writer. Its lock guards nothing but the wake-up; `state` has a lock of its own.
  private let wake = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)

  /// Starts the writer's thread.
  init(
    store: any Store, marks: StoreMarks, limits: HubLimits, measures: HubMeasures,
    forget: @escaping @Sendable (StoreMarks?) -> Void
  ) {
    self.store = store
    self.limits = limits
    self.measures = measures
    self.forget = forget
    state = Mutex(State(position: marks.position.rawValue, customer: marks.customer.rawValue))
    durablePosition = Atomic(marks.position.rawValue)
  }

  /// Begins to write.
  func start() {
    let thread = Thread { self.run() }
    thread.name = "mesure-commit"
    thread.start()
  }

  /// Everything up to here is on disk.
  var durable: Position { Position(rawValue: durablePosition.load(ordering: .acquiring)) }

  /// Why no commits are taken; nothing when they are.
  var refusal: StoreError? { state.withLock { Committer.refusal($0, limits) } }

  /// How many commits wait.
  var waitingCount: Int { state.withLock { $0.commits.count } }

  /// Takes a commit that `make` builds from the first of `count` new positions, and calls `done` when it is on disk.
  /// Returns the first position and the first of `customers` new numbers.
  ///
  /// `make` runs under the queue's lock, so that positions come in the order of the queue; it should only put things
  /// together.
  func enqueue(
    entries count: Int, customers: Int = 0,
    _ make: (_ position: Position, _ customer: CustomerNumber) -> Commit, done: @escaping Done
  ) throws(StoreError) -> (position: Position, customer: CustomerNumber) {
    let (first, isFirst) = try state.withLock { (state) throws(StoreError) in
      if let refusal = Committer.refusal(state, limits) { throw refusal }
      let first = (Position(rawValue: state.position + 1), CustomerNumber(rawValue: state.customer + 1))
      let commit = make(first.0, first.1)
      state.position += Int64(count)
      state.customer += Int64(customers)
      state.commits.append(commit)
      state.waiting.append(Waiting(first: first.0, done: done))
      return (first, state.commits.count == 1)
    }
    if isFirst { wake.signal() }
    return first
  }

  private static func refusal(_ state: borrowing State, _ limits: HubLimits) -> StoreError? {
    switch state.mode {
    case .recovering(let error): error
    case .stopping: StoreError("hub.stopping", "the hub is stopping; ask again")
    case .running:
      state.commits.count < limits.waitingCommitsMax
        ? nil : StoreError("hub.overloaded", "too many calls wait for the disk; ask again")
    }
  }

  /// Takes no more commits, and blocks until those taken are on disk.
  func stop() {
    state.withLock { $0.mode = .stopping }
    wake.signal()
    finished.wait()
  }

  /// Returns when everything up to a position is on disk, or was given up.
  func settled(_ position: Position) async {
    await withUnsafeContinuation { continuation in
      let isWaiting = settling.withLock { settling in
        guard position > durable, refusal == nil else { return false }
        settling.append((position, continuation))
        return true
      }
      if !isWaiting { continuation.resume() }
    }
  }

  private func wakeSettled(upTo durable: Position?) {
    let woken = settling.withLock { settling in
      let woken = settling.filter { one in durable.map { one.position <= $0 } ?? true }
      if !woken.isEmpty { settling.removeAll { one in durable.map { one.position <= $0 } ?? true } }
      return woken
    }
    for one in woken { one.continuation.resume() }
  }

  // MARK: The writer's thread

  private func run() {
    while true {
      let (commits, waiting, isStopping) = state.withLock { state in
        let group = state.takeGroup(limits.commitsPerGroupMax)
        if case .stopping = state.mode { return (group.0, group.1, true) }
        return (group.0, group.1, false)
      }
      if commits.isEmpty {
        if isStopping { break }
        wake.wait()
        continue
      }
      write(commits, waiting)
    }
    finished.signal()
  }

  private func write(_ commits: [Commit], _ waiting: [Waiting]) {
    let clock = ContinuousClock()
    let start = clock.now
    do throws(StoreError) {
      try store.commit(commits)
    } catch {
      measures.countGroup(commits: commits.count, seconds: (clock.now - start).seconds, isWritten: false)
      return recover(from: error, waiting)
    }
    measures.countGroup(commits: commits.count, seconds: (clock.now - start).seconds, isWritten: true)
    for commit in commits.reversed() {
      guard let last = commit.entries.last else { continue }
      durablePosition.store(last.position.rawValue, ordering: .releasing)
      break
    }
    for one in waiting { one.done(one.first, nil) }
    wakeSettled(upTo: durable)
  }

  /// Refuses everything that waits, forgets what rested on it, and goes on once the store is known again.
  private func recover(from error: StoreError, _ waiting: [Waiting]) {
    let others = state.withLock { state in
      // A stop in the meantime stays one: what waits cannot be written any more.
      if case .running = state.mode { state.mode = .recovering(error) }
      defer {
        state.commits = []
        state.waiting = []
      }
      return state.waiting
    }
    forget(nil)
    for one in waiting + others { one.done(one.first, error) }
    wakeSettled(upTo: nil)
    var pauseSeconds = 0.05
    while true {
      if let marks = recoveredMarks() {
        durablePosition.store(marks.position.rawValue, ordering: .releasing)
        // Again, for what was read between the failure and now.
        forget(marks)
        return state.withLock { state in
          state.position = max(state.position, marks.position.rawValue)
          state.customer = max(state.customer, marks.customer.rawValue)
          if case .recovering = state.mode { state.mode = .running }
        }
      }
      if state.withLock({ if case .stopping = $0.mode { true } else { false } }) { return }
      _ = wake.wait(timeout: .now() + pauseSeconds)
      pauseSeconds = min(1, pauseSeconds * 2)
    }
  }

  private func recoveredMarks() -> StoreMarks? {
    do throws(StoreError) {
      return try store.recover()
    } catch {
      return nil
    }
  }
}

extension Duration {
  /// The length in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
