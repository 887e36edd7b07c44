import Charters
import Decisions
import Foundation
import Journeys
import Testing

@Suite("examples")
struct ExampleTests {
  @Test(
    "every charter of Examples/ is accepted, without a warning",
    arguments: ["starter", "bank", "shop", "markets", "models"])
  func accepted(_ name: String) throws {
    let found = faults(try example(name))
    #expect(found.isEmpty, "\(found.map(\.rendered).joined())")
  }

  @Test("the charters inside the program are those of Examples/, file by file", arguments: ["starter", "bank"])
  func embedded(_ name: String) throws {
    let files = try example(name)
    #expect(
      EmbeddedFiles.paths(under: "\(name)/").filter { $0.hasSuffix(".yaml") }
        == files.map { "\(name)/\($0.path)" }.sorted())
    for file in files { #expect(EmbeddedFiles.text("\(name)/\(file.path)") == file.text, "\(file.path)") }
  }

  @Test("every charter of Examples/ keeps its promises", arguments: ["starter", "bank", "shop", "markets", "models"])
  func promises(_ name: String) throws {
    let loaded = try CharterLoader.load(try example(name), zones: machineZones)
    let journeys = JourneyPlan(loaded.always, CharterPlan(loaded.charter))
    let snapshot = Snapshot(plan: CharterPlan(loaded.charter))
    let binder = CustomerBinder(loaded)
    for test in loaded.tests {
      #expect(test.run(snapshot, binder, journeys: journeys).differences == [], "\(test.name)")
    }
  }

  /// The YAML blocks of a section of docs/CHARTER.md.
  private func block(_ section: String) throws -> String {
    let page = try String(contentsOf: repository.appendingPathComponent("docs/CHARTER.md"), encoding: .utf8)
    let start = try #require(page.range(of: "\n## \(section)\n"))
    let fence = try #require(page.range(of: "```yaml\n", range: start.upperBound..<page.endIndex))
    let end = try #require(page.range(of: "```", range: fence.upperBound..<page.endIndex))
    return String(page[fence.upperBound..<end.lowerBound])
  }

  @Test(
    "what docs/CHARTER.md shows of a file has the shape of that file",
    arguments: [
      ("charter.yaml", "charter.yaml"), ("channels.yaml", "channels.yaml"), ("policy.yaml", "policy.yaml"),
      ("world.yaml", "world.yaml"), ("actions/*.yaml", "actions/shown.yaml"), ("tests.yaml", "tests.yaml"),
      ("triggers.yaml", "triggers.yaml"), ("segments.yaml", "segments.yaml"), ("zones.yaml", "zones.yaml"),
      ("journeys/*.yaml", "journeys/shown.yaml"), ("models.yaml", "models.yaml"),
    ])
  func documented(_ section: String, _ path: String) throws {
    var charter = SmallCharter()
    charter.texts[path] = try block(section)
    // What one block names need not be declared in another; all else must fit.
    let loose = ["name.unknown", "rule.unknown_name", "file.missing", "effect.unlearned"]
    let found = charter.faults.filter { $0.file == path && !loose.contains($0.code) }
    #expect(found.isEmpty, "\(found.map(\.rendered).joined())")
  }
}
