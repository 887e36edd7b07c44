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

  @Test("brought models are calibrated, compared on one page, and decide corrected")
  func brought() throws {
    let folder = try population()
    let check = try Program.run("$mesure check Examples/models")
    if check.err.contains("[model.library]") { return }
    func learn(_ file: String, _ options: String) throws -> Program.Ended {
      try Program.run("$mesure learn Examples/models \(folder)/\(file) --at 2026-11-23T10:00 \(options)")
    }
    let whole = try learn("all.csv", "--output \(folder)/whole")
    #expect(whole.code == 0, "\(whole.err)")
    #expect(try learn("first.csv", "--output \(folder)/half").code == 0)
    #expect(try learn("second.csv", "--from \(folder)/half --output \(folder)/joined").code == 0)
    #expect(try Program.run("cmp \(folder)/whole \(folder)/joined").code == 0)
    let lines = whole.out.split(separator: "\n")
    #expect(lines[0].contains("raw") && lines[1].hasPrefix("term_deposit/call"))
    #expect(lines.dropFirst(2).map { String($0.prefix(9)) } == ["  boosted", "  card   ", "  rule   "], "\(whole.out)")
    let json = try Program.run("$mesure models \(folder)/whole --format json")
    let page = try #require(try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
    let models = try #require(page["models"] as? [[String: Any]])
    for entry in try #require(models.first?["brought"] as? [[String: Any]]) {
      let losses = ["raw", "calibrated", "learned"].map { key in
        (entry[key] as? [String: Any]).flatMap { $0["responses"] as? Int == 2000 ? $0["log_loss"] as? Double : nil }
          ?? .nan
      }
      // The rule is right about customers who were made up; it must not be hurt by more than ln 4 + ln 2001 in all.
      #expect(losses[1] < losses[0] + 0.0045 && losses[2] > 0, "\(entry["model"] ?? ""): \(losses)")
    }
    var contacts: [Int] = []
    for models in ["", "--models \(folder)/whole"] {
      let decided = try Program.run(
        "$mesure decide Examples/models \(folder)/all.csv \(models) --at 2026-11-23T10:00")
      contacts.append(decided.out.split(separator: "\n").count { $0.contains("\"contact\"") })
    }
    #expect(contacts[0] > 2 * contacts[1] && contacts[1] > 50, "\(contacts)")
    let explained = try Program.run(
      "$mesure explain Examples/models \(folder)/all.csv --id 2 --models \(folder)/whole --at 2026-11-23T10:00")
    #expect(explained.out.contains("from the model `boosted`, corrected by responses"), "\(explained.out)")
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
