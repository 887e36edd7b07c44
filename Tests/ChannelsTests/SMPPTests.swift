@testable import Channels
import Foundation
import Hub
import HubTesting
import Logging
@testable import Messages
import Synchronization
import Testing
import Times

/// Writes down what comes back, and answers as told.
final class RecordingInbox: DeliveryInbox {
  private struct State {
    var receipts: [DeliveryReceipt] = []
    var replies: [CustomerReply] = []
    var answers: [InboxAnswer]
  }
  private let state: Mutex<State>

  /// - Parameter answers: one after the other; then everything is taken.
  init(answers: [InboxAnswer] = []) { state = Mutex(State(answers: answers)) }

  var receipts: [DeliveryReceipt] { state.withLock { $0.receipts } }
  var replies: [CustomerReply] { state.withLock { $0.replies } }

  func take(_ receipt: DeliveryReceipt) async -> InboxAnswer {
    state.withLock { state in
      state.receipts.append(receipt)
      return state.answers.isEmpty ? .taken : state.answers.removeFirst()
    }
  }

  func take(_ reply: CustomerReply) async -> InboxAnswer {
    state.withLock { state in
      state.replies.append(reply)
      return state.answers.isEmpty ? .taken : state.answers.removeFirst()
    }
  }
}

/// Waits until something holds, up to ten seconds.
func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
  for _ in 0..<1_000 {
    if try await isSo() { return true }
    try await Task.sleep(for: .milliseconds(10))
  }
  return false
}

/// A text message as the charter writes it.
func sms(_ text: String, sender: String = "SHOP") -> RenderedMessage {
  .sms(TextMessage(sender: sender, text: text, segmentation: SMSSegmentation(text)))
}

@Suite(
  "Text messages by SMPP, against a provider that answers as the number's end says",
  .enabled(if: Peer.has("smpp.twisted")))
struct SMPPTests {
  private func channel(
    port: Int, inbox: RecordingInbox = RecordingInbox(), password: String = "secret",
    _ change: (inout SMPPSettings, inout SMPPChannel.Manner) -> Void = { _, _ in }
  ) -> SMPPChannel {
    var settings = SMPPSettings(host: "127.0.0.1", port: port, user: "mesure", password: password)
    settings.responseSeconds = 1
    settings.reconnectSecondsMax = 1
    var manner = SMPPChannel.Manner()
    manner.countryCode = "33"
    manner.deadErrors = ["001"]
    change(&settings, &manner)
    let secrets = SecretSource(variable: { _ in nil }, file: { _ in "" })
    return SMPPChannel(
      name: "sms", settings, manner,
      ConnectorSurroundings(secrets: secrets, logger: Logger(label: "test"), inbox: inbox))
  }

  private func number(_ end: Int) -> String { "+336123456\(end)" }

  @Test("what each answer of the provider means for the message, and what its receipt says")
  func answers() async throws {
    let peer = try Peer("smpp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let inbox = RecordingInbox()
    let channel = channel(port: port, inbox: inbox)
    let table: [(Int, String, FeedbackKind?)] = [
      (11, "accepted", .delivered), (99, "postponed", nil), (93, "postponed", nil), (98, "dead", nil),
      (89, "refused", nil), (97, "accepted", .bouncedForGood), (90, "accepted", .bounced), (94, "accepted", .expired),
      (92, "accepted", .refusedByProvider), (96, "unknown", nil), (95, "unknown", nil),
    ]
    var expected: [String: FeedbackKind] = [:]
    for (end, word, kind) in table {
      let answer = await channel.send(handover(to: number(end), sms("Bonjour")))
      #expect(answer.word == word, "\(end): \(answer)")
      if case .accepted(let id) = answer { expected[id] = kind }
    }
    // The last one lost the connection; it comes back by itself.
    #expect(
      try await eventually {
        await channel.send(handover(to: number(11), sms("Bonjour"))).word == "accepted"
      })
    #expect(try await eventually { inbox.receipts.count == expected.count + 1 })
    for (id, kind) in expected {
      let receipt = inbox.receipts.first { $0.providerID == id }
      #expect(receipt?.kind == kind && receipt?.channel == "sms", "\(id)")
    }
    for (address, word) in [("", "dead"), ("0", "dead"), ("call me", "dead"), ("+33 6\r\n12", "dead")] {
      #expect(await channel.send(handover(to: address, sms("Bonjour"))).word == word, "\(address)")
    }
    for sender in ["", "MUCH TOO LONG", "SHOP\0EVIL", "a\nb"] {
      #expect(
        await channel.send(handover(to: number(11), sms("Bonjour", sender: sender))).word == "refused", "\(sender)")
    }
    #expect(await channel.send(handover(to: number(11), .email(email()))).word == "refused")
    await channel.close()
    #expect(await channel.send(handover(to: number(11), sms("Bonjour"))).word == "unavailable")
    peer.stop()
  }

  @Test("who cannot be reached, or does not let us in, surely took nothing")
  func unavailable() async throws {
    let nobody = channel(port: 1)
    #expect(await nobody.send(handover(to: number(11), sms("Bonjour"))).word == "unavailable")
    await nobody.close()
    let peer = try Peer("smpp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let stranger = channel(port: port, password: "wrong")
    #expect(await stranger.send(handover(to: number(11), sms("Bonjour"))).word == "unavailable")
    await stranger.close()
    peer.stop()
  }

  @Test("what arrives is what was written, in as many parts as another hand cuts it into")
  func content() async throws {
    let peer = try Peer("smpp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let channel = channel(port: port) { $1.validitySeconds = 4 * 3600 }
    let texts = [
      "Ça va ? 10 € {de} remise", "Noël : −10 %, ça fête 🎁", String(repeating: "€", count: 81),
      String(repeating: "ê", count: 66) + "🎁" + String(repeating: "ê", count: 10), String(repeating: "x", count: 161),
      String(repeating: "Été à Paris. ", count: 40),
    ]
    for text in texts {
      let parts = SMSSegmentation(text).parts.count
      #expect(await channel.send(handover(to: "06 12 34 56 11", sms(text))).word == "accepted")
      var read = ""
      var headers: [String] = []
      while headers.count < parts {
        let said = try #require(try peer.next())
        guard let part = said["text"] as? String else { continue }
        read += part
        headers.append(try #require(said["header"] as? String))
        #expect(said["to"] as? String == "33612345611" && said["from"] as? String == "SHOP")
        #expect(said["from_kind"] as? String == "ALPHANUMERIC")
        let isLast = headers.count == parts
        #expect((said["receipt"] as? String)?.hasSuffix("FAILURE") == !isLast)
        #expect((said["validity"] as? String)?.contains("4") == true, "\(said)")
      }
      #expect(read == text)
      // Decision 4711, choice 0: 4711 · 16 mod 256 is 0x70.
      let expected = parts == 1 ? [""] : (1...parts).map { "05000370" + String(format: "%02x%02x", parts, $0) }
      #expect(headers == expected)
    }
    await channel.close()
    peer.stop()
  }

  @Test("a message that has begun is finished, and the failure of a part is the message's")
  func parts() async throws {
    let peer = try Peer("smpp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let inbox = RecordingInbox()
    let channel = channel(port: port, inbox: inbox)
    let long = sms(String(repeating: "x", count: 400))
    #expect(await channel.send(handover(to: number(91), long)).word == "accepted", "throttled once in the middle")
    guard case .accepted(let id) = await channel.send(handover(to: number(90), long)) else {
      Issue.record("not accepted")
      return
    }
    #expect(try await eventually { inbox.receipts.count == 4 })
    #expect(inbox.receipts.filter { $0.providerID == id && $0.kind == .bounced }.count == 3)
    await channel.close()
    peer.stop()
  }

  @Test("receipts in decimal figures find what was answered in hexadecimal ones")
  func decimalReceipts() async throws {
    let peer = try Peer("smpp_peer.py", ["--decimal"])
    let port = try #require(try peer.next()?["port"] as? Int)
    let inbox = RecordingInbox()
    let channel = channel(port: port, inbox: inbox) { $1.idForm = .decimal }
    let answer = await channel.send(handover(to: number(11), sms("Bonjour")))
    #expect(answer == .accepted(providerID: "\(0xA00001)"))
    #expect(try await eventually { inbox.receipts.map(\.providerID) == ["\(0xA00001)"] })
    #expect(SMPPIDForm.hexadecimal.answered("255") == "ff" && SMPPIDForm.hexadecimal.received("00FF") == "ff")
    #expect(SMPPIDForm.decimal.received("0000255") == SMPPIDForm.decimal.answered("FF"))
    #expect(SMPPIDForm.decimal.answered("no number") == "no number")
    await channel.close()
    peer.stop()
  }

  @Test("what people write comes to the hub, and is answered for only when it is on disk")
  func replies() async throws {
    let peer = try Peer("smpp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let inbox = RecordingInbox(answers: [.taken, .taken, .taken, .notNow, .withdrawn(customers: 2)])
    let channel = channel(port: port, inbox: inbox) { $1.confirmation = "C'est noté : plus de SMS." }
    await channel.open()
    #expect(await channel.send(handover(to: number(99), sms("connects"))).word == "postponed")
    _ = try peer.next()
    let table = [
      ("Arrêt ?", "ucs2"), ("déjà [vu] à 5 €", "gsm"), ("façon", "latin1"), ("STOP", "gsm"), ("STOP", "gsm"),
    ]
    var answers: [String] = []
    var confirmations: [String] = []
    for (text, coding) in table {
      try peer.tell(["from": "33612345678", "text": text, "coding": coding])
      let count = answers.count
      // Behind the second STOP comes its confirmation as well, before or after the answer.
      while answers.count == count || (count == 4 && confirmations.isEmpty) {
        let said = try #require(try peer.next())
        if let answer = said["answer"] as? String { answers.append(answer) }
        if let text = said["text"] as? String {
          confirmations.append("\(said["from"] ?? "") \(said["to"] ?? "") \(text)")
        }
      }
    }
    #expect(answers == ["ESME_ROK", "ESME_ROK", "ESME_ROK", "ESME_RX_T_APPN", "ESME_ROK"])
    #expect(confirmations == ["36111 33612345678 C'est noté : plus de SMS."])
    #expect(inbox.replies.map(\.text) == table.map(\.0))
    let spellings = ["+33612345678", "33612345678", "0033612345678", "0612345678"]
    #expect(inbox.replies.allSatisfy { $0.addresses == spellings && $0.recipient == "36111" })
    await channel.close()
    peer.stop()
  }

  @Test("many at once through the window: each arrives once, and each has its receipt")
  func many() async throws {
    let peer = try Peer("smpp_peer.py", ["--quiet"])
    let port = try #require(try peer.next()?["port"] as? Int)
    let inbox = RecordingInbox()
    let channel = channel(port: port, inbox: inbox) { settings, _ in settings.responseSeconds = 60 }
    let count = 5_000
    let start = ContinuousClock.now
    let ids = await withTaskGroup(of: String?.self) { group in
      for index in 0..<count {
        group.addTask {
          let address = "+3361234\(1000 + index % 80)"
          guard case .accepted(let id) = await channel.send(handover(to: address, sms("Bonjour"))) else { return nil }
          return id
        }
      }
      return await group.reduce(into: Set<String>()) { if let id = $1 { $0.insert(id) } }
    }
    #expect(ids.count == count)
    #expect(try await eventually { inbox.receipts.count == count })
    let seconds =
      Double((ContinuousClock.now - start).components.attoseconds) / 1e18
      + Double((ContinuousClock.now - start).components.seconds)
    print("SMPP: \(count) messages with receipts, \(Int(Double(count) / seconds)) a second")
    #expect(Set(inbox.receipts.map(\.providerID)) == ids)
    await channel.close()
    peer.stop()
  }
}
