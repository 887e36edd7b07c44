import Times

/// What a message depends on beside the customer's row.
public struct RenderingContext: Sendable {
  /// The moment; the age of values and the date of a letter follow from it.
  public var now: Instant
  /// The customer's zone, in which days are written.
  public var zone: Zone
  /// The customer's language tag; empty: unknown.
  public var locale: String
  /// The link by which this customer hears no more of this, signed; marketing by e-mail needs one.
  public var unsubscribeLink: String?
  /// The picture that tells of an opening; it is used only with ``mayTrackOpening``.
  public var openingPixelLink: String?
  /// Whether the customer has consented to the tracking of openings, which is a purpose of its own (CNIL 2026-042).
  public var mayTrackOpening: Bool
  /// Where a letter goes.
  public var postalAddress: PostalAddress?
  /// What names this message to those who receive it by machine.
  public var messageID: String
  /// The links of its own that it may name; a message that names one which is not here is not sent.
  public var messageLinks: [MessageLink: String] = [:]

  /// Makes a context.
  public init(
    now: Instant, zone: Zone = .utc, locale: String = "", unsubscribeLink: String? = nil,
    openingPixelLink: String? = nil, mayTrackOpening: Bool = false, postalAddress: PostalAddress? = nil,
    messageID: String = ""
  ) {
    self.now = now
    self.zone = zone
    self.locale = locale
    self.unsubscribeLink = unsubscribeLink
    self.openingPixelLink = openingPixelLink
    self.mayTrackOpening = mayTrackOpening
    self.postalAddress = postalAddress
    self.messageID = messageID
  }
}
