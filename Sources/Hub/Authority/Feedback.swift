import Decisions
import Times

/// What became of a decided contact; the raw values are in the log.
public enum FeedbackKind: UInt8, CaseIterable, Sendable {
  /// The caller hands it over: a reservation becomes a contact.
  case confirmed = 1
  /// The reservation is given up, and gives its budget back.
  case released = 2
  /// It reached the customer, or was shown.
  case delivered = 3
  /// It came back for now; it gives its budget back.
  case bounced = 4
  /// It came back for good: as ``bounced``, and the address is used no more.
  case bouncedForGood = 5
  /// The provider would not take it; it gives its budget back.
  case refusedByProvider = 6
  /// Nobody knows whether it arrived; it keeps its budget.
  case unknown = 7
  /// It came too late to be delivered; it keeps its budget.
  case expired = 8
  case opened = 9
  case clicked = 10
  case converted = 11
  /// Time went by without an answer.
  case ignored = 12
  /// The customer said no.
  case rejected = 13
  /// The customer wants no more of this purpose on this channel: consent is withdrawn.
  case unsubscribed = 14
  /// The customer complained: consent is withdrawn, and the address is used no more.
  case complained = 15
  /// The provider took it.
  case accepted = 16
  /// The provider did not take it for now: it is reserved again, and tried again later.
  case postponed = 17

  /// What callers write.
  public var name: String {
    switch self {
    case .bouncedForGood: "bounced_for_good"
    case .refusedByProvider: "refused"
    default: "\(self)"
    }
  }

  /// The kind that callers write so.
  public init?(name: String) {
    guard let kind = FeedbackKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}

/// News of one choice of a decision, as the log keeps it.
public struct FeedbackRecord: Hashable, Sendable {
  /// The decision.
  public var decision: Position
  /// Which of its choices, from 0.
  public var choice: Int
  /// What became of it.
  public var kind: FeedbackKind
  /// When it happened.
  public var at: Instant
  /// Money that came of it, if the caller says; for ``FeedbackKind/converted``.
  public var value: Double?
  /// The action's name, so that the entry reads without its decision.
  public var action: String
  /// The channel's name.
  public var channel: String
  /// The purpose's name, for consent that is withdrawn.
  public var purpose: String
  /// Which rule took it back, where one did: of what was examined at hand-over.
  public var reason: Reason?
  /// What a provider said, or why the hub did so, in a few words; empty: nothing.
  public var note: String

  /// Makes a record.
  public init(
    decision: Position, choice: Int, kind: FeedbackKind, at: Instant, value: Double? = nil, action: String,
    channel: String, purpose: String, reason: Reason? = nil, note: String = ""
  ) {
    self.decision = decision
    self.choice = choice
    self.kind = kind
    self.at = at
    self.value = value
    self.action = action
    self.channel = channel
    self.purpose = purpose
    self.reason = reason
    self.note = note
  }
}

/// News of a decision, as a caller brings it.
public struct Feedback: Hashable, Sendable {
  /// The decision.
  public var decision: Position
  /// Which of its choices, from 0; nothing: all of them.
  public var choice: Int?
  /// What became of it.
  public var kind: FeedbackKind
  /// When it happened; nothing: now.
  public var at: Instant?
  /// Money that came of it.
  public var value: Double?
  /// The key by which it happens once.
  public var once: Once?
  /// Which rule took it back, where one did.
  public var reason: Reason?
  /// What a provider said, or why the hub did so, in a few words; what goes beyond ``noteBytesMax`` is left out.
  public var note = ""
  /// What the same commit changes about the message on its way.
  var step: DeliveryStep?

  /// The most bytes of ``note`` that are kept.
  public static let noteBytesMax = 300

  /// The note as far as it is kept.
  var keptNote: String {
    var kept = note[...]
    while kept.utf8.count > Feedback.noteBytesMax { kept.removeLast() }
    return String(kept)
  }

  /// Makes news.
  public init(
    decision: Position, choice: Int? = nil, kind: FeedbackKind, at: Instant? = nil, value: Double? = nil,
    once: Once? = nil
  ) {
    self.decision = decision
    self.choice = choice
    self.kind = kind
    self.at = at
    self.value = value
    self.once = once
  }
}
