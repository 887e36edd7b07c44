import Decisions
import Times

/// What a ``RestraintLearner`` believed at one moment, with the prices of one charter: a snapshot that decisions read.
public struct LearnedRestraint: RestraintModel {
  /// What identifies the state that it was made of.
  public let version: String
  private let hazards: HazardSnapshot
  private let rates: AnswerRates
  private let value: PressureValue
  private let fatigue = Fatigue()
  private let restraint: Restraint
  private let charter: Charter
  private let plan: CharterPlan
  private let treatments: [Treatment]

  private struct Treatment {
    var channel: ChannelKind
    var purpose: PurposeKind
    var isOutbound: Bool
  }

  /// Makes a snapshot for a charter; nothing where the charter has no restraint, or nothing was learned.
  /// - Parameters:
  ///   - version: what identifies the learner's state.
  ///   - lifetimeValue: a typical customer's, in money, by which later messages are valued.
  public init?(_ learner: RestraintLearner, version: String, plan: CharterPlan, lifetimeValue: Double) {
    guard let restraint = plan.charter.restraint, learner.count > 0 else { return nil }
    self.version = "restraint-\(version)"
    self.restraint = restraint
    charter = plan.charter
    hazards = learner.hazards.snapshot
    rates = learner.rates.snapshot
    var value = PressureValue(dailyDiscount: 1 - plan.charter.timing.discountPerDay)
    if restraint.looksAhead {
      value.learn(
        scenarios: learner.offers.scenarios, answers: learner.answers.snapshot, hazards: hazards,
        prices: restraint.prices, lifetimeValue: lifetimeValue)
    }
    self.value = value
    treatments = plan.treatments.map {
      Treatment(
        channel: $0.contact.channelKind, purpose: $0.contact.purposeKind,
        isOutbound: $0.contact.direction == .outbound)
    }
    self.plan = plan
  }

  /// Whether openings and clicks of e-mail, or of whatever the customer has, may be used: consent on one kind of channel
  /// that is watched is enough, because a contact without consent has neither.
  private func isTracked(_ subject: borrowing Subject) -> Bool {
    TrackingConsent(charter, subject.customer).isAny
  }

  /// Whether the customer's answers speak for fatigue; see ``Fatigue``.
  public func isTired(_ subject: borrowing Subject) -> Bool {
    fatigue.standing(
      of: subject.ledger, at: subject.now, rates: rates,
      isTrackingConsented: isTracked(subject)
    ).isTired
  }

  /// Writes what hazards cost and what later messages lose, computed once for each kind of channel and purpose.
  public func writeRestraint(
    of candidates: CandidateMask, for subject: borrowing Subject, lifetimeValue: Double, into room: RestraintRoom
  ) -> Double {
    let isTracked = isTracked(subject)
    let features = PressureFeatures(of: subject.ledger, at: subject.now, isTrackingConsented: isTracked)
    let factor = rates.factor(of: subject.ledger, at: subject.now, isTrackingConsented: isTracked)
    let shift = Elementary.logarithm(max(0.05, factor.value))
    let pressure = PressureState(features)
    let silence = value.waiting(pressure, shift: shift)
    // A message may weigh more in one market than in another.
    let plan = plan.plan(for: subject.customer)
    withUnsafeTemporaryAllocation(of: HazardCost.self, capacity: ContactClass.count) { known in
      known.initialize(repeating: HazardCost(cost: -1, deviation: 0, loss: 0))
      candidates.forEach { index in
        let treatment = treatments[index]
        guard treatment.isOutbound else { return }
        let place = ContactClass(treatment.channel, treatment.purpose).index
        if known[place].cost < 0 {
          known[place] = hazards.cost(
            restraint.prices, channel: treatment.channel, purpose: treatment.purpose, features: features,
            lifetimeValue: lifetimeValue)
        }
        room.hazards[index] = known[place].cost
        room.deviations[index] = known[place].deviation
        guard treatment.purpose == .marketing, silence > 0 else { return }
        let after = value.waiting(
          pressure.adding(Double(plan.treatments[index].contact.weightHundredths) / 100), shift: shift)
        room.later[index] = max(0, silence - (1 - known[place].loss) * after)
      }
    }
    return silence
  }

  /// Each hazard of one more message, with its chance and what that comes to.
  public func hazards(of treatment: Int, for subject: borrowing Subject, lifetimeValue: Double) -> [HazardShare] {
    let features = PressureFeatures(
      of: subject.ledger, at: subject.now, isTrackingConsented: isTracked(subject))
    return HazardKind.allCases.map { kind in
      let chance = hazards.hazard(
        of: kind, channel: treatments[treatment].channel, purpose: treatments[treatment].purpose, features: features
      ).mean
      return HazardShare(
        kind: kind, chance: chance, cost: chance * restraint.prices[kind].money(lifetimeValue: lifetimeValue))
    }
  }
}
