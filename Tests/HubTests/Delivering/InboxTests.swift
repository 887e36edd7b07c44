import Charters
import Decisions
@testable import Hub
import HubTesting
import Logging
import Testing
import Times

@Suite("What comes back from customers and providers") struct InboxTests {
  @Test("which texts are a withdrawal, which may be one, and which are not")
  func meanings() {
    let table: [(ReplyMeaning, [String])] = [
      (
        .stop,
        [
          "STOP", "stop", "Stop.", " stop !", "«STOP»", "STOP SMS", "stop pub", "Stop svp merci", "STOP 36111",
          "STOP au 36111",
          "S T O P", "s.t.o.p", "ＳＴＯＰ", "STÔP", "sto\u{0302}p", "StopSMS", "STOP STOP STOP", "STOP\n", "unsubscribe",
          "Opt out",
          "OPT-OUT", "quit", "End", "revoke", "CANCEL", "STOP tout",
        ]
      ),
      (
        .maybeStop,
        [
          "arrêt", "ARRET", "arrêtez svp", "non stop merci", "Stop by the shop", "STOP au harcèlement", "désabonnement",
          "je veux me désinscrire",
          "Je ne veux plus de vos messages", "resiliation", "please stop",
        ]
      ),
      (
        .other,
        [
          "", "  ", "?!", "ok", "merci", "Bonjour, à quelle heure ?", "end of season?", "cancel my order", "🎁", "plus",
          "36111",
        ]
      ),
    ]
    for (meaning, texts) in table { for text in texts { #expect(ReplyMeaning(text) == meaning, "\(text)") } }
  }

  /// A hub whose customers have a telephone; ada and bob share one.
  private func stand(clock: ManualClock = ManualClock(nowMilliseconds: SmallWorld.start)) async throws -> Authority {
    let hub = try await SmallWorld().hub(clock: clock)
    for (id, number) in [
      ("ada", "+33612345678"), ("bob", "+33612345678"), ("eve", "0612345679"), ("zoe", "+33712345678"),
    ] {
      var patch = SmallWorld.patch()
      patch.addresses = [.init(channel: "sms", text: number), .init(channel: "email")]
      _ = try await hub.record([Happening(customer: Identity(.id, id), kind: .patch(patch))])
    }
    return hub
  }

  private func reply(_ text: String, from number: String = "33612345678", isOptOut: Bool = false) -> CustomerReply {
    CustomerReply(
      channel: "sms", addresses: ["+\(number)", number, "0\(number.dropFirst(2))"], recipient: "36111", text: text,
      isOptOut: isOptOut)
  }

  @Test(
    "STOP ends marketing on the channel for everybody with the number, messages in the queue included, and for nobody else"
  )
  func stop() async throws {
    let hub = try await stand()
    let inbox = HubInbox(hub, logger: Logger(label: "test"))
    for id in ["ada", "bob", "eve", "zoe"] { #expect(try await hub.ask(id, ["sms"]).said == ["offer/sms"]) }
    #expect(await inbox.take(reply("Stop.")) == .withdrawn(customers: 2))
    #expect(await inbox.take(reply("STOP SMS")) == .taken, "a second one changes nothing")
    let rows = try await hub.waiting(on: "sms", isUrgent: false, after: nil, countMax: 10)
    let verdicts = try await hub.handOver(rows, DeliveryTerms())
    var gone: [String] = []
    for verdict in verdicts { if case .go(let handover) = verdict { gone.append(handover.customer.value) } }
    #expect(gone.sorted() == ["eve", "zoe"])
    for (id, hasStopped) in [("ada", true), ("bob", true), ("eve", false), ("zoe", false)] {
      let consents = try await hub.customer(Identity(.id, id)).profile.consents.filter { $0.channel == "sms" }
      #expect(consents.map(\.isGranted) == (hasStopped ? [false] : []), "\(id)")
      if hasStopped {
        #expect(consents[0].source == "reply")
        #expect(String(decoding: consents[0].proof, as: UTF8.self) == #"{"text":"Stop.","recipient":"36111"}"#)
      }
    }
    // The message that was answered says so as well, and e-mail stays allowed.
    let ada = try await hub.customer(Identity(.id, "ada")).profile
    #expect(ada.ledger.contacts.map(\.outcome) == [.unsubscribed])
    #expect(
      await inbox.take(reply("stop", from: "33612345679")) == .withdrawn(customers: 1), "a number without its country")
    try await hub.stop()
  }

  @Test(
    "what is no withdrawal is an event; what may be one has a name of its own; a provider's word counts without any")
  func events() async throws {
    let hub = try await stand()
    let inbox = HubInbox(hub, logger: Logger(label: "test"))
    #expect(await inbox.take(reply("Merci \"beaucoup\"", from: "33712345678")) == .taken)
    #expect(await inbox.take(reply("arrêt", from: "33712345678")) == .taken)
    #expect(await inbox.take(reply("STOP", from: "33799999999")) == .taken, "nobody's number")
    let entries = try await hub.timeline(of: Identity(.id, "zoe"), before: nil, countMax: 10)
    let events = try entries.reversed().compactMap { entry -> String? in
      guard case .event(let event) = try EntryBody(entry) else { return nil }
      return "\(event.name) \(String(decoding: event.properties, as: UTF8.self))"
    }
    #expect(
      events == [
        #"reply {"text":"Merci \"beaucoup\"","recipient":"36111"}"#,
        #"reply_to_review {"text":"arrêt","recipient":"36111"}"#,
      ])
    #expect(await inbox.take(reply("", from: "33712345678", isOptOut: true)) == .withdrawn(customers: 1))
    try await hub.stop()
  }

  @Test("a receipt finds its message, also when it overtakes the answer that tells its name; twice it says nothing new")
  func receipts() async throws {
    let hub = try await stand()
    let inbox = HubInbox(hub, logger: Logger(label: "test"))
    #expect(try await hub.ask("ada", ["sms"]).said == ["offer/sms"])
    let rows = try await hub.waiting(on: "sms", isUrgent: false, after: nil, countMax: 1)
    _ = try await hub.handOver(rows, DeliveryTerms())
    let receipt = DeliveryReceipt(channel: "sms", providerID: "7a", kind: .delivered, note: "SMPP: DELIVRD")
    async let early = inbox.take(receipt)
    try await Task.sleep(for: .milliseconds(60))
    let delivery = DeliveryRow(message: rows[0], state: .handedOver, atMilliseconds: SmallWorld.start)
    _ = try await hub.settle(.accepted(providerID: "7a"), of: delivery, DeliveryTerms())
    #expect(await early == .taken)
    let ada = try await hub.customer(Identity(.id, "ada")).profile
    #expect(ada.ledger.contacts.map(\.state) == [.delivered])
    #expect(await inbox.take(receipt) == .taken)
    #expect(await inbox.take(DeliveryReceipt(channel: "sms", providerID: "foreign", kind: .bounced)) == .taken)
    #expect(try await hub.customer(Identity(.id, "ada")).profile.ledger.contacts.map(\.state) == [.delivered])
    try await hub.stop()
  }
}
