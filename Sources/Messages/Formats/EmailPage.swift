/// The page of an e-mail in one language, as pieces: worked out once a charter.
///
/// Tables with styles inside, because mail programs know little of CSS; a style element only for what cannot stand
/// inside: narrow screens and dark mode. Tables are for layout (`role="presentation"`), headings are headings, the
/// language is said, pictures say what they show: WCAG 2.2, 1.1.1, 1.3.1, 3.1.1.
struct EmailPage: Sendable {
  /// Up to the first block.
  let opening: [HTMLPiece]
  /// One a block of the message and its footer.
  let rows: [[HTMLPiece]]
  /// After the last block; the pixel stands before it.
  static let closing = Array("</table></td></tr></table>\n</div>\n".utf8)

  init(_ message: Message, _ blocks: [MessageBlock], _ library: ContentLibrary, locale: Int, tag: String) {
    let writer = EmailPageWriter(library: library, locale: locale)
    opening = writer.opening(message, tag: tag)
    var isFirstHeadline = true
    rows = blocks.map { writer.row($0, isFirstHeadline: &isFirstHeadline) }
  }
}

/// Writes the pieces of a page.
private struct EmailPageWriter {
  let library: ContentLibrary
  let locale: Int

  private var colours: BrandColours { library.brand.colours }
  private static let font = "font-family:Arial,Helvetica,sans-serif"

  func opening(_ message: Message, tag: String) -> [HTMLPiece] {
    var html = HTMLPieces()
    let language = HTMLText.escaped(tag)
    html.markup(
      """
      <!DOCTYPE html>
      <html lang="\(language)" dir="ltr">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
      <title>
      """)
    if let subject = message.subject { html.text(subject[locale]) }
    html.markup("</title>\n\(style)\n</head>\n")
    html.markup("<body class=\"ground\" style=\"margin:0;padding:0;background:\(colours.background)\">\n")
    if let preheader = message.preheader {
      html.markup("<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">")
      html.text(preheader[locale])
      html.markup("</div>\n")
    }
    html.markup("<div role=\"article\" lang=\"\(language)\" aria-label=\"")
    if let subject = message.subject { html.text(subject[locale]) }
    html.markup(
      """
      ">
      <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" \
      style="padding:16px">
      <table role="presentation" class="page ground" width="600" cellpadding="0" cellspacing="0" border="0" \
      style="width:600px;max-width:600px;background:\(colours.background)">

      """)
    if let logo = library.brand.logo { image(logo, &html) }
    return html.pieces
  }

  private var style: String {
    """
    <style>
    :root { color-scheme: light dark; supported-color-schemes: light dark; }
    @media (max-width: 632px) { .page { width: 100% !important; } .picture { width: 100% !important; height: auto !important; } }
    @media (prefers-color-scheme: dark) {
    .ground { background: \(colours.darkBackground) !important; }
    .ink { color: \(colours.darkText) !important; }
    .accent { color: \(colours.darkAccent) !important; }
    }
    </style>
    """
  }

  func row(_ block: MessageBlock, isFirstHeadline: inout Bool) -> [HTMLPiece] {
    var html = HTMLPieces()
    switch block.kind {
    case .headline(let text):
      let level = isFirstHeadline ? "h1" : "h2"
      let size = isFirstHeadline ? "26px" : "20px"
      isFirstHeadline = false
      open(&html)
      html.markup("<\(level) class=\"ink\" style=\"margin:0;\(font(size));line-height:1.3\">")
      html.text(text[locale])
      html.markup("</\(level)>")
      close(&html)
    case .text(let text):
      open(&html)
      html.paragraphs(
        text[locale], opening: "<p class=\"ink\" style=\"margin:0 0 12px;\(font("16px"));line-height:1.5\">")
      close(&html)
    case .legal(let text):
      open(&html)
      html.paragraphs(
        text[locale], opening: "<p class=\"ink\" style=\"margin:0 0 8px;\(font("12px"));line-height:1.4\">")
      close(&html)
    case .image(let picture): image(picture, &html)
    case .button(let text, let link): button(text, link, &html)
    case .products(let variable, let max, let heading): products(variable, max, heading, &html)
    case .unsubscribe(let text):
      open(&html)
      html.markup("<a class=\"accent\" href=\"")
      html.place(.unsubscribeLink)
      html.markup("\" style=\"\(linkStyle("12px"))\">")
      html.text(text[locale])
      html.markup("</a>")
      close(&html)
    }
    return html.pieces
  }

  private func font(_ size: String) -> String { "\(EmailPageWriter.font);font-size:\(size);color:\(colours.text)" }

  private func linkStyle(_ size: String) -> String {
    "\(EmailPageWriter.font);font-size:\(size);color:\(colours.accent);text-decoration:underline"
  }

  private func open(_ html: inout HTMLPieces) { html.markup("<tr><td style=\"padding:0 24px 16px\">") }
  private func close(_ html: inout HTMLPieces) { html.markup("</td></tr>\n") }

  private func image(_ picture: ImageContent, _ html: inout HTMLPieces) {
    open(&html)
    if let link = picture.link {
      html.markup("<a href=\"")
      html.link(link[locale], library.variables)
      html.markup("\">")
    }
    html.markup("<img class=\"picture ink\" src=\"")
    html.link(picture.source[locale], library.variables)
    html.markup("\" alt=\"")
    html.text(picture.alternative[locale])
    html.markup(
      "\" width=\"\(picture.widthPixels)\" border=\"0\" style=\"display:block;max-width:100%;height:auto;\(font("14px"))\">"
    )
    if picture.link != nil { html.markup("</a>") }
    close(&html)
  }

  private func button(_ text: LocalText, _ link: LocalText, _ html: inout HTMLPieces) {
    open(&html)
    html.markup(
      "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>"
        + "<td style=\"background:\(colours.accent);border-radius:4px\"><a href=\"")
    html.link(link[locale], library.variables)
    html.markup(
      "\" style=\"display:inline-block;padding:12px 24px;\(EmailPageWriter.font);font-size:16px;color:#ffffff;"
        + "text-decoration:none;font-weight:bold\">")
    html.text(text[locale])
    html.markup("</a></td></tr></table>")
    close(&html)
  }

  private func products(_ variable: Int, _ max: Int, _ heading: LocalText?, _ html: inout HTMLPieces) {
    open(&html)
    if let heading {
      html.markup("<h2 class=\"ink\" style=\"margin:0 0 8px;\(font("18px"))\">")
      html.text(heading[locale])
      html.markup("</h2>")
    }
    html.markup("<ul style=\"margin:0;padding:0;list-style:none;\(font("16px"))\">\n")
    html.place(
      .products(
        variable: variable, max: max,
        look: ProductLook(linkStyle: linkStyle("16px"), priceStyle: "white-space:nowrap")))
    html.markup("</ul>")
    close(&html)
  }
}
