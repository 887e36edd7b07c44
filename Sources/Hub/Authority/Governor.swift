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
  /// Decides for those whom the roll-out of ``ready`` has not reached; nothing: that one decides for everybody.
  private var earlier: ReadyCharter?
  private var generation = 0
  /// What was learned, as decisions read it.
  private var published: PublishedModels?
  /// The models of the charters in force with what was learned, by charter.
  private var modelsInForce: [String: Models] = [:]
  /// Segments of all charters that were ever in force, as far as they count somebody, and of those that are now.
  private var segmentNames: Set<String>
  /// One change at a time, though each waits for the store.
  private let turns = Turns()

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
    segmentNames = Set(try await store.segmentCounts.keys)
  }

  /// Puts the charter in force that was so when the hub stopped, and the one before it where that still decided for some.
  func resume(_ learned: PublishedModels?) async throws(HubError) {
    published = learned
    guard let last = activations.last else { return }
    let charter = try await shelf.charter(last.version)
    try await install(charter, beside: try await earlier(of: last, charter))
  }

  /// Puts a kept charter in force; when this returns, nothing decides by another, but for customers whom its roll-out has
  /// not reached: for them decides on what would have decided for them without a roll-out.
  func activate(_ version: String, atMilliseconds: Int64) async throws(HubError) -> Activation {
    await turns.take()
    defer { turns.pass() }
    if let last = activations.last, last.version == version { return last }
    return try await activate(version, beside: (earlier ?? ready)?.loaded.charter.version, atMilliseconds)
  }

  /// Puts what was in force before the present charter in force again, and beside it what decided beside it then.
  /// - Throws: `charter.no_earlier`.
  func rollBack(atMilliseconds: Int64) async throws(HubError) -> Activation {
    await turns.take()
    defer { turns.pass() }
    guard let last = activations.last, let before = activations.last(where: { $0.version != last.version }) else {
      throw HubError(.conflict, "charter.no_earlier", "no other charter was in force before this one")
    }
    return try await activate(before.version, beside: before.earlier, atMilliseconds)
  }

  private func activate(
    _ version: String, beside other: String?, _ atMilliseconds: Int64
  ) async throws(HubError) -> Activation {
    let charter = try await shelf.charter(version)
    let isForSome = charter.loaded.charter.rollout != nil && other != version
    let activation = Activation(
      number: (activations.last?.number ?? 0) + 1, version: version, atMilliseconds: atMilliseconds,
      earlier: isForSome ? other : nil)
    let earlier = try await earlier(of: activation, charter)
    try await storing { () async throws(StoreError) in try await store.add(activation) }
    activations.append(activation)
    try await install(charter, beside: earlier)
    return activation
  }

  /// Stops or resumes by hand.
  func change(_ change: (inout Set<Stop>) -> Void) async throws(HubError) {
    await turns.take()
    defer { turns.pass() }
    var changed = stops
    change(&changed)
    guard changed != stops else { return }
    let wanted = changed
    try await storing { () async throws(StoreError) in try await store.set(wanted) }
    stops = wanted
    try await apply()
  }

  /// Puts a roll-out of what is in force on a step; when this returns, no decision is by another one.
  /// - Parameter seen: how it stood when this was found to be right: if it stands otherwise by now, nothing is done.
  /// - Returns: nothing where nothing was done.
  func move(
    _ name: String, to step: Int, reason: String, atMilliseconds: Int64, seen: RolloutStanding? = nil
  ) async throws(HubError) -> RolloutMove? {
    await turns.take()
    defer { turns.pass() }
    guard let ready else { throw Authority.noCharter }
    guard let standing = rollouts.first(where: { $0.rollout.name == name }) else { throw Authority.noRollout(name) }
    if let seen, !seen.isSame(as: standing) { return nil }
    try standing.rollout.check(step: step)
    guard step != standing.step else { return nil }
    let before: ReadyCharter?
    if standing.isWhole, !standing.rollout.reachesEverybody(step: step) {
      guard let version = activations.last?.earlier else { throw Authority.nobodyBefore }
      before = try await shelf.charter(version)
    } else {
      before = standing.isWhole ? nil : earlier
    }
    let move = RolloutMove(
      number: (rolloutMoves.last?.number ?? 0) + 1, rollout: standing.key, step: step, atMilliseconds: atMilliseconds,
      reason: reason)
    try await storing { () async throws(StoreError) in try await store.add(move) }
    rolloutMoves.append(move)
    // Other customers belong to a charter than before, so all of them are bound anew.
    if standing.isWhole { try await install(ready, beside: before) } else { try await apply() }
    return move
  }

  /// Where a roll-out stands: at its first step until it is put on another.
  func step(of key: String) -> Int { rolloutMoves.last { $0.rollout == key }?.step ?? 0 }

  /// The roll-out of the charter in force, then those of actions in its order, then those of actions that only the version
  /// has which decides for the others.
  var rollouts: [RolloutStanding] {
    guard let charter = ready?.loaded.charter else { return [] }
    var standings: [RolloutStanding] = []
    func add(_ rollout: Rollout, _ subject: RolloutStanding.Subject) {
      var standing = RolloutStanding(rollout: rollout, subject: subject, step: 0, moves: [])
      guard !standings.contains(where: { $0.rollout.name == rollout.name }) else { return }
      standing.step = step(of: standing.key)
      standing.moves = rolloutMoves.filter { $0.rollout == standing.key }
      standings.append(standing)
    }
    if let rollout = charter.rollout {
      add(rollout, .charter(version: charter.version, earlier: earlier?.loaded.charter.version))
    }
    let isStopped = earlier != nil && step(of: charter.rolloutKey) < 0
    for charter in [isStopped ? nil : charter, earlier?.loaded.charter].compactMap({ $0 }) {
      for action in charter.actions { if let rollout = action.rollout { add(rollout, .action(action.name)) } }
    }
    return standings
  }

  /// Looks again at what is used up.
  func refresh() async throws(HubError) {
    await turns.take()
    defer { turns.pass() }
    try await apply()
  }

  /// Lets decisions read what was learned; when this returns, none reads less.
  func publish(_ models: PublishedModels) async throws(HubError) {
    await turns.take()
    defer { turns.pass() }
    // Of two publications at once the later may come first.
    if let published, published.lessons > models.lessons { return }
    published = models
    modelsInForce = [:]
    try await apply()
  }

  private func install(_ charter: ReadyCharter, beside other: ReadyCharter?) async throws(HubError) {
    ready = charter
    earlier = other
    modelsInForce = [:]
    for one in [charter, other] { segmentNames.formUnion(one?.journeys?.charter.segments.map(\.name) ?? []) }
    // Two at once: the one before has the odd number.
    generation += 2
    try await apply()
  }

  /// What decides for those whom the roll-out of an activated charter has not reached; nothing when nobody is left out.
  /// - Throws: `charter.outdated`.
  private func earlier(of activation: Activation, _ charter: ReadyCharter) async throws(HubError) -> ReadyCharter? {
    let charter = charter.loaded.charter
    guard let version = activation.earlier, let rollout = charter.rollout,
      !rollout.reachesEverybody(step: step(of: charter.rolloutKey))
    else { return nil }
    return try await shelf.charter(version)
  }

  /// Makes what is known now the regime, and returns when no decision by an older one is under way.
  private func apply() async throws(HubError) {
    guard let ready else { return }
    let step = step(of: ready.loaded.charter.rolloutKey)
    var before: Regime?
    if let earlier { before = try await regime(of: earlier, generation: generation - 1, beside: nil, step: 0) }
    let regime: Regime
    if let before, step < 0 {
      regime = before
    } else {
      regime = try await self.regime(of: ready, generation: generation, beside: before, step: step)
    }
    let isSame = regimes.current.map { $0.isSame(as: regime) } ?? false
    regimes.set(regime)
    // The same contexts until another time: whoever decides by the old one decides alike.
    if !isSame { residents.barrier() }
  }

  /// A charter with what is stopped, used up and reached now.
  /// - Parameters:
  ///   - earlier: what decides for those whom its roll-out has not reached.
  ///   - step: the step of that roll-out.
  private func regime(
    of ready: ReadyCharter, generation: Int, beside earlier: Regime?, step: Int
  ) async throws(HubError) -> Regime {
    // Read before the rooms are: what comes free afterwards is looked at again.
    let returns = volumes.returns
    let rooms = VolumeRooms(volumes.uses, of: ready.plan, at: clock.now)
    var availability = Availability(stops)
    availability.volumeRooms = rooms.now
    availability.laterRooms = rooms.later
    for rollout in ready.loaded.charter.actions.compactMap(\.rollout) {
      let step = self.step(of: rollout.name)
      if step != 0 { availability.rolloutSteps[rollout.name] = step }
    }
    let models = models(of: ready)
    let number = try await contextNumber(of: ready, models.version, availability.encoded)
    let until = rooms.until.secondsSince1970.multipliedReportingOverflow(by: 1000)
    return Regime(
      ready, availability: availability, context: number, generation: generation,
      holdsUntilMilliseconds: until.overflow ? .max : until.partialValue,
      volumeReturns: rooms.isEmpty ? nil : returns, segmentNames: segmentNames.sorted { $0.precedes($1) },
      earlier: earlier, step: step, models: models)
  }

  private func models(of ready: ReadyCharter) -> Models {
    let version = ready.loaded.charter.version
    if let known = modelsInForce[version] { return known }
    let models = ready.models(published)
    modelsInForce[version] = models
    return models
  }

  /// The number of a context; a new one is on disk when this returns.
  private func contextNumber(
    of ready: ReadyCharter, _ models: String, _ availability: [UInt8]
  ) async throws(HubError) -> Int {
    let charter = ready.loaded.charter.version
    // The newest first: what holds now was mostly noted lately.
    if let known = contexts.last(where: {
      $0.charterVersion == charter && $0.modelVersion == models && $0.availability == availability
    }) {
      return known.number
    }
    let context = DecisionContext(
      number: (contexts.last?.number ?? 0) + 1, charterVersion: charter, modelVersion: models,
      availability: availability)
    try await storing { () async throws(StoreError) in try await store.add(context) }
    contexts.append(context)
    return context.number
  }

  /// What a decision rested on.
  func context(_ number: Int) -> DecisionContext? { contexts.numbered(number) }

  private func storing<R: Sendable>(_ write: () async throws(StoreError) -> R) async throws(HubError) -> R {
    do throws(StoreError) {
      return try await write()
    } catch {
      throw HubError(error)
    }
  }
}
