import Charters
import Foundation
import Messages
import Testing

/// Reading content/: all mistakes, at once, each at its place.
struct ContentReadingTests {
  @Test func `content that is right has no findings`() {
    #expect(SmallContent().findings.map(\.rendered) == [])
  }

  /// A piece of a file, what replaces it, and what is found.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var path = "content/gift.yaml"
    var piece: String
    var replacement: String
    var code: String
    var testDescription: String { "\(code): \(replacement)" }
  }

  static let settings = "content/settings.yaml"
  static let mistakes: [Mistake] = [
    Mistake(piece: "Hello {{name}}, look.", replacement: "Hello {{nmae}}, look.", code: "name.unknown"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "Hello {{name", code: "template.syntax"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "Hello {{{name}}}", code: "template.unsupported"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "Hello {{&name}}", code: "template.unsupported"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "{{#name}}Hello{{/name}}", code: "template.unsupported"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "{{>name}}", code: "template.unsupported"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "{{=<% %>=}}", code: "template.unsupported"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "{{%CONTENT_TYPE:TEXT}}", code: "template.unsupported"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "Hello {{shout(name)}}", code: "template.transform"),
    Mistake(piece: "Hello {{name}}, look.", replacement: "bell \\u0007", code: "template.character"),
    Mistake(piece: "fr: \"Un cadeau pour {{name}}\"", replacement: "it: x", code: "content.locale"),
    Mistake(piece: "en: \"A gift for {{name}}\", fr", replacement: "en: x, de: y, fr", code: "name.unknown"),
    Mistake(
      piece: "subject: { en: \"A gift for {{name}}\",", replacement: "subject: { en: \"{{points}}\",",
      code: "content.required"),
    Mistake(piece: "A gift for {{name}}", replacement: String(repeating: "long ", count: 40), code: "content.too_long"),
    Mistake(piece: "A gift for {{name}}", replacement: "two\\nlines", code: "content.one_line"),
    Mistake(piece: "subject:", replacement: "preheader:", code: "content.missing"),
    Mistake(piece: ", alt: { en: A box, fr: Une boîte }", replacement: "", code: "field.missing"),
    Mistake(piece: "alt: { en: A box,", replacement: "alt: { en: \"\",", code: "content.alt"),
    Mistake(piece: "https://acme.example/g?n={{name}}", replacement: "javascript:alert(1)", code: "content.link"),
    Mistake(piece: "https://acme.example/g?n={{name}}", replacement: "https://{{name}}.example/", code: "content.link"),
    Mistake(piece: "https://acme.example/g?n={{name}}", replacement: "{{name}}", code: "content.link"),
    Mistake(piece: "when: customer.gold", replacement: "when: customer.goold", code: "rule.unknown_name"),
    Mistake(piece: "when: customer.gold", replacement: "when: customer.points", code: "rule.type"),
    Mistake(piece: "items: viewed", replacement: "items: viewd", code: "name.unknown"),
    Mistake(piece: "items: viewed", replacement: "items: name", code: "content.type"),
    Mistake(piece: "- headline:", replacement: "- legal: { en: a, fr: b }\n    headline:", code: "content.block"),
    Mistake(piece: "category: marketing", replacement: "category: utility", code: "content.category"),
    Mistake(piece: "whatsapp:", replacement: "push: {}\nwhatsap:", code: "field.unknown"),
    Mistake(
      path: settings, piece: "        - unsubscribe: { en: No more of this, fr: Ne plus recevoir }", replacement: "",
      code: "content.unsubscribe"),
    Mistake(path: settings, piece: "- legal:", replacement: "- text:", code: "content.legal"),
    Mistake(
      path: settings, piece: "- legal: {", replacement: "- when: customer.gold\n      legal: {", code: "content.legal"),
    Mistake(path: settings, piece: ", stop: STOP au 36111", replacement: "", code: "content.stop"),
    Mistake(path: settings, piece: "STOP au 36111", replacement: "Stop here", code: "content.stop"),
    Mistake(path: settings, piece: "sender: ACME", replacement: "sender: ACME SHOP", code: "content.sender"),
    Mistake(
      path: settings, piece: "hello@acme.example", replacement: "\"hello@acme.example>\\nBcc: x@y.example\"",
      code: "content.sender"),
    Mistake(
      path: settings, piece: "      name: Acme", replacement: "      name: \"Acme\\r\\nBcc: x\"",
      code: "content.one_line"),
    Mistake(
      path: settings, piece: "      letter: [ACME, 1 RUE DU PORT, 75001 PARIS]", replacement: "",
      code: "content.missing"),
    Mistake(path: settings, piece: "        otherwise: drop\n", replacement: "", code: "field.missing"),
    Mistake(path: settings, piece: "        stale_after: 7d\n", replacement: "", code: "field.missing"),
    Mistake(path: settings, piece: "as: number", replacement: "as: date", code: "content.type"),
    Mistake(
      path: settings, piece: "fallback: https://acme.example/home", replacement: "fallback: javascript:1",
      code: "content.link"),
    Mistake(
      path: settings, piece: "notice: { en: Acme Ltd., fr: Acme SA }", replacement: "name: { en: a, fr: b }",
      code: "name.duplicate"),
    Mistake(path: "actions/gift.yaml", piece: "content: gift", replacement: "content: gft", code: "name.unknown"),
    Mistake(
      path: "content/products.yaml", piece: "https://acme.example/hat", replacement: "data:text/html,x",
      code: "content.link"),
  ]

  @Test(arguments: mistakes) func `a mistake is found, with its file and line`(_ mistake: Mistake) throws {
    let text = SmallContent().texts[mistake.path] ?? ""
    // Pieces of several levels are written here with the indent of the source.
    let isDeep = !text.contains(mistake.piece)
    let content = SmallContent().replacing(
      isDeep ? mistake.piece.unindented : mistake.piece,
      with: isDeep ? mistake.replacement.unindented : mistake.replacement, in: mistake.path)
    let found = content.findings.filter { $0.severity == .error }
    let hit = found.first { $0.code == mistake.code }
    #expect(hit != nil, "\(found.map(\.rendered))")
    #expect((hit?.line ?? 0) > 0 || hit == nil)
  }

  @Test func `an unknown name is marked under the word, and the nearest name is given`() throws {
    let found = SmallContent().replacing("{{points}} points.\", fr", with: "{{pionts}} points.\", fr").findings
    let fault = try #require(found.first { $0.code == "name.unknown" })
    #expect(fault.message.contains("`points`"))
    #expect(fault.text.dropFirst(fault.column - 1).hasPrefix("{{pionts}}"))
  }

  @Test func `all mistakes come at once`() {
    let content = SmallContent()
      .replacing("{{name}}, look.", with: "{{a}}, look.").replacing("https://acme.example/i.png", with: "ftp://x")
      .replacing("STOP au 36111", with: "no", in: ContentReadingTests.settings)
    let codes = Set(content.findings.map(\.code))
    #expect(codes.isSuperset(of: ["name.unknown", "content.link", "content.stop"]))
  }

  @Test func `a numeric sender needs no mention, and service messages need none either`() {
    let numeric = SmallContent().replacing(
      "sender: ACME, stop: STOP au 36111", with: "sender: \"36111\"", in: ContentReadingTests.settings)
    #expect(!numeric.findings.contains { $0.severity == .error })
    let service = SmallContent().replacing(", stop: STOP au 36111", with: "", in: ContentReadingTests.settings)
      .replacing("purpose: marketing", with: "purpose: service", in: "actions/gift.yaml")
      .replacing("category: marketing", with: "category: utility")
    #expect(!service.findings.contains { $0.severity == .error })
  }

  @Test func `content that nobody says is a warning, and content without settings is a mistake`() {
    var content = SmallContent()
    content.texts["content/other.yaml"] = "name: other\nblocks: [ { text: { en: a, fr: b } } ]"
    #expect(content.findings.map(\.code) == ["content.unused"])
    content.texts["content/settings.yaml"] = nil
    #expect(content.findings.map(\.code) == ["file.missing"])
  }

  @Test func `a change of a fragment changes every message that holds it, and no other`() throws {
    let old = try SmallContent().load()
    let new = try SmallContent().replacing("en: Acme Ltd.", with: "en: Acme Inc.", in: ContentReadingTests.settings)
      .load()
    let (before, after) = (try #require(old.content), try #require(new.content))
    let (one, two) = (
      MessageRenderer(before, symbols: old.charter.symbols), MessageRenderer(after, symbols: new.charter.symbols)
    )
    for use in before.uses {
      for (position, locale) in before.locales.enumerated() {
        // Only English changed; push and WhatsApp say no notice, and the essential of a text message has none.
        let hasNotice = ![.sms, .push, .webPush, .whatsapp].contains(use.channelKind)
        let isChanged = one.skeleton(use, locale: position) != two.skeleton(use, locale: position)
        #expect(isChanged == (hasNotice && locale == "en"), "\(use.channelKind) \(locale)")
      }
    }
    #expect(old.charter.version != new.charter.version)
  }

  @Test func `a language of a region takes the texts of its language`() throws {
    let content = SmallContent().replacing(
      "locales: [en, fr]", with: "locales: [en, fr, fr-ca]", in: ContentReadingTests.settings)
    #expect(content.findings.isEmpty)
    var reader = Reader()
    reader.locale = "fr_CA"
    let rendering = try reader.rendering("email", of: content)
    #expect(rendering.locale == "fr-ca" && !rendering.isLocaleSubstituted)
  }
}
