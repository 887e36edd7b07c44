/// Candidates by what they are: whoever is in one of the lists is selected.
public struct Selection: Hashable, Sendable {
  /// Actions.
  public var actions: [Symbol]
  /// Groups of actions.
  public var groups: [Symbol]
  /// Business issues.
  public var issues: [Symbol]
  /// Purposes of consent.
  public var purposes: [Symbol]

  /// Selects what is in one of the lists; without any nothing is selected.
  public init(actions: [Symbol] = [], groups: [Symbol] = [], issues: [Symbol] = [], purposes: [Symbol] = []) {
    self.actions = actions
    self.groups = groups
    self.issues = issues
    self.purposes = purposes
  }

  /// Whether it selects nothing.
  public var isEmpty: Bool { actions.isEmpty && groups.isEmpty && issues.isEmpty && purposes.isEmpty }

  /// Whether a contact, or the one that a candidate would be, is selected.
  public func contains(_ contact: Contact) -> Bool {
    actions.contains(contact.action) || groups.contains(contact.group) || issues.contains(contact.issue)
      || purposes.contains(contact.purpose)
  }
}

/// What a trigger or the stage of a journey adds to a decision: it raises candidates, or leaves some out. It never
/// chooses; arbitration does.
///
/// By names, as symbols: it means the same under every charter, and what a charter no longer has is not met.
public struct Context: Hashable, Sendable {
  /// A boost of some candidates.
  public struct Boost: Hashable, Sendable {
    /// Which candidates.
    public var selection: Selection
    /// What it adds to the lever, 0.5 = +50 %.
    public var weight: Double

    /// Makes a boost.
    public init(_ selection: Selection, weight: Double) {
      self.selection = selection
      self.weight = weight
    }
  }

  /// Whose it is: a trigger, or a stage as `journey/stage`.
  public var name: String
  /// Boosts; all that select a candidate add to its lever, in this order.
  public var boosts: [Boost]
  /// Nothing else may be said; empty: no restriction.
  public var only: Selection
  /// These may not be said.
  public var without: Selection

  /// Makes a context.
  public init(
    name: String, boosts: [Boost] = [], only: Selection = Selection(), without: Selection = Selection()
  ) {
    self.name = name
    self.boosts = boosts
    self.only = only
    self.without = without
  }

  /// Whether it leaves candidates out.
  public var restricts: Bool { !only.isEmpty || !without.isEmpty }

  /// Whether it changes nothing.
  public var isEmpty: Bool { boosts.isEmpty && !restricts }

  /// Whether it leaves a candidate out, told by the contact that it would be. What the law asks to be said never is.
  public func excludes(_ contact: Contact) -> Bool {
    guard contact.purposeKind != .legal else { return false }
    return (!only.isEmpty && !only.contains(contact)) || without.contains(contact)
  }
}
