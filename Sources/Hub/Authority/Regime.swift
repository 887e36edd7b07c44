import Charters
import Decisions
import Journeys
import Learning
import Messages
import Synchronization

/// What decides at this moment: a charter made ready, its models, and what is stopped. Immutable; a change is a new one.
final class Regime: Sendable {
  /// The charter with what its files say besides.
  let loaded: LoadedCharter
  /// The same, compiled.
  let ready: ReadyCharter
  /// Charter, models and availability, as `decide` reads them.
  let snapshot: Snapshot
  /// Turns profiles into customers of this charter.
  let binder: CustomerBinder
  /// Triggers, segments and journeys; nothing where nothing is always on.
  let journeys: JourneyPlan?
  /// The number of the context that decisions note.
  let context: Int
  /// Counts charters that came into force: a customer bound under another one is bound again.
  let generation: Int
  /// Whether caps over several customers make decisions look at more than one.
  let hasHouseholdCaps: Bool
  let hasAddressCaps: Bool
  /// Until when what is said to be used up holds: milliseconds since 1970. Then a window begins or ends.
  let holdsUntilMilliseconds: Int64
  /// What ``Volumes/returns`` was when it was found out what is used up; nothing where nothing is.
  let volumeReturns: Int?
  /// The brands of actions that have one.
  let brands: [String: String]
  /// Every segment that may count somebody, of this charter or of another one, in ascending order.
  let segmentNames: [String]
  let ownSegments: Set<String>
  /// The charters of ``all``.
  let charters: [LoadedCharter]
  /// While a roll-out of this charter has not reached everybody: what decides for those whom it has not.
  let earlier: Regime?
  private let reach: (plan: RolloutPlan, step: Int)?

  init(
    _ ready: ReadyCharter, availability: Availability, context: Int, generation: Int,
    holdsUntilMilliseconds: Int64 = .max, volumeReturns: Int? = nil, segmentNames: [String] = [],
    earlier: Regime? = nil, step: Int = 0, models: Models? = nil
  ) {
    self.segmentNames = segmentNames
    ownSegments = Set(ready.journeys?.charter.segments.map(\.name) ?? [])
    self.earlier = earlier
    reach = earlier == nil ? nil : ready.loaded.charter.rollout.map { (RolloutPlan($0), step) }
    self.holdsUntilMilliseconds = holdsUntilMilliseconds
    self.volumeReturns = volumeReturns
    loaded = ready.loaded
    charters = [ready.loaded] + (earlier.map { [$0.loaded] } ?? [])
    snapshot = Snapshot(plan: ready.plan, models: models ?? ready.models, availability: availability)
    binder = ready.binder
    journeys = ready.journeys
    self.ready = ready
    self.context = context
    self.generation = generation
    let caps = ready.loaded.charter.policy.caps
    hasHouseholdCaps = caps.contains { $0.subject == .household }
    hasAddressCaps = caps.contains { $0.subject == .address }
    let branded = ready.loaded.charter.actions.filter { !$0.brand.isEmpty }.map { ($0.name, $0.brand) }
    brands = Dictionary(branded) { first, _ in first }
  }

  var plan: CharterPlan { snapshot.plan }

  /// All that decide side by side: this one, and the one before where there is one.
  var all: [Regime] { [self] + (earlier.map { [$0] } ?? []) }

  /// Whether something is always on, for some customers at least.
  var isAlwaysOn: Bool { journeys != nil || earlier?.journeys != nil }

  /// Whether one of them has rules that may ask for an event.
  func keeps(event: String) -> Bool { loaded.world.events.contains(event) || earlier?.keeps(event: event) ?? false }

  /// The zones of all of them that a position lies in; nothing where none has zones.
  func zones(at position: GeoZone.Position) -> [Symbol]? {
    let own = journeys.flatMap { $0.watchesPositions ? $0.zones(at: position) : nil }
    guard let others = earlier?.zones(at: position) else { return own }
    return (own ?? []) + others.filter { own?.contains($0) != true }
  }

  /// The one of them under which a customer in memory is bound; nothing when they must be bound anew.
  func bound(_ generation: Int) -> Regime? {
    if generation == self.generation { return self }
    guard let earlier, generation == earlier.generation else { return nil }
    return earlier
  }

  /// The one of them that decides for a customer.
  /// - Parameter id: what decisions name them by.
  func regime(for profile: @autoclosure () -> Profile, id: String) -> Regime {
    guard let earlier, let reach else { return self }
    let customer = profile().state(id: id, binder: binder).customer
    return reach.plan.reaches(customer, step: reach.step) ? self : earlier
  }

  /// Whether decisions under way by either come out alike.
  func isSame(as other: Regime) -> Bool {
    zip(all, other.all).allSatisfy { $0.generation == $1.generation && $0.context == $1.context }
      && all.count == other.all.count
  }

  /// What tells what is always on now from what was before: a change of it asks for a look at everybody.
  var reviewKey: UInt32? {
    guard let earlier, let reach else { return journeys?.key }
    if journeys?.key == earlier.journeys?.key { return journeys?.key }
    let keys = UInt64(journeys?.key ?? 0) << 32 | UInt64(earlier.journeys?.key ?? 0)
    // Each step leads others to another charter.
    return UInt32(truncatingIfNeeded: Chance.key(of: "\(keys) \(loaded.charter.version) \(reach.step)")) | 1
  }
}

/// A charter compiled for deciding.
final class ReadyCharter: Sendable {
  let loaded: LoadedCharter
  let plan: CharterPlan
  let models: Models
  let binder: CustomerBinder
  /// Triggers, segments and journeys; nothing where nothing is always on.
  let journeys: JourneyPlan?
  /// Whether anything in it is learned from what contacts come to.
  let learns: Bool
  /// What is learned from: the customers' attributes and derived features.
  let features: FeatureSpace
  /// Writes messages; nothing where the charter has no content.
  let renderer: MessageRenderer?

  init(_ loaded: LoadedCharter) {
    self.loaded = loaded
    plan = CharterPlan(loaded.charter)
    models = Models(plan)
    binder = CustomerBinder(loaded)
    learns =
      plan.treatments.contains { $0.isLearned } || loaded.charter.restraint != nil
      || loaded.charter.timing.bestHour != nil || !loaded.charter.models.isEmpty
    features = FeatureSpace(loaded)
    renderer = loaded.content.map { MessageRenderer($0, symbols: loaded.charter.symbols) }
    journeys = loaded.always.isEmpty ? nil : JourneyPlan(loaded.always, plan)
  }
}

/// Compiled charters by version, the latest used: replays and roll-backs need old ones.
actor CharterShelf {
  /// How many are kept.
  static let chartersMax = 8

  private let store: any Store
  private let zones: ZoneDirectory
  private var ready: [(version: String, charter: ReadyCharter)] = []

  init(store: any Store, zones: ZoneDirectory) {
    self.store = store
    self.zones = zones
  }

  /// Checks and compiles files.
  func load(_ files: [SourceFile]) throws(CharterFaults) -> ReadyCharter {
    let charter = ReadyCharter(try CharterLoader.load(files, zones: zones))
    put(charter)
    return charter
  }

  /// The charter of a version.
  func charter(_ version: String) async throws(HubError) -> ReadyCharter {
    if let index = ready.firstIndex(where: { $0.version == version }) {
      ready.append(ready.remove(at: index))
      return ready[ready.count - 1].charter
    }
    let stored: StoredCharter?
    do throws(StoreError) {
      stored = try await store.charters.first { $0.version == version }
    } catch {
      throw HubError(error)
    }
    guard let stored else {
      throw HubError(.unknown, "charter.unknown", "there is no charter `\(version)`; upload it first")
    }
    do throws(CharterFaults) {
      return try load(stored.files)
    } catch {
      // It was checked when it came; a newer program may be stricter.
      throw HubError(
        .conflict, "charter.outdated",
        "this program no longer accepts charter `\(version)`: \(error.diagnostics.first?.message ?? "it has mistakes")")
    }
  }

  private func put(_ charter: ReadyCharter) {
    ready.removeAll { $0.version == charter.loaded.charter.version }
    ready.append((charter.loaded.charter.version, charter))
    if ready.count > CharterShelf.chartersMax { ready.removeFirst() }
  }
}

/// What decides now, and whether anything does; read for every decision.
final class RegimeHolder: Sendable {
  private let state: Mutex<Regime?> = Mutex(nil)

  var current: Regime? { state.withLock { $0 } }

  func set(_ regime: Regime) { state.withLock { $0 = regime } }
}
