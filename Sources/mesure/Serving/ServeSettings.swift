import Hub
import Logging

/// How logs are written.
enum LogFormat: String, CaseIterable {
  case text, json
}

/// The settings of a server, checked.
struct ServeSettings {
  var host: String
  var port: Int
  var data: String
  var charter: String?
  var keyFile: String?
  var logLevel: Logger.Level
  var logFormat: LogFormat
  var drainSeconds: Int
  var callsPerSecondMax: Int
  var residentCustomersMax: Int
  var sweepAt: SweepSchedule?
  var learnEverySeconds: Int
  var connectors: String?
  var publicURL: String?

  /// Takes and checks every setting.
  init(_ sources: SettingSources) throws(SettingFault) {
    func text(_ setting: Setting) throws(SettingFault) -> String {
      let value = sources.value(setting)
      if value.text.isEmpty { throw SettingFault(value, setting, "it must not be empty") }
      return value.text
    }
    func optional(_ setting: Setting) throws(SettingFault) -> String? {
      let value = sources.value(setting)
      if value.origin == "default" { return nil }
      return try text(setting)
    }
    func number(_ setting: Setting, _ range: ClosedRange<Int>) throws(SettingFault) -> Int {
      let value = sources.value(setting)
      guard let number = Int(value.text), range.contains(number) else {
        throw SettingFault(value, setting, "write a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    func word<Word>(_ setting: Setting, _ words: [(String, Word)]) throws(SettingFault) -> Word {
      let value = sources.value(setting)
      guard let found = words.first(where: { $0.0 == value.text }) else {
        throw SettingFault(value, setting, "it is one of " + words.map(\.0).joined(separator: ", "))
      }
      return found.1
    }
    host = try text(.host)
    port = try number(.port, 0...65_535)
    data = try text(.data)
    charter = try optional(.charter)
    keyFile = try optional(.keyFile)
    let levels: [Logger.Level] = [.debug, .info, .notice, .warning, .error]
    logLevel = try word(.logLevel, levels.map { ($0.rawValue, $0) })
    logFormat = try word(.logFormat, LogFormat.allCases.map { ($0.rawValue, $0) })
    drainSeconds = try number(.drainSeconds, 0...3_600)
    callsPerSecondMax = try number(.callsPerSecondMax, 0...10_000_000)
    residentCustomersMax = try number(.residentCustomersMax, 1...1_000_000_000)
    learnEverySeconds = try number(.learnEverySeconds, 0...86_400)
    connectors = try optional(.connectors)
    if let url = try optional(.publicURL) {
      guard url.hasPrefix("https://") || url.hasPrefix("http://"), !url.contains(where: { $0.isWhitespace }) else {
        throw SettingFault(
          sources.value(.publicURL), .publicURL, "write where it is reached, such as https://hello.example")
      }
      publicURL = url
    }
    if let time = try optional(.sweepAt) {
      guard let schedule = SweepSchedule(time) else {
        throw SettingFault(sources.value(.sweepAt), .sweepAt, "write hours and minutes, such as 09:30")
      }
      sweepAt = schedule
    }
  }
}
