import Messages
import Testing

@Suite("Links of a message's own")
struct MessageLinkTests {
  private func content(_ link: String) -> SmallContent {
    SmallContent().replacing("https://acme.example/g?n={{name}}", with: link)
  }

  @Test("stand escaped where authors write their name, in the page and in the text", arguments: MessageLink.allCases)
  func filled(link: MessageLink) throws {
    var reader = Reader()
    reader.context.messageLinks[link] = "https://acme.example/x?a=1&b=2"
    let email = try reader.email(content(link.rawValue))
    #expect(email.html.contains("href=\"https://acme.example/x?a=1&amp;b=2\""))
    #expect(email.text.contains("https://acme.example/x?a=1&b=2"))
    #expect(!email.html.contains("mesure:") && !email.text.contains("mesure:"))
  }

  @Test("a message that names one which was not given is not sent")
  func missing() throws {
    var reader = Reader()
    reader.context.messageLinks[.preferences] = "https://acme.example/p"
    #expect(try reader.rendering("email", of: content("mesure:confirmation")).stopCodes == ["message_link_missing"])
  }

  @Test(
    "no other name of the kind is an address",
    arguments: ["mesure:", "mesure:other", "mesure:preferences/x", "Mesure:preferences"])
  func others(link: String) {
    #expect(content(link).findings.contains { $0.code == "content.link" })
  }
}
