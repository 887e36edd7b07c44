import Decisions
import Expressions
import Times

/// The question asked, and steps 1 to 3.
extension ReferenceDecider {
  func isAsked(_ candidate: ReferenceCandidate) -> Bool {
    if case .inbound(let placement) = occasion.kind {
      guard candidate.channel.direction == .inbound else { return false }
      let places = candidate.treatment.placements
      if !placement.isEmpty && !places.isEmpty && !places.contains(placement) { return false }
    } else {
      guard candidate.channel.direction == .outbound else { return false }
    }
    guard occasion.channels.isEmpty || occasion.channels.contains(candidate.channel.name) else { return false }
    if occasion.actions.isEmpty && occasion.selection.isEmpty { return true }
    return occasion.actions.contains(candidate.action.name) || isSelected(candidate, by: occasion.selection)
  }

  /// Step 1.
  func unavailability(_ candidate: ReferenceCandidate) -> Reason? {
    let action = candidate.action
    let channel = candidate.channel.name
    if !action.isActive || !candidate.treatment.isOffered { return .inactive }
    if let starts = action.starts, now < starts { return .notStarted }
    if let ends = action.ends, now >= ends { return .ended }
    if availability.isEverythingStopped || availability.stoppedActions.contains(action.name)
      || availability.stoppedChannels.contains(channel) || availability.stoppedBrands.contains(action.brand)
    {
      return .stopped
    }
    if availability.exhaustedActions.contains(action.name) || availability.exhaustedChannels.contains(channel)
      || charter.volumeLimits.contains(where: { isUsedUp($0, for: candidate) }) || slotPrice(candidate) == .infinity
    {
      return .volumeExhausted
    }
    if availability.channelsDown.contains(channel) { return .channelDown }
    if !isRolledOut(candidate) { return .outsideRollout }
    return state.contexts.contains { isLeftOut(candidate, by: $0) } ? .restrictedByStage : nil
  }

  private func isLeftOut(_ candidate: ReferenceCandidate, by context: Context) -> Bool {
    if candidate.purpose.kind == .legal { return false }
    if isSelected(candidate, by: context.without) { return true }
    return context.only != Selection() && !isSelected(candidate, by: context.only)
  }

  /// Whether one of the four lists has the candidate's own name.
  func isSelected(_ candidate: ReferenceCandidate, by selection: Selection) -> Bool {
    selection.actions.contains(Symbol(candidate.action.name)) || selection.groups.contains(Symbol(candidate.group.name))
      || selection.issues.contains(Symbol(candidate.issue.name))
      || selection.purposes.contains(Symbol(candidate.purpose.name))
  }

  /// What the occasion, then each stage, adds to a candidate's lever.
  func boost(of candidate: ReferenceCandidate) -> Double {
    leverChange(of: candidate)
      + (occasion.boosts + state.contexts.flatMap(\.boosts)).filter { isSelected(candidate, by: $0.selection) }
      .map(\.weight).reduce(0, +)
  }

  /// Whether a step so far holds the customer.
  private func isRolledOut(_ candidate: ReferenceCandidate) -> Bool {
    guard let rollout = candidate.action.rollout else { return true }
    let customer = state.customer
    let last = availability.rolloutSteps[rollout.name] ?? 0
    for (position, step) in rollout.steps.enumerated() where position <= last {
      if !step.pilots.isEmpty {
        if step.pilots.contains(customer.id) { return true }
        continue
      }
      let isHere =
        (step.countries.isEmpty || step.countries.map { Symbol($0) }.contains(customer.country))
        && (step.regions.isEmpty || step.regions.map { Symbol($0) }.contains(customer.region))
      if isHere, Chance.uniform(customer.key, salt: Chance.key(of: rollout.name)) < step.share { return true }
    }
    return false
  }

  /// Whether a volume limit has less left than a candidate takes of it.
  private func isUsedUp(_ limit: VolumeLimit, for candidate: ReferenceCandidate) -> Bool {
    availability.volumeRooms[limit.name].map { isTooLittle($0, of: limit, for: candidate) } ?? false
  }

  /// Whether a window to come contains a moment and has less left than a candidate takes.
  func isUsedUp(_ later: VolumeRoom, for candidate: ReferenceCandidate, at t: Instant) -> Bool {
    guard later.window.lowerBound <= t, t < later.window.upperBound else { return false }
    guard let limit = charter.volumeLimits.first(where: { $0.name == later.limit }) else { return false }
    return isTooLittle(later.room, of: limit, for: candidate)
  }

  private func isTooLittle(_ room: Int64, of limit: VolumeLimit, for candidate: ReferenceCandidate) -> Bool {
    guard ReferenceScope(limit.scope).matches(candidate.contact) else { return false }
    switch limit.measure {
    case .contacts: return room < 1
    case .sendCost:
      // A budget of all markets reckons with the dearest.
      let most = everywhere.map { ReferenceCandidate.all(of: $0)[candidate.number].sendCost }.max() ?? 0
      return Double(max(0, room)) < (most * 1e6).rounded(.up)
    }
  }

  /// What the occasion asks for the candidate's slots.
  func slotPrice(_ candidate: ReferenceCandidate) -> Double {
    guard occasion.prices.indices.contains(candidate.number) else { return 0 }
    let price = occasion.prices[candidate.number]
    return price > 0 ? price : 0
  }

  /// Step 2.
  func engagementFailure(_ candidate: ReferenceCandidate) -> Reason? {
    let steps: [(KeyPath<EngagementPolicy, [Rule]>, [(no: Reason, unknown: Reason)])] = [
      (
        \.eligible,
        [
          (.ineligibleByIssue, .eligibilityUnknownByIssue), (.ineligibleByGroup, .eligibilityUnknownByGroup),
          (.ineligible, .eligibilityUnknown),
        ]
      ),
      (
        \.applicable,
        [
          (.inapplicableByIssue, .applicabilityUnknownByIssue), (.inapplicableByGroup, .applicabilityUnknownByGroup),
          (.inapplicable, .applicabilityUnknown),
        ]
      ),
      (
        \.suitable,
        [
          (.unsuitableByIssue, .suitabilityUnknownByIssue), (.unsuitableByGroup, .suitabilityUnknownByGroup),
          (.unsuitable, .suitabilityUnknown),
        ]
      ),
    ]
    let levels = [candidate.issue.engagement, candidate.group.engagement, candidate.action.engagement]
    // An arm that asks for eligibility alone looks no further, for marketing.
    let isShort = mode == .eligibilityOnly && candidate.purpose.kind == .marketing
    for (rules, reasons) in isShort ? Array(steps.prefix(1)) : steps {
      for (level, reason) in zip(levels, reasons) {
        switch truth.all(level[keyPath: rules].map { truth.truth($0.condition) }) {
        case .false: return reason.no
        case .error: return reason.unknown
        case .true: break
        }
      }
    }
    return nil
  }

  /// Step 3.
  func consentFailure(_ candidate: ReferenceCandidate) -> Reason? {
    let customer = state.customer
    let purpose = candidate.action.purpose
    let channel = candidate.treatment.channel
    if customer.objections.contains(purpose) { return .objected }
    if candidate.purpose.needsConsent {
      switch customer.consents[purpose * charter.channels.count + channel] {
      case .absent: return .consentAbsent
      case .refused: return .consentWithdrawn
      case .granted: break
      }
    }
    if candidate.channel.needsAddress {
      switch customer.reach[channel] {
      case .missing: return .addressMissing
      case .suppressed: return .addressSuppressed
      case .present: break
      }
    }
    let own = candidate.contact
    let subjects = [own.channel, own.issue, own.group, own.action]
    if candidate.purpose.kind != .legal && subjects.contains(where: customer.unwanted.contains) { return .preference }
    if charter.arePreferredChannelsBinding && !customer.preferredChannels.isEmpty
      && candidate.channel.direction == .outbound && candidate.purpose.kind == .marketing
      && !customer.preferredChannels.contains(channel)
    {
      return .preference
    }
    if !ignoresHoldout, let holdout = charter.holdout, candidate.purpose.kind == .marketing,
      Chance.uniform(customer.key, salt: Chance.key(of: holdout.name)) < holdout.share
    {
      return .heldOut
    }
    return nil
  }
}
