import Foundation
import Testing

@Suite(
  "decisions for files know limits and journeys",
  .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"), .serialized)
struct FileLimitTests {
  /// A copy of the starter with limits, decided for its customers.
  private func decide(_ limits: String, _ options: String = "") throws -> Program.Ended {
    let folder = try Program.temporaryFolder() + "/starter"
    let rules = folder + "/policy.yaml"
    let made = try Program.run("cp -r Examples/starter \(folder) && printf 'limits:\\n\(limits)' >> \(rules)")
    #expect(made.code == 0, "\(made.err)")
    return try Program.run(
      "$mesure decide \(folder) \(folder)/customers.csv --at 2026-11-23T10:30 --format table \(options)")
  }

  /// What is said to each customer: `action/channel`, or the reason of a silence.
  private func said(_ ended: Program.Ended) -> [String] {
    ended.out.split(separator: "\n").dropFirst(2).map { line in
      let words = line.split(separator: " ").map(String.init)
      return words[1] == "(silence:" ? String(words[2].dropLast()) : "\(words[1])/\(words[2])"
    }
  }

  private static let mails = "  - { name: mails, channels: [email], max: 2, per: day }\\n"

  @Test("who stands earlier in the file gets what is scarce, and others the best of the rest", arguments: [1, 4])
  func order(jobs: Int) throws {
    let ended = try decide(Self.mails, "--jobs \(jobs)")
    #expect(ended.code == 0, "\(ended.err)")
    // A silence has the reason of the candidate that got furthest: of the fourth and the last that is a text message.
    #expect(
      said(ended) == [
        "welcome/email", "gold_card/email", "we_miss_you/sms", "address_missing", "we_miss_you/sms",
        "inapplicable",
      ])
    #expect(ended.err.contains("  mails: 2 of 2 in the day from 2026-11-23\n"), "\(ended.err)")
  }

  @Test("a budget is never passed, and what is cheaper goes on")
  func budget() throws {
    let ended = try decide(Self.mails + "  - { name: money, budget: 0.06, per: month }\\n")
    // Two e-mails at 0.001 and a text at 0.05; the next text would pass it.
    #expect(
      said(ended) == [
        "welcome/email", "gold_card/email", "we_miss_you/sms", "address_missing", "volume_exhausted",
        "volume_exhausted",
      ])
    #expect(ended.err.contains("  money: 0.06 of 0.06 in the month from 2026-11-01\n"), "\(ended.err)")
  }

  @Test("several answers for one customer count one by one")
  func answers() throws {
    let one = "  - { name: all, max: 1, per: week }\\n"
    let ended = try decide(one, "--answers 3 --limit 2")
    #expect(said(ended) == ["welcome/email", "volume_exhausted"])
  }

  @Test("a customer who comes twice takes nothing twice")
  func twice() throws {
    let folder = try Program.temporaryFolder() + "/starter"
    let ended = try Program.run(
      "cp -r Examples/starter \(folder) && printf 'limits:\\n\(Self.mails)' >> \(folder)/policy.yaml"
        + " && head -2 \(folder)/customers.csv > \(folder)/twice && tail -n +2 \(folder)/customers.csv >> \(folder)/twice"
        + " && mv \(folder)/twice \(folder)/customers.csv"
        + " && $mesure decide \(folder) \(folder)/customers.csv --at 2026-11-23T10:30 --format table")
    #expect(said(ended).prefix(2) == ["welcome/email", "gold_card/email"], "\(ended.out)\(ended.err)")
    #expect(ended.err.contains("id_duplicate"))
  }

  @Test("the stage in which a customer stands counts, as their events lead there")
  func stages() throws {
    func levers(at moment: String) throws -> [Double] {
      let command = "$mesure decide Examples/shop Examples/shop/customers.jsonl --action cart_mail --at"
      let ended = try Program.run("\(command) \(moment)")
      return try ended.out.split(separator: "\n").map { line in
        let decision = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let choices = try #require(decision["choices"] as? [[String: Any]])
        return try #require(choices.first?["lever"] as? Double)
      }
    }
    // Anne stands in `mail` from Tuesday at ten on, for a day; Bob bought.
    #expect(try levers(at: "2026-11-24T09:59") == [0, 0])
    #expect(try levers(at: "2026-11-24T12:00") == [0.5, 0])
    #expect(try levers(at: "2026-11-25T10:00") == [0, 0])
  }

  @Test("explain explains the same decision")
  func explained() throws {
    let ended = try Program.run(
      "$mesure explain Examples/shop Examples/shop/customers.jsonl --at 2026-11-24T12:00 --id anne --action cart_mail")
    #expect(ended.out.contains("2.16"), "\(ended.out)")
  }
}
