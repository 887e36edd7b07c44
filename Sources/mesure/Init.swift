import ArgumentParser
import Charters
import Foundation

/// `mesure init`: writes a small, commented charter to start from.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a small, commented charter and a few customers to start from.")

  @Argument(help: "The folder to write; it must not hold a charter yet.")
  var folder: String

  func run() throws {
    let files = EmbeddedFiles.paths(under: "starter/")
    for path in files {
      let target = folder + "/" + path.dropFirst("starter/".count)
      guard !FileManager.default.fileExists(atPath: target) else {
        Console.error("`\(target)` exists already; nothing was written")
        throw Ending.unusable
      }
    }
    do {
      try FileManager.default.createDirectory(atPath: folder + "/actions", withIntermediateDirectories: true)
      for path in files {
        let target = folder + "/" + path.dropFirst("starter/".count)
        try Data((EmbeddedFiles.text(path) ?? "").utf8).write(to: URL(fileURLWithPath: target), options: .atomic)
        print(target)
      }
    } catch {
      Console.error("`\(folder)` cannot be written: \(error.localizedDescription)")
      throw Ending.unusable
    }
    print(
      """

      Next: mesure check \(folder)
            mesure test \(folder)
            mesure decide \(folder) \(folder)/customers.csv --format table
      """)
  }
}
