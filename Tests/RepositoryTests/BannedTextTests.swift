import Testing

@Suite("Names of machines and hosts")
struct BannedTextTests {
  @Test("no file of the repository holds one")
  func repository() {
    let findings = Repository.paths.compactMap(Repository.file).flatMap { BannedText.findings(in: $0) }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("every entry is found", arguments: BannedText.machinePaths + BannedText.packageHosts)
  func found(text: String) {
    let lines = "first\nsee \(text), third"
    #expect(BannedText.findings(in: TextFile(path: "a", text: lines)).map(\.line) == [2])
  }

  @Test("let pass", arguments: ["src/work/x", "hub/workers", "/worker", "nexuses", "~/home/", "go to work/", "crates"])
  func permitted(text: String) {
    #expect(BannedText.findings(in: TextFile(path: "a", text: text)).isEmpty)
  }
}
