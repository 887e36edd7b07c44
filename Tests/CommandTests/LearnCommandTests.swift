import Foundation
import Testing

/// Learning on the example bank, from made customers.
@Suite(
  "mesure learn", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"), .serialized)
struct LearnCommandTests {
  /// A folder with a file of made customers, and the two halves of it.
  private func population() throws -> String {
    let folder = try Program.temporaryFolder()
    let ended = try Program.run(
      "$mesure generate Examples/bank/population.yaml --rows 2000 --seed 1 > \(folder)/all.csv && cd \(folder)"
        + " && head -1001 all.csv > first.csv && (head -1 all.csv; tail -1000 all.csv) > second.csv")
    #expect(ended.code == 0, "\(ended.err)")
    return folder
  }

  private func learn(_ folder: String, _ file: String, _ options: String) throws -> Program.Ended {
    try Program.run("$mesure learn Examples/bank \(folder)/\(file) --at 2026-11-23T10:00 \(options)")
  }

  @Test("going on from earlier models is as learning all at once, to the bit")
  func from() throws {
    let folder = try population()
    let whole = try learn(folder, "all.csv", "--output \(folder)/whole")
    #expect(whole.code == 0 && whole.out.contains("term_deposit/call"), "\(whole.err)")
    #expect(try learn(folder, "first.csv", "--output \(folder)/half").code == 0)
    #expect(try learn(folder, "second.csv", "--from \(folder)/half --output \(folder)/joined").code == 0)
    #expect(try Program.run("cmp \(folder)/whole \(folder)/joined").code == 0)
    let json = try Program.run("$mesure models \(folder)/whole --format json")
    #expect(json.out.contains("\"responses\":2000"), "\(json.out)")
  }

  @Test("models change decisions, and are named in none without them")
  func decisions() throws {
    let folder = try population()
    #expect(try learn(folder, "all.csv", "--output \(folder)/models").code == 0)
    let explained = try Program.run(
      "$mesure explain Examples/bank \(folder)/all.csv --id 2 --models \(folder)/models --action term_deposit"
        + " --at 2026-11-23T10:00 --lang en")
    #expect(explained.code == 0, "\(explained.err)")
    for models in ["", "--models \(folder)/models"] {
      let decided = try Program.run(
        "$mesure decide Examples/bank \(folder)/all.csv \(models) --at 2026-11-23T10:00 --channel call"
          + " --output \(folder)/decided\(models.isEmpty ? "" : "-learned")")
      #expect(decided.code == 0, "\(decided.err)")
    }
    #expect(try Program.run("cmp -s \(folder)/decided \(folder)/decided-learned").code == 1)
  }

  @Test("a file without outcomes, and models that are none, end with 2 and write nothing")
  func refusals() throws {
    let folder = try population()
    let without = try Program.run("cut -d';' -f1-20 \(folder)/all.csv > \(folder)/without.csv")
    #expect(without.code == 0)
    let lacking = try learn(folder, "without.csv", "--output \(folder)/models")
    #expect(lacking.code == 2 && lacking.err.contains("no column `y`"), "\(lacking.err)")
    let damaged = try learn(folder, "all.csv", "--from \(folder)/all.csv --output \(folder)/models")
    #expect(damaged.code == 2 && damaged.err.contains("[models.damaged]"), "\(damaged.err)")
    let starter = try Program.run("$mesure learn $starter $starter/customers.csv --output \(folder)/models")
    #expect(starter.code == 2 && starter.err.contains("outcomes"), "\(starter.err)")
    #expect(!FileManager.default.fileExists(atPath: folder + "/models"))
  }
}
