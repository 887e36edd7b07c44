import Testing

@Suite("Links of the documents")
struct DocumentLinkTests {
  @Test("every link inside the repository leads somewhere")
  func repository() {
    #expect(!Repository.documents.isEmpty)
    let findings = Repository.documents.flatMap { DocumentLinks.findings(in: $0) }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test(
    "links of docs/A.md, beside docs/B.md with the headings `Two words` and `Why, then?`",
    arguments: [
      // text, findings
      ("[b](B.md)", 0),
      ("[b](../docs/B.md \"title\")", 0),
      ("[b](B.md#two-words) and [c](B.md#why-then)", 0),
      ("# Here\n[a](#here)", 0),
      ("# Here\n# Here\n[a](#here-1)", 0),
      ("[web](https://example.org/x#y)", 0),
      ("`[b](C.md)` and\n```sh\n[b](C.md)\n```", 0),
      ("[b](C.md)", 1),
      ("[b](B.md#three-words)", 1),
      ("# Here\n[a](#there)", 1),
      ("[b](../../B.md)", 1),
      ("[b](/docs/B.md)", 1),
      ("[b]: C.md", 1),
      ("[b](B.md) [c](C.md) [d](D.md)", 2),
    ])
  func links(text: String, count: Int) {
    let neighbour = TextFile(path: "docs/B.md", text: "# Two words\n\n## Why, then?\n")
    let findings = DocumentLinks.findings(
      in: TextFile(path: "docs/A.md", text: text), exists: { ["docs/A.md", "docs/B.md"].contains($0) },
      read: { $0 == neighbour.path ? neighbour : nil })
    #expect(findings.count == count, "\(findings.report)")
  }
}
