/// A block filled in for one customer: what the formats without markup of their own are written from.
enum PlainBlock: Hashable {
  case headline(String)
  case text(String)
  case image(source: String, alternative: String, link: String?)
  case products(heading: String?, lines: [ProductLine])
  case button(text: String, link: String)
  case legal(String)
  case unsubscribe(text: String, link: String)

  /// What a person reads of it.
  var words: String {
    switch self {
    case .headline(let text), .text(let text), .legal(let text), .button(let text, _), .unsubscribe(let text, _): text
    case .image(_, let alternative, _): alternative
    case .products(let heading, let lines): ([heading ?? ""] + lines.map(\.label)).joined(separator: "\n")
    }
  }
}

/// A product as a line of a list.
struct ProductLine: Hashable {
  var title: String
  var link: String
  var image: String?
  var price: String?

  /// `Title, price`.
  var label: String { price.map { "\(title), \($0)" } ?? title }
}

extension ResolvedValues {
  /// A block filled in; nothing where nothing is left of it.
  mutating func plain(_ block: MessageBlock, _ products: [String: Product]) -> PlainBlock? {
    switch block.kind {
    case .headline(let text): return .headline(fill(text[locale]))
    case .text(let text): return .text(fill(text[locale]))
    case .legal(let text): return .legal(fill(text[locale]))
    case .image(let image):
      let link = image.link.map { fillLink($0[locale]) }
      return .image(source: fillLink(image.source[locale]), alternative: fill(image.alternative[locale]), link: link)
    case .button(let text, let link): return .button(text: fill(text[locale]), link: fillLink(link[locale]))
    case .unsubscribe(let text):
      return context.unsubscribeLink.map { .unsubscribe(text: fill(text[locale]), link: $0) }
    case .products(let variable, let max, let heading):
      let lines = productLines(variable, max, products)
      return lines.isEmpty ? nil : .products(heading: heading.map { fill($0[locale]) }, lines: lines)
    }
  }

  /// The products of a list that the charter knows, each once, in the list's order.
  mutating func productLines(_ variable: Int, _ max: Int, _ products: [String: Product]) -> [ProductLine] {
    var seen: Set<String> = []
    var lines: [ProductLine] = []
    for key in items(variable) where lines.count < max {
      guard let product = products[key], seen.insert(key).inserted else { continue }
      lines.append(
        ProductLine(
          title: product.titles[locale], link: product.link, image: product.image,
          price: product.price.flatMap { style.money($0, currency: currency) }))
    }
    return lines
  }
}
