/// A piece of a page: bytes that are the same for everybody, or a place for what differs.
enum HTMLPiece: Sendable {
  /// Ready markup.
  case bytes([UInt8])
  /// The value of a variable, escaped.
  case text(variable: Int, transforms: [TextTransform])
  /// The value of a variable within an address, percent-encoded.
  case linkPart(variable: Int, transforms: [TextTransform])
  /// The link by which one hears no more of this.
  case unsubscribeLink
  /// Another link of the message's own.
  case messageLink(MessageLink)
  /// A list of products.
  case products(variable: Int, max: Int, look: ProductLook)
}

/// The markup around each product of a list.
struct ProductLook: Sendable {
  var linkStyle: String
  var priceStyle: String
}

/// Gathers pieces, and joins bytes that adjoin.
struct HTMLPieces {
  private(set) var pieces: [HTMLPiece] = []

  mutating func markup(_ text: String) {
    if case .bytes(var bytes)? = pieces.last {
      bytes += text.utf8
      pieces[pieces.count - 1] = .bytes(bytes)
    } else {
      pieces.append(.bytes(Array(text.utf8)))
    }
  }

  mutating func place(_ piece: HTMLPiece) { pieces.append(piece) }

  /// A text on one line.
  mutating func text(_ template: TextTemplate) {
    for part in template.parts {
      switch part {
      case .text(let text): markup(HTMLText.escaped(text))
      case .slot(let variable, let transforms): place(.text(variable: variable, transforms: transforms))
      }
    }
  }

  /// Paragraphs: an empty line ends one, a line end breaks the line.
  mutating func paragraphs(_ template: TextTemplate, opening: String) {
    markup(opening)
    for part in template.parts {
      switch part {
      case .text(let text):
        let paragraphs = text.split(separator: "\n\n", omittingEmptySubsequences: false)
        for (index, paragraph) in paragraphs.enumerated() {
          if index > 0 { markup("</p>\n" + opening) }
          let lines = paragraph.split(separator: "\n", omittingEmptySubsequences: false)
          markup(lines.map { HTMLText.escaped(String($0)) }.joined(separator: "<br>"))
        }
      case .slot(let variable, let transforms): place(.text(variable: variable, transforms: transforms))
      }
    }
    markup("</p>")
  }

  /// An address in a quoted attribute.
  mutating func link(_ template: TextTemplate, _ variables: [ContentVariable]) {
    if let own = MessageLink(template) { return place(.messageLink(own)) }
    if template.parts.count == 1, case .slot(let variable, _) = template.parts[0], variables[variable].format == .url {
      // A whole address was checked when it was read; in the page it is text like any other.
      return place(.text(variable: variable, transforms: []))
    }
    for part in template.parts {
      switch part {
      case .text(let text): markup(HTMLText.escaped(text))
      case .slot(let variable, let transforms): place(.linkPart(variable: variable, transforms: transforms))
      }
    }
  }
}

extension ResolvedValues {
  /// Writes pieces for the customer.
  mutating func write(_ pieces: [HTMLPiece], _ products: [String: Product], to bytes: inout [UInt8]) {
    for piece in pieces {
      switch piece {
      case .bytes(let fixed): bytes.append(contentsOf: fixed)
      case .text(let variable, let transforms): HTMLText.append(text(variable, transforms), to: &bytes)
      case .linkPart(let variable, let transforms):
        bytes.append(contentsOf: LinkRules.percentEncoded(text(variable, transforms)).utf8)
      case .unsubscribeLink: HTMLText.append(context.unsubscribeLink ?? "", to: &bytes)
      case .messageLink(let link): HTMLText.append(context.messageLinks[link] ?? "", to: &bytes)
      case .products(let variable, let max, let look):
        for line in productLines(variable, max, products) { write(line, look, to: &bytes) }
      }
    }
  }

  private func write(_ line: ProductLine, _ look: ProductLook, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "<li style=\"margin:0 0 12px\">".utf8)
    if let image = line.image {
      bytes.append(contentsOf: "<img src=\"".utf8)
      HTMLText.append(image, to: &bytes)
      // The title stands beside it, so the picture says nothing more to those who do not see it.
      bytes.append(contentsOf: "\" alt=\"\" width=\"64\" style=\"vertical-align:middle;margin-right:12px\">".utf8)
    }
    bytes.append(contentsOf: "<a class=\"accent\" href=\"".utf8)
    HTMLText.append(line.link, to: &bytes)
    bytes.append(contentsOf: "\" style=\"\(look.linkStyle)\">".utf8)
    HTMLText.append(line.title, to: &bytes)
    bytes.append(contentsOf: "</a>".utf8)
    if let price = line.price {
      bytes.append(contentsOf: " <span style=\"\(look.priceStyle)\">".utf8)
      HTMLText.append(price, to: &bytes)
      bytes.append(contentsOf: "</span>".utf8)
    }
    bytes.append(contentsOf: "</li>\n".utf8)
  }
}
