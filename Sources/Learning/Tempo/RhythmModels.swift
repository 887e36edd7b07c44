import Decisions
import Times

/// What contacts of the past tell beside propensities: when people answer, and what channels are to them.
public struct RhythmModels: Sendable, Equatable {
  /// When they answer.
  public private(set) var tempo = TempoLearner()
  /// What channels are to them.
  public private(set) var roles = ChannelRoles()
  /// How much of that belongs into propensities.
  public private(set) var offset = RoleOffset()

  /// Knows nothing.
  public init() {}

  /// What identifies this state: how many contacts it knows, and the bits of the loss, to which each of them added.
  public var version: String {
    "\(tempo.contacts)-\(roles.contacts)-\(offset.responses)-"
      + String((tempo.logLoss?.withHours ?? 0).bitPattern, radix: 16)
  }

  /// Learns from a customer's contacts, as they stand at a moment; each customer's should be given once.
  /// - Parameter origin: learn from the contact of this origin alone; nothing: from all.
  public mutating func learn(
    from state: borrowing CustomerState, _ charter: Charter, at now: Instant, only origin: UInt64? = nil
  ) {
    guard !state.ledger.contacts.isEmpty else { return }
    let tracking = TrackingConsent(charter, state.customer)
    let country = state.customer.country
    tempo.learn(
      from: state.ledger, country: country, clock: LocalClock(charter, state.customer), at: now, tracking: tracking,
      only: origin)
    roles.learn(from: state.ledger, country: country, at: now, tracking: tracking, only: origin)
  }

  /// Learns from what a contact to a customer came to how much the role of its channel says about it.
  /// - Parameter predicted: what the model of propensities gave for it.
  public mutating func learn(
    predicted: Double, of state: borrowing CustomerState, _ charter: Charter, action: Int, channel: Int,
    isPositive: Bool, at now: Instant
  ) {
    guard !state.ledger.contacts.isEmpty else { return }
    let personal = roles.roles(
      of: state.ledger, country: state.customer.country, at: now, tracking: TrackingConsent(charter, state.customer))
    let purpose = Symbol(charter.purposes[charter.actions[action].purpose].name)
    let role = personal.role(charter.channels[channel].kind, purpose: purpose)
    offset.learn(predicted: predicted, lift: role.lift.value, isPositive: isPositive)
  }

  // MARK: - Bytes

  func encode(into writer: inout SealedWriter) {
    tempo.encode(into: &writer)
    roles.encode(into: &writer)
    offset.encode(into: &writer)
  }

  init(from reader: inout SealedReader) throws(StateError) {
    tempo = try TempoLearner(from: &reader)
    roles = try ChannelRoles(from: &reader)
    offset = try RoleOffset(from: &reader)
  }
}
