import Audits
import Charters
import Explanations
import Records
import Testing

@Suite("the report of an audit")
struct AuditReportTests {
  private static let hostile = #"<script>alert("x")</script>&'"#

  private func report(_ text: String, _ language: Phrases.Language = .en) throws -> AuditReport {
    AuditReport(try Reading.audit(text), source: AuditSource(name: AuditReportTests.hostile), language: language)
  }

  @Test(
    "names of the file cannot become marks of the page, nor commands of the terminal",
    arguments: Phrases.Language.allCases)
  func hostile(language: Phrases.Language) throws {
    let name = AuditReportTests.hostile.replacing("\"", with: "\"\"")
    let text =
      "customer,time,service,channel,template,text,purpose\n"
      + "a,2026-03-02 10:00,\"\(name)\",\"\(name)\",\"\(name)\",same words as always here,x\n"
      + "a,2026-03-02 11:00,\u{1B}[31mred\u{202E},sms,b,same words as always here,x\n"
    let document = try report(text, language).document
    let page = document.html
    #expect(!page.contains("<script") && !page.contains("alert(\"x\")") && page.contains("&lt;script&gt;"))
    for shown in [page, document.text] {
      #expect(!shown.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || $0.value == 0x202E })
    }
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">"))
    // Nothing is fetched, and tables can be read aloud.
    #expect(!page.contains("http://") && !page.contains("src="))
    #expect(page.components("<table>") == page.components("<caption>"))
    #expect(page.contains("<th scope=\"col\"") && page.contains("<th scope=\"row\""))
  }

  @Test("every section is there in both languages, and nothing of one language in the other")
  func languages() throws {
    let text = "customer,time,service,purpose\na,2026-03-02 10:00,crm,promo\n"
    let english = try report(text).document
    let french = try report(text, .fr).document
    #expect(english.sections.count == 10 && french.sections.count == 10)
    #expect(zip(english.sections, french.sections).count { $0.heading == $1.heading } == 1, "only `Pauses` is both")
    #expect(french.text.contains("1 envois à 1 personnes") && !french.text.contains("people"))
  }

  @Test("an export without a send says so, in all forms")
  func empty() throws {
    let report = try report("customer,time\n,\n")
    #expect(report.document.text.contains("The file holds no send that could be read"))
    #expect(report.document.html.contains("</html>"))
    #expect(String(decoding: report.json, as: UTF8.self).contains("\"sends\":0"))
  }

  @Test("the JSON parses, and says what the audit says")
  func json() throws {
    let report = try report("customer,time,service\na,2026-03-02 10:00,crm\na,2026-03-02 11:00,care\n")
    let parser = try #require(JSONParser())
    let found = try report.json.withUnsafeBufferPointer { bytes in
      try parser.withObject(UnsafeBufferPointer(rebasing: bytes.dropLast())) { object in
        [object["sends"]?.int64, object["people"]?.int64, object["collisions"]?["people"]?["hits"]?.int64]
      }
    }
    #expect(found == [2, 1, 1])
  }

  @Test("the proposed policy is one that the starter's charter takes", arguments: [0, 1])
  func policy(variant: Int) throws {
    let busy = (0..<40).map { person in
      (0..<person % 9).map { "p\(person),2026-03-0\($0 % 9 + 1) 1\($0):00,sms,promo" }.joined(separator: "\n")
    }
    let text =
      "customer,time,channel,purpose\n"
      + (variant == 0 ? "" : busy.filter { !$0.isEmpty }.joined(separator: "\n") + "\n")
    let proposal = try Reading.audit(text).proposal
    #expect(proposal.caps.isEmpty == (variant == 0))
    var files = EmbeddedFiles.paths(under: "starter/").map {
      SourceFile(path: String($0.dropFirst("starter/".count)), text: EmbeddedFiles.text($0) ?? "")
    }
    files.removeAll { $0.path == "policy.yaml" || $0.path == "tests.yaml" }
    files.append(SourceFile(path: "policy.yaml", text: proposal.policyText))
    let loaded = try CharterLoader.load(files, zones: Reading.directory)
    #expect(loaded.charter.policy.caps.contains { $0.rule.name == "audit-marketing" } == (variant == 1))
  }
}

extension String {
  /// How often a text stands in this one.
  fileprivate func components(_ text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}
