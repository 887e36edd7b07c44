@testable import Channels
import Crypto
import Foundation
import Hub
@testable import Messages
import Testing
import Times

@Suite("Web Push: the example of RFC 8291") struct WebPushVectorTests {
  private let subscription = """
    {"endpoint":"https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV","expirationTime":null,"keys":{
      "p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      "auth":"BTBZMqHH6r4Tts7J_aSIgg"}}
    """

  @Test("the body is that of section 5, to the byte")
  func vector() throws {
    let reader = try #require(WebPushSubscription(subscription))
    let key = try P256.KeyAgreement.PrivateKey(
      rawRepresentation: try #require(Base64URL.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")))
    let body = try WebPushCipher.encrypt(
      Array("When I grow up, I want to be a watermelon".utf8), for: reader, key: key,
      salt: try #require(Base64URL.decode("DGv6ra1nlYgDCS1FRnbzlw")))
    #expect(
      Base64URL.encode(body)
        == "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        + "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
    #expect(reader.origin == "https://push.example.net")
  }

  @Test("what is no subscription")
  func subscriptions() {
    let good = subscription
    #expect(WebPushSubscription(good) != nil)
    let table = [
      "", "null", "{}", good.replacing("https://", with: "ftp://"), good.replacing("BCVxsr7N", with: "BCVxsr7M"),
      good.replacing("BTBZMqHH6r4Tts7J_aSIgg", with: "BTBZ"), good.replacing("https://", with: "https://user:pass@"),
      good.replacing("push.example.net/", with: "push.example.net\\r\\nX: y/"),
      good.replacing("push.example.net", with: ""),
    ]
    for text in table { #expect(WebPushSubscription(text) == nil, "\(text)") }
  }
}

@Suite(
  "Web Push, against a browser and a service by other hands", .enabled(if: Peer.has("http_ece") && Peer.has("py_vapid"))
)
struct WebPushTests {
  private static let key = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"

  private func channel(allowed: [String] = ["127.0.0.0/8"]) throws -> WebPushChannel {
    var settings = HTTPSettings()
    settings.allowsPlain = true
    settings.allowedNetworks = allowed.compactMap(Network.init)
    settings.timeoutSeconds = 2
    let signer = try #require(VAPIDSigner(key: Self.key, contact: "mailto:push@shop.example"))
    return WebPushChannel(name: "browser", signer, settings, lifeSeconds: 3600, connectionsMax: 2)
  }

  private func push(_ payload: String) -> RenderedMessage {
    .webPush(WebPushMessage(title: "", body: "", payload: payload))
  }

  @Test("each answer, and what the browser reads")
  func answers() async throws {
    let peer = try Peer("webpush_peer.py")
    let first = try #require(try peer.next())
    let port = try #require(first["port"] as? Int)
    func address(_ path: String) throws -> String {
      let keys = [try #require(first["p256dh"] as? String), try #require(first["auth"] as? String)]
      return #"{"endpoint":"http://127.0.0.1:\#(port)/\#(path)","keys":{"p256dh":"\#(keys[0])","auth":"\#(keys[1])"}}"#
    }
    let channel = try channel()
    let table = [
      ("201", "accepted"), ("202", "accepted"), ("400", "refused"), ("403", "refused"), ("404", "dead"),
      ("410", "dead"),
      ("413", "refused"), ("429", "postponed"), ("500", "postponed"), ("503", "postponed"), ("cut", "unknown"),
    ]
    var bodies: Set<String> = []
    for (path, word) in table {
      let payload = #"{"title":"Été","body":"\#(path)"}"#
      let answer = await channel.send(handover(to: try address(path), push(payload)))
      #expect(answer.word == word, "\(path): \(answer)")
      if path == "201" { #expect(answer == .accepted(providerID: "/message/7")) }
      if path == "429" { #expect(answer == .postponed(afterSeconds: 120, note: "Web Push: status 429")) }
      let said = try #require(try peer.next())
      #expect(said["plain"] as? String == payload, "\(said)")
      let claims = try #require(said["claims"] as? [String: Any])
      #expect(claims["aud"] as? String == "http://127.0.0.1:\(port)")
      #expect(claims["sub"] as? String == "mailto:push@shop.example")
      #expect(claims["exp"] as? Int == 1_796_000_000 + 12 * 3600)
      #expect(said["ttl"] as? String == "3600" && said["urgency"] as? String == "normal")
      #expect(said["content-encoding"] as? String == "aes128gcm")
      bodies.insert(try #require(said["body"] as? String))
    }
    #expect(bodies.count == table.count)
    // What a kept connection lost is not sent again by itself: the next that arrives is the next that was sent.
    // The longest payload fills one record of 4,096 octets, header included.
    let longest = String(repeating: "x", count: WebPushMessage.payloadBytesMax)
    #expect(await channel.send(handover(to: try address("201"), push(longest))).word == "accepted")
    let said = try #require(try peer.next())
    #expect(said["bytes"] as? Int == 4_096 && said["plain"] as? String == longest)
    #expect(await channel.send(handover(to: try address("201"), push(longest + "x"))).word == "refused")
    #expect(await channel.send(handover(to: "", push("{}"))).word == "dead")
    #expect(await channel.send(handover(to: try address("201"), sms("no push"))).word == "refused")
    await channel.close()
    let strict = try self.channel(allowed: [])
    #expect(await strict.send(handover(to: try address("201"), push("{}"))).word == "unavailable", "a private address")
    await strict.close()
    peer.stop()
  }
}
