import Decisions

/// Where a consent was said, as far as that decides whether it counts.
public enum ConsentSource {
  /// The link of a message was followed that asked for confirmation (double opt-in). Callers who had a consent
  /// confirmed elsewhere say so by this word.
  public static let confirmation = "confirmation"
  /// The page of preferences, reached from a message on the same channel: whoever has the message has the address.
  public static let preferences = "preferences"
  /// The page of preferences, reached from a message on another channel.
  public static let preferencesElsewhere = "preferences_elsewhere"
  /// The link to unsubscribe.
  public static let unsubscribeLink = "unsubscribe_link"
  /// The customer was told, when they left their address for a sale, that they may be written to about similar things, and
  /// did not object. It counts only with a sale that the charter names.
  public static let saleNotice = "sale_notice"

  /// What counts where consents must be confirmed.
  public static let confirmed: Set<String> = [confirmation, preferences]
}

extension CustomerBinder {
  /// Whether an event is a sale after which a notice counts as consent.
  public func isSale(_ name: Symbol) -> Bool { sales.contains(name) }

  /// Whether a consent that was given counts as it stands: one that must be confirmed counts once its link was followed, one by
  /// notice after a sale of something similar.
  /// - Parameters:
  ///   - source: where it was said; see ``ConsentSource``.
  ///   - happened: whether an event of a name is known of the customer.
  public func counts(purpose: String, source: String, happened: (Symbol) -> Bool) -> Bool {
    guard !isConsentPlain || source == ConsentSource.saleNotice, let number = purposeNumbers[purpose] else {
      return true
    }
    let purpose = charter.purposes[number]
    if source == ConsentSource.saleNotice { return purpose.saleEvents.contains { happened(Symbol($0)) } }
    return purpose.confirmWithinSeconds == nil || ConsentSource.confirmed.contains(source)
  }
}
