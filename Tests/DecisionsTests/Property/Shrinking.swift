import Decisions
import Expressions

extension DecisionCase {
  /// A smaller question that still fails: parts are left out one after another as long as it does.
  func shrunk(while fails: (DecisionCase) -> Bool) -> DecisionCase {
    var smallest = self
    var isShrinking = true
    while isShrinking {
      isShrinking = false
      var part = 0
      while true {
        var smaller = smallest
        guard smaller.leaveOut(part) else { break }
        if smaller.size < smallest.size && fails(smaller) {
          smallest = smaller
          isShrinking = true
        } else {
          part += 1
        }
      }
    }
    return smallest
  }

  /// What shrinking makes less.
  private var size: Int {
    let policy = charter.policy
    let rules =
      policy.caps.count + policy.spacings.count + policy.hours.count + policy.suppressions.count
      + policy.pendings.count + policy.pauses.count
    let contacts = state.ledger.contacts.count + state.addressContacts.count + state.householdContacts.count
    let engagement =
      (charter.issues.map(\.engagement) + charter.groups.map(\.engagement) + charter.actions.map(\.engagement))
      .map { $0.eligible.count + $0.applicable.count + $0.suitable.count }.reduce(0, +)
    let treatments = charter.actions.map(\.treatments.count).reduce(0, +)
    return charter.actions.count + charter.limits.count + charter.markets.count + charter.experiments.count
      + occasion.prices.count + treatments
      + rules + contacts
      + engagement + charter.silences.count
      + charter.hierarchy.count + (charter.holdout == nil ? 0 : 1) + occasion.answersMax + state.customer.zones.count
      + charter.holidays.count
      + (charter.restraint == nil ? 0 : 1) + (charter.exploration == nil ? 0 : 1)
  }

  /// Leaves out the part of this number; false when there is none.
  private mutating func leaveOut(_ number: Int) -> Bool {
    var rest = number
    func leaveOut<Part>(_ parts: inout [Part]) -> Bool {
      guard rest < parts.count else {
        rest -= parts.count
        return false
      }
      parts.remove(at: rest)
      return true
    }
    if leaveOut(&charter.actions) { return true }
    for action in charter.actions.indices where leaveOut(&charter.actions[action].treatments) { return true }
    if leaveOut(&charter.policy.caps) || leaveOut(&charter.policy.spacings) || leaveOut(&charter.policy.hours)
      || leaveOut(&charter.policy.suppressions) || leaveOut(&charter.policy.pendings)
      || leaveOut(&charter.policy.pauses) || leaveOut(&charter.limits) || leaveOut(&charter.markets)
      || leaveOut(&occasion.prices) || leaveOut(&charter.experiments)
      || leaveOut(&charter.silences) || leaveOut(&charter.hierarchy)
    {
      return true
    }
    var contacts = state.ledger.contacts
    let isShorter = leaveOut(&contacts)
    if isShorter { state.ledger = Ledger(contacts) }
    if isShorter || leaveOut(&state.addressContacts) || leaveOut(&state.householdContacts) { return true }
    return simplify(rest)
  }

  private mutating func simplify(_ number: Int) -> Bool {
    switch number {
    case 0: charter.holdout = nil
    case 1: occasion.answersMax = max(1, occasion.answersMax - 1)
    case 2: state.customer.zones = Array(state.customer.zones.prefix(1))
    case 3: state.customer.zones = Array(state.customer.zones.suffix(1))
    case 4: charter.holidays = [:]
    case 5: for index in charter.issues.indices { charter.issues[index].engagement = EngagementPolicy() }
    case 6: for index in charter.groups.indices { charter.groups[index].engagement = EngagementPolicy() }
    case 7: for index in charter.actions.indices { charter.actions[index].engagement = EngagementPolicy() }
    case 8: charter.restraint = nil
    case 9: charter.exploration = nil
    default: return false
    }
    return true
  }

  /// The question in words, for whoever has to find out why it fails.
  var description: String {
    let policy = charter.policy
    var lines = [
      "now \(now.secondsSince1970), \(occasion)", "zones \(charter.zones.map(\.name)), timing \(charter.timing)",
    ]
    lines += charter.purposes.map { "  purpose \($0)" }
    lines += charter.channels.map { "  channel \($0)" }
    lines += charter.groups.map { "  group \($0.name) of issue \($0.issue)" }
    lines += charter.actions.map { "  action \($0)" }
    lines += charter.experiments.map { "  experiment \($0)" } + charter.markets.map { "  market \($0.name)" }
    lines += policy.caps.map { "  cap \($0)" } + policy.spacings.map { "  spacing \($0)" }
    lines += policy.hours.map { "  hours \($0)" } + policy.suppressions.map { "  suppression \($0)" }
    lines += policy.pendings.map { "  pending \($0)" } + policy.pauses.map { "  pause \($0)" }
    lines += charter.hierarchy.map { "  tier \($0)" } + charter.silences.map { "  silence \($0)" }
    lines += ["  floor \(charter.floor), wear \(charter.wear), holidays \(charter.holidays)", "  \(state.customer)"]
    lines += state.ledger.contacts.map { "  contact \($0)" }
    lines +=
      state.addressContacts.map { "  at the address \($0)" } + state.householdContacts.map { "  in the house \($0)" }
    return lines.joined(separator: "\n")
  }
}
