import Decisions
import Foundation
import Letters
import Messages

/// Writes previews into a folder, and the page that shows them side by side.
///
/// Messages hold what customers' data brings; so the page escapes all of it, and shows e-mails in frames that may run
/// nothing (`sandbox`), under a policy that lets no script in at all.
struct PreviewPages {
  let folder: String
  let charter: Charter
  let library: ContentLibrary
  private let letters = LetterSetter()
  private var sections: [(title: String, cells: [String])] = []
  private(set) var count = 0

  init(folder: String, charter: Charter, library: ContentLibrary) {
    self.folder = folder
    self.charter = charter
    self.library = library
  }

  /// Writes one preview.
  mutating func add(_ use: ContentUse, _ sample: PreviewSample, _ rendering: Rendering) throws {
    count += 1
    let channel = charter.channels[use.channel].name
    let title = "\(use.action) by \(channel): \(library.messages[use.message].name)"
    if sections.last?.title != title { sections.append((title, [])) }
    let base = "\(use.action)/\(channel)/\(sample.name)"
    let body: String
    switch rendering.outcome {
    case .success(let message): body = try show(message, base)
    case .failure(let stop):
      body = "<p class=\"stop\">Not sent: \(escaped(stop.reasons.map(\.message).joined(separator: "; ")))</p>"
    }
    var notes = rendering.notes.map {
      "`\($0.variable)` \($0.doubt.rawValue): \($0.consequence.rawValue)"
    }
    if rendering.isLocaleSubstituted { notes.append("language `\(sample.locale)` is not there: `\(rendering.locale)`") }
    let list = notes.map { "<li>\(escaped($0))</li>" }.joined()
    let head = "<h3>\(escaped(sample.name))</h3><p>\(escaped(sample.meaning)); \(escaped(rendering.locale))</p>"
    sections[sections.count - 1].cells.append(
      "<article>\(head)\(body)\(list.isEmpty ? "" : "<ul>\(list)</ul>")</article>")
  }

  private func escaped(_ text: String) -> String { HTMLText.escaped(text) }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    let url = URL(fileURLWithPath: folder).appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  private func write(_ text: String, _ path: String) throws { try write(Array(text.utf8), path) }

  /// Writes a message's files, and gives what the page shows of it.
  private func show(_ message: RenderedMessage, _ base: String) throws -> String {
    switch message {
    case .email(let email):
      try write(email.html, base + ".html")
      try write("Subject: \(email.subject)\n\n\(email.text)", base + ".txt")
      return """
        <p><b>\(escaped(email.subject))</b><br>\(escaped(email.senderName)) &lt;\(escaped(email.senderAddress))&gt;</p>
        <iframe sandbox="" referrerpolicy="no-referrer" title="e-mail" src="\(escaped(base)).html"></iframe>
        <details><summary>plain text</summary><pre>\(escaped(email.text))</pre></details>
        """
    case .sms(let sms):
      try write(text(of: sms), base + ".txt")
      return figures(of: sms) + "<pre>\(escaped(sms.text))</pre>"
    case .push(let push):
      try write(push.apnsPayload + "\n" + push.fcmMessage + "\n", base + ".jsonl")
      return "<p><b>\(escaped(push.title))</b><br>\(escaped(push.body))</p><p>APNs \(push.apnsPayload.utf8.count), FCM "
        + "\(push.fcmMessage.utf8.count) of \(PushMessage.payloadBytesMax) bytes</p>"
    case .webPush(let push):
      try write(push.payload + "\n", base + ".json")
      return "<p><b>\(escaped(push.title))</b><br>\(escaped(push.body))</p><p>\(push.payload.utf8.count) of "
        + "\(WebPushMessage.payloadBytesMax) bytes</p>"
    case .whatsapp(let message):
      try write(message.payload + "\n", base + ".json")
      return "<p>\(escaped(message.template)) (\(message.category.rawValue), \(escaped(message.language)))</p>"
        + "<pre>\(escaped(message.parameters.joined(separator: "\n")))</pre>"
    case .letter(let letter):
      let pdf: [UInt8]
      do throws(LetterError) {
        pdf = try letters.pdf(letter)
      } catch {
        return "<p class=\"stop\">Not printed: \(escaped(error.message))</p>"
      }
      try write(pdf, base + ".pdf")
      let text = (letter.recipient.lines + [""] + letter.paragraphs.map(\.text)).joined(separator: "\n")
      try write(text + "\n", base + ".txt")
      return "<p><a href=\"\(escaped(base)).pdf\">letter as PDF</a></p><pre>\(escaped(text))</pre>"
    case .call(let script):
      try write(script.text, base + ".txt")
      return "<pre>\(escaped(script.text))</pre>"
    case .document(let document), .webhook(let document):
      try write(document.json + "\n", base + ".json")
      return "<pre>\(escaped(document.json))</pre>"
    }
  }

  private func text(of sms: TextMessage) -> String {
    let segmentation = sms.segmentation
    let parts = segmentation.parts.enumerated().map { "[\($0.offset + 1)] \($0.element.length): \($0.element.text)" }
    return (["\(sms.sender), \(segmentation.encoding.rawValue), \(segmentation.parts.count) parts"] + parts)
      .joined(separator: "\n") + "\n"
  }

  private func figures(of sms: TextMessage) -> String {
    let segmentation = sms.segmentation
    let unit = segmentation.encoding == .gsm7 ? "septets" : "UTF-16 units"
    let lengths = segmentation.parts.map { "\($0.length)" }.joined(separator: " + ")
    let offending = segmentation.offendingCharacters.map { "<code>\(escaped(String($0)))</code>" }.joined(
      separator: " ")
    return "<p><b>\(escaped(sms.sender))</b>, \(segmentation.encoding.rawValue), \(segmentation.parts.count) part(s): "
      + "\(lengths) \(unit)" + (offending.isEmpty ? "" : "; not in GSM 7-bit: \(offending)") + "</p>"
  }

  /// Writes index.html.
  func writeIndex() throws {
    let body = sections.map { section in
      "<section><h2>\(escaped(section.title))</h2><div class=\"row\">\(section.cells.joined(separator: "\n"))</div></section>"
    }.joined(separator: "\n")
    try write(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; frame-src 'self' file:; img-src 'none'">
      <title>\(escaped(charter.name)): preview</title>
      <style>
      body { font-family: sans-serif; margin: 1rem; color-scheme: light dark; }
      .row { display: flex; gap: 1rem; overflow-x: auto; }
      article { border: 1px solid #8888; padding: .5rem; min-width: 20rem; max-width: 40rem; }
      iframe { width: 38rem; height: 40rem; border: 1px solid #8888; background: #fff; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      .stop { font-weight: bold; }
      </style>
      </head>
      <body>
      <h1>\(escaped(charter.name)), version \(escaped(charter.version))</h1>
      \(body)
      </body>
      </html>

      """, "index.html")
  }
}
