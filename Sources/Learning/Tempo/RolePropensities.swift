import Decisions
import Times

/// Puts what channels are to the customer into the propensities of learned treatments, as much as ``RoleOffset`` has found
/// to belong there.
public struct RolePropensities: PropensityModel {
  /// What identifies the state that it was made of.
  public let version: String
  private let own: [UInt64]
  private let roles: ChannelRoles
  private let offset: RoleOffset
  private let charter: Charter
  /// The kinds of channel and purposes of treatments, each once; and whose is which.
  private let contexts: [(channel: ChannelKind, purpose: Symbol)]
  private let places: [Int]

  /// Makes a snapshot.
  /// - Parameters:
  ///   - version: what identifies its state.
  ///   - plan: whose treatments it answers for: those that are learned. It comes after the model that answers for them.
  public init(_ roles: ChannelRoles, _ offset: RoleOffset, version: String, plan: CharterPlan) {
    self.version = version
    self.roles = roles
    self.offset = offset
    charter = plan.charter
    var own = [UInt64](repeating: 0, count: (plan.treatments.count + 63) / 64)
    var contexts: [(channel: ChannelKind, purpose: Symbol)] = []
    var places: [Int] = []
    for (index, treatment) in plan.treatments.enumerated() {
      let (channel, purpose) = (treatment.contact.channelKind, treatment.contact.purpose)
      if treatment.isLearned, !treatment.meansEffect { own[index >> 6] |= 1 << UInt64(index & 63) }
      let place = contexts.firstIndex { $0.channel == channel && $0.purpose == purpose }
      places.append(place ?? contexts.count)
      if place == nil { contexts.append((channel, purpose)) }
    }
    self.own = own
    self.contexts = contexts
    self.places = places
  }

  /// What channels are to one of the charter's customers.
  public func roles(of customer: borrowing Customer, _ ledger: borrowing Ledger, at now: Instant) -> PersonalRoles {
    roles.roles(of: ledger, country: customer.country, at: now, tracking: TrackingConsent(charter, customer))
  }

  /// Moves the propensities that were written before.
  public func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    guard offset.factor > 0, !subject.ledger.contacts.isEmpty, candidates.holdsAny(of: own) else { return }
    let personal = roles(of: subject.customer, subject.ledger, at: subject.now)
    let lifts = contexts.map { personal.role($0.channel, purpose: $0.purpose).lift.value }
    candidates.forEach(in: own) { index in
      propensities[index] = offset.adjusted(propensities[index], lift: lifts[places[index]])
    }
  }
}
