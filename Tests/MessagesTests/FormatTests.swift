import Expressions
import Foundation
import Messages
import Testing

/// One message, many formats.
struct FormatTests {
  @Test func `an e-mail is one page that says its language, its headings and its pictures, with dark and narrow looks`()
    throws
  {
    let email = try Reader().email()
    for needed in [
      "<!DOCTYPE html>", "<html lang=\"en\" dir=\"ltr\">", "<title>A gift for Zoé</title>", "<h1 ",
      "role=\"presentation\"",
      "name=\"viewport\"", "name=\"color-scheme\" content=\"light dark\"", "prefers-color-scheme: dark",
      "max-width: 632px",
      "alt=\"A box\"", "<a class=\"accent\" href=\"https://acme.example/u/1\"", "Acme Ltd.",
    ] {
      #expect(email.html.contains(needed), "\(needed)")
    }
    #expect(!email.html.contains("<script") && !email.html.contains("<link"))
    #expect(email.html.components(separatedBy: "<h1").count == 2)
    #expect(email.html.components(separatedBy: "<img").count == email.html.components(separatedBy: " alt=\"").count)
    #expect(email.senderName == "Acme" && email.senderAddress == "hello@acme.example")
    #expect(email.html.utf8.count < 102_400, "Gmail cuts pages of more than 102 KB")
  }

  @Test(.enabled(if: Tool.isThere("xmllint"), "xmllint is not installed"))
  func `the page is well-formed`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString).html")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(try Reader().email().html.utf8).write(to: file)
    #expect(try Tool.run("/usr/bin/xmllint", ["--html", "--noout", file.path]).code == 0)
  }

  @Test func `plain text says the same, without pictures' addresses`() throws {
    #expect(
      try Reader().email().text == """
        A gift
        ======

        Hello Zoé, look.

        [A box]

        Open:
        https://acme.example/g?n=Zo%C3%A9

        Yours:
        https://acme.example/home

        --
        Acme Ltd.

        No more of this:
        https://acme.example/u/1

        """)
  }

  @Test func `the picture that tells of an opening is there with consent only`() throws {
    var reader = Reader()
    #expect(try !reader.email().html.contains("/o/1.gif") && !reader.email().tracksOpening)
    reader.context.mayTrackOpening = true
    #expect(
      try reader.email().html.contains("<img src=\"https://acme.example/o/1.gif\"") && reader.email().tracksOpening)
    reader.context.openingPixelLink = nil
    #expect(try !reader.email().tracksOpening)
  }

  @Test func `marketing without a link to unsubscribe is not sent`() throws {
    var reader = Reader()
    reader.context.unsubscribeLink = nil
    #expect(try reader.rendering("email").stopCodes == ["unsubscribe_link_missing"])
    let service = SmallContent().replacing("purpose: marketing", with: "purpose: service", in: "actions/gift.yaml")
      .replacing("category: marketing", with: "category: utility")
    #expect(try reader.rendering("email", of: service).stopCodes == [])
  }

  @Test func `push messages hold what APNs, FCM and a service worker take, within their limits`() throws {
    guard case .push(let push) = try Reader().rendering("push").outcome.get() else { throw WrongFormat() }
    let link = "https://acme.example/g?n=Zo%C3%A9"
    #expect(
      push.apnsPayload
        == #"{"aps":{"alert":{"title":"A gift","body":"Hello Zoé, look."},"sound":"default"},"url":"\#(link)","id":"m-1"}"#
    )
    #expect(
      push.fcmMessage
        == #"{"notification":{"title":"A gift","body":"Hello Zoé, look."},"data":{"url":"\#(link)","id":"m-1"}}"#)
    guard case .webPush(let web) = try Reader().rendering("webpush").outcome.get() else { throw WrongFormat() }
    #expect(web.payload == #"{"title":"A gift","body":"Hello Zoé, look.","url":"\#(link)","id":"m-1"}"#)
    let long = String(repeating: "é", count: 1_960)
    let content = SmallContent().replacing("Hello {{name}}, look.", with: long)
    #expect(try Reader().rendering("push", of: content).stopCodes == [])
    #expect(try Reader().rendering("webpush", of: content).stopCodes == ["too_long"])
    let longer = SmallContent().replacing("Hello {{name}}, look.", with: long + long)
    #expect(try Reader().rendering("push", of: longer).stopCodes.contains("too_long"))
  }

  @Test func `WhatsApp gets a template with its places filled`() throws {
    guard case .whatsapp(let message) = try Reader().rendering("whatsapp").outcome.get() else { throw WrongFormat() }
    #expect(message.template == "gift_1" && message.language == "en" && message.category == .marketing)
    #expect(
      message.payload
        == #"{"messaging_product":"whatsapp","type":"template","template":{"name":"gift_1","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"Zoé"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"Zo%C3%A9"}]}]}}"#
    )
  }

  @Test func `a call has a script, web and webhooks have data`() throws {
    guard case .call(let script) = try Reader().rendering("call").outcome.get() else { throw WrongFormat() }
    #expect(script.text.hasPrefix("# A gift\n\nHello Zoé, look.\n\n> Open (https://acme.example/g?n=Zo%C3%A9)"))
    guard case .document(let web) = try Reader().rendering("web").outcome.get(),
      case .webhook(let hook) = try Reader().rendering("hook").outcome.get()
    else { throw WrongFormat() }
    #expect(web.json == hook.json)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(web.json.utf8)) as? [String: Any])
    let blocks = try #require(object["blocks"] as? [[String: String]])
    #expect(blocks.first == ["type": "headline", "text": "A gift"])
    #expect(object["locale"] as? String == "en" && object["action"] as? String == "gift")
  }

  @Test func `numbers, money and days are written as each language does`() {
    let (en, fr, de) = (LocaleText(tag: "en"), LocaleText(tag: "fr-ca"), LocaleText(tag: "de"))
    #expect(en.number(1_234_567) == "1,234,567" && fr.number(1_234_567) == "1\u{202F}234\u{202F}567")
    #expect(en.number(-1_000) == "-1,000" && de.number(1_234) == "1234" && en.number(Int64.min).hasPrefix("-9,223"))
    #expect(en.money(-1234.5, currency: "EUR") == "-€1,234.50" && fr.money(0.5, currency: "EUR") == "0,50\u{A0}€")
    #expect(en.money(-0.001, currency: "EUR") == "€0.00" && en.money(5, currency: "CHF") == "CHF\u{A0}5.00")
    #expect(en.percent(0.125) == "12.5%" && fr.percent(0.125) == "12,5\u{A0}%")
    #expect(en.number(0.30000000001, decimalsMax: 2) == "0.3" && en.number(.nan, decimalsMax: 2) == nil)
  }

  @Test func `the same message has the same bytes`() throws {
    for channel in ["email", "sms", "push", "webpush", "whatsapp", "letter", "registered", "call", "web", "hook"] {
      #expect(try Reader().rendering(channel).outcome.get() == Reader().rendering(channel).outcome.get())
    }
  }
}
