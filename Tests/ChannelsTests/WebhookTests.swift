@testable import Channels
import Foundation
import Hub
import Logging
@testable import Messages
import Testing
import Times

@Suite("Webhooks, against a receiver that answers as the path says", .enabled(if: Peer.has("standardwebhooks")))
struct WebhookTests {
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  private func channel(_ url: String, secret: String = secret, allowed: [String] = ["127.0.0.0/8"]) throws
    -> WebhookChannel
  {
    var settings = HTTPSettings()
    settings.allowsPlain = true
    settings.allowedNetworks = allowed.compactMap(Network.init)
    settings.timeoutSeconds = 2
    return WebhookChannel(
      name: "crm", url: url, signer: try #require(WebhookSigner(secret)), settings, connectionsMax: 2)
  }

  private let content = RenderedMessage.webhook(MessageDocument(json: #"{"title":"Été \"chaud\""}"#))

  @Test("what each answer means for the message; redirects are not followed")
  func answers() async throws {
    let peer = try Peer("webhook_peer.py", [Self.secret])
    let port = try #require(try peer.next()?["port"] as? Int)
    let table: [(String, DeliveryAnswer)] = [
      ("200", .accepted(providerID: "d1267-0")), ("204", .accepted(providerID: "d1267-0")),
      ("302", .refused(note: "HTTP: status 302: redirects are not followed", isAddressDead: false)),
      ("400", .refused(note: "HTTP: status 400", isAddressDead: false)),
      ("410", .refused(note: "HTTP: status 410", isAddressDead: false)),
      ("429", .postponed(afterSeconds: 17, note: "HTTP: status 429")),
      ("503", .postponed(afterSeconds: 17, note: "HTTP: status 503")),
      ("500", .postponed(afterSeconds: nil, note: "HTTP: status 500")),
    ]
    for (path, expected) in table {
      let channel = try channel("http://127.0.0.1:\(port)/\(path)")
      #expect(await channel.send(handover(to: "", content)) == expected, "\(path)")
      await channel.close()
      #expect(try peer.next()?["path"] as? String == "/\(path)")
    }
    for path in ["hang", "cut"] {
      let channel = try channel("http://127.0.0.1:\(port)/\(path)")
      #expect(await channel.send(handover(to: "", content)).word == "unknown", "\(path)")
      await channel.close()
    }
    let nobody = try channel("http://127.0.0.1:1/200")
    #expect(await nobody.send(handover(to: "", content)).word == "unavailable")
    #expect(await nobody.send(handover(to: "", sms("no webhook"))).word == "refused")
    await nobody.close()
    peer.stop()
  }

  @Test("another hand verifies the signature, and reads what was written; with another key it does not")
  func signatures() async throws {
    let peer = try Peer("webhook_peer.py", [Self.secret])
    let port = try #require(try peer.next()?["port"] as? Int)
    let channel = try channel("http://127.0.0.1:\(port)/200")
    #expect(await channel.send(handover(to: "a\"b\n\u{1}", content)).word == "accepted")
    let said = try #require(try peer.next())
    #expect(said["id"] as? String == "d1267-0")
    let body = try #require(said["verified"] as? [String: Any], "\(said)")
    let data = try #require(body["data"] as? [String: Any])
    #expect(body["type"] as? String == "mesure.message" && body["timestamp"] as? String == "2026-11-30T00:53:20Z")
    #expect(data["address"] as? String == "a\"b\n\u{1}" && data["customer"] as? String == "ada")
    #expect((data["content"] as? [String: Any])?["title"] as? String == "Été \"chaud\"")
    await channel.close()
    let other = try self.channel(
      "http://127.0.0.1:\(port)/200", secret: "whsec_" + Data(repeating: 7, count: 32).base64EncodedString())
    #expect(await other.send(handover(to: "", content)).word == "accepted")
    #expect((try peer.next()?["verified"] as? String)?.contains("WebhookVerificationError") == true)
    await other.close()
    peer.stop()
  }

  @Test("no address is reached that is not public, however it is written or named, unless it is listed")
  func addresses() async throws {
    let peer = try Peer("webhook_peer.py", [Self.secret])
    let port = try #require(try peer.next()?["port"] as? Int)
    for host in [
      "127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "2130706433", "127.1",
    ] {
      let channel = try channel("http://\(host):\(port)/200", allowed: [])
      let answer = await channel.send(handover(to: "", content))
      #expect(answer == .unavailable(note: "HTTP: the address is not a public one and is not allowed"), "\(host)")
      await channel.close()
    }
    let listed = try channel("http://localhost:\(port)/200")
    #expect(await listed.send(handover(to: "", content)).word == "accepted")
    await listed.close()
    #expect(try peer.next()?["path"] as? String == "/200", "the first that arrived")
    peer.stop()
  }

  @Test("what is public and what is not")
  func networks() throws {
    let table: [(String, Bool)] = [
      ("8.8.8.8", true), ("93.184.216.34", true), ("172.15.255.255", true), ("172.16.0.0", false),
      ("172.31.255.255", false),
      ("172.32.0.0", true), ("10.0.0.1", false), ("100.64.0.1", false), ("100.128.0.1", true),
      ("169.254.169.254", false),
      ("192.168.1.1", false), ("0.0.0.0", false), ("224.0.0.1", false), ("255.255.255.255", false),
      ("198.18.0.1", false),
      ("2606:4700::1", true), ("::1", false), ("::", false), ("fe80::1", false), ("fd00::1", false), ("ff02::1", false),
      ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true), ("64:ff9b::a00:1", false), ("64:ff9b::808:808", true),
      ("2002:a00:1::", false), ("2001:db8::1", false), ("fec0::1", false),
    ]
    for (text, isPublic) in table { #expect(try #require(NetworkAddress(text)).isPublic == isPublic, "\(text)") }
    for text in ["", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "example.org", "10.0.0.0/8/8", "10.0.0"] {
      #expect(Network(text) == nil, "\(text)")
    }
    #expect(try #require(Network("10.1.2.0/23")).contains(try #require(NetworkAddress("10.1.3.255"))))
    #expect(try !#require(Network("10.1.2.0/23")).contains(try #require(NetworkAddress("10.1.4.0"))))
  }

  @Test("settings: https unless allowed, and a secret of its own form")
  func settings() {
    let good = WebhookTests.secret
    let surroundings = ConnectorSurroundings(
      secrets: SecretSource(variable: { $0 == "GOOD" ? good : "short" }, file: { _ in "" }),
      logger: Logger(label: "test"))
    let table: [(String, [String])] = [
      ("url: https://crm.example/in, secret: env:GOOD", []),
      ("url: http://crm.example/in, secret: env:GOOD", ["connectors.value"]),
      ("url: http://crm.example/in, allow_http: true, secret: env:GOOD", []),
      ("url: file:///etc/passwd, allow_http: true, secret: env:GOOD", ["connectors.value"]),
      ("url: https://crm.example/in, secret: env:BAD", ["connectors.value"]), ("secret: env:GOOD", ["connectors.key"]),
      ("url: https://crm.example/in, secret: env:GOOD, allowed_networks: [everywhere]", ["connectors.value"]),
    ]
    for (text, codes) in table {
      do throws(ConnectorFaults) {
        _ = try Connectors.read("crm: { connector: webhook, \(text) }", surroundings)
        #expect(codes.isEmpty, "read: \(text)")
      } catch {
        #expect(error.faults.map(\.code) == codes, "\(text): \(error)")
      }
    }
  }
}
