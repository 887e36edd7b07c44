import Expressions
import Messages
import Testing
import Times

/// Values that are missing, stale or implausible never reach a customer: a fallback, a block less, or no message.
struct GuardTests {
  static func timestamp(daysAgo: Int64) -> Value {
    .timestamp(Timestamp(seconds: Reader.now.secondsSince1970 - daysAgo * 86_400))
  }

  /// The value of points, when they were counted, and why they are not believed.
  static let points: [(value: Value?, counted: Value?, doubt: ValueDoubt?)] = [
    (.int(1_234_567), timestamp(daysAgo: 1), .implausible),
    (.int(1_234), timestamp(daysAgo: 1), nil),
    (.int(1_234), timestamp(daysAgo: 7), nil),
    (.int(1_234), timestamp(daysAgo: 8), .stale),
    (.int(1_234), nil, .stale),
    (.int(1_234), timestamp(daysAgo: -3), .stale),
    (nil, timestamp(daysAgo: 1), .missing),
  ]

  @Test(arguments: points.indices) func `a block is dropped where its value is not believed, and the reason is told`(
    _ index: Int
  ) throws {
    let (value, counted, doubt) = GuardTests.points[index]
    var reader = Reader()
    if let value { reader = reader.with("points", value) }
    if let counted { reader = reader.with("points_on", counted) }
    let rendering = try reader.rendering("email")
    guard case .email(let email) = try rendering.outcome.get() else { throw WrongFormat() }
    #expect(email.html.contains("You have 1,234 points.") == (doubt == nil))
    #expect(!email.html.contains("You have  points"))
    let notes = rendering.notes.filter { $0.variable == "points" }
    #expect(notes == (doubt.map { [ValueNote(variable: "points", doubt: $0, consequence: .blockDropped)] } ?? []))
  }

  /// First names, and why they are not believed.
  static let names: [(name: String?, doubt: ValueDoubt)] = [
    (nil, .missing), ("", .missing), ("   ", .missing), ("\u{A0}\u{2003}", .missing),
    (String(repeating: "x", count: 31), .tooLong), ("Zoé\r\nBcc: all@acme.example", .unsafeCharacters),
    ("Zoé\nMartin", .unsafeCharacters), ("\u{202E}éoZ", .unsafeCharacters), ("a\u{0}b", .unsafeCharacters),
    ("\u{F0000}", .unsafeCharacters),
  ]

  @Test(arguments: names.indices) func `a greeting is never empty`(_ index: Int) throws {
    let (name, doubt) = GuardTests.names[index]
    let reader = name.map { Reader().with("first_name", .string($0)) } ?? Reader.unknown
    let rendering = try reader.rendering("email")
    guard case .email(let email) = try rendering.outcome.get() else { throw WrongFormat() }
    #expect(email.subject == "A gift for dear friend")
    #expect(email.html.contains("Hello dear friend, look."))
    #expect(rendering.notes.contains(ValueNote(variable: "name", doubt: doubt, consequence: .fallback)))
  }

  @Test func `a message stops where it is told to`() throws {
    let content = SmallContent().replacing(
      "        stale_after: 7d\n        otherwise: drop".unindented, with: "    stale_after: 7d\n    otherwise: stop",
      in: "content/settings.yaml")
    let rendering = try Reader().rendering("email", of: content)
    #expect(rendering.outcome == .failure(RenderingStop(reasons: [.variable("points", .missing)])))
    #expect(rendering.notes.contains(ValueNote(variable: "points", doubt: .missing, consequence: .messageStopped)))
  }

  @Test func `a variable of a block that is not shown stops nothing`() throws {
    let content = SmallContent()
      .replacing(
        "        stale_after: 7d\n        otherwise: drop".unindented, with: "    stale_after: 7d\n    otherwise: stop",
        in: "content/settings.yaml"
      )
      .replacing("Vous avez {{points}} points.\" }", with: "Vous avez {{points}} points.\" }\n    when: customer.gold")
    #expect(try Reader().rendering("email", of: content).stopCodes == [])
    #expect(try Reader().with("gold", .bool(true)).rendering("email", of: content).stopCodes == ["variable"])
  }

  @Test func `a message of which nothing is left is not sent`() throws {
    var content = SmallContent()
    content.texts["content/gift.yaml"] = """
      name: gift
      subject: { en: Points, fr: Points }
      blocks:
        - text: { en: "{{points}}", fr: "{{points}}" }
      whatsapp: { template: t, category: marketing }
      """
    #expect(try Reader().rendering("email", of: content).stopCodes == ["empty"])
  }

  @Test func `a block follows its condition, a list what is known of its products`() throws {
    #expect(try !Reader().email().html.contains("Golden news."))
    #expect(try Reader().with("gold", .bool(true)).email().html.contains("Golden news."))
    func viewed(_ keys: [String]) -> Reader { Reader().with("viewed", .list(keys.map { .string($0) })) }
    let page = try viewed(["hat", "gone", "shoes", "hat"]).email().html
    #expect(page.contains("You saw") && page.contains(">Shoes</a>") && page.contains("€1,234.50"))
    #expect(page.split(separator: ">Hat</a>").count == 2)
    #expect(try !viewed(["gone"]).email().html.contains("You saw"))
  }

  @Test func `an unknown language is the first one, and said to be`() throws {
    for tag in ["", "zz", "e", "french"] {
      var reader = Reader()
      reader.locale = tag
      let rendering = try reader.rendering("email")
      #expect(rendering.locale == "en" && rendering.isLocaleSubstituted)
    }
    #expect(LocaleMatch.position(of: "FR-Latn-CA", among: ["en", "fr"]) == 1)
  }
}

extension String {
  /// Four spaces less at the start of each line.
  var unindented: String {
    split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasPrefix("    ") ? String($0.dropFirst(4)) : String($0)
    }
    .joined(separator: "\n")
  }
}
