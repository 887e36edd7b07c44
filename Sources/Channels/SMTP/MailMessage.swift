import Hub
import Messages
import Times

/// An e-mail as it goes over the wire: headers, and one text in two forms (RFC 5322, RFC 2046).
///
/// The same message gives the same bytes: its boundary and its id follow from what names it.
struct MailMessage {
  /// What names the message outside, such as `d1f3-0`.
  let id: String
  let to: MailAddress
  let from: MailAddress
  let content: EmailMessage
  /// The domain of its `Message-ID`.
  let domain: String
  let at: Instant
  /// Whether a click on the link of `List-Unsubscribe` is enough (RFC 8058); its server must then answer a POST.
  let isUnsubscribedByPost: Bool

  /// Headers, in their order; each value has no end of line but folds.
  var headers: [(name: String, value: String)] {
    var headers = [
      ("Date", MailDate.text(at)),
      ("From", "\(MailText.displayName(content.senderName)) <\(from.text)>"),
      ("To", "<\(to.text)>"), ("Subject", MailText.header(content.subject)),
      ("Message-ID", "<\(id)@\(domain)>"), ("MIME-Version", "1.0"),
    ]
    if let replyTo = content.replyTo.flatMap(MailAddress.init) { headers.append(("Reply-To", "<\(replyTo.text)>")) }
    if let link = content.unsubscribeLink, link.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ">") }) {
      headers.append(("List-Unsubscribe", "<\(link)>"))
      if isUnsubscribedByPost, link.hasPrefix("https://") {
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
      }
    }
    headers.append(("Content-Type", "multipart/alternative;\r\n boundary=\"\(boundary)\""))
    return headers
  }

  private var boundary: String { "=_mesure_\(id)" }

  /// The body: plain text first, so that the page is what a reader prefers who can show it.
  var body: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(content.html.utf8.count * 9 / 8 + content.text.utf8.count * 9 / 8 + 512)
    for (kind, text) in [("plain", content.text), ("html", content.html)] {
      bytes += Array(
        ("--\(boundary)\r\nContent-Type: text/\(kind); charset=utf-8\r\n"
          + "Content-Transfer-Encoding: quoted-printable\r\n\r\n").utf8)
      MailText.addQuotedPrintable(text, to: &bytes)
      bytes += [13, 10]
    }
    bytes += Array("--\(boundary)--\r\n".utf8)
    return bytes
  }

  /// The whole message, signed where there is a key.
  func bytes(signer: DKIMSigner?) -> [UInt8] {
    let (headers, body) = (headers, body)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count + 1_536)
    if let signer { bytes += Array("\(signer.header(of: headers, body: body, at: at))\r\n".utf8) }
    for (name, value) in headers { bytes += Array("\(name): \(value)\r\n".utf8) }
    bytes += [13, 10]
    return bytes + body
  }
}

/// Moments as headers write them (RFC 5322 §3.3).
enum MailDate {
  /// Such as `Sun, 29 Nov 2026 12:00:00 +0000`.
  static func text(_ moment: Instant) -> String {
    let seconds = moment.secondsSince1970
    let day = seconds.quotientFloored(by: 86_400)
    let date = CivilDate(daysSince1970: Int(day))
    let time = seconds - day * 86_400
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return "\(weekdays[Int((day % 7 + 7) % 7)]), \(date.day) \(months[Int(date.month) - 1]) \(date.year) "
      + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)) +0000"
  }
}
