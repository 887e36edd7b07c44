/// What indicators are about: the period, and what the charter and its senders leave open.
public struct IndicatorTerms: Hashable, Sendable {
  /// From this moment on, in seconds since 1970; nothing: from the first entry of the log.
  public var fromSeconds: Int64?
  /// Up to, and without, this moment; nothing: up to the last entry of the log.
  public var toSeconds: Int64?
  /// How long after a contact an answer still counts, in seconds.
  public var answerSeconds: Int64 = 30 * 86_400
  /// How long after a contact a survey's answer, a call to service or a block is put down to it, in seconds.
  public var attributionSeconds: Int64 = 7 * 86_400
  /// Contacts nearer to each other than this come soon after each other, in seconds.
  public var soonSeconds: Int64 = 86_400
  /// Events that are purchases; `converted` means conversions that were told of contacts.
  public var purchaseEvents: Set<String> = ["purchase", "order_completed"]
  /// Events that answer surveys, with a score from 0 to 10.
  public var surveyEvents: Set<String> = ["survey_answered"]
  /// Events that are calls to service.
  public var serviceCallEvents: Set<String> = ["service_call"]
  /// Events that are blocks of a sender or a channel.
  public var blockEvents: Set<String> = ["sender_blocked", "channel_blocked"]
  /// What money loses in a month, 0 … 1.
  public var discountPerMonth = 0.01
  /// The share of a customer's later value that an opt-out loses, 0 … 1: an assumption. 1 makes the most of it.
  public var lossShareOfOptOut = 1.0

  /// The usual terms.
  public init() {}

  /// The longest window that contacts are kept for, in seconds: pressure looks back as far.
  static let pressureSeconds: Int64 = 30 * 86_400
}
