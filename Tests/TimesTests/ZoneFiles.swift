import Foundation
import Times

/// The zone files that Debian's `tzdata` package installs; tests that need them are skipped where they are absent.
enum ZoneFiles {
  static let folder = "/usr/share/zoneinfo"

  static let arePresent = FileManager.default.fileExists(atPath: "\(folder)/Europe/Paris")

  /// The names of the database's zones, in alphabetical order.
  static let names: [String] = {
    // zone1970.tab: codes, coordinates, name, comments, separated by tabs.
    guard let table = try? String(contentsOfFile: "\(folder)/zone1970.tab", encoding: .utf8) else { return [] }
    let lines = table.split(separator: "\n").filter { !$0.hasPrefix("#") }
    return lines.map { String($0.split(separator: "\t")[2]) }.sorted()
  }()

  static func bytes(of name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }

  static func zone(_ name: String) throws -> Zone { try Zone(name: name, tzif: bytes(of: name)) }
}

func instant(_ text: String) throws -> Instant { try Instant(iso8601: text, zone: .utc) }

func date(_ text: String) throws -> CivilDate { try CivilDate(iso8601: text) }
