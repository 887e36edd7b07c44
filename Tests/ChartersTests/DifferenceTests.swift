import Testing

@testable import Charters

@Suite("What changed between two charters")
struct DifferenceTests {
  private func hunks(_ old: String, _ new: String) -> [LineHunk] { LineDifference.hunks(from: old, to: new) }

  /// The new text, made from the old one and the hunks alone.
  private func patched(_ old: String, _ hunks: [LineHunk]) -> [String] {
    let lines = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
    var result: [String] = []
    var next = 0
    for hunk in hunks {
      let start = hunk.fromCount > 0 ? hunk.fromLine - 1 : hunk.fromLine
      result += lines[next..<start]
      #expect(
        hunk.lines.filter { !$0.hasPrefix("+") }.map { String($0.dropFirst()) }
          == Array(lines[start..<start + hunk.fromCount]))
      result += hunk.lines.filter { !$0.hasPrefix("-") }.map { String($0.dropFirst()) }
      #expect(hunk.lines.count { !$0.hasPrefix("-") } == hunk.toCount)
      if hunk.toCount > 0 { #expect(result.count == hunk.toLine + hunk.toCount - 1) }
      next = start + hunk.fromCount
    }
    return result + lines[next...]
  }

  @Test("a changed line stands between the three before and after it")
  func context() {
    let old = (1...20).map { "line \($0)\n" }.joined()
    let hunks = hunks(old, old.replacing("line 10\n", with: "line ten\n"))
    #expect(
      hunks == [
        LineHunk(
          fromLine: 7, fromCount: 7, toLine: 7, toCount: 7,
          lines: [" line 7", " line 8", " line 9", "-line 10", "+line ten", " line 11", " line 12", " line 13"])
      ])
  }

  @Test("files that come, go, or stay the same")
  func edges() {
    #expect(hunks("", "").isEmpty)
    #expect(hunks("a\n", "a\n").isEmpty)
    #expect(hunks("", "a\nb\n") == [LineHunk(fromLine: 0, fromCount: 0, toLine: 1, toCount: 2, lines: ["+a", "+b"])])
    #expect(hunks("a\nb\n", "") == [LineHunk(fromLine: 1, fromCount: 2, toLine: 0, toCount: 0, lines: ["-a", "-b"])])
    #expect(hunks("a\r\nb", "a\nb").isEmpty)
  }

  @Test(
    "every pair of short texts: the hunks turn the one into the other, in as few steps as can be", arguments: 0..<64)
  func exhaustive(number: Int) {
    // All texts of up to six lines of three letters, in pairs spread over the arguments.
    func text(_ number: Int) -> String {
      var rest = number
      var text = ""
      while rest > 0 {
        text += ["", "a\n", "b\n", "c\n"][rest % 4]
        rest /= 4
      }
      return text
    }
    for other in stride(from: number, to: 4096, by: 61) {
      let (old, new) = (text(other), text((other * 2_654_435_761) % 4096))
      let hunks = hunks(old, new)
      #expect(patched(old, hunks) == new.split(separator: "\n").map(String.init), "\(old) -> \(new)")
      let changes = hunks.flatMap(\.lines).count { !$0.hasPrefix(" ") }
      let (m, n) = (old.utf8.count / 2, new.utf8.count / 2)
      #expect(changes == m + n - 2 * longestCommon(old, new), "\(old) -> \(new)")
    }
  }

  /// The length of the longest sequence of lines that both have, by the textbook's table.
  private func longestCommon(_ a: String, _ b: String) -> Int {
    let (a, b) = (a.split(separator: "\n"), b.split(separator: "\n"))
    var row = [Int](repeating: 0, count: b.count + 1)
    for line in a {
      var diagonal = 0
      for (index, other) in b.enumerated() {
        let above = row[index + 1]
        row[index + 1] = line == other ? diagonal + 1 : max(above, row[index])
        diagonal = above
      }
    }
    return row[b.count]
  }

  @Test("texts that have nothing in common are replaced as a whole, however long")
  func long() {
    let old = (0..<30_000).map { "a\($0)\n" }.joined()
    let new = (0..<30_000).map { "b\($0)\n" }.joined()
    let hunks = hunks("first\n" + old, "first\n" + new)
    #expect(hunks.count == 1)
    #expect(hunks.first?.lines.count == 60_001)
  }

  @Test("parts are told by name, wherever they stand; comments, order and spaces are no change")
  func parts() {
    let old = [
      SourceFile(
        path: "policy.yaml",
        text:
          """
          caps:
            - { name: weekly, max: 3, per: 7d }
            - { name: daily, max: 1, per: day }
          quiet_hours:
            - { name: night, from: "20:00" }
          """
      ),
      SourceFile(path: "actions/a.yaml", text: "- { name: one, value: 1 }\n- { name: two, value: 2 }\n"),
      SourceFile(path: "charter.yaml", text: "name: x\nfloor: 0.10\npurposes: { marketing: { kind: marketing } }\n"),
      SourceFile(path: "notes.md", text: "old"),
    ]
    let new = [
      SourceFile(
        path: "policy.yaml",
        text:
          "caps:\n  # fewer\n  - { per: 7d, name: weekly, max: 2 }\nquiet_hours: [ { name: night, from: \"20:00\" } ]\n"
      ),
      SourceFile(path: "actions/b.yaml", text: "- name: one\n  value: \"1\"\n"),
      SourceFile(path: "actions/c.yaml", text: "- { value: 2, name: two }\n"),
      SourceFile(path: "charter.yaml", text: "name: x\nfloor: 0.20\npurposes: { marketing: { kind: marketing } }\n"),
      SourceFile(path: "notes.md", text: "new"),
    ]
    let difference = CharterDifference(from: old, to: new)
    let parts = difference.parts.map { part in
      "\(part.change) \(part.kind) \(part.name): "
        + part.fields.map { "\($0.name) \($0.from ?? "-") -> \($0.to ?? "-")" }.joined(separator: ", ")
    }
    #expect(
      parts == [
        "changed action one: value 1 -> \"1\"",
        "removed cap daily: max 1 -> -, name daily -> -, per day -> -",
        "changed cap weekly: max 3 -> 2",
        "changed setting floor:  0.10 -> 0.20",
      ])
    #expect(
      difference.files.map { "\($0.change) \($0.path)" } == [
        "removed actions/a.yaml", "added actions/b.yaml", "added actions/c.yaml", "changed charter.yaml",
        "changed notes.md", "changed policy.yaml",
      ])
  }
}
