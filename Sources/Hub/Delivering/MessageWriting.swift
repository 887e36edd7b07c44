import Charters
import Decisions
import Messages
import Times

/// A message in words, or why there are none.
enum WrittenMessage: Sendable {
  /// The charter in force has no content for it: its connector sends what it is told otherwise, or nothing.
  case without
  case written(RenderedMessage)
  /// It is not sent: a value that it cannot do without is missing or not to be believed.
  case stopped(String)
}

extension Regime {
  /// Writes a message for a customer.
  /// - Parameters:
  ///   - state: the customer, bound to this charter.
  ///   - links: makes the links of the message; without it marketing by e-mail is not written.
  func write(
    _ row: OutboxRow, _ state: CustomerState, _ profile: Profile, _ purpose: PurposeKind, _ links: LinkSigner?,
    at now: Instant
  ) -> WrittenMessage {
    guard let renderer = ready.renderer,
      let channel = loaded.charter.channels.firstIndex(where: { $0.name == row.channel }),
      let use = renderer.library.uses.first(where: { $0.action == row.action && $0.channel == channel })
    else { return .without }
    let customer = state.customer
    func url(_ purpose: LinkSigner.Purpose) -> String? {
      links?.url(LinkSigner.Link(purpose, decision: row.decision, choice: row.choice))
    }
    let zone = customer.zones.first.map { loaded.charter.zones[$0] } ?? .utc
    let address = profile.addresses.first { $0.channel == row.channel }?.text
    let isPostal = use.channelKind == .letter || use.channelKind == .registeredLetter
    var context = RenderingContext(
      now: now, zone: zone, locale: profile.locale, unsubscribeLink: purpose == .marketing ? url(.unsubscribe) : nil,
      openingPixelLink: url(.opening), mayTrackOpening: mayTrackOpening(customer, channel: channel),
      postalAddress: isPostal ? address.map { PostalAddress(text: $0) } : nil,
      messageID: DeliveryID.text(row.decision, choice: row.choice))
    context.messageLinks[.preferences] = url(.preferences)
    context.messageLinks[.confirmation] = url(.confirmation)
    switch renderer.render(use, row: plan.row(of: state, now: now), context).outcome {
    case .success(let message): return .written(message)
    case .failure(let stop): return .stopped(stop.reasons.map { "\($0.code): \($0.message)" }.joined(separator: "; "))
    }
  }

  /// Whether the message asks for a picture: the customer agreed to openings being noted, which is a purpose of its own, or
  /// said nothing and the charter keeps the day alone (CNIL 2026-042).
  private func mayTrackOpening(_ customer: Customer, channel: Int) -> Bool {
    switch openingConsent(customer, channel: channel) {
    case .granted: true
    case .absent: loaded.charter.openingDateAttribute != nil
    case .refused, nil: false
    }
  }

  /// What the customer said of openings being noted; nothing where the charter has no purpose for it.
  func openingConsent(_ customer: Customer, channel: Int) -> ConsentState? {
    guard let purpose = loaded.charter.trackingPurpose else { return nil }
    let channelCount = loaded.charter.channels.count
    return customer.consents[Customer.consentIndex(purpose: purpose, channel: channel, channelCount: channelCount)]
  }
}

/// What names one message outside: its decision and which of its choices.
public enum DeliveryID {
  /// The id, such as `d1f3-0`.
  public static func text(_ decision: Position, choice: Int) -> String {
    "d\(String(decision.rawValue, radix: 16))-\(choice)"
  }

  /// What an id names; nothing when it is none.
  public static func message(_ text: some StringProtocol) -> (decision: Position, choice: Int)? {
    guard text.first == "d", let dash = text.firstIndex(of: "-"),
      let decision = Int64(text[text.index(after: text.startIndex)..<dash], radix: 16), decision > 0,
      let choice = Int(text[text.index(after: dash)...]), (0...15).contains(choice)
    else { return nil }
    return (Position(rawValue: decision), choice)
  }
}
