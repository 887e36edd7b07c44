import Charters
import Decisions
import Expressions
import Foundation
import Messages
import Testing
import Times

/// The root of the repository.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The zones of this machine, read once.
let machineZones = ZoneDirectory()

/// A charter with content that is right; tests change a piece of it.
struct SmallContent {
  var texts = [
    "charter.yaml": """
    name: small
    currency: EUR
    country: FR
    zone: Europe/Paris
    purposes:
      marketing: { kind: marketing }
      service: { kind: service }
    issues: { sales: {} }
    """,
    "world.yaml": """
    attributes:
      first_name: { type: string }
      points: { type: int, min: 0 }
      points_on: { type: timestamp }
      page: { type: string }
      viewed: { type: list(string) }
      gold: { type: bool, default: false }
    """,
    "channels.yaml": """
    email: { kind: email }
    sms: { kind: sms }
    push: { kind: push }
    webpush: { kind: web_push }
    whatsapp: { kind: whatsapp }
    letter: { kind: letter }
    registered: { kind: registered_letter }
    call: { kind: call }
    web: { kind: web }
    hook: { kind: webhook }
    """,
    "actions/gift.yaml": """
    name: gift
    issue: sales
    purpose: marketing
    value: 10
    propensity: 0.1
    content: gift
    channels: [email, sms, push, webpush, whatsapp, letter, registered, call, web, hook]
    """,
    "content/settings.yaml": """
    locales: [en, fr]
    brand:
      name: Acme
      email: { address: hello@acme.example }
      sms: { sender: ACME, stop: STOP au 36111 }
      letter: [ACME, 1 RUE DU PORT, 75001 PARIS]
    variables:
      name: { value: customer.first_name, fallback: { en: dear friend, fr: cher ami }, longest: 30 }
      points:
        value: customer.points
        as: number
        plausible: customer.points < 1000000
        updated: customer.points_on
        stale_after: 7d
        otherwise: drop
      page: { value: customer.page, as: url, fallback: https://acme.example/home }
      viewed: { value: customer.viewed, otherwise: drop }
    fragments:
      notice: { en: Acme Ltd., fr: Acme SA }
    footers:
      marketing:
        - legal: { en: "{{notice}}", fr: "{{notice}}" }
        - unsubscribe: { en: No more of this, fr: Ne plus recevoir }
    """,
    "content/products.yaml": """
    shoes: { title: { en: Shoes, fr: Chaussures }, link: "https://acme.example/shoes", price: 1234.5 }
    hat: { title: { en: Hat, fr: Chapeau }, link: "https://acme.example/hat" }
    """,
    "content/gift.yaml": """
    name: gift
    subject: { en: "A gift for {{name}}", fr: "Un cadeau pour {{name}}" }
    blocks:
      - headline: { en: "A gift", fr: "Un cadeau" }
      - text: { en: "Hello {{name}}, look.", fr: "Bonjour {{name}}, regardez." }
      - text: { en: "You have {{points}} points.", fr: "Vous avez {{points}} points." }
      - text: { en: Golden news., fr: Nouvelles en or. }
        when: customer.gold
      - image: { src: https://acme.example/i.png, alt: { en: A box, fr: Une boîte } }
      - products: { items: viewed, heading: { en: You saw, fr: Vous avez vu } }
      - button: { text: { en: Open, fr: Ouvrir }, link: "https://acme.example/g?n={{name}}" }
      - button: { text: { en: Yours, fr: Le vôtre }, link: "{{page}}" }
    whatsapp: { template: gift_1, category: marketing, parameters: ["{{name}}"], button: "{{name}}" }
    """,
  ]

  /// The content with one piece of one file replaced.
  func replacing(_ piece: String, with replacement: String, in path: String = "content/gift.yaml") -> SmallContent {
    var copy = self
    let text = texts[path] ?? ""
    #expect(text.contains(piece), "the test replaces what is not there: \(piece)")
    copy.texts[path] = text.replacing(piece, with: replacement, maxReplacements: 1)
    return copy
  }

  /// What is wrong with it; warnings where it is accepted.
  var findings: [Charters.Diagnostic] {
    do {
      return try load().warnings
    } catch {
      return error.diagnostics
    }
  }

  func load() throws(CharterFaults) -> LoadedCharter {
    try CharterLoader.load(texts.map { SourceFile(path: $0.key, text: $0.value) }, zones: machineZones)
  }
}

/// A customer of the small content and what a delivery knows of them.
struct Reader {
  var attributes: [(name: String, value: Value)] = [("first_name", .string("Zoé"))]
  var locale = "en"
  var context = RenderingContext(
    now: Reader.now, unsubscribeLink: "https://acme.example/u/1",
    openingPixelLink: "https://acme.example/o/1.gif",
    postalAddress: PostalAddress(lines: ["MADAME ZOE MARTIN", "12 RUE DES LILAS", "75011 PARIS"]), messageID: "m-1")

  static let now = Instant(secondsSince1970: 1_795_000_000)

  /// A customer with an attribute.
  func with(_ name: String, _ value: Value) -> Reader {
    var copy = self
    copy.attributes.removeAll { $0.name == name }
    copy.attributes.append((name, value))
    return copy
  }

  /// A customer of whom nothing is known.
  static var unknown: Reader {
    var reader = Reader()
    reader.attributes = []
    return reader
  }

  /// What the action says to them on a channel.
  func rendering(_ channel: String, of content: SmallContent = SmallContent(), action: String = "gift") throws
    -> Rendering
  {
    let loaded = try content.load()
    let binder = CustomerBinder(loaded)
    var draft = CustomerDraft(id: "c")
    draft.attributes = attributes
    let state = try binder.bind(draft).get()
    let library = try #require(loaded.content)
    let position = try #require(loaded.charter.channels.firstIndex { $0.name == channel })
    let renderer = MessageRenderer(library, symbols: loaded.charter.symbols)
    let use = try #require(renderer.use(action: action, channel: position))
    var context = context
    context.locale = locale
    let row = CharterPlan(loaded.charter).row(of: state, now: context.now)
    return renderer.render(use, row: row, context)
  }

  func email(_ content: SmallContent = SmallContent()) throws -> EmailMessage {
    guard case .email(let email) = try rendering("email", of: content).outcome.get() else { throw WrongFormat() }
    return email
  }

  func sms(_ content: SmallContent = SmallContent()) throws -> TextMessage {
    guard case .sms(let sms) = try rendering("sms", of: content).outcome.get() else { throw WrongFormat() }
    return sms
  }
}

struct WrongFormat: Error {}

extension Rendering {
  /// Why it is not sent; empty where it is.
  var stopCodes: [String] {
    if case .failure(let stop) = outcome { stop.reasons.map(\.code) } else { [] }
  }
}
