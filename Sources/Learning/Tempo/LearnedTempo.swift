import Decisions
import Times

/// What a ``TempoLearner`` knew at one moment, made ready for the customers of one charter: what decisions read.
public struct LearnedTempo: TempoModel {
  /// What identifies the state that it was made of.
  public let version: String
  private let snapshot: TempoSnapshot
  private let charter: Charter

  /// Makes a model.
  /// - Parameter version: what identifies the state.
  public init(_ snapshot: TempoSnapshot, version: String, plan: CharterPlan) {
    self.version = version
    self.snapshot = snapshot
    charter = plan.charter
  }

  /// When one of the charter's customers answers on a kind of channel.
  public func tempo(
    of customer: borrowing Customer, _ ledger: borrowing Ledger, channel: ChannelKind, at now: Instant
  ) -> PersonalTempo {
    snapshot.tempo(
      of: ledger, channel: channel, country: customer.country, clock: LocalClock(charter, customer), at: now,
      tracking: TrackingConsent(charter, customer))
  }

  /// The moment at which most answers are to be expected in time: receptivity of the hour, times what the gap since the
  /// contact before it leaves, times the share of answers that come before the end.
  public func bestSlot(
    for subject: borrowing Subject, saying contact: Contact, among slots: [TimeSlot], answeredBefore end: Instant?,
    isPermitted: (Int) -> Bool
  ) -> SlotChoice? {
    guard snapshot.contacts > 0 else { return nil }
    let channel = contact.channelKind
    let clock = LocalClock(charter, subject.customer)
    let personal = tempo(of: subject.customer, subject.ledger, channel: channel, at: subject.now)
    let curve = snapshot.delays.curve(
      channel: channel, isTracked: TrackingConsent(charter, subject.customer)[channel])
    func share(_ slot: TimeSlot) -> Double {
      slot.patience * (end.map { curve.share(withinSeconds: Double($0 - slot.at)) } ?? 1)
    }
    guard let first = slots.first, let firstHour = clock.hour(at: first.at) else { return nil }
    let rests = rests(subject.ledger, personal.cadence, slots)
    var promises: [BestSlot.Promise] = []
    promises.reserveCapacity(slots.count)
    for (slot, rest) in zip(slots, rests) {
      guard let hour = clock.hour(at: slot.at) else { return nil }
      let receptivity = personal.belief(hour: hour, beside: firstHour)
      promises.append(
        BestSlot.Promise(
          gain: receptivity.factor * rest.factor * share(slot) / share(first),
          variance: receptivity.variance + rest.variance))
    }
    let verdict = BestSlot.verdict(of: promises, isPermitted: isPermitted)
    return SlotChoice(
      slot: verdict.choice, best: verdict.best, gain: verdict.gain.value, gainLow: verdict.gain.low,
      gainHigh: verdict.gain.high, belief: verdict.belief, contacts: personal.contacts, isCautious: personal.isCautious)
  }

  /// What the gap before each moment leaves, beside the first one's: as usual where both fall into the same step.
  private func rests(_ ledger: borrowing Ledger, _ cadence: Cadence, _ slots: [TimeSlot]) -> [FactorBelief] {
    var steps: [Int] = []
    for slot in slots {
      let gap = ledger.lastOutbound(before: slot.at).map { Double(slot.at - $0) } ?? .infinity
      steps.append(CadenceRates.step(gapSeconds: gap))
    }
    return steps.map { step in
      guard let first = steps.first, step != first else { return .usual }
      let (own, other) = (cadence.beliefs[step], cadence.beliefs[first])
      return FactorBelief(factor: own.factor / other.factor, variance: own.variance + other.variance)
    }
  }
}
