import Expressions
import Messages
import Testing

/// What customers' data brings into a message stays data.
struct InjectionTests {
  /// Values that mean something to a browser, a mail server, a template or a JSON reader.
  static let hostile = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=x>", "' onmouseover='x", "&lt;b&gt;",
    "{{name}}", "{{{name}}}", "{{#x}}y{{/x}}", "${jndi:x}", "%0d%0aBcc: x", "</title><h1>x", "\",\"x\":\"y", "\\u003cb",
    "]]>", "<!--", "javascript:alert(1)",
  ]

  @Test(arguments: hostile) func `markup and template code in a value is text in a page`(_ name: String) throws {
    let email = try Reader().with("first_name", .string(name)).email()
    let usual = try Reader().email()
    // The page has the same markup as that of a customer with a plain name: nothing was added to it.
    #expect(email.html.count { $0 == "<" } == usual.html.count { $0 == "<" })
    #expect(email.html.count { $0 == "\"" } == usual.html.count { $0 == "\"" })
    #expect(email.html.contains("Hello \(HTMLText.escaped(name)), look."))
    // In plain text and in a subject it is what it is.
    #expect(email.subject == "A gift for \(name)" && email.text.contains("Hello \(name), look."))
  }

  @Test(arguments: hostile) func `a value in a link is percent-encoded`(_ name: String) throws {
    let email = try Reader().with("first_name", .string(name)).email()
    let link = "https://acme.example/g?n=" + LinkRules.percentEncoded(name)
    #expect(email.html.contains("href=\"\(link)\"") && email.text.contains(link))
    #expect(link.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"'{}".utf8.contains($0) })
  }

  /// Whole addresses from data, and whether they may be linked to.
  static let links: [(String, Bool)] = [
    ("https://acme.example/a?b=c#d", true), ("HTTP://acme.example", true), ("https://acme.example:8443/x", true),
    ("javascript:alert(1)", false), ("JaVaScRiPt:alert(1)", false), (" javascript:alert(1)", false),
    ("java\tscript:alert(1)", false), ("data:text/html,<script>", false), ("vbscript:x", false),
    ("file:///etc/passwd", false),
    ("//evil.example/x", false), ("/x", false), ("https:/evil.example", false), ("https://", false),
    ("https:///x", false),
    ("https://acme.example\" onclick=\"x", false), ("https://acme.example/<b>", false),
    ("https://acme.example/ x", false),
    ("https://acme.example@evil.example/", false), ("https://acme.example/'x", false),
    ("https://acme.example/\\evil", false),
    ("mailto:a@b.example", false), ("https://acme.example/" + String(repeating: "a", count: 2_100), false),
  ]

  @Test(arguments: links.indices) func `only plain addresses of the web are linked to`(_ index: Int) throws {
    let (link, isAllowed) = InjectionTests.links[index]
    #expect(LinkRules.isAllowed(link) == isAllowed)
    let rendering = try Reader().with("page", .string(link)).rendering("email")
    guard case .email(let email) = try rendering.outcome.get() else { throw WrongFormat() }
    let expected = isAllowed ? link : "https://acme.example/home"
    #expect(email.html.contains("href=\"\(expected)\""))
    if !isAllowed { #expect(rendering.notes.contains { $0.variable == "page" && $0.consequence == .fallback }) }
  }

  /// The starts of authors' links.
  static let starts: [(String, isWhole: Bool, isSafe: Bool)] = [
    ("https://acme.example/", false, true), ("https://acme.example", true, true),
    ("https://acme.example", false, false),
    ("https://acme.example?q=", false, true), ("mailto:", false, true), ("tel:+331", false, true), ("", false, false),
    ("javascript:", false, false), ("https://", false, false), ("https://a@b/", false, false),
    ("https:// a/", false, false),
  ]

  @Test(arguments: starts.indices) func `an author's link says where it leads before any value`(_ index: Int) {
    let (start, isWhole, isSafe) = InjectionTests.starts[index]
    #expect(LinkRules.isSafeStart(start, isWhole: isWhole) == isSafe)
  }

  @Test(arguments: ["\r\nBcc: x@y.example", "\nX: y", "\r", "\u{2028}x", "\u{85}x", "\0"])
  func `line ends in a value reach no subject, sender, text message or JSON`(_ tail: String) throws {
    let reader = Reader().with("first_name", .string("Zoé" + tail))
    let email = try reader.email()
    #expect(CharacterRules.isAllowed(email.subject) && CharacterRules.isAllowed(email.senderName))
    #expect(CharacterRules.isAllowed(email.senderAddress))
    #expect(try !reader.sms().text.contains("Bcc"))
    guard case .whatsapp(let whatsapp) = try reader.rendering("whatsapp").outcome.get() else { throw WrongFormat() }
    #expect(whatsapp.parameters == ["dear friend"])
  }

  @Test(arguments: hostile) func `JSON stays one object`(_ name: String) throws {
    let reader = Reader().with("first_name", .string(name))
    for channel in ["push", "webpush", "whatsapp", "web", "hook"] {
      let texts: [String]
      switch try reader.rendering(channel).outcome.get() {
      case .push(let push): texts = [push.apnsPayload, push.fcmMessage]
      case .webPush(let push): texts = [push.payload]
      case .whatsapp(let message): texts = [message.payload]
      case .document(let document), .webhook(let document): texts = [document.json]
      default: throw WrongFormat()
      }
      for text in texts { #expect(try JSONKeys(text) == JSONKeys(plain(channel, text, texts))) }
    }
  }

  /// The same message for a customer with a plain name.
  private func plain(_ channel: String, _ text: String, _ texts: [String]) throws -> String {
    switch try Reader().rendering(channel).outcome.get() {
    case .push(let push): return text == texts[0] ? push.apnsPayload : push.fcmMessage
    case .webPush(let push): return push.payload
    case .whatsapp(let message): return message.payload
    case .document(let document), .webhook(let document): return document.json
    default: throw WrongFormat()
    }
  }

  @Test func `an address of a letter holds no line that its author did not write`() throws {
    var reader = Reader()
    reader.context.postalAddress = PostalAddress(lines: ["MADAME\nX", "1 RUE X", "75001 PARIS"])
    #expect(try reader.rendering("letter").stopCodes == ["address"])
  }

  @Test func `a template that is no template of ours is refused, whatever the parser would make of it`() {
    var generator = SeededText(seed: 7)
    for _ in 0..<2_000 {
      let text = generator.text(of: [
        "{{", "}}", "{", "}", "#", "^", "/", ">", "<", "$", "=", "%", "&", "!", "name", " ", "(", ")", ".", "\n", "é",
      ])
      let parsed = TextTemplate.parse(text, resolve: { $0 == "name" ? .variable(0) : nil })
      // Either it is refused, or nothing but text and the variable is in it; it never crashes.
      if parsed.faults.isEmpty { #expect(parsed.template.variables.allSatisfy { $0 == 0 }, "\(text)") }
    }
  }
}
