import ArgumentParser
import Charters
import Decisions
import Journeys

/// `mesure test`: runs the promises of a charter.
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run the tests that a charter carries in tests.yaml.")

  @Argument(help: "The charter's folder.")
  var charter = "."

  func run() throws {
    let folder = CharterFolder(path: charter)
    let loaded = try folder.load()
    folder.show(loaded.warnings)
    let snapshot = Snapshot(plan: CharterPlan(loaded.charter))
    let binder = CustomerBinder(loaded)
    let journeys = JourneyPlan(loaded.always, snapshot.plan)
    var failures = 0
    for test in loaded.tests {
      let result = test.run(snapshot, binder, journeys: journeys)
      print(result.differences.isEmpty ? "pass  \(test.name)" : "FAIL  \(test.name)  (tests.yaml:\(test.line))")
      for difference in result.differences { print("      \(difference)") }
      if !result.differences.isEmpty { failures += 1 }
    }
    print("\(loaded.tests.count - failures) passed, \(failures) failed")
    if failures > 0 { throw Ending.faults }
  }
}
