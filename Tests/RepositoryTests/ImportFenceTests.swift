import Testing

@Suite("The fence between rooms")
struct ImportFenceTests {
  @Test("every import of the repository is permitted")
  func repository() {
    let paths = Repository.paths(in: ["Sources", "Tests"], extensions: ["swift"])
    #expect(!paths.isEmpty)
    let findings = paths.compactMap(Repository.file).flatMap { ImportFence().findings(in: $0) }
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("every folder of Sources is a room of the table")
  func folders() {
    let findings = ImportFence().unknownRooms(among: Repository.folders(in: "Sources"))
    #expect(findings.isEmpty, "\(findings.report)")
  }

  /// The table itself keeps the design's directions.
  @Test("a room imports only rooms above it, and the edges never one another")
  func directions() {
    // Rooms of C code that the design foresees; they import nothing.
    var above: Set<String> = ["CPQ"]
    for room in Room.all {
      #expect(room.rooms.isSubset(of: above), "\(room.name)")
      if Room.edges.contains(room.name) { #expect(room.rooms.isDisjoint(with: Room.edges), "\(room.name)") }
      // Nothing of the platform. Mustache is a parser of texts: it is asked when a charter is loaded, and only then.
      if room.isPure { #expect(room.outside.isSubset(of: ["Mustache"]), "\(room.name)") }
      #expect(above.insert(room.name).inserted, "\(room.name) stands twice")
    }
  }

  @Test(
    "the fence stops",
    arguments: [
      ("Sources/Decisions/A.swift", "import Foundation"),
      ("Sources/Decisions/A.swift", "import Glibc"),
      ("Sources/Decisions/A.swift", "import Dispatch"),
      ("Sources/Decisions/A.swift", "import Charters"),
      ("Sources/Decisions/A.swift", "import struct Foundation.Date"),
      ("Sources/Decisions/A.swift", "internal import Foundation"),
      ("Sources/Decisions/A.swift", "@preconcurrency\nimport Foundation"),
      ("Sources/Decisions/A.swift", "import Times; import Foundation"),
      ("Sources/Decisions/A.swift", "#if canImport(Glibc)\nimport Glibc\n#endif"),
      ("Sources/Times/A.swift", "import Expressions"),
      ("Sources/Records/A.swift", "import Charters"),
      ("Sources/StoreSQLite/A.swift", "import Web"),
      ("Sources/Web/A.swift", "import Channels"),
      ("Sources/mesure/A.swift", "@testable import Decisions"),
      ("Sources/Helpers/A.swift", "let a = 1"),
      ("Tests/TimesTests/A.swift", "import XCTest"),
    ])
  func refused(path: String, text: String) {
    #expect(ImportFence().findings(in: TextFile(path: path, text: text)).count == 1)
  }

  @Test(
    "the fence lets pass",
    arguments: [
      ("Sources/Decisions/A.swift", "import Expressions\nimport Times"),
      ("Sources/Decisions/A.swift", "// import Foundation\n/* import Glibc /* import Dispatch */ */"),
      ("Sources/Decisions/A.swift", "let text = \"import Foundation\"\nlet long = \"\"\"\nimport Foundation\n\"\"\""),
      ("Sources/mesure/A.swift", "import ArgumentParser"),
      ("Tests/TimesTests/A.swift", "@testable import Times\nimport Testing"),
    ])
  func permitted(path: String, text: String) {
    let findings = ImportFence().findings(in: TextFile(path: path, text: text))
    #expect(findings.isEmpty, "\(findings.report)")
  }

  @Test("a folder that nobody decided about is found")
  func unknownFolder() {
    #expect(ImportFence().unknownRooms(among: ["Times", "Helpers"]).map(\.path) == ["Sources/Helpers"])
  }
}
