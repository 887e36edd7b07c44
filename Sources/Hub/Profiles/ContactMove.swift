import Decisions
import Times

/// Where news takes a contact: a table of the kind of news, the state and the outcome, and nothing else. It stands in
/// docs/HUB.md.
public enum ContactMove: Hashable, Sendable {
  /// It has this state and this outcome from now on.
  case moved(ContactState, ContactOutcome)
  /// It stands there already, or more than that is known of it.
  case already
  /// The news cannot be true of it.
  case refused(ContactObstacle)

  /// Where news of a kind takes a contact.
  public static func of(_ kind: FeedbackKind, state: ContactState, outcome: ContactOutcome) -> ContactMove {
    switch kind {
    case .confirmed, .released, .accepted, .postponed, .delivered, .unknown, .expired: passage(kind, state, outcome)
    case .bounced, .bouncedForGood, .refusedByProvider: comeback(kind, state, outcome)
    case .opened, .clicked, .converted, .ignored, .rejected, .unsubscribed, .complained: reply(kind, state, outcome)
    }
  }

  /// News of the message on its way.
  private static func passage(_ kind: FeedbackKind, _ state: ContactState, _ outcome: ContactOutcome) -> ContactMove {
    switch (kind, state) {
    case (.released, .released): return .already
    case (.released, .reserved): return .moved(.released, outcome)
    case (.released, _): return .refused(ContactObstacle(state))
    case (_, .released): return .refused(.released)
    case (.confirmed, .reserved): return .moved(.handedOver, outcome)
    case (.confirmed, _): return .already
    case (.accepted, .reserved), (.accepted, .handedOver), (.accepted, .unknown): return .moved(.accepted, outcome)
    case (.accepted, _): return .already
    case (.postponed, .handedOver): return .moved(.reserved, outcome)
    case (.postponed, .reserved): return .already
    case (.postponed, _): return .refused(ContactObstacle(state))
    case (.delivered, .delivered): return .already
    case (.delivered, .expired), (.delivered, .bounced): return .refused(ContactObstacle(state))
    case (.delivered, _): return .moved(.delivered, outcome)
    case (.unknown, .reserved), (.unknown, .handedOver), (.unknown, .accepted): return .moved(.unknown, outcome)
    case (.unknown, _): return .already
    case (_, .handedOver), (_, .accepted), (_, .unknown): return .moved(.expired, outcome)
    case (_, .expired): return .already
    default: return .refused(ContactObstacle(state))
    }
  }

  /// News that the message came back, or was not taken at all.
  private static func comeback(_ kind: FeedbackKind, _ state: ContactState, _ outcome: ContactOutcome) -> ContactMove {
    // Nothing was sent, so nothing can have come back.
    if state == .released { return .refused(.released) }
    let isAnswered = outcome != .none && outcome != .ignored
    switch state {
    case .reserved, .handedOver, .accepted, .unknown, .delivered:
      if isAnswered || kind == .refusedByProvider && state == .delivered {
        // An address may have died since it answered.
        if kind == .bouncedForGood { return .moved(state, outcome) }
        return .refused(isAnswered ? .answered : .delivered)
      }
      // What never arrived was not ignored.
      return .moved(.bounced, .none)
    default:
      // The address is to be used no more, whatever is known of the contact.
      if kind == .bouncedForGood { return .moved(state, outcome) }
      return state == .bounced ? .already : .refused(ContactObstacle(state))
    }
  }

  /// News of what the customer made of it.
  private static func reply(_ kind: FeedbackKind, _ state: ContactState, _ outcome: ContactOutcome) -> ContactMove {
    if kind == .ignored { return silence(state, outcome) }
    // Consent is withdrawn whatever the contact's state, and again if it was given again in between.
    let isAlwaysKept = kind == .unsubscribed || kind == .complained
    if state == .released, !isAlwaysKept { return .refused(.released) }
    if kind == .rejected, outcome == .converted { return .refused(.converted) }
    let next: ContactState
    switch state {
    case .reserved, .handedOver, .accepted, .unknown: next = .delivered  // who answers was reached
    case .delivered, .expired, .bounced, .released: next = state
    }
    let answer = ContactMove.answer(kind, outcome)
    // A conversion is worth recording also where the outcome stays what it is.
    let isNews = answer != outcome || next != state || isAlwaysKept || (kind == .converted && outcome != .converted)
    return isNews ? .moved(next, answer) : .already
  }

  private static func silence(_ state: ContactState, _ outcome: ContactOutcome) -> ContactMove {
    if outcome == .ignored { return .already }
    if outcome != .none { return .refused(.answered) }
    switch state {
    case .handedOver, .accepted, .delivered, .unknown: return .moved(state, .ignored)
    case .reserved, .expired, .bounced, .released: return .refused(ContactObstacle(state))
    }
  }

  /// The outcome after an answer: opening, clicking and converting never go back, a no stands until a conversion, and
  /// leaving for good stands for ever.
  private static func answer(_ kind: FeedbackKind, _ outcome: ContactOutcome) -> ContactOutcome {
    if kind == .complained { return .complained }
    if kind == .unsubscribed { return outcome == .complained ? .complained : .unsubscribed }
    switch (kind, outcome) {
    case (_, .unsubscribed), (_, .complained), (_, .converted): return outcome
    case (.converted, _): return .converted
    case (_, .refused): return outcome
    case (.rejected, _): return .refused
    case (_, .clicked): return outcome
    case (.clicked, _): return .clicked
    default: return .opened
    }
  }
}

/// Why news cannot be true of a contact: where it stands. Its text is the second half of the error's code.
public enum ContactObstacle: String, CaseIterable, Sendable, CustomStringConvertible {
  case reserved
  case handedOver = "handed_over"
  case accepted, delivered, unknown, expired, bounced, released
  /// The customer answered it.
  case answered
  /// The customer accepted it.
  case converted

  /// The obstacle that a state is.
  init(_ state: ContactState) {
    switch state {
    case .reserved: self = .reserved
    case .handedOver: self = .handedOver
    case .accepted: self = .accepted
    case .delivered: self = .delivered
    case .unknown: self = .unknown
    case .expired: self = .expired
    case .bounced: self = .bounced
    case .released: self = .released
    }
  }

  /// The word that callers read.
  public var description: String { rawValue }
}

extension FeedbackKind {
  /// Whether it changes more than the ledger: consents or addresses, so that the customer must be bound again.
  public var needsReload: Bool { self == .unsubscribed || self == .complained || self == .bouncedForGood }
}
