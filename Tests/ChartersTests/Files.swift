import Charters
import Foundation
import Times

/// The zones of this machine, read once.
let machineZones = ZoneDirectory()

/// What is wrong with a charter; empty when it is accepted.
func faults(_ files: [SourceFile]) -> [Diagnostic] {
  do {
    return try CharterLoader.load(files, zones: machineZones).warnings
  } catch {
    return error.diagnostics
  }
}

/// The root of the repository.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The files of a charter of Examples/.
func example(_ name: String) throws -> [SourceFile] {
  let folder = repository.appendingPathComponent("Examples/\(name)")
  var files: [SourceFile] = []
  for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
  where path.hasSuffix(".yaml") || CharterLoader.isModelFile(path) {
    files.append(
      SourceFile(path: path, text: try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)))
  }
  return files
}

/// A charter that is right; tests change a piece of it.
struct SmallCharter {
  var texts = [
    "charter.yaml": """
    name: small
    currency: EUR
    country: FR
    zone: Europe/Paris
    purposes:
      marketing: { kind: marketing }
      service: { kind: service }
    issues:
      sales: { groups: { cards: {}, loans: {} } }
      care: {}
    hierarchy: [ { name: first, issues: [care] } ]
    """,
    "world.yaml": """
    attributes:
      age: { type: int, min: 16, max: 120 }
      segment: { type: string, values: [gold, new] }
      flag: { type: bool }
    events: [login]
    """,
    "channels.yaml": """
    email: { kind: email }
    call: { kind: call }
    web: { kind: web }
    """,
    "policy.yaml": """
    caps:
      - { name: a-cap, max: 3, per: 7d }
    """,
    "actions/card.yaml": """
    name: card
    group: cards
    purpose: marketing
    value: 10
    propensity: 0.1
    channels: [email]
    """,
  ]

  /// The charter with one piece of one file replaced.
  func replacing(_ piece: String, with replacement: String, in path: String) -> SmallCharter {
    var copy = self
    copy.texts[path] = texts[path]?.replacing(piece, with: replacement, maxReplacements: 1)
    return copy
  }

  /// The charter with lines after the last of a file.
  func adding(_ lines: String, to path: String) -> SmallCharter {
    var copy = self
    copy.texts[path, default: ""] += "\n" + lines
    return copy
  }

  var files: [SourceFile] { texts.map { SourceFile(path: $0.key, text: $0.value) }.sorted { $0.path < $1.path } }

  var faults: [Diagnostic] { ChartersTests.faults(files) }
}
