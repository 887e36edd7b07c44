import Charters
import Decisions

/// A message as one of its links finds it: whose it is, and what they have said so far.
public struct LinkedMessage: Sendable {
  /// The link that was followed.
  public var link: LinkSigner.Link
  /// The customer's name.
  public var customer: Identity
  /// What is known of them.
  public var profile: Profile
  /// The channel's name.
  public var channel: String
  /// The purpose's name; empty where no charter in force has it any more.
  public var purpose: String
  /// When it was decided: milliseconds since 1970.
  public var decidedAtMilliseconds: Int64
  /// What became of it, and of the customer's answer.
  public var contact: Contact?
  /// The charter that decides for the customer.
  public var charter: LoadedCharter
  let regime: Regime

  /// Whether a consent stands and counts.
  public func isGranted(purpose: Int, channel: Int) -> Bool {
    let index = Customer.consentIndex(
      purpose: purpose, channel: channel, channelCount: charter.charter.channels.count)
    return profile.state(id: customer.value, binder: regime.binder).customer.consents[index] == .granted
  }

  /// Consents by channel and purpose that were given and wait to be confirmed by a link of this message: those given before
  /// it was decided, and not too long ago.
  public func pendingPurposes(nowMilliseconds: Int64) -> [String] {
    charter.charter.purposes.filter { purpose in
      guard let within = purpose.confirmWithinSeconds,
        let consent = profile.consents.last(where: {
          $0.purpose == purpose.name && ($0.channel == nil || $0.channel == channel)
        })
      else { return false }
      return consent.isGranted && !profile.counts(consent, regime.binder)
        && consent.atMilliseconds <= decidedAtMilliseconds
        && nowMilliseconds - consent.atMilliseconds <= within * 1000
    }.map(\.name)
  }
}

extension Authority {
  /// The message of a link.
  /// - Throws: `decision.unknown`, also when its customer was erased; `charter.missing`; the store's codes.
  public func message(of link: LinkSigner.Link) async throws(HubError) -> LinkedMessage {
    let (entry, record) = try await decisionEntry(link.decision)
    guard case .contact(let offers) = record.answer, offers.indices.contains(link.choice),
      record.contacts.indices.contains(link.choice)
    else {
      throw HubError(.unknown, "decision.unknown", "the link is of no message")
    }
    let number = try await bringIn(entry.customer)
    guard let standing = regimes.current else { throw Authority.noCharter }
    guard let life = try await life(of: number, before: nil), let customer = try await identities(of: number).first
    else { throw HubError(.unknown, "customer.unknown", "nobody knows the customer of the link") }
    let purpose = standing.all.flatMap(\.loaded.charter.purposes).first {
      Symbol($0.name) == record.contacts[link.choice].purpose
    }
    let regime = standing.regime(for: life.profile, id: customer.value)
    let ledger = life.profile.ledger
    let contact = ledger.index(origin: link.decision.origin(choice: link.choice)).map { ledger.contacts[$0] }
    return LinkedMessage(
      link: link, customer: customer, profile: life.profile, channel: offers[link.choice].channel,
      purpose: purpose?.name ?? "", decidedAtMilliseconds: entry.atMilliseconds, contact: contact,
      charter: regime.loaded, regime: regime)
  }

  /// Withdraws consent to the purpose of a message on its channel: news of its decision, and a refusal with its proof. When
  /// this returns, nothing of it leaves the queue any more.
  /// - Returns: whether anything changed; following a link twice changes nothing.
  public func unsubscribe(_ message: LinkedMessage, _ proof: ConsentProof) async throws(HubError) -> Bool {
    let known = message.profile.consents.last {
      $0.purpose == message.purpose && ($0.channel == nil || $0.channel == message.channel)
    }
    if let known, !known.isGranted, known.source == ConsentSource.unsubscribeLink { return false }
    try await tellUnsubscribed(message)
    var patch = CustomerPatch()
    patch.consents = [
      .init(
        purpose: message.purpose, channel: message.channel, isGranted: false, source: ConsentSource.unsubscribeLink,
        proof: proof.bytes)
    ]
    _ = try await record([Happening(customer: message.customer, kind: .patch(patch))])
    return true
  }

  /// Takes what a customer chose on the page of preferences, which they reached from a message.
  public func choose(_ patch: CustomerPatch, from message: LinkedMessage) async throws(HubError) {
    let isWithdrawn = patch.consents.contains {
      !$0.isGranted && $0.purpose == message.purpose && ($0.channel == nil || $0.channel == message.channel)
    }
    if isWithdrawn { try await tellUnsubscribed(message) }
    _ = try await record([Happening(customer: message.customer, kind: .patch(patch))])
  }

  /// Makes consents count that wait for it.
  /// - Returns: their purposes; none: there is nothing (any more) to confirm.
  public func confirm(_ message: LinkedMessage, _ proof: ConsentProof) async throws(HubError) -> [String] {
    let purposes = message.pendingPurposes(nowMilliseconds: clock.nowMilliseconds)
    guard !purposes.isEmpty else { return [] }
    var patch = CustomerPatch()
    patch.consents = purposes.map { purpose in
      CustomerPatch.Consent(
        purpose: purpose, channel: message.channel, isGranted: true, source: ConsentSource.confirmation,
        proof: proof.bytes)
    }
    _ = try await record([Happening(customer: message.customer, kind: .patch(patch))])
    return purposes
  }

  private func tellUnsubscribed(_ message: LinkedMessage) async throws(HubError) {
    do throws(HubError) {
      _ = try await record(Feedback(decision: message.link.decision, choice: message.link.choice, kind: .unsubscribed))
    } catch {
      // A proposal reserved nothing, so nothing can become of it; what was said of consent holds all the same.
      guard error.kind == .conflict else { throw error }
    }
  }
}
