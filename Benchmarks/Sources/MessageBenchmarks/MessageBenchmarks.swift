import Decisions
import Dispatch
import Expressions
import Glibc
import Messages
import Times

/// How many personalised messages are written a second: whole e-mails (page and plain text), and text messages cut into parts.
@main
enum MessageBenchmarks {
  /// E-mails a second on two cores, which have to be reached.
  static let bar = 20_000.0
  static let messages = 20_000

  static func main() {
    let world = BenchmarkContent()
    let renderer = MessageRenderer(world.library, symbols: SymbolTable())
    let rows = (0..<1_000).map { world.row($0) }
    let email = size(of: renderer.render(world.library.uses[0], row: rows[0], world.context))
    print(
      "a page of \(email.page) bytes and a text of \(email.text), \(world.library.variables.count) variables, \(rows.count) customers"
    )
    for (name, use) in [("e-mails", 0), ("text messages", 1)] {
      for threads in [1, 2] {
        let rate = rate(threads, renderer, world.library.uses[use], rows, world.context)
        let verdict = { (rate: Double) in "   bar \(Int(bar)): \(rate >= bar ? "reached" : "NOT REACHED")" }
        let hasBar = name == "e-mails" && threads == 2
        print("\(name) on \(threads) core(s): \(Int(rate.wall)) a second" + (hasBar ? verdict(rate.wall) : ""))
        // On a machine that others use, the clock on the wall counts their work too.
        let free = rate.cpu * Double(threads)
        print("  \(Int(rate.cpu)) a second of CPU" + (hasBar ? ", \(Int(free)) on two free cores\(verdict(free))" : ""))
        fflush(nil)
      }
    }
  }

  static func size(of rendering: Rendering) -> (page: Int, text: Int) {
    guard case .success(.email(let email)) = rendering.outcome else { return (0, 0) }
    return (email.html.utf8.count, email.text.utf8.count)
  }

  /// Seconds of CPU that the process has used.
  static func cpuSeconds() -> Double {
    var used = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    return Double(used.tv_sec) + Double(used.tv_nsec) / 1e9
  }

  /// Messages a second on the wall's clock and of CPU, each the best of three runs.
  static func rate(
    _ threads: Int, _ renderer: MessageRenderer, _ use: ContentUse, _ rows: [Row], _ context: RenderingContext
  ) -> (wall: Double, cpu: Double) {
    let runs = (0..<3).map { _ in
      let clock = ContinuousClock()
      let start = clock.now
      let used = cpuSeconds()
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        var failed = 0
        for index in 0..<messages / threads {
          let rendering = renderer.render(use, row: rows[(index &* 7 &+ thread) % rows.count], context)
          if case .failure = rendering.outcome { failed += 1 }
        }
        precondition(failed == 0, "messages of the benchmark are sent")
      }
      let length = (clock.now - start).components
      let seconds = Double(length.seconds) + Double(length.attoseconds) / 1e18
      return (wall: Double(messages) / seconds, cpu: Double(messages) / (cpuSeconds() - used))
    }
    return (runs.map(\.wall).max() ?? 0, runs.map(\.cpu).max() ?? 0)
  }
}

/// A message as a shop sends it: a headline, five texts, two pictures, products, two buttons and a footer.
struct BenchmarkContent {
  var library = ContentLibrary(locales: ["en", "fr"], currency: "EUR", brand: Brand(names: ["Acme", "Acme"]))
  let context = RenderingContext(
    now: Instant(secondsSince1970: 1_795_000_000), locale: "fr",
    unsubscribeLink: "https://acme.example/u/0123456789abcdef",
    openingPixelLink: "https://acme.example/o/0123456789abcdef", mayTrackOpening: true)

  init() {
    let types: [(String, ValueType, ContentVariable.Format)] = [
      ("name", .string, .text), ("city", .string, .text), ("points", .int, .number), ("balance", .double, .money),
      ("until", .timestamp, .date), ("page", .string, .url), ("viewed", .list(.string), .text),
      ("store", .string, .text),
    ]
    library.variables = types.enumerated().map { slot, entry in
      ContentVariable(
        name: entry.0, source: .slot(slot), type: entry.1, format: entry.2, remedy: .fallback(["there", "vous"]))
    }
    for index in 0..<20 {
      library.products["p\(index)"] = Product(
        titles: ["Product \(index)", "Produit \(index)"], link: "https://acme.example/p/\(index)",
        image: "https://static.acme.example/\(index).png", price: 19.9 + Double(index))
    }
    let filler = String(repeating: "A sentence of about fifty characters for everybody. ", count: 6)
    let image = ImageContent(
      source: text("https://static.acme.example/a.png"), alternative: text("A picture"), link: text("{{page}}"))
    var message = Message(
      name: "m", subject: text("{{name}}, your {{points}} points"),
      blocks: [
        MessageBlock(kind: .headline(text("Hello {{name}} from {{upper(city)}}"))), MessageBlock(kind: .image(image)),
        MessageBlock(kind: .text(text("Dear {{name}},\n\nyou have {{points}} points, worth {{balance}}. \(filler)"))),
        MessageBlock(kind: .text(text("Until {{until}} at {{store}} in {{city}}.\n\n\(filler)"))),
        MessageBlock(kind: .products(variable: 6, max: 3, heading: text("You looked at"))),
        MessageBlock(kind: .text(text(filler))), MessageBlock(kind: .image(image)),
        MessageBlock(kind: .text(text("{{name}}, {{filler}}"))), MessageBlock(kind: .text(text(filler))),
        MessageBlock(kind: .button(text: text("See them"), link: text("https://acme.example/points?c={{name}}"))),
        MessageBlock(kind: .button(text: text("Your page"), link: text("{{page}}"))),
      ])
    message.preheader = text("Until {{until}}")
    message.sms.text = text("{{name}}, vous avez {{points}} points, soit {{balance}}, jusqu’au {{until}}. {{filler}}")
    message.sms.isTransliterated = true
    message.sms.partsMax = 9
    library.messages = [message]
    library.footers[.marketing] = [
      MessageBlock(kind: .legal(text(filler))), MessageBlock(kind: .unsubscribe(text("No more of this"))),
    ]
    library.brand.smsSender = "36111"
    for (channel, kind) in [ChannelKind.email, .sms].enumerated() {
      library.uses.append(
        ContentUse(action: "a", channel: channel, channelKind: kind, purposeKind: .marketing, message: 0))
    }
  }

  private func text(_ text: String) -> LocalText {
    let filler = TextTemplate(parts: [.text("A sentence of about fifty characters for everybody.")])
    let parsed = TextTemplate.parse(text) { name in
      if name == "filler" { return .fragment(filler) }
      return library.variables.firstIndex { $0.name == name }.map { .variable($0) }
    }
    precondition(parsed.faults.isEmpty, "\(parsed.faults)")
    return LocalText([parsed.template, parsed.template])
  }

  func row(_ index: Int) -> Row {
    var row = Row(slotCount: library.variables.count)
    row.set(0, other: .string("Zoé-\(index) d’Œuvre"))
    row.set(1, other: .string("Saint-Étienne & Cie \(index % 50)"))
    row.set(2, word: UInt64(index * 37))
    row.set(3, word: (Double(index) * 1.37).bitPattern)
    row.set(4, word: UInt64(bitPattern: Int64(1_795_000_000 + index * 86_400) * 1_000_000))
    row.set(5, other: .string("https://acme.example/c/\(index)?a=1&b=2"))
    row.set(6, other: .list((0..<4).map { .string("p\((index + $0 * 3) % 20)") }))
    row.set(7, other: .string("Le <Grand> Magasin"))
    return row
  }
}
