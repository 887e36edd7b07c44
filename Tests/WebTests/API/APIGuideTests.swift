import Foundation
import Testing

@testable import Web

@Suite("docs/API.md")
struct APIGuideTests {
  /// What stands above this line is written by hand.
  private static let mark = "<!-- What follows is written from the OpenAPI document. -->\n\n"

  @Test("says what the OpenAPI document says; MESURE_WRITE=1 writes it anew")
  func isCurrent() async throws {
    let guide = try await withHub { APIGuide(document: $0.check.document).markdown }
    let page = try RepositoryFiles.text(of: "docs/API.md")
    let parts = page.components(separatedBy: Self.mark)
    try #require(parts.count == 2, "docs/API.md must have the line `\(Self.mark)` once")
    if ProcessInfo.processInfo.environment["MESURE_WRITE"] == "1" {
      let file = RepositoryFiles.root.appendingPathComponent("docs/API.md")
      try Data((parts[0] + Self.mark + guide).utf8).write(to: file)
      return
    }
    let isCurrent = parts[1] == guide
    #expect(isCurrent, "run `MESURE_WRITE=1 swift test --filter APIGuideTests`, and keep docs/API.md")
  }

  @Test("the hand-written part names every scope and every status of an error")
  func prose() throws {
    let prose = try RepositoryFiles.text(of: "docs/API.md").components(separatedBy: Self.mark)[0]
    for scope in ["ingest", "decide", "read", "write", "administer"] { #expect(prose.contains("`\(scope)`")) }
    for status in OpenAPIDocument.meanings.keys { #expect(prose.contains("| \(status) |"), "\(status)") }
  }
}
