@testable import Channels
import Foundation
import Hub
import Seeds
import Testing

@Suite("Reports about mails: what each says, and that nothing hostile does harm") struct ReportTests {
  /// A report as a mail server writes it.
  private func dsn(
    to: String = "bounce+d1f3-0@shop.example", action: String = "failed", status: String = "5.1.1",
    diagnostic: String = "smtp; 550 5.1.1 <ada@example.org>: no such user", original: String = "<d1f3-0@shop.example>",
    ending: String = "\r\n"
  ) -> [UInt8] {
    Array(
      """
      Return-Path: <>
      From: MAILER-DAEMON@mx.example
      To: \(to)
      Subject: Undelivered Mail Returned to Sender
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status;
      \tboundary="B/1"

      This is a MIME-encapsulated message.
      --B/1
      Content-Type: text/plain

      I'm sorry. --B/1 is not a boundary here.
      --B/1
      Content-Description: Delivery report
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.example
      Arrival-Date: Sun, 29 Nov 2026 12:00:00 +0000

      Final-Recipient: rfc822; ada@example.org
      Action: \(action)
      Status: \(status)
      Diagnostic-Code: \(diagnostic)

      --B/1
      Content-Type: message/rfc822

      Message-ID: \(original)
      Subject: Hello

      Text
      --B/1--
      """.replacing("\n", with: ending).utf8)
  }

  @Test("actions and statuses")
  func classes() throws {
    let table: [(String, String, String, FeedbackKind?)] = [
      ("failed", "5.1.1", "smtp; 550 5.1.1 nobody", .bouncedForGood),
      ("failed", "5.1.10", "smtp; 556 5.1.10 null MX", .bouncedForGood),
      ("failed", "5.0.0", "smtp; 550-5.1.1 nobody", .bouncedForGood),
      ("failed", "5.2.2", "smtp; 552 5.2.2 full", .bounced), ("failed", "5.7.1", "smtp; 550 5.7.1 spam", .bounced),
      ("failed", "4.4.7", "X-Postfix; delivery time expired", .bounced),
      ("Failed (sorry)", "5.1.2", "", .bouncedForGood),
      ("failed", "nonsense", "", .bounced), ("delayed", "4.4.1", "", nil), ("relayed", "2.0.0", "", nil),
      ("expanded", "2.0.0", "", nil), ("delivered", "2.0.0", "", .delivered), ("exploded", "5.1.1", "", nil),
    ]
    for (action, status, diagnostic, kind) in table {
      for ending in ["\r\n", "\n"] {
        let report = MailReport(dsn(action: action, status: status, diagnostic: diagnostic, ending: ending))
        #expect(report?.kind == kind, "\(action) \(status)")
        #expect(report == nil || report?.decision.rawValue == 0x1f3 && report?.choice == 0)
      }
    }
  }

  @Test("which mail: by the address it came to, or by the mail that it holds; else none")
  func whose() {
    #expect(MailReport(dsn(to: "<BOUNCE+D1F3-0@shop.example>"))?.decision.rawValue == 0x1f3)
    #expect(MailReport(dsn(to: "bounces@shop.example"))?.decision.rawValue == 0x1f3)
    #expect(MailReport(dsn(to: "bounce+d2-1@shop.example"))?.choice == 1)
    for id in [
      "", "<>", "<x@y>", "<d-0@y>", "<d0-0@y>", "<d1f3-99@y>", "<dzz-0@y>", "<d1f3@y>", "<d99999999999999999999-0@y>",
    ] {
      #expect(MailReport(dsn(to: "bounces@shop.example", original: id)) == nil, "\(id)")
    }
  }

  @Test("complaints (RFC 5965)")
  func complaints() {
    let table: [(String, FeedbackKind?)] = [
      ("abuse", .complained), ("Abuse", .complained), ("opt-out", .unsubscribed), ("not-spam", nil), ("virus", nil),
      ("", nil),
    ]
    for (type, kind) in table {
      let text = """
        To: fbl@shop.example
        Content-Type: multipart/report; report-type=feedback-report; boundary=x

        --x
        Content-Type: text/plain

        A complaint.
        --x
        Content-Type: message/feedback-report

        Feedback-Type: \(type)
        User-Agent: Some/1.0
        Version: 1
        Original-Mail-From: <bounce+dff-2@shop.example>

        --x
        Content-Type: message/rfc822

        Message-ID: <d1-0@shop.example>

        --x--
        """
      let report = MailReport(Array(text.utf8))
      #expect(report?.kind == kind, "\(type)")
      #expect(report == nil || report?.decision.rawValue == 0xff && report?.choice == 2)
    }
  }

  @Test("an ordinary mail, an answer, an empty file are no reports")
  func others() {
    for text in [
      "", "\r\n\r\n", "Hello",
      "To: bounce+d1-0@a.b\r\nContent-Type: text/plain\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
    ] {
      #expect(MailReport(Array(text.utf8)) == nil)
    }
  }

  @Test("reports with bytes changed, cut and said again neither crash nor take long")
  func hostile() {
    let seed = UInt64.random(in: 1...999_999)
    print("hostile reports: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    for _ in 0..<3_000 {
      var bytes = dsn()
      for _ in 0..<random.int(1...20) {
        switch random.int(0...3) {
        case 0: bytes[random.int(0...bytes.count - 1)] = UInt8(random.int(0...255))
        case 1: bytes.removeSubrange(random.int(0...bytes.count - 2)..<bytes.count - 1)
        case 2: bytes.insert(UInt8(random.int(0...255)), at: random.int(0...bytes.count))
        default: bytes += bytes.suffix(random.int(0...bytes.count))
        }
        if bytes.count < 3 { bytes = dsn() }
      }
      _ = MailReport(bytes)
    }
    // Parts in parts in parts, boundaries by the thousand, one header without end, nothing but header lines.
    var nested = "Content-Type: multipart/report; boundary=a\n\n"
    for _ in 0..<20_000 { nested += "--a\nContent-Type: multipart/mixed; boundary=a\n\n" }
    let table = [
      nested, String(repeating: "--x\n", count: 300_000), "Subject: " + String(repeating: "a", count: 3_000_000),
      String(repeating: "A: b\n", count: 500_000), "A: b\n" + String(repeating: " fold\n", count: 500_000),
      "Content-Type: multipart/report; boundary=\"\"\n\n--\n--\n",
    ]
    for text in table { #expect(MailReport(Array(text.utf8)) == nil) }
  }

  private static let hasPostfix =
    FileManager.default.isExecutableFile(atPath: "/usr/sbin/postfix") && geteuid() == 0 && Peer.has("aiosmtpd")

  @Test(
    "reports that a real Postfix wrote: nobody there, full until given up, not wanted, nobody there",
    .enabled(if: hasPostfix, "this needs root and Debian's package postfix"), .timeLimit(.minutes(2)))
  func postfix() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try Peer.run(program: "postfix_reports", [folder]) == 0)
    var found: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
      guard let report = MailReport(bytes) else { continue }
      found["\(report.decision.rawValue)-\(report.choice)"] = report.kind.name
    }
    #expect(found == ["1-0": "bounced_for_good", "2-0": "bounced", "3-0": "bounced", "4-0": "bounced_for_good"])
  }
}
