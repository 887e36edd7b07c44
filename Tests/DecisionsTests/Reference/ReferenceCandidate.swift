import Decisions
import Expressions
import Times

/// A treatment together with everything that the charter says of it.
struct ReferenceCandidate {
  let number: Int
  let actionIndex: Int
  let action: Action
  let treatment: Treatment
  let channel: Channel
  let purpose: Purpose
  let group: Group
  let issueIndex: Int
  let issue: Issue
  /// The contact that it would be, at 1970-01-01 and without an address.
  let contact: Contact

  var weightHundredths: UInt16 { treatment.weightHundredths ?? channel.weightHundredths }
  var weight: Double { Double(weightHundredths) / 100 }
  var sendCost: Double { treatment.sendCost ?? channel.sendCost }

  init(number: Int, actionIndex: Int, treatment: Treatment, of charter: Charter) {
    self.number = number
    self.actionIndex = actionIndex
    self.treatment = treatment
    action = charter.actions[actionIndex]
    channel = charter.channels[treatment.channel]
    purpose = charter.purposes[action.purpose]
    group = charter.groups[action.group]
    issueIndex = group.issue
    issue = charter.issues[group.issue]
    contact = Contact(
      at: Instant(secondsSince1970: 0), action: Symbol(action.name), group: Symbol(group.name),
      issue: Symbol(issue.name), channel: Symbol(channel.name), channelKind: channel.kind,
      direction: channel.direction, purpose: Symbol(purpose.name), purposeKind: purpose.kind,
      brand: action.brand.isEmpty ? .none : Symbol(action.brand),
      weightHundredths: treatment.weightHundredths ?? channel.weightHundredths)
  }

  /// All treatments of a charter, numbered by action, then in the order in which the action lists them.
  static func all(of charter: Charter) -> [ReferenceCandidate] {
    var candidates: [ReferenceCandidate] = []
    for (index, action) in charter.actions.enumerated() {
      for treatment in action.treatments {
        candidates.append(
          ReferenceCandidate(number: candidates.count, actionIndex: index, treatment: treatment, of: charter))
      }
    }
    return candidates
  }
}

/// A scope with its names as symbols.
struct ReferenceScope {
  let channels, purposes, issues, groups, actions, brands: [Symbol]
  let channelKinds: [ChannelKind]
  let purposeKinds: [PurposeKind]
  let directions: [Direction]

  init(_ scope: Scope) {
    channels = scope.channels.map { Symbol($0) }
    purposes = scope.purposes.map { Symbol($0) }
    issues = scope.issues.map { Symbol($0) }
    groups = scope.groups.map { Symbol($0) }
    actions = scope.actions.map { Symbol($0) }
    brands = scope.brands.map { Symbol($0) }
    channelKinds = scope.channelKinds
    purposeKinds = scope.purposeKinds
    directions = scope.directions
  }

  func matches(_ contact: Contact) -> Bool {
    func has<Value: Equatable>(_ list: [Value], _ value: @autoclosure () -> Value) -> Bool {
      list.isEmpty || list.contains(value())
    }
    return has(channels, contact.channel) && has(channelKinds, contact.channelKind)
      && has(purposes, contact.purpose) && has(purposeKinds, contact.purposeKind)
      && has(issues, contact.issue) && has(groups, contact.group)
      && has(actions, contact.action) && has(brands, contact.brand)
      && has(directions, contact.direction)
  }
}
