import Times

/// Availability by treatment.
struct AvailabilityPlan: Sendable {
  let stopped: [UInt64]
  let exhausted: [UInt64]
  let down: [UInt64]
  let isAnything: Bool
  /// Windows to come, and the treatments for which nothing is left there.
  let later: [(window: Range<Instant>, exhausted: [UInt64])]
  /// By roll-out of the plan.
  let rolloutSteps: [Int]

  init(_ availability: Availability, plan: CharterPlan) {
    let charter = plan.charter
    func words(_ include: (Action, String) -> Bool) -> [UInt64] {
      let bits = plan.treatments.indices.filter {
        include(charter.actions[plan.treatments[$0].action], plan.channelName($0))
      }
      return BitWords.words(bits, count: plan.treatments.count)
    }
    stopped = words { action, channel in
      availability.isEverythingStopped || availability.stoppedActions.contains(action.name)
        || availability.stoppedChannels.contains(channel) || availability.stoppedBrands.contains(action.brand)
    }
    var exhausted = words { action, channel in
      availability.exhaustedActions.contains(action.name) || availability.exhaustedChannels.contains(channel)
    }
    for volume in availability.volumeRooms.isEmpty ? [] : plan.volumes {
      guard let room = availability.volumeRooms[volume.name] else { continue }
      for (treatment, amount) in volume.amounts.enumerated() where amount > max(0, room) {
        exhausted[treatment >> 6] |= 1 << UInt64(treatment & 63)
      }
    }
    self.exhausted = exhausted
    later = availability.laterRooms.compactMap { room in
      guard let volume = plan.volumes.first(where: { $0.name == room.limit }) else { return nil }
      let bits = volume.amounts.indices.filter { volume.amounts[$0] > max(0, room.room) }
      return (room.window, BitWords.words(bits, count: plan.treatments.count))
    }
    down = words { _, channel in availability.channelsDown.contains(channel) }
    rolloutSteps = plan.rollouts.map { availability.rolloutSteps[$0.plan.name] ?? 0 }
    isAnything = [stopped, exhausted, down].contains { $0.contains { $0 != 0 } }
  }

  /// The end of the first window to come that contains a moment and has too little left for a treatment.
  func endOfShortage(of treatment: Int, at time: Instant) -> Instant? {
    let bit: UInt64 = 1 << UInt64(treatment & 63)
    return later.first { $0.window.contains(time) && $0.exhausted[treatment >> 6] & bit != 0 }?.window.upperBound
  }
}

extension Decider {
  /// Marks the candidates of the occasion as alive: its direction, channels, placement and actions.
  func ask() {
    let direction = occasion.direction == .outbound ? plan.outbound : plan.inbound
    for word in 0..<words { work.alive[word] = direction[word] }
    if case .inbound(let placement) = occasion.kind, !placement.isEmpty {
      let placed = plan.placements[Symbol(placement)]
      for word in 0..<words { work.alive[word] &= ~plan.hasPlacement[word] | (placed?[word] ?? 0) }
    }
    if !occasion.channels.isEmpty {
      for (channel, mask) in zip(plan.charter.channels, plan.channelTreatments)
      where !occasion.channels.contains(channel.name) {
        for word in 0..<words { work.alive[word] &= ~mask[word] }
      }
    }
    if !occasion.actions.isEmpty || !occasion.selection.isEmpty {
      for (action, range) in zip(plan.charter.actions, plan.actionTreatments)
      where !occasion.actions.contains(action.name) {
        for treatment in range where !occasion.selection.contains(plan.treatments[treatment].contact) {
          work.alive.clear(treatment)
        }
      }
    }
  }

  /// Step 1: active, within its dates, not stopped, volume left, channel up, rolled out.
  /// - Parameter holdsUnit: the candidates were decided already and hold their units, so what is used up does not stop them.
  func checkAvailability(holdsUnit: Bool = false) {
    drop(plan.inactive, Fate(.inactive))
    for index in plan.dated {
      let action = plan.charter.actions[index]
      let reason: Reason
      if let starts = action.starts, now < starts {
        reason = .notStarted
      } else if let ends = action.ends, now >= ends {
        reason = .ended
      } else {
        continue
      }
      for treatment in plan.actionTreatments[index] where work.alive.bit(treatment) { drop(treatment, Fate(reason)) }
    }
    let availability = snapshot.availabilityPlan
    if availability.isAnything {
      drop(availability.stopped, Fate(.stopped))
      if !holdsUnit { drop(availability.exhausted, Fate(.volumeExhausted)) }
    }
    for (treatment, price) in occasion.prices.enumerated()
    where price == .infinity && treatment < plan.treatments.count && work.alive.bit(treatment) {
      drop(treatment, Fate(.volumeExhausted))
    }
    if availability.isAnything { drop(availability.down, Fate(.channelDown)) }
    for (place, rollout) in plan.rollouts.enumerated() {
      let step = availability.rolloutSteps[place]
      if !rollout.plan.reaches(customer, step: step) { drop(rollout.treatments, Fate(.outsideRollout)) }
    }
  }
}
