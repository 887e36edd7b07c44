import Times

/// Whether a message that was decided earlier may be handed to its provider now.
public enum HandoverCheck: Hashable, Sendable {
  /// It may go.
  case mayGo
  /// Not now: what forbids it ends by itself at a moment that is known.
  case mustWait(Fate, until: Instant)
  /// Not now: it is stopped by hand, its channel is down, or nobody can say when what forbids it ends.
  case isHeld(Fate)
  /// Never: the reservation is to be given back.
  case mustNot(Fate)
}

/// Examines a message again at hand-over: under the charter in force, whatever charter decided it, is it still available,
/// fitting, consented to, reachable and within the contact policy?
///
/// Nothing is weighed again: that it was the best answer was decided once. The message's own contact does not stand in
/// its own way, and neither does the unit of a volume limit that it holds.
/// - Parameters:
///   - state: the customer; their ledger has the contact.
///   - origin: which contact, see ``Contact/origin``.
///   - snapshot: charter, models and availability.
///   - now: the moment of handing over.
///   - workspace: memory to work in; without one it allocates its own.
/// - Returns: the verdict; a contact that the ledger does not have, or whose treatment the charter has no more, must not go
///   (``Reason/inactive``).
public func checkHandover(
  _ state: CustomerState, origin: UInt64, _ snapshot: Snapshot, now: Instant, workspace: Workspace? = nil
) -> HandoverCheck {
  var state = state
  guard let index = state.ledger.index(origin: origin) else { return .mustNot(Fate(.inactive)) }
  let contact = state.ledger.contacts[index]
  let plan = snapshot.plan.plan(for: state.customer)
  guard
    let treatment = plan.treatments.firstIndex(where: {
      $0.contact.action == contact.action && $0.contact.channel == contact.channel
    })
  else { return .mustNot(Fate(.inactive)) }
  state.ledger = Ledger(inOrder: state.ledger.contacts.enumerated().filter { $0.offset != index }.map(\.element))
  _ = plan.settle(&state, now: now)
  let usable = workspace.flatMap { $0.fits(plan) ? $0 : nil } ?? Workspace(plan)
  var fates = [Fate](repeating: Fate(.notAsked), count: plan.treatments.count)
  return fates.withUnsafeMutableBufferPointer { fates in
    let occasion = Occasion(kind: contact.direction == .outbound ? .outbound : .inbound(placement: ""))
    let decider = Decider(
      plan: plan, snapshot: snapshot, occasion: occasion, now: now, state: state, work: usable, fates: fates)
    return decider.checkHandover(of: treatment, state)
  }
}

extension Decider {
  /// Steps 1 to 4 for one candidate alone.
  func checkHandover(of treatment: Int, _ state: CustomerState) -> HandoverCheck {
    if isExperimenting { enterExperiments() }
    for word in 0..<words { work.alive[word] = 0 }
    work.alive.set(treatment)
    checkAvailability(holdsUnit: true)
    restrict(to: state.contexts)
    if isExperimenting { leaveOutOtherArms() }
    checkEngagement()
    checkConsentAndReach()
    prepare(state)
    watchTiredness(state)
    holdBack(state)
    if work.alive.bit(treatment) { return .mayGo }
    let fate = fates[treatment]
    switch fate.reason {
    case .stopped, .channelDown, .paused: return .isHeld(fate)
    case .notStarted:
      let action = plan.charter.actions[plan.treatments[treatment].action]
      return action.starts.map { .mustWait(fate, until: $0) } ?? .mustNot(fate)
    case .quietHours, .legalHours, .pending, .spacing, .tired:
      let end = policyCheck(state).end(of: fate, for: plan.treatments[treatment], at: now)
      return end.map { .mustWait(fate, until: $0) } ?? .isHeld(fate)
    default: return .mustNot(fate)
    }
  }
}
