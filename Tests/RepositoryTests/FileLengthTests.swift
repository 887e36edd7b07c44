import Testing

@Suite("Lengths of files")
struct FileLengthTests {
  @Test("no file of the repository is too long")
  func repository() {
    let paths = Repository.paths(
      in: ["Sources", "Tests", "Benchmarks", "scripts"], extensions: ["swift", "c", "cpp", "h", ""])
    let files = paths.compactMap(Repository.file).map { ($0.path, $0.lines.count) }
    let findings = FileLengths.findings(in: files)
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test(
    "a file is too long",
    arguments: [
      // lines, its exception if it has one, findings
      (300, nil, 0),
      (301, nil, 1),
      (350, 350, 0),
      (351, 350, 1),  // it may not grow
      (300, 350, 1),  // the exception is no longer needed
      (401, 500, 1),  // no reason lifts the last limit
    ] as [(Int, Int?, Int)])
  func lengths(lineCount: Int, exception: Int?, count: Int) {
    let exceptions = exception.map { [FileLengths.Exception(path: "a", linesMax: $0, reason: "one table")] } ?? []
    #expect(FileLengths.findings(in: [("a", lineCount)], exceptions: exceptions).count == count)
  }

  @Test("an exception needs a file and a reason")
  func exceptions() {
    let nameless = FileLengths.Exception(path: "a", linesMax: 350, reason: "")
    #expect(FileLengths.findings(in: [("a", 320)], exceptions: [nameless]).count == 1)
    let gone = FileLengths.Exception(path: "b", linesMax: 350, reason: "one table")
    #expect(FileLengths.findings(in: [("a", 20)], exceptions: [gone]).count == 1)
  }
}
