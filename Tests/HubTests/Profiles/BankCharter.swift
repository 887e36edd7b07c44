import Charters
import Foundation

/// The zones of this machine, and the example bank, read once.
enum Bank {
  static let zones = ZoneDirectory()
  static let loaded: Result<LoadedCharter, any Error> = Result {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Examples/bank")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    let files = try paths.filter { $0.hasSuffix(".yaml") }.map { path in
      SourceFile(path: path, text: try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8))
    }
    return try CharterLoader.load(files, zones: zones)
  }
}
