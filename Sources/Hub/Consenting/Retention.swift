import Decisions
import Times

extension Profile {
  /// When the last sign of life came from the customer themselves, in milliseconds since 1970: an event that the charter knows, an
  /// answer to a message (a click counts, an opening does not), a contact that they opened, something that they said of consent,
  /// or, failing all of that, when they became known.
  ///
  /// Source: CNIL, rules for the management of commercial activities: three years from collection or the last contact that comes
  /// from the prospect.
  public var lastSignMilliseconds: Int64 {
    var last = createdAtMilliseconds
    for event in events { last = max(last, Int64(event.atSeconds) * 1000) }
    for consent in consents { last = max(last, consent.atMilliseconds) }
    for contact in ledger.contacts {
      switch contact.outcome {
      case .clicked, .converted, .refused, .unsubscribed, .complained:
        last = max(last, Int64(max(contact.outcomeSeconds, contact.atSeconds)) * 1000)
      case .none, .ignored, .opened:
        if contact.direction == .inbound, contact.state == .delivered {
          last = max(last, Int64(contact.atSeconds) * 1000)
        }
      }
    }
    return last
  }
}

/// A customer of whom nothing was heard for too long.
public struct SilentCustomer: Hashable, Sendable {
  /// Their name.
  public var identity: Identity
  /// When something was last heard of them: milliseconds since 1970.
  public var lastSignMilliseconds: Int64
  /// When something was last said to them after their term had ended: milliseconds since 1970; nothing: never. The CNIL allows
  /// one message that asks whether they want to stay.
  public var lastMessageMilliseconds: Int64?
}

extension Authority {
  /// Customers of whom nothing was heard since a moment, in pages.
  /// - Parameters:
  ///   - sinceMilliseconds: what happened before this is too long ago.
  ///   - nowMilliseconds: the moment as of which is counted.
  /// - Returns: those among the next customers, and where to go on; nothing when there are no more.
  public func silentCustomers(
    sinceMilliseconds: Int64, nowMilliseconds: Int64, after number: CustomerNumber, countMax: Int
  ) async throws(HubError) -> (customers: [SilentCustomer], last: CustomerNumber?) {
    let page = try await customers(after: number, countMax: countMax)
    let silent = page.readings.compactMap { reading -> SilentCustomer? in
      let last = reading.profile.lastSignMilliseconds
      guard last < sinceMilliseconds, let identity = reading.identities.first else { return nil }
      let said = reading.profile.ledger.contacts.filter {
        $0.direction == .outbound && $0.state.counts
          && Int64($0.atSeconds) * 1000 - last > nowMilliseconds - sinceMilliseconds
      }.map { Int64($0.atSeconds) * 1000 }.max()
      return SilentCustomer(identity: identity, lastSignMilliseconds: last, lastMessageMilliseconds: said)
    }
    return (silent, page.last)
  }
}
