import Foundation
import Testing

/// `mesure report` of a hub that swept once.
@Suite(
  "Reports from the command line", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"))
struct ReportCommandTests {
  /// A hub with the starter's customers, considered once; how many contacts came of it.
  private func hub() throws -> (data: String, contacts: Int) {
    let folder = try Program.temporaryFolder()
    for line in [
      "$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key --charter $starter",
      "$mesure import customers $starter/customers.csv --data \(folder)/data",
    ] {
      let ended = try Program.run(line)
      try #require(ended.code == 0, "\(ended.err)")
    }
    let swept = try Program.run("$mesure sweep --data \(folder)/data")
    try #require(swept.code == 0, "\(swept.err)")
    let words = swept.out.split(separator: "\n")[0].split(separator: " ")
    let place = try #require(words.firstIndex { $0.hasPrefix("contact") })
    return (folder + "/data", try #require(Int(words[place - 1])))
  }

  @Test("text, JSON and CSV tell as many contacts as the sweep made, and cuts add up to them")
  func forms() throws {
    let (data, contacts) = try hub()
    let text = try Program.run("$mesure report --data \(data)")
    #expect(text.code == 0, "\(text.err)")
    #expect(text.out.contains("\nContacts "), "\(text.out)")
    #expect(text.out.contains(" \(contacts) contacts\n"))
    let csv = try Program.run("$mesure report --by channel,action --csv --data \(data)")
    let rows = csv.out.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[0].prefix(5) == ["indicator", "channel", "action", "detail", "value"])
    let own = rows.filter { $0[0] == "contacts" }
    #expect(own.first.flatMap { Double($0[4]) } == Double(contacts))
    #expect(own.dropFirst().reduce(0) { $0 + (Double($1[4]) ?? .nan) } == Double(contacts))
    let json = try Program.run("$mesure report --json --by customer --data \(data)")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
    #expect((object["indicators"] as? [[String: Any]])?.isEmpty == false)
    #expect(object["by"] as? [String] == ["customer"])
    // The same log gives the same report.
    #expect(try Program.run("$mesure report --data \(data)").out == text.out)
  }

  @Test(
    "what makes no sense is refused",
    arguments: [
      ("--by weather", 64, "nothing to cut by"), ("--csv --json", 64, "exclude each other"),
      ("--from yesterday", 64, "no day or moment"), ("--opt-out-loss 2", 64, "from 0 to 1"),
      ("--from 2026-02-01 --to 2026-01-01", 2, "[report.period_empty]"), ("--customer nobody", 2, "[customer.unknown]"),
    ] as [(String, Int32, String)])
  func refused(options: String, code: Int32, message: String) throws {
    let folder = try Program.temporaryFolder()
    let made = try Program.run(
      "$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key --charter $starter")
    try #require(made.code == 0, "\(made.err)")
    let ended = try Program.run("$mesure report \(options) --data \(folder)/data")
    #expect(ended.code == code, "\(ended.err)")
    #expect(ended.err.contains(message), "\(ended.err)")
  }
}
