@testable import Channels
import Crypto
import CryptoExtras
import Foundation
import Hub
@testable import Messages
import Testing
import Times

/// A message for somebody, as the hub hands it over.
func handover(to address: String, _ content: RenderedMessage?, decision: Int64 = 4_711) -> Handover {
  Handover(
    message: OutboxRow(
      decision: Position(rawValue: decision), choice: 0, customer: CustomerNumber(rawValue: 1), action: "offer",
      channel: "email", brand: "", dueSeconds: 0),
    customer: Identity(.id, "ada"), profile: Profile(), address: address, content: content, isMarketing: true,
    purpose: "marketing", at: Instant(secondsSince1970: 1_796_000_000))
}

/// An e-mail with everything that is hard to write.
func email(subject: String = "Bonjour Zoé – été", sender: String = "news@shop.example") -> EmailMessage {
  EmailMessage(
    subject: subject, senderName: "Boutique \"Été\"", senderAddress: sender, replyTo: "care@shop.example",
    html: "<p>Ça va ? 1 < 2 = 100 %</p>\n.\n..dots\n" + String(repeating: "é", count: 300) + " \n",
    text: "Ça va ?\n.\nFrom here\n\ttab \n", unsubscribeLink: "https://hello.example/u/abc", tracksOpening: false)
}

@Suite("E-mail by SMTP, against a server that answers as the recipient's name says", .enabled(if: Peer.has("aiosmtpd")))
struct SMTPTests {
  private func channel(port: Int, timeoutSeconds: Int = 10, signer: DKIMSigner? = nil) throws -> SMTPChannel {
    SMTPChannel(
      name: "email",
      SMTPSettings(
        url: "smtp://127.0.0.1:\(port)/hub.test", user: nil, password: nil, requiresTLS: false, certificates: nil,
        timeoutSeconds: timeoutSeconds),
      SMTPChannel.Envelope(
        bounces: try #require(MailAddress("bounce@shop.example")), sender: nil, isUnsubscribedByPost: true,
        signer: signer), connectionsMax: 2)
  }

  @Test("what each answer of the server means for the message")
  func answers() async throws {
    let peer = try Peer("smtp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let channel = try channel(port: port, timeoutSeconds: 2)
    let table: [(String, String)] = [
      ("ok", "accepted"), ("dead", "dead"), ("blocked", "refused"), ("full", "postponed"), ("grey", "postponed"),
      ("closing", "unavailable"), ("spam", "refused"), ("later", "postponed"), ("lost", "unknown"), ("hang", "unknown"),
      ("ok", "accepted"),
    ]
    for (name, expected) in table {
      let answer = await channel.send(handover(to: "\(name)@customers.example", .email(email())))
      #expect(answer.word == expected, "\(name): \(answer)")
    }
    await channel.close()
    peer.stop()
    let refused = try self.channel(port: 1)
    #expect(await refused.send(handover(to: "a@b.example", .email(email()))).word == "unavailable")
    await refused.close()
  }

  @Test("what arrives is what was written, to the byte of its text, and reports find their way back")
  func content() async throws {
    let peer = try Peer("smtp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let channel = try channel(port: port)
    #expect(await channel.send(handover(to: "ok@customers.example", .email(email()))).word == "accepted")
    let taken = try #require(try peer.next())
    #expect(taken["from"] as? String == "bounce+d1267-0@shop.example")
    #expect(taken["to"] as? [String] == ["ok@customers.example"])
    let bytes = try #require((taken["content"] as? String).flatMap { Data(base64Encoded: $0) })
    let read = try Peer.run(script: "mail_reading.py", [], input: bytes)
    let mail = try #require(try JSONSerialization.jsonObject(with: Data(read.out.utf8)) as? [String: Any])
    #expect(mail["subject"] as? String == "Bonjour Zoé – été")
    #expect(mail["from"] as? String == "Boutique \"Été\" <news@shop.example>")
    #expect(mail["text"] as? String == email().text.replacing("\n", with: "\r\n") + "\r\n")
    #expect(mail["html"] as? String == email().html.replacing("\n", with: "\r\n") + "\r\n")
    #expect(mail["unsubscribe"] as? [String] == ["<https://hello.example/u/abc>", "List-Unsubscribe=One-Click"])
    #expect(mail["defects"] as? [String] == [])
    #expect(mail["lineBytesMax"] as? Int ?? 999 <= 78)
    await channel.close()
    peer.stop()
  }

  @Test("many at once over two connections: each arrives once")
  func many() async throws {
    let peer = try Peer("smtp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let channel = try channel(port: port)
    let answers = await withTaskGroup(of: String.self) { group in
      for number in 0..<200 {
        group.addTask { await channel.send(handover(to: "c\(number)@customers.example", .email(email()))).word }
      }
      return await group.reduce(into: [String]()) { $0.append($1) }
    }
    #expect(answers == Array(repeating: "accepted", count: 200))
    var recipients: Set<String> = []
    for _ in 0..<200 { recipients.formUnion(try peer.next()?["to"] as? [String] ?? []) }
    #expect(recipients.count == 200)
    await channel.close()
    peer.stop()
  }

  @Test("nothing that an address, a subject or a name holds becomes a line of its own")
  func injection() async throws {
    let peer = try Peer("smtp_peer.py")
    let port = try #require(try peer.next()?["port"] as? Int)
    let channel = try channel(port: port)
    for address in [
      "ok@b.example>\r\nRCPT TO:<evil@b.example", "a b@c.example", "a@b", "@b.example", "a@b.example\n", "",
      "a@b..example",
      "a\u{202E}b@c.example", "\"a\"@b.example", "a@[127.0.0.1]", "<a@b.example>", "a@-b.example",
      "a@b.example, c@d.example",
    ] {
      #expect(await channel.send(handover(to: address, .email(email()))).word == "dead", "\(address)")
    }
    var hostile = email(subject: "Hi\r\nBcc: evil@b.example\r\n\r\n<script>")
    hostile.senderName = "Shop\r\nBcc: evil@b.example"
    hostile.replyTo = "x@y.example\r\nBcc: evil@b.example"
    hostile.unsubscribeLink = "https://a.example/>\r\nBcc: evil@b.example"
    #expect(await channel.send(handover(to: "ok@b.example", .email(hostile))).word == "accepted")
    let taken = try #require(try peer.next())
    let bytes = try #require((taken["content"] as? String).flatMap { Data(base64Encoded: $0) })
    let read = try Peer.run(script: "mail_reading.py", [], input: bytes)
    let mail = try #require(try JSONSerialization.jsonObject(with: Data(read.out.utf8)) as? [String: Any])
    #expect(
      mail["names"] as? [String] == ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"])
    await channel.close()
    peer.stop()
  }

  @Test(
    "signatures of both kinds of key verify with dkimpy; one changed byte and they do not",
    .enabled(if: Peer.has("dkim")))
  func dkim() throws {
    let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    let ed25519 = Curve25519.Signing.PrivateKey()
    let der =
      Data([0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]) + ed25519.rawRepresentation
    let keys = [
      (rsa.pemRepresentation, "v=DKIM1; k=rsa; p=" + rsa.publicKey.derRepresentation.base64EncodedString()),
      (
        "-----BEGIN PRIVATE KEY-----\n\(der.base64EncodedString())\n-----END PRIVATE KEY-----",
        "v=DKIM1; k=ed25519; p=" + ed25519.publicKey.rawRepresentation.base64EncodedString()
      ),
    ]
    for (pem, record) in keys {
      let signer = try DKIMSigner(domain: "shop.example", selector: "s1", pem: pem)
      let message = MailMessage(
        id: "d1-0", to: try #require(MailAddress("a@b.example")), from: try #require(MailAddress("news@shop.example")),
        content: email(), domain: "shop.example", at: Instant(secondsSince1970: 1_796_000_000),
        isUnsubscribedByPost: true)
      var bytes = message.bytes(signer: signer)
      #expect(try Peer.run(script: "dkim_verify.py", [record], input: Data(bytes)).out == "verified\n")
      bytes[bytes.count / 2] ^= 1
      #expect(try Peer.run(script: "dkim_verify.py", [record], input: Data(bytes)).code != 0)
    }
    #expect(throws: ConnectorFault.self) { try DKIMSigner(domain: "a", selector: "b", pem: "no key") }
  }
}

extension DeliveryAnswer {
  /// Which answer it is, in one word.
  var word: String {
    switch self {
    case .accepted: "accepted"
    case .refused(_, let isAddressDead): isAddressDead ? "dead" : "refused"
    case .postponed: "postponed"
    case .unavailable: "unavailable"
    case .unknown: "unknown"
    }
  }
}
