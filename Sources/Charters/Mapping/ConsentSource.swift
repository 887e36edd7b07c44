/// Where a consent was said, as far as that decides whether it counts.
public enum ConsentSource {
  /// The link of a message was followed that asked for confirmation (double opt-in). Callers who had a consent confirmed
  /// elsewhere say so by this word.
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
