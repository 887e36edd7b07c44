import Times

/// A treatment with all that a decision reads of it, in one place.
public struct TreatmentPlan: Sendable {
  /// The position of its action in ``Charter/actions``.
  public let action: Int
  /// The position of its channel in ``Charter/channels``.
  public let channel: Int
  /// The position of its action's purpose in ``Charter/purposes``.
  public let purpose: Int
  /// The position of its action's issue in ``Charter/issues``.
  public let issue: Int
  /// The position of its tier; the tiers' count for issues in none.
  let tier: Int
  /// Chance that the customer accepts, as the charter says it.
  public let propensity: Quantity
  /// Whether a learned model answers instead, once one has learned.
  public let isLearned: Bool
  /// Whether P is what contact adds, and may be negative; of marketing alone, as chance never keeps service back.
  public let meansEffect: Bool
  let value: Quantity
  /// Sum of the levers.
  let lever: Double
  /// The price of one message, in money.
  public let sendCost: Double
  /// Pressure in points.
  let weight: Double
  let floor: Double
  let waiting: WaitingPreference
  /// What the ledger will say of it, but for time, address and state.
  public let contact: Contact
}

extension TreatmentPlan {
  /// The treatments of a charter, by action, then channel as the action lists them.
  static func all(of charter: Charter) -> [TreatmentPlan] {
    var tierOfIssue = [Int](repeating: charter.hierarchy.count, count: charter.issues.count)
    for (index, tier) in charter.hierarchy.enumerated() {
      for issue in tier.issues { tierOfIssue[issue] = min(tierOfIssue[issue], index) }
    }
    return charter.actions.enumerated().flatMap { index, action in
      let group = charter.groups[action.group]
      let purpose = charter.purposes[action.purpose]
      return action.treatments.map { treatment in
        let channel = charter.channels[treatment.channel]
        let weightHundredths = treatment.weightHundredths ?? channel.weightHundredths
        return TreatmentPlan(
          action: index, channel: treatment.channel, purpose: action.purpose, issue: group.issue,
          tier: tierOfIssue[group.issue], propensity: treatment.propensity, isLearned: treatment.isLearned,
          meansEffect: charter.issues[group.issue].meaning == .effect && purpose.kind == .marketing,
          value: action.value,
          lever: charter.issues[group.issue].lever + group.lever + action.lever + treatment.lever,
          sendCost: treatment.sendCost ?? channel.sendCost, weight: Double(weightHundredths) / 100,
          floor: purpose.floor ?? charter.floor, waiting: action.waiting ?? charter.timing.waiting,
          contact: Contact(
            at: Instant(secondsSince1970: 0), action: Symbol(action.name), group: Symbol(group.name),
            issue: Symbol(charter.issues[group.issue].name), channel: Symbol(channel.name), channelKind: channel.kind,
            direction: channel.direction, purpose: Symbol(purpose.name), purposeKind: purpose.kind,
            brand: action.brand.isEmpty ? .none : Symbol(action.brand), weightHundredths: weightHundredths))
      }
    }
  }
}
