import HTTPTypes
import Messages

/// A page for customers, built from escaped pieces: it loads nothing, runs no script, sets no cookie and stands in no frame.
struct CustomerPage: Sendable {
  let words: PageWords
  let title: String
  private var body = ""
  /// What it says, in lines: what a proof of consent is the digest of.
  private(set) var said: [String] = []

  init(_ words: PageWords, title: String) {
    self.words = words
    self.title = title
    said.append(title)
  }

  /// A paragraph.
  mutating func say(_ text: String) {
    said.append(text)
    body += "<p>\(HTMLText.escaped(text))</p>\n"
  }

  /// News for people who do not see the page, too. It is no part of what was agreed to.
  mutating func announce(_ text: String) { body += "<p role=\"status\">\(HTMLText.escaped(text))</p>\n" }

  /// A link.
  mutating func link(_ text: String, to url: String) {
    body += "<p><a href=\"\(HTMLText.escaped(url))\" rel=\"nofollow noreferrer\">\(HTMLText.escaped(text))</a></p>\n"
  }

  /// A form that posts to the page's own address.
  mutating func form(button: String, hidden: [(name: String, value: String)], _ fields: (inout CustomerPage) -> Void) {
    body += "<form method=\"post\">\n"
    for (name, value) in hidden {
      body += "<input type=\"hidden\" name=\"\(HTMLText.escaped(name))\" value=\"\(HTMLText.escaped(value))\">\n"
    }
    fields(&self)
    said.append(button)
    body += "<button type=\"submit\">\(HTMLText.escaped(button))</button>\n</form>\n"
  }

  /// Boxes that belong together.
  mutating func boxes(_ legend: String, _ boxes: [(name: String, label: String, isChecked: Bool)]) {
    guard !boxes.isEmpty else { return }
    said.append(legend)
    body += "<fieldset>\n<legend>\(HTMLText.escaped(legend))</legend>\n"
    for box in boxes {
      said.append("\(box.name) \(box.label)")
      body += "<label><input type=\"checkbox\" name=\"\(HTMLText.escaped(box.name))\" value=\"1\""
      body += "\(box.isChecked ? " checked" : "")> \(HTMLText.escaped(box.label))</label>\n"
    }
    body += "</fieldset>\n"
  }

  /// The words that a proof is made of.
  var text: String { said.joined(separator: "\n") }

  /// The whole page.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="\(words.language)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>\(HTMLText.escaped(title))</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <main>
    <h1>\(HTMLText.escaped(title))</h1>
    \(body)</main>
    </body>
    </html>

    """
  }

  /// The page as an answer.
  func reply(_ status: HTTPResponse.Status = .ok) -> Reply {
    Reply(status, contentType: "text/html; charset=utf-8", headers: Self.headers, body: Array(html.utf8))
  }

  /// Its one style, in which no text of a charter or customer stands.
  static let style =
    "body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}"
    + "main{max-width:36rem;margin:0 auto;padding:1.5rem}h1{font-size:1.6rem}"
    + "fieldset{margin:1rem 0;border:1px solid #767676;border-radius:.4rem}legend{font-weight:600;padding:0 .3rem}"
    + "label{display:block;padding:.4rem 0}input[type=checkbox]{width:1.2rem;height:1.2rem;vertical-align:middle}"
    + "button{font:inherit;font-weight:600;padding:.7rem 1.4rem;border:0;border-radius:.4rem;"
    + "background:#0b5394;color:#fff}button:focus-visible,a:focus-visible,input:focus-visible{outline:3px solid #c77700}"
    + "[role=status]{border-left:.3rem solid #1b7f3b;padding-left:.8rem}"
  /// The SHA-256 of ``style``, by which browsers take it and no other (CSP Level 3, section 2.3.1).
  static let styleDigest = "Rh25ZsXncZBscQiU+6mRf3RmTZyEv1YFp1crIwLwzqw="

  /// What browsers are told of every page for customers.
  static let headers: HTTPFields = {
    var fields = HTTPFields()
    fields[.cacheControl] = "no-store"
    fields[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'sha256-\(styleDigest)'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    fields[.xContentTypeOptions] = "nosniff"
    fields[.literal("Referrer-Policy")] = "no-referrer"
    fields[.literal("X-Frame-Options")] = "DENY"
    fields[.literal("X-Robots-Tag")] = "noindex"
    return fields
  }()
}
