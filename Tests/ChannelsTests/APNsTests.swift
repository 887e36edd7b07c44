@testable import Channels
import Crypto
import Foundation
import Hub
@testable import Messages
import Testing
import Times

@Suite("Push messages for Apple's devices, against a server by another hand over HTTP/2", .enabled(if: Peer.has("h2")))
struct APNsTests {
  private func push(_ payload: String = #"{"aps":{"alert":{"title":"Été"}}}"#) -> RenderedMessage {
    .push(
      PushMessage(title: "", body: "", link: nil, collapseKey: "offers", apnsPayload: payload, fcmMessage: "{}"))
  }

  @Test("each answer, and what the server reads")
  func answers() async throws {
    let key = P256.Signing.PrivateKey()
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-apns-\(UUID().uuidString).pem")
    try Data(key.publicKey.pemRepresentation.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let peer = try Peer("apns_peer.py", [file.path])
    let first = try #require(try peer.next())
    let port = try #require(first["port"] as? Int)
    var settings = HTTPSettings()
    settings.allowedNetworks = [try #require(Network("127.0.0.1"))]
    settings.timeoutSeconds = 5
    settings.certificates = first["certificate"] as? String
    let account = APNsChannel.Account(topic: "example.shop", team: "TEAM123456", keyID: "KEY1234567", key: key)
    func channel(_ settings: HTTPSettings) -> APNsChannel {
      APNsChannel(
        name: "push", url: "https://127.0.0.1:\(port)", account, settings, lifeSeconds: 3600, connectionsMax: 1)
    }
    let pushing = channel(settings)
    let id = APNsChannel.id(of: handover(to: "", nil).message)
    #expect(id == "00000000-0000-8000-8000-000000001267")
    let table: [(String, DeliveryAnswer)] = [
      ("200", .accepted(providerID: id)), ("400", .refused(note: "APNs: 400 BadDeviceToken", isAddressDead: true)),
      ("401", .refused(note: "APNs: 400 PayloadEmpty", isAddressDead: false)),
      ("403", .unavailable(note: "APNs: 403 InvalidProviderToken")),
      ("410", .refused(note: "APNs: 410 Unregistered", isAddressDead: true)),
      ("413", .refused(note: "APNs: 413 PayloadTooLarge", isAddressDead: false)),
      ("429", .postponed(afterSeconds: 9, note: "APNs: 429 TooManyRequests")),
      ("500", .postponed(afterSeconds: nil, note: "APNs: 500 InternalServerError")),
      ("503", .postponed(afterSeconds: nil, note: "APNs: 503 ServiceUnavailable")),
    ]
    for (end, expected) in table {
      let token = String(repeating: "ab", count: 31) + "0" + end
      #expect(await pushing.send(handover(to: token, push())) == expected)
      let said = try #require(try peer.next())
      #expect(said["error"] == nil && said["path"] as? String == "/3/device/\(token)", "\(said)")
      #expect(said["head"] as? [String: String] == ["alg": "ES256", "kid": "KEY1234567"])
      let claims = try #require(said["claims"] as? [String: Any])
      #expect(claims["iss"] as? String == "TEAM123456" && claims["iat"] as? Int == 1_796_000_000)
      #expect(said["apns-topic"] as? String == "example.shop" && said["apns-push-type"] as? String == "alert")
      #expect(
        said["apns-priority"] as? String == "5" && said["apns-expiration"] as? String == "\(1_796_000_000 + 3600)")
      #expect(said["apns-collapse-id"] as? String == "offers" && said["apns-id"] as? String == id)
      #expect(((said["payload"] as? [String: Any])?["aps"] as? [String: [String: String]])?["alert"]?["title"] == "Été")
    }
    // Lost after it arrived: nobody knows, and nothing is sent again by itself.
    let lost = String(repeating: "ab", count: 31) + "0000"
    #expect(await pushing.send(handover(to: lost, push())).word == "unknown")
    #expect((try peer.next()?["path"] as? String)?.hasSuffix("000") == true)
    let well = String(repeating: "ab", count: 31) + "0200"
    #expect(await pushing.send(handover(to: well, push())).word == "accepted")
    #expect((try peer.next()?["path"] as? String)?.hasSuffix("200") == true)
    for token in ["", "abc", String(repeating: "a", count: 63) + "/", "../" + String(repeating: "a", count: 61)] {
      #expect(await pushing.send(handover(to: token, push())).word == "dead", "\(token)")
    }
    #expect(await pushing.send(handover(to: well, sms("no push"))).word == "refused")
    await pushing.close()
    settings.certificates = nil
    let strict = channel(settings)
    #expect(
      await strict.send(handover(to: well, push())).word == "unavailable", "a certificate that nobody vouches for")
    await strict.close()
    peer.stop()
  }
}
