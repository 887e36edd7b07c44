import Charters
import Foundation

/// Where settings come from; the first that has one wins: flags, environment, file, what is usual.
struct SettingSources {
  var flags: [Setting: String] = [:]
  var environment: [String: String] = [:]
  /// The settings file, if there is one.
  var file: SettingsFile?

  /// Reads the settings file named on the command line, or in `MESURE_CONFIG`.
  /// - Throws: `CharterFaults` with everything that is wrong in it; `SinkError` when it cannot be read.
  mutating func readFile(_ path: String?) throws {
    guard let path = path ?? environment["MESURE_CONFIG"] else { return }
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      throw SinkError(message: "`\(path)` cannot be read as UTF-8 text")
    }
    file = try SettingsFile(text, file: path, names: Setting.allCases.map(\.rawValue))
  }

  /// A setting's value.
  func value(_ setting: Setting) -> SettingValue {
    if let text = flags[setting] { return SettingValue(text: text, origin: "--\(setting.rawValue)") }
    if let text = environment[setting.environmentName] {
      return SettingValue(text: text, origin: setting.environmentName)
    }
    // A name stands once in a file: the reader sees to it.
    if let entry = file?.entries.first(where: { $0.name == setting.rawValue }) {
      return SettingValue(text: entry.text, origin: entry.place)
    }
    return SettingValue(text: setting.usual, origin: "default")
  }

  /// Names in the environment that look like settings and are none.
  var strangeNames: [String] {
    // All but the first are for the repository's own tests, which start servers.
    let known = Set(Setting.allCases.map(\.environmentName)).union([
      "MESURE_CONFIG", "MESURE_BINARY", "MESURE_KILLS", "MESURE_SEED", "MESURE_SOAK",
    ])
    return environment.keys.filter { $0.hasPrefix(Setting.environmentPrefix) && !known.contains($0) }.sorted()
  }
}
