import Decisions
import Expressions
import Times

/// What became of an opening that was told.
public enum OpeningNote: Hashable, Sendable {
  /// It is news of the message.
  case noted
  /// The day is known, and nothing else.
  case dayNoted
  /// Nothing was written.
  case nothing
}

extension Authority {
  /// Takes the opening of a message as news where the customer has agreed to that at this moment; where they said nothing of
  /// it and the charter names an attribute for it, the day alone is kept, as a moment at its beginning (CNIL 2026-042); else
  /// nothing is.
  public func noteOpening(_ message: LinkedMessage) async throws(HubError) -> OpeningNote {
    let regime = message.regime
    let charter = regime.loaded.charter
    guard let channel = charter.channels.firstIndex(where: { $0.name == message.channel }) else { return .nothing }
    let customer = message.profile.state(id: message.customer.value, binder: regime.binder).customer
    switch regime.openingConsent(customer, channel: channel) {
    case .granted:
      do throws(HubError) {
        let link = message.link
        let moved = try await record(Feedback(decision: link.decision, choice: link.choice, kind: .opened))
        return moved > 0 ? .noted : .nothing
      } catch {
        // Of what came back or was given up, nothing can have been opened.
        guard error.kind == .conflict else { throw error }
        return .nothing
      }
    case .absent:
      guard let attribute = charter.openingDateAttribute else { return .nothing }
      let zone = customer.zones.first.map { charter.zones[$0] } ?? .utc
      let days = zone.date(at: clock.now).daysSince1970
      let day = Timestamp(seconds: Int64(days) * 86_400)
      if case .timestamp(day)? = message.profile.attributes.first(where: { $0.name == attribute })?.value {
        return .nothing
      }
      var patch = CustomerPatch()
      patch.attributes = [(attribute, .timestamp(day))]
      _ = try await record([Happening(customer: message.customer, kind: .patch(patch))])
      return .dayNoted
    case .refused, nil: return .nothing
    }
  }
}
