import Foundation
import Seeds
import Testing

/// Hours, rhythm and channels, from contacts in JSON Lines to a decision that waits and says why.
@Suite(
  "mesure learn, from past contacts",
  .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"),
  .serialized)
struct TempoCommandTests {
  /// A charter that asks for better hours, and people who answer around 19 o'clock in Paris, each contacted at all hours.
  private func world(people: Int, seed: UInt64) throws -> String {
    let folder = try Program.temporaryFolder()
    let made = try Program.run(
      "cp -r Examples/starter \(folder)/charter && cd \(folder)/charter && rm tests.yaml customers.csv"
        + " && sed -i 's/^timing: {.*/timing: { horizon: 2d, best_hour: { within: 1d } }\\ntracking: marketing/' charter.yaml"
        + " && grep -q best_hour charter.yaml && $mesure check .")
    #expect(made.code == 0, "\(made.out) \(made.err)")
    var generator = SeededGenerator(seed: seed)
    let lines = (0..<people).map { person in line(person, &generator) }
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: folder + "/people.jsonl", atomically: true, encoding: .utf8)
    return folder
  }

  private func line(_ person: Int, _ generator: inout SeededGenerator) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let contacts = (0..<24).map { number in
      let hour = generator.int(8...21)
      let day = "2026-0\(1 + number / 4)-\(two(1 + number % 4 * 7))"
      let isAnswered = generator.chance(abs(hour - 19) <= 2 ? 0.6 : 0.1)
      let answer = isAnswered ? #","outcome":"clicked","outcome_at":"\#(day)T\#(two(hour)):50:00+01:00""# : ""
      return #"{"at":"\#(day)T\#(two(hour)):20:00+01:00","action":"card","channel":"email","purpose":"marketing","#
        + #""group":"g","issue":"i","channel_kind":"email","purpose_kind":"marketing","direction":"outbound","#
        + #""state":"delivered"\#(answer)}"#
    }
    return #"{"id":"p\#(person)","country":"FR","zone":"Europe/Paris","addresses":{"email":"p\#(person)@example.org"},"#
      + #""attributes":{"age":40,"segment":"new"},"consents":[{"purpose":"marketing","channel":"email","granted":true}],"#
      + #""contacts":[\#(contacts.joined(separator: ","))]}"#
  }

  @Test("people who answer in the evening are written to in the evening, and the explanation says why")
  func evening() throws {
    let folder = try world(people: 60, seed: 1)
    let at = "--at 2026-09-16T10:00"
    let learned = try Program.run(
      "$mesure learn \(folder)/charter \(folder)/people.jsonl \(at) --output \(folder)/models")
    #expect(learned.code == 0, "\(learned.err)")
    #expect(learned.out.contains("hours: 1440 contacts, log loss") && learned.out.contains("roles of channels: 1440"))
    let json = try Program.run("$mesure models \(folder)/models --format json")
    #expect(json.out.contains(#""hours":{"contacts":1440,"log_loss":0."#), "\(json.out)")
    let decide = "$mesure decide \(folder)/charter \(folder)/people.jsonl \(at) --channel email"
    let without = try Program.run(decide)
    let with = try Program.run("\(decide) --models \(folder)/models")
    #expect(without.code == 0 && with.code == 0, "\(with.err)")
    func sentAt(_ output: String) -> [String] {
      output.split(separator: "\n").compactMap { line in
        line.components(separatedBy: #""channel":"email","at":""#).dropFirst().first.map { String($0.prefix(13)) }
      }
    }
    #expect(
      sentAt(without.out).count == 60 && Set(sentAt(without.out)) == ["2026-09-16T10"], "\(without.out.prefix(600))")
    let hours = sentAt(with.out)
    let evening = ["2026-09-16T17", "2026-09-16T18", "2026-09-16T19", "2026-09-16T20", "2026-09-16T21"]
    #expect(hours.filter(evening.contains).count >= 55, "seed 1: \(hours)")
    #expect(with.out.contains(#""hour":{"moved":true,"first":"2026-09-16T10:00:00+02:00""#), "\(with.out.prefix(600))")
    let explain =
      "$mesure explain \(folder)/charter \(folder)/people.jsonl \(at) --channel email --models \(folder)/models"
    let english = try Program.run("\(explain) --id p3 --lang en")
    #expect(english.out.contains("rather than 2026-09-16 10:00 (Europe/Paris), worth "), "\(english.out)")
    #expect(english.out.contains("24 contacts of their own") && english.out.contains("rhythm: "), "\(english.out)")
    #expect(english.out.contains("email for marketing: welcomed "), "\(english.out)")
    let french = try Program.run("\(explain) --id p3 --lang fr")
    #expect(french.out.contains("plutôt que") && french.out.contains("rythme : "), "\(french.out)")
  }

  @Test("without consent to tracking, clicks move nobody")
  func consent() throws {
    let folder = try world(people: 60, seed: 2)
    let at = "--at 2026-09-16T10:00"
    let untracked = try Program.run(
      "sed -i '/^tracking:/d' \(folder)/charter/charter.yaml && $mesure learn \(folder)/charter \(folder)/people.jsonl \(at)"
        + " --output \(folder)/models && $mesure decide \(folder)/charter \(folder)/people.jsonl \(at) --channel email"
        + " --models \(folder)/models")
    #expect(untracked.code == 0 && !untracked.out.contains(#""moved":true"#), "\(untracked.err)")
    #expect(untracked.out.contains(#""moved":false"#))
  }
}
