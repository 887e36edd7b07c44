import ArgumentParser
import Charters
import Foundation
import Messages
import Times

/// `mesure check`: shows every mistake of a charter at once.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show every mistake of a charter at once.")

  @Argument(help: "The charter's folder.")
  var charter = "."

  @Option(help: "Write the JSON Schemas of the files into this folder, for editors.")
  var schemas: String?

  @Option(help: "The folder of the version in force: show what changes, and where customers in journeys go.")
  var against: String?

  @Option(help: "A file of customers: say what experiments would find among them.")
  var customers: String?

  @Option(help: "How many customers there are: say what experiments would find among so many.")
  var base: Int?

  @Option(help: "The rate of conversions in the control arm that this is said for, such as 0.05.")
  var rate = 0.05

  @Option(help: "The moment that it is said for, such as 2026-11-23T10:30; default: now.")
  var at: String?

  func validate() throws {
    if customers != nil, base != nil { throw ValidationError("`--customers` and `--base` exclude each other") }
    if let base, base < 1 { throw ValidationError("`--base` must be at least 1") }
    guard rate > 0, rate < 1 else { throw ValidationError("`--rate` lies between 0 and 1") }
  }

  private func audiences(_ loaded: LoadedCharter) throws -> [ExperimentAudience]? {
    if let base { return loaded.charter.experiments.map { ExperimentAudience($0, base: base) } }
    guard let customers else { return nil }
    var now = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970.rounded(.down)))
    if let at {
      guard let moment = try? Instant(iso8601: at, zone: loaded.charter.zones.first ?? .utc) else {
        throw ValidationError("`--at \(at)` is not a moment; write 2026-11-23T10:30, or with Z or an offset")
      }
      now = moment
    }
    return try ExperimentAudience.read(customers, loaded, now: now)
  }

  func run() throws {
    if let schemas { return try writeSchemas(schemas) }
    let folder = CharterFolder(path: charter)
    let loaded = try folder.load()
    folder.show(loaded.warnings)
    let charter = loaded.charter
    let treatments = charter.actions.reduce(0) { $0 + $1.treatments.count }
    let policy = charter.policy
    let ruleCount =
      policy.caps.count + policy.spacings.count + policy.hours.count + policy.suppressions.count
      + policy.pendings.count + policy.pauses.count
    print(
      """
      \(charter.name): no mistakes
      version \(charter.version): \(charter.actions.count) actions in \(charter.issues.count) issues, \
      \(treatments) treatments on \(charter.channels.count) channels, \(ruleCount) contact rules, \
      \(loaded.tests.count) tests
      """)
    let always = loaded.always
    if !always.triggers.isEmpty || !always.journeys.isEmpty {
      print(
        "always on: \(always.triggers.count) triggers, \(always.journeys.count) journeys, "
          + "\(always.segments.count) segments, \(always.zones.count) zones")
    }
    if let content = loaded.content {
      print(
        "content: \(content.messages.count) messages in \(content.locales.joined(separator: ", ")), said by "
          + "\(content.uses.count) treatments")
      for line in NearMessages(MessageRenderer(content, symbols: loaded.charter.symbols)).lines { print(line) }
    }
    for line in ExperimentLines.lines(of: charter, audiences: try audiences(loaded), rate: rate) { print(line) }
    guard let against else { return }
    let other = CharterFolder(path: against)
    let comparison = CharterComparison(from: try other.files(), try other.load(), to: try folder.files(), loaded)
    print("against \(against):")
    for line in comparison.lines { print(line) }
  }

  private func writeSchemas(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for schema in CharterLoader.schemas() {
        try Data(schema.text.utf8).write(to: URL(fileURLWithPath: folder + "/" + schema.name))
        print(folder + "/" + schema.name)
      }
    } catch {
      Console.error("`\(folder)` cannot be written: \(error.localizedDescription)")
      throw Ending.unusable
    }
  }
}
