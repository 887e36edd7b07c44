import Charters
import Decisions
import Records
import Times

extension Authority {
  /// Whether a message is known that its provider calls so, and its end is not.
  func isOnItsWay(_ providerID: String, channel: String) async throws(HubError) -> Bool {
    try await reading { () async throws(StoreError) in
      try await store.delivery(channel: channel, providerID: providerID)
    } != nil
  }

  /// The customers who have one of these addresses on a channel, each with one of their identities.
  public func customers(
    at addresses: [String], channel: String
  ) async throws(HubError) -> [(identity: Identity, profile: Profile)] {
    var seen: Set<CustomerNumber> = []
    var found: [(identity: Identity, profile: Profile)] = []
    for address in addresses {
      let link = Link.address(AddressKey.key(of: address))
      let numbers = try await reading { () async throws(StoreError) in try await store.customers(linkedBy: link) }
      for number in numbers {
        let survivor: CustomerNumber
        do throws(HubError) {
          survivor = try await bringIn(number)
        } catch {
          // Erased meanwhile.
          guard error.kind == .unknown else { throw error }
          continue
        }
        guard seen.insert(survivor).inserted, let life = try await life(of: survivor, before: nil) else { continue }
        // Different addresses may share a key.
        guard life.profile.addresses.contains(where: { $0.channel == channel && addresses.contains($0.text ?? "") })
        else { continue }
        let identities = try await reading { () async throws(StoreError) in try await store.identities(of: survivor) }
        if let identity = identities.first { found.append((identity, life.profile)) }
      }
    }
    return found
  }

  /// Takes what somebody wrote back. A withdrawal ends all marketing on the channel for everybody who has the address, messages
  /// in the queue included: nobody can say which of them held the phone.
  /// - Returns: how many customers have the address, and of how many consent was withdrawn by this.
  func record(_ reply: CustomerReply) async throws(HubError) -> (found: Int, withdrawn: Int) {
    let customers = try await customers(at: reply.addresses, channel: reply.channel)
    let meaning = reply.isOptOut ? .stop : ReplyMeaning(reply.text)
    var withdrawn = 0
    for (identity, profile) in customers {
      if meaning == .stop {
        if try await withdraw(identity, profile, reply) { withdrawn += 1 }
      } else {
        var event = EventRecord(
          name: meaning == .maybeStop ? "reply_to_review" : "reply", atMilliseconds: clock.nowMilliseconds)
        event.properties = reply.json
        _ = try await record([Happening(customer: identity, kind: .event(event))])
      }
    }
    return (customers.count, withdrawn)
  }

  /// - Returns: whether anything changed.
  private func withdraw(
    _ identity: Identity, _ profile: Profile, _ reply: CustomerReply
  ) async throws(HubError) -> Bool {
    guard let regime = regimes.current else { throw Authority.noCharter }
    let purposes = regime.loaded.charter.purposes.filter { $0.kind == .marketing }.map(\.name)
    let open = purposes.filter { purpose in
      let last = profile.consents.last { $0.purpose == purpose && ($0.channel == nil || $0.channel == reply.channel) }
      return last?.isGranted ?? true
    }
    guard !open.isEmpty else { return false }
    // The message that they answered hears of it as well, so that what is learned of it is true.
    let channel = Symbol(reply.channel)
    let contact = profile.ledger.contacts.filter { $0.channel == channel && $0.state.counts }
      .max { $0.atSeconds < $1.atSeconds }
    if let (decision, choice) = contact?.decision {
      do throws(HubError) {
        _ = try await record(Feedback(decision: decision, choice: choice, kind: .unsubscribed))
      } catch {
        // The decision may be of another hub, or gone; the withdrawal stands without it.
        guard error.kind == .conflict || error.kind == .unknown || error.kind == .invalid else { throw error }
      }
    }
    var patch = CustomerPatch()
    patch.consents = open.map { purpose in
      CustomerPatch.Consent(
        purpose: purpose, channel: reply.channel, isGranted: false, source: "reply", proof: reply.json)
    }
    _ = try await record([Happening(customer: identity, kind: .patch(patch))])
    return true
  }
}

extension CustomerReply {
  /// What proves it: the text as it was written, and what it was sent to.
  fileprivate var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("text")
    writer.string(String(text.prefix(1_600)))
    writer.key("recipient")
    writer.string(recipient)
    if isOptOut {
      writer.key("opted_out")
      writer.bool(true)
    }
    writer.endObject()
    return writer.bytes
  }
}
