import Decisions
import Foundation

/// Changes what decides, one change after the other.
actor Governor {
  private let store: any Store
  private let shelf: CharterShelf
  private let regimes: RegimeHolder
  private let residents: Residents
  private let volumes: Volumes
  private let clock: any HubClock
  private var contexts: [DecisionContext]
  private(set) var activations: [Activation]
  private(set) var stops: Set<Stop>
  private(set) var rolloutMoves: [RolloutMove]
  private var ready: ReadyCharter?
  private var generation = 0

  init(
    store: any Store, shelf: CharterShelf, regimes: RegimeHolder, residents: Residents, volumes: Volumes,
    clock: any HubClock
  ) async throws(StoreError) {
    self.store = store
    self.shelf = shelf
    self.regimes = regimes
    self.residents = residents
    self.volumes = volumes
    self.clock = clock
    contexts = try await store.contexts
    activations = try await store.activations
    stops = try await store.stops
    rolloutMoves = try await store.rolloutMoves
  }

  /// Puts the charter in force that was so when the hub stopped.
  func resume() async throws(HubError) {
    guard let last = activations.last else { return }
    try await install(try await shelf.charter(last.version))
  }

  /// Puts a kept charter in force; when this returns, nothing decides by another.
  func activate(_ version: String, atMilliseconds: Int64) async throws(HubError) -> Activation {
    await turn()
    defer { endTurn() }
    if let last = activations.last, last.version == version { return last }
    let charter = try await shelf.charter(version)
    let activation = Activation(
      number: (activations.last?.number ?? 0) + 1, version: version, atMilliseconds: atMilliseconds)
    try await storing { () async throws(StoreError) in try await store.add(activation) }
    activations.append(activation)
    try await install(charter)
    return activation
  }

  /// Stops or resumes by hand.
  func change(_ change: (inout Set<Stop>) -> Void) async throws(HubError) {
    await turn()
    defer { endTurn() }
    var changed = stops
    change(&changed)
    guard changed != stops else { return }
    let wanted = changed
    try await storing { () async throws(StoreError) in try await store.set(wanted) }
    stops = wanted
    try await apply()
  }

  /// Puts a roll-out of the charter in force on a step; when this returns, no decision is by another one.
  func move(
    _ rollout: String, to step: Int, reason: String, atMilliseconds: Int64
  ) async throws(HubError) -> RolloutMove? {
    await turn()
    defer { endTurn() }
    guard let ready else { throw Authority.noCharter }
    try ready.loaded.charter.check(step: step, of: rollout)
    guard step != self.step(of: rollout) else { return rolloutMoves.last { $0.rollout == rollout } }
    let move = RolloutMove(
      number: (rolloutMoves.last?.number ?? 0) + 1, rollout: rollout, step: step, atMilliseconds: atMilliseconds,
      reason: reason)
    try await storing { () async throws(StoreError) in try await store.add(move) }
    rolloutMoves.append(move)
    try await apply()
    return move
  }

  /// Where a roll-out stands: at its first step until it is put on another.
  func step(of rollout: String) -> Int { rolloutMoves.last { $0.rollout == rollout }?.step ?? 0 }

  /// Looks again at what is used up.
  func refresh() async throws(HubError) {
    await turn()
    defer { endTurn() }
    try await apply()
  }

  private func install(_ charter: ReadyCharter) async throws(HubError) {
    ready = charter
    generation += 1
    try await apply()
  }

  /// Makes what is known now the regime, and returns when no decision by an older one is under way.
  private func apply() async throws(HubError) {
    guard let ready else { return }
    // Read before the rooms are: what comes free afterwards is looked at again.
    let returns = volumes.returns
    let rooms = VolumeRooms(volumes.uses, of: ready.plan, at: clock.now)
    var availability = Availability(stops)
    availability.volumeRooms = rooms.now
    availability.laterRooms = rooms.later
    for rollout in ready.loaded.charter.actions.compactMap(\.rollout) {
      let step = step(of: rollout.name)
      if step != 0 { availability.rolloutSteps[rollout.name] = step }
    }
    let encoded = availability.encoded
    let charter = ready.loaded.charter.version
    let number: Int
    if let known = contexts.first(where: {
      $0.charterVersion == charter && $0.modelVersion == ready.models.version && $0.availability == encoded
    }) {
      number = known.number
    } else {
      let context = DecisionContext(
        number: (contexts.last?.number ?? 0) + 1, charterVersion: charter, modelVersion: ready.models.version,
        availability: encoded)
      try await storing { () async throws(StoreError) in try await store.add(context) }
      contexts.append(context)
      number = context.number
    }
    let isSame = regimes.current.map { $0.generation == generation && $0.context == number } ?? false
    let until = rooms.until.secondsSince1970.multipliedReportingOverflow(by: 1000)
    let regime = Regime(
      ready, availability: availability, context: number, generation: generation,
      holdsUntilMilliseconds: until.overflow ? .max : until.partialValue,
      volumeReturns: rooms.isEmpty ? nil : returns)
    regimes.set(regime)
    // The same context until another time: whoever decides by the old one decides alike.
    if !isSame { residents.barrier() }
  }

  /// What a decision rested on.
  func context(_ number: Int) -> DecisionContext? { contexts.first { $0.number == number } }

  // MARK: One change at a time, though each waits for the store

  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private func turn() async {
    while isBusy { await withCheckedContinuation { waiting.append($0) } }
    isBusy = true
  }

  private func endTurn() {
    isBusy = false
    let woken = waiting
    waiting = []
    for continuation in woken { continuation.resume() }
  }

  private func storing<R: Sendable>(_ write: () async throws(StoreError) -> R) async throws(HubError) -> R {
    do throws(StoreError) {
      return try await write()
    } catch {
      throw HubError(error)
    }
  }
}

extension Availability {
  /// What is up when these are stopped by hand.
  init(_ stops: Set<Stop>) {
    self.init()
    for stop in stops {
      switch stop.target {
      case .everything: isEverythingStopped = true
      case .action: stoppedActions.insert(stop.name)
      case .channel: stoppedChannels.insert(stop.name)
      case .brand: stoppedBrands.insert(stop.name)
      }
    }
  }
}
