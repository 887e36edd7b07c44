import ArgumentParser
import Charters
import Foundation
import Messages

/// `mesure check`: shows every mistake of a charter at once.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show every mistake of a charter at once.")

  @Argument(help: "The charter's folder.")
  var charter = "."

  @Option(help: "Write the JSON Schemas of the files into this folder, for editors.")
  var schemas: String?

  @Option(help: "The folder of the version in force: show what changes, and where customers in journeys go.")
  var against: String?

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
    for line in ExperimentLines.lines(of: charter) { print(line) }
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
