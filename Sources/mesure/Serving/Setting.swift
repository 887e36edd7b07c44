/// The settings of the server, by the names that flags, the environment and the settings file share.
enum Setting: String, CaseIterable {
  case host
  case port
  case data
  case charter
  case keyFile = "key-file"
  case logLevel = "log-level"
  case logFormat = "log-format"
  case drainSeconds = "drain-seconds"
  case callsPerSecondMax = "calls-per-second-max"
  case residentCustomersMax = "resident-customers-max"
  case sweepAt = "sweep-at"
  case learnEverySeconds = "learn-every-seconds"
  case connectors
  case publicURL = "public-url"

  /// What it means, in one sentence.
  var meaning: String {
    switch self {
    case .host: "The address to listen on."
    case .port: "The port to listen on; 0: any that is free."
    case .data: "The folder that holds the database; made when it is missing."
    case .charter: "The folder of the charter to decide by; put in force when it differs from the one in force."
    case .keyFile: "Where a first start writes the API key, readable by the owner only, instead of printing it."
    case .logLevel: "The least severe messages logged: debug, info, notice, warning or error."
    case .logFormat: "How messages are written: text or json."
    case .drainSeconds: "The longest that a stop waits for requests under way."
    case .callsPerSecondMax: "The most calls a second for each API key; 0: no limit."
    case .residentCustomersMax: "The most customers kept in memory."
    case .sweepAt: "When everybody is considered for outbound contact, each day, in the charter's zone, such as 09:30."
    case .learnEverySeconds:
      "How often decisions take up what was learned from the log, in seconds; 0: nothing is learned."
    case .connectors: "The file that says by which connector each channel's messages leave; without it they wait."
    case .publicURL: "Where customers reach this server, for the links in messages, such as https://hello.example."
    }
  }

  /// What holds when nobody says otherwise; empty: nothing.
  var usual: String {
    switch self {
    case .host: "127.0.0.1"
    case .port: "8080"
    case .data: "mesure-data"
    case .charter, .keyFile, .sweepAt, .connectors, .publicURL: ""
    case .logLevel: "info"
    case .logFormat: "text"
    case .drainSeconds: "10"
    case .callsPerSecondMax: "0"
    case .residentCustomersMax: "200000"
    case .learnEverySeconds: "60"
    }
  }

  /// Its name in the environment: `MESURE_LOG_LEVEL`.
  var environmentName: String {
    Setting.environmentPrefix + rawValue.uppercased().replacing("-", with: "_")
  }

  /// What begins the names of settings in the environment.
  static let environmentPrefix = "MESURE_"
}

/// A setting's value, and who gave it.
struct SettingValue {
  var text: String
  /// For messages: `--port`, `MESURE_PORT`, `mesure.yaml:3:7`, or `default`.
  var origin: String
}

/// A value that a setting cannot have.
struct SettingFault: Error {
  var message: String

  init(_ value: SettingValue, _ setting: Setting, _ advice: String) {
    message = "\(value.origin): `\(value.text)` is no \(setting.rawValue); \(advice)"
  }
}
