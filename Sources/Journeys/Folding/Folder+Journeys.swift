import Decisions
import Times

extension Folder {
  /// What a step means for a journey.
  mutating func follow(_ track: JourneyPlan.Track, _ step: Step) {
    let place = standing.runs.firstIndex { $0.journey >= track.symbol } ?? standing.runs.count
    let isKnown = place < standing.runs.count && standing.runs[place].journey == track.symbol
    var run = isKnown ? standing.runs[place] : Standing.Run(journey: track.symbol)
    let before = run
    if run.isActive {
      migrate(&run, track, step)
      if run.isActive { goOn(&run, track, step) }
    } else if mayEnter(run, track, step), opens(track.journey.entry, track.entry, step) {
      run.count += 1
      run.visits = 0
      run.enteredSeconds = step.at.secondsSince1970
      enter(.stage(0), &run, track, step)
      // What brought the customer in moves them no further.
      if run.isActive { move(&run, track, step, isConsumed: true) }
      // Whom no stage takes was never in it.
      if !run.isActive, run.visits == 0 { run = before }
    }
    guard run != before else { return }
    if isKnown { standing.runs[place] = run } else { standing.runs.insert(run, at: place) }
  }

  private func opens(_ gate: Gate, _ check: JourneyPlan.Check?, _ step: Step) -> Bool {
    if gate.on.isEmpty { return check != nil && step.moment.holds(check) }
    return step.has(gate.on) && step.moment.holds(check)
  }

  private func mayEnter(_ run: Standing.Run, _ track: JourneyPlan.Track, _ step: Step) -> Bool {
    guard run.count > 0 else { return true }
    switch track.journey.reentry {
    case .never: return false
    case .always: return true
    case .afterSeconds(let seconds): return step.at.secondsSince1970 - run.endedSeconds >= seconds
    }
  }

  /// A stage that the charter in force does not have: its rule of migration, or the end.
  private mutating func migrate(_ run: inout Standing.Run, _ track: JourneyPlan.Track, _ step: Step) {
    guard track.step(of: run.stage) == nil else { return }
    let rule = track.journey.migrations.first { Symbol($0.from) == run.stage }
    switch rule?.to {
    case .stage(let number): settle(&run, in: number, track, step)
    case .end: end(&run, track, step, .migrated)
    case nil: end(&run, track, step, .lost)
    }
  }

  private mutating func goOn(_ run: inout Standing.Run, _ track: JourneyPlan.Track, _ step: Step) {
    let journey = track.journey
    let now = step.at.secondsSince1970
    if opens(journey.exit, track.exit, step) { return end(&run, track, step, .exited) }
    if let seconds = journey.expiresAfterSeconds, now - run.enteredSeconds >= seconds {
      return end(&run, track, step, .expired)
    }
    if run.isSuspended, now >= run.resumesSeconds { resume(&run, track, step) }
    if run.isActive { suspend(&run, track, step) }
    guard run.isActive, let stage = track.step(of: run.stage) else { return }
    if run.isSuspended {
      // Waits stand still, the life of the stage does not.
      if expires(run, track.steps[stage], step) { end(&run, track, step, .expired) }
    } else {
      move(&run, track, step, isConsumed: false)
    }
  }

  private func expires(_ run: Standing.Run, _ stage: JourneyPlan.Track.Step, _ step: Step) -> Bool {
    if let check = stage.expiry, step.moment.holds(check) { return true }
    guard let seconds = stage.stage.expiresAfterSeconds else { return false }
    return step.at.secondsSince1970 - run.stageSeconds >= seconds
  }

  /// Goes from stage to stage as far as ways are open; an event opens the first one only.
  private mutating func move(_ run: inout Standing.Run, _ track: JourneyPlan.Track, _ step: Step, isConsumed: Bool) {
    var isConsumed = isConsumed
    for _ in 0..<JourneyLimits.movesMax {
      guard run.isActive, let number = track.step(of: run.stage) else { return }
      let stage = track.steps[number]
      if expires(run, stage, step) { return end(&run, track, step, .expired) }
      if let check = stage.exit, step.moment.holds(check) {
        enter(stage.stage.next, &run, track, step)
        continue
      }
      let waited = step.at.secondsSince1970 - run.waitSeconds
      let way = stage.stage.moves.indices.first { index in
        let move = stage.stage.moves[index]
        if !move.on.isEmpty, isConsumed || !step.has(move.on) { return false }
        if let seconds = move.afterSeconds, waited < seconds { return false }
        return step.moment.holds(stage.moves[index])
      }
      guard let way else { return }
      if !stage.stage.moves[way].on.isEmpty { isConsumed = true }
      enter(stage.stage.moves[way].target, &run, track, step)
    }
  }

  /// Brings a customer to where a way leads: into the first stage there that takes them.
  private mutating func enter(
    _ target: StageTarget, _ run: inout Standing.Run, _ track: JourneyPlan.Track, _ step: Step
  ) {
    var target = target
    for _ in 0...track.steps.count {
      guard case .stage(let number) = target else { break }
      let stage = track.steps[number]
      guard step.moment.holds(stage.entry) else {
        target = stage.stage.otherwise
        continue
      }
      leave(run, track)
      settle(&run, in: number, track, step)
      guard let opening = stage.stage.opening else { return }
      let ordinal = run.count << 20 | run.visits
      return open(stage.source, opening, salt: stage.salt, ordinal: ordinal, at: step.at)
    }
    end(&run, track, step, .completed)
  }

  private mutating func settle(
    _ run: inout Standing.Run, in number: Int, _ track: JourneyPlan.Track, _ step: Step
  ) {
    run.stage = track.steps[number].symbol
    run.stageSeconds = step.at.secondsSince1970
    run.waitSeconds = step.at.secondsSince1970
    run.visits += 1
    run.suspendedSeconds = 0
    run.resumesSeconds = 0
  }

  /// What a stage asked for and did not get yet is no longer wanted.
  private mutating func leave(_ run: Standing.Run, _ track: JourneyPlan.Track) {
    guard let number = track.step(of: run.stage) else { return }
    standing.pending.removeAll { $0.source == track.steps[number].source }
  }

  private mutating func end(
    _ run: inout Standing.Run, _ track: JourneyPlan.Track, _ step: Step, _ ending: JourneyEnding
  ) {
    leave(run, track)
    run = run.ended(at: step.at, ending)
  }

  // MARK: Suspension

  private mutating func suspend(_ run: inout Standing.Run, _ track: JourneyPlan.Track, _ step: Step) {
    guard let suspension = track.journey.suspension, let signal = step.signal, signal.kind == .contact,
      isBetter(signal, suspension, run, track)
    else { return }
    if !run.isSuspended { run.suspendedSeconds = signal.atSeconds }
    run.resumesSeconds = max(run.resumesSeconds, signal.atSeconds + suspension.seconds)
  }

  /// Whether a decision is about something else than the journey.
  private func isBetter(
    _ signal: KeptSignal, _ suspension: Journey.Suspension, _ run: Standing.Run, _ track: JourneyPlan.Track
  ) -> Bool {
    guard let contact = plan.plan.treatments.first(where: { $0.contact.action == signal.name })?.contact,
      let number = track.step(of: run.stage)
    else { return false }
    if !suspension.by.isEmpty { return suspension.by.contains(contact) }
    let stage = track.steps[number].stage
    let own = stage.context.boosts.map(\.selection) + [stage.context.only, stage.opening?.selection ?? Selection()]
    return !own.contains { $0.contains(contact) }
  }

  private mutating func resume(_ run: inout Standing.Run, _ track: JourneyPlan.Track, _ step: Step) {
    if track.journey.suspension?.ends ?? false { return end(&run, track, step, .superseded) }
    run.waitSeconds += run.resumesSeconds - run.suspendedSeconds
    run.suspendedSeconds = 0
    run.resumesSeconds = 0
  }
}
