import Testing

@Suite("Code that may not stand somewhere")
struct ForbiddenCodeTests {
  @Test("the repository holds none")
  func repository() {
    let paths = Repository.paths(in: ["Sources", "Tests", "Benchmarks"], extensions: ["swift"])
    let findings = paths.compactMap(Repository.file).flatMap { ForbiddenCode.findings(in: $0) }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("every entry of the pure rooms' list is found", arguments: ForbiddenCode.inPureRooms.map(\.pattern))
  func pure(pattern: String) {
    let text = "let a = 1\nlet b = Some\(pattern.hasPrefix(".") ? "" : ".")\(pattern)"
    let findings = ForbiddenCode.findings(in: TextFile(path: "Sources/Decisions/A.swift", text: text))
    #expect(findings.map(\.line) == [2])
    #expect(ForbiddenCode.findings(in: TextFile(path: "Sources/mesure/A.swift", text: text)).isEmpty)
  }

  @Test(
    "found",
    arguments: [
      ("Sources/mesure/A.swift", "let a = try! f()"),
      ("Tests/TimesTests/A.swift", "let a = try! f()"),
      ("Sources/mesure/A.swift", "fatalError()"),
      ("Sources/mesure/A.swift", "func f() -> Never { preconditionFailure(\"no\") }"),
      ("Sources/Times/A.swift", "let text = \"it is \\(Date())\""),
      ("Sources/mesure/A.swift", "final class A: @unchecked Sendable {}"),
      ("Sources/mesure/A.swift", "// far away\n\n\n\nfinal class A: @unchecked Sendable {}"),
      ("Sources/mesure/A.swift", "// TO" + "DO: later"),
    ])
  func found(path: String, text: String) {
    #expect(ForbiddenCode.findings(in: TextFile(path: path, text: text)).count == 1)
  }

  @Test(
    "let pass",
    arguments: [
      ("Sources/Times/A.swift", "let a = CivilDate(year: 2026, month: 11, day: 22)"),
      ("Sources/Times/A.swift", "/// Like `Date()`, but handed in. Never try! it.\nlet a = \"ProcessInfo\""),
      ("Sources/Times/A.swift", "let a = try? f()\nlet b = value.description"),
      ("Tests/TimesTests/A.swift", "fatalError()"),
      ("Sources/mesure/A.swift", "/// One thread reads it.\nfinal class A: @unchecked Sendable {}"),
      ("Sources/mesure/A.swift", "final class A: @unchecked Sendable {\n  // One thread reads it.\n}"),
    ])
  func permitted(path: String, text: String) {
    let findings = ForbiddenCode.findings(in: TextFile(path: path, text: text))
    #expect(findings.isEmpty, "\(findings.report)")
  }
}
