import Decisions
import Times

/// All that restraint reads, one immutable snapshot of what was learned of customers at large. Of one customer nothing
/// is kept beside their ledger.
public struct RestraintSnapshot: Sendable, Equatable {
  /// What one more message may bring.
  public var hazards: HazardSnapshot
  /// How often contacts are welcomed.
  public var rates: AnswerRates

  /// Makes a snapshot.
  public init(hazards: HazardSnapshot, rates: AnswerRates) {
    self.hazards = hazards
    self.rates = rates
  }
}

/// Restraint for the treatments of one charter.
public struct LearnedRestraint: Sendable {
  /// What was learned.
  public let snapshot: RestraintSnapshot
  /// What hazards cost.
  public let prices: RestraintPrices
  /// How fatigue is told.
  public let fatigue: Fatigue
  /// What wear costs more for marketing while a customer is tired, at least 1: it spaces their messages out, and lets
  /// service go first.
  public let tiredFactor: Double
  /// Kinds by treatment.
  private let channels: [ChannelKind]
  private let purposes: [PurposeKind]
  private let outbound: [UInt64]

  /// Translates the plan's treatments, by number, once.
  public init(
    snapshot: RestraintSnapshot, prices: RestraintPrices, plan: CharterPlan, fatigue: Fatigue = Fatigue(),
    tiredFactor: Double = 3
  ) {
    self.snapshot = snapshot
    self.prices = prices
    self.fatigue = fatigue
    self.tiredFactor = tiredFactor >= 1 && tiredFactor.isFinite ? tiredFactor : 1
    channels = plan.treatments.map(\.contact.channelKind)
    purposes = plan.treatments.map(\.contact.purposeKind)
    var words = [UInt64](repeating: 0, count: (plan.treatments.count + 63) / 64)
    for (index, treatment) in plan.treatments.enumerated() where treatment.contact.direction == .outbound {
      words[index >> 6] |= 1 << UInt64(index & 63)
    }
    outbound = words
  }

  /// Whether the customer counts as tired.
  public func isTired(_ ledger: borrowing Ledger, at now: Instant, isTrackingConsented: Bool) -> Bool {
    fatigue.standing(of: ledger, at: now, rates: snapshot.rates, isTrackingConsented: isTrackingConsented).isTired
  }

  /// Writes the expected cost of wear of each outbound candidate, in money, by treatment; others it leaves alone.
  public func writeWear(
    of candidates: CandidateMask, ledger: borrowing Ledger, at now: Instant, isTrackingConsented: Bool,
    lifetimeValue: Double, into costs: UnsafeMutablePointer<Double>
  ) {
    let features = PressureFeatures(of: ledger, at: now, isTrackingConsented: isTrackingConsented)
    let isTired = isTired(ledger, at: now, isTrackingConsented: isTrackingConsented)
    candidates.forEach(in: outbound) {
      costs[$0] = wear(of: $0, features: features, isTired: isTired, lifetimeValue: lifetimeValue)
    }
  }

  /// The expected cost of wear of one treatment, in money.
  public func wear(
    of treatment: Int, features: borrowing PressureFeatures, isTired: Bool, lifetimeValue: Double
  ) -> Double {
    let wear = snapshot.hazards.wear(
      prices, channel: channels[treatment], purpose: purposes[treatment], features: features,
      lifetimeValue: lifetimeValue)
    return isTired && purposes[treatment] == .marketing ? wear * tiredFactor : wear
  }
}
