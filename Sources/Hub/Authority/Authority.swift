import Charters
import Decisions
import Foundation
import Logging
import Synchronization
import Times

/// The one authority: every contact with a customer is decided here, once, and on disk before anybody hears of it.
///
/// Decisions of one customer are made one after the other; those of different customers side by side. A decision is
/// made in memory under the customer's lock, joins the queue of commits before the lock is let go, and is answered when
/// its commit is on disk: the next decision of this customer builds on it at once, and if its commit fails, so does
/// every later one in the queue, and all of memory is forgotten.
public final class Authority: Sendable {
  /// What is counted and measured.
  public let measures = HubMeasures()

  let store: any Store
  let clock: any HubClock
  let limits: HubLimits
  let logger: Logger
  let committer: Committer
  let residents: Residents
  let directory: Directory
  let gate = OnceGate()
  let regimes = RegimeHolder()
  let shelf: CharterShelf
  let volumes: Volumes
  let governor: Governor
  let learning: ModelLearning
  let experimentFold = ExperimentFold()
  let guardMemory = Mutex(GuardMemory())
  let accessKeys = AccessKeys()
  /// Customers whose journeys have something to hear.
  let alarms = Alarms()
  let occasionsInFlight = OccasionsInFlight()
  /// The sweep that is under way.
  let sweeping = Sweeping()
  private let isStopped = Atomic(false)

  /// Opens the hub on a store of which it is the only user from now on.
  /// - Throws: ``StoreError``; ``HubError`` when the charter in force is no longer accepted, or the one that decides beside
  ///   it.
  public static func open(
    store: any Store, clock: any HubClock, zones: ZoneDirectory, limits: HubLimits = HubLimits(), logger: Logger
  ) async throws -> Authority {
    let hub = try await Authority(
      store: store, clock: clock, zones: zones, limits: limits, logger: logger, marks: try await store.last)
    hub.accessKeys.load(try await store.accessKeys)
    try await hub.governor.resume(try await hub.learning.resume())
    hub.committer.start()
    return hub
  }

  private init(
    store: any Store, clock: any HubClock, zones: ZoneDirectory, limits: HubLimits, logger: Logger, marks: StoreMarks
  ) async throws(StoreError) {
    self.store = store
    self.clock = clock
    self.limits = limits
    self.logger = logger
    // The committer tells the memory to forget, and the memory asks the committer how far the disk is: one of the two
    // must learn of the other later.
    let memory = MemoryBox()
    committer = Committer(store: store, marks: marks, limits: limits, measures: measures) { memory.forget($0) }
    let committer = committer
    residents = Residents(residentsMax: limits.residentCustomersMax) { committer.durable }
    directory = Directory(identitiesMax: limits.residentCustomersMax * 2) { committer.durable }
    volumes = Volumes(marks.volumes)
    memory.set(residents, directory, volumes)
    shelf = CharterShelf(store: store, zones: zones)
    learning = ModelLearning(store: store, terms: limits.learning, logger: logger)
    governor = try await Governor(
      store: store, shelf: shelf, regimes: regimes, residents: residents, volumes: volumes, clock: clock)
  }

  /// Takes no more calls, waits until everything taken is on disk, and closes the store. A second call does nothing.
  public func stop() async throws(StoreError) {
    guard isStopped.compareExchange(expected: false, desired: true, ordering: .sequentiallyConsistent).exchanged else {
      return
    }
    let committer = committer
    // It blocks its thread, so it gets one of its own.
    await withCheckedContinuation { continuation in
      let thread = Thread {
        committer.stop()
        continuation.resume()
      }
      thread.start()
    }
    try store.close()
  }

  /// Nothing when the hub can decide; else why not.
  public var unreadiness: HubError? {
    if let refusal = committer.refusal { return HubError(refusal) }
    return regimes.current == nil ? Authority.noCharter : nil
  }

  /// Forgets keys of calls that are older than promised, what providers called messages that are long gone, and windows of volume limits that can no longer count; to be called
  /// now and then.
  public func tidy() async throws(HubError) {
    let before = clock.nowMilliseconds - max(limits.onceKeySeconds, Self.onceKeySecondsMin) * 1000
    while try await reading({ () async throws(StoreError) in
      try await store.forgetOnceKeys(beforeMilliseconds: before, countMax: Self.keysForgottenMax)
    }) == Self.keysForgottenMax {}
    let receiptsBefore = clock.nowMilliseconds - Self.receiptSecondsMax * 1000
    while try await reading({ () async throws(StoreError) in
      try await store.forgetDeliveries(beforeMilliseconds: receiptsBefore, countMax: Self.keysForgottenMax)
    }) == Self.keysForgottenMax {}
    let past = volumes.past(at: clock.now)
    guard !past.isEmpty else { return }
    try await reading { () async throws(StoreError) in try await store.forgetVolumes(past) }
    // On disk first: what is given back to one of them in between shows again after a start, and is forgotten then.
    volumes.forget(past)
  }

  /// How long keys are kept at least: 72 hours.
  static let onceKeySecondsMin: Int64 = 72 * 3600
  /// How long a receipt may come after its message, where it names it as the provider does: 30 days.
  static let receiptSecondsMax: Int64 = 30 * 86_400
  /// Keys forgotten at once: few, so that no commit waits long.
  static let keysForgottenMax = 2_000

  /// Brings the gauges up to date, for whoever reads the measures.
  public func measure() async {
    measures.set(waitingCommits: committer.waitingCount)
    measures.set(residentCustomers: residents.count)
    measures.set(clockDeviationSeconds: clock.deviationSeconds)
    // A store that cannot be read leaves the gauge as it was; `/ready` says that something is wrong.
    if let counts = try? await outboxCounts() { measures.set(waitingMessages: counts) }
  }
}

/// What is in memory, once it exists.
private final class MemoryBox: Sendable {
  private let memory: Mutex<(Residents, Directory, Volumes)?> = Mutex(nil)

  func set(_ residents: Residents, _ directory: Directory, _ volumes: Volumes) {
    memory.withLock { $0 = (residents, directory, volumes) }
  }

  func forget(_ marks: StoreMarks?) {
    guard let (residents, directory, volumes) = memory.withLock({ $0 }) else { return }
    directory.forget()
    // Before the customers are: whoever takes units under a lock that is still to be waited for is then either counted,
    // or refused by the queue.
    if let marks { volumes.reset(marks.volumes) }
    residents.forget()
  }
}
