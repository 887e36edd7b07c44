import Times

/// A scope, ready to be matched against contacts and treatments by numbers alone.
///
/// A class, so that a rule of the contact policy that is looked at costs one count and not one for each list.
final class ScopePlan: Sendable {
  private let channelKinds: UInt16
  private let purposeKinds: UInt8
  private let directions: UInt8
  private let channels: [Symbol]
  private let purposes: [Symbol]
  private let issues: [Symbol]
  private let groups: [Symbol]
  private let actions: [Symbol]
  private let brands: [Symbol]
  /// Purposes left out although the scope selects them: those whose contacts do not count.
  private let uncounted: [Symbol]
  private let hasNames: Bool

  init(_ scope: Scope, uncounted: [Symbol] = []) {
    channelKinds =
      scope.channelKinds.isEmpty ? .max : scope.channelKinds.reduce(0) { $0 | 1 << UInt16($1.rawValue) }
    purposeKinds =
      scope.purposeKinds.isEmpty ? .max : scope.purposeKinds.reduce(0) { $0 | 1 << UInt8($1.rawValue) }
    directions = scope.directions.isEmpty ? .max : scope.directions.reduce(0) { $0 | 1 << UInt8($1.rawValue) }
    channels = scope.channels.map { Symbol($0) }
    purposes = scope.purposes.map { Symbol($0) }
    issues = scope.issues.map { Symbol($0) }
    groups = scope.groups.map { Symbol($0) }
    actions = scope.actions.map { Symbol($0) }
    brands = scope.brands.map { Symbol($0) }
    self.uncounted = uncounted
    hasNames =
      !(channels.isEmpty && purposes.isEmpty && issues.isEmpty && groups.isEmpty && actions.isEmpty && brands.isEmpty
      && uncounted.isEmpty)
  }

  /// Whether a contact, as it was when sent, belongs to the scope.
  @inline(__always) func matches(_ contact: Contact) -> Bool {
    guard channelKinds & contact.channelKindBit != 0, purposeKinds & contact.purposeKindBit != 0,
      directions & contact.directionBit != 0
    else { return false }
    return !hasNames || matchesNames(contact)
  }

  private func matchesNames(_ contact: Contact) -> Bool {
    (channels.isEmpty || channels.contains(contact.channel))
      && (purposes.isEmpty || purposes.contains(contact.purpose))
      && (issues.isEmpty || issues.contains(contact.issue))
      && (groups.isEmpty || groups.contains(contact.group))
      && (actions.isEmpty || actions.contains(contact.action))
      && (brands.isEmpty || brands.contains(contact.brand))
      && !uncounted.contains(contact.purpose)
  }
}
