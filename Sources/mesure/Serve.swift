import ArgumentParser
import Charters
import Foundation
import Hub
import Logging

/// `mesure serve`: the hub, answering over HTTP.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the hub: one durable authority that answers over HTTP.",
    discussion: """
      Every option may also stand in a settings file (--config FILE: YAML, the names of the options as keys) or in the \
      environment (--log-level is MESURE_LOG_LEVEL). Options win over the environment, the environment over the file. \
      A first start makes the data folder, an API key, and puts a charter in force: the one given, or an example bank.

      Ends with 0 after SIGTERM or SIGINT, once requests under way are answered and everything is on disk; a second \
      signal ends it at once.
      """)

  @Option(help: "\(Setting.host.meaning) Default: \(Setting.host.usual).")
  var host: String?
  @Option(help: "\(Setting.port.meaning) Default: \(Setting.port.usual).")
  var port: String?
  @Option(help: "\(Setting.data.meaning) Default: \(Setting.data.usual), where the program is started.")
  var data: String?
  @Option(help: "\(Setting.charter.meaning)")
  var charter: String?
  @Option(help: "\(Setting.keyFile.meaning)")
  var keyFile: String?
  @Option(help: "\(Setting.logLevel.meaning) Default: \(Setting.logLevel.usual).")
  var logLevel: String?
  @Option(help: "\(Setting.logFormat.meaning) Default: \(Setting.logFormat.usual).")
  var logFormat: String?
  @Option(help: "\(Setting.drainSeconds.meaning) Default: \(Setting.drainSeconds.usual).")
  var drainSeconds: String?
  @Option(help: "\(Setting.callsPerSecondMax.meaning) Default: \(Setting.callsPerSecondMax.usual).")
  var callsPerSecondMax: String?
  @Option(help: "\(Setting.residentCustomersMax.meaning) Default: \(Setting.residentCustomersMax.usual).")
  var residentCustomersMax: String?
  @Option(help: "\(Setting.sweepAt.meaning) Default: never.")
  var sweepAt: String?
  @Option(help: "\(Setting.learnEverySeconds.meaning) Default: \(Setting.learnEverySeconds.usual).")
  var learnEverySeconds: String?
  @Option(help: "\(Setting.connectors.meaning)")
  var connectors: String?
  @Option(name: .customLong("public-url"), help: "\(Setting.publicURL.meaning)")
  var publicURL: String?

  @Option(help: "The settings file. Default: the one that MESURE_CONFIG names, if any.")
  var config: String?
  @Flag(help: "Go on from the time of the newest entry when the machine's clock is behind it.")
  var acceptClock = false
  @Flag(help: "Make what a first start makes, put the charter in force, and end without serving.")
  var prepare = false
  @Flag(help: "Print every setting with who gave it, and end.")
  var printConfig = false

  func run() async throws {
    var sources = SettingSources(flags: flags, environment: ProcessInfo.processInfo.environment)
    do {
      try sources.readFile(config)
      let settings = try ServeSettings(sources)
      if printConfig { return print(Serve.listing(sources), terminator: "") }
      let logger = Serve.logger(settings)
      for name in sources.strangeNames {
        logger.warning(
          "the environment has a name that looks like a setting and is none", metadata: ["name": "\(name)"])
      }
      let server = HubServer(settings: settings, isClockAccepted: acceptClock, logger: logger)
      try await server.run(serving: !prepare)
    } catch {
      throw Failure.ending(error)
    }
  }

  private var flags: [Setting: String] {
    let given: [Setting: String?] = [
      .host: host, .port: port, .data: data, .charter: charter, .keyFile: keyFile, .logLevel: logLevel,
      .logFormat: logFormat, .drainSeconds: drainSeconds, .callsPerSecondMax: callsPerSecondMax,
      .residentCustomersMax: residentCustomersMax, .sweepAt: sweepAt,
      .learnEverySeconds: learnEverySeconds, .connectors: connectors, .publicURL: publicURL,
    ]
    return given.compactMapValues { $0 }
  }

  private static func listing(_ sources: SettingSources) -> String {
    Setting.allCases.map { setting in
      let value = sources.value(setting)
      let line = "\(setting.rawValue): \(value.text)"
      return line.padding(toLength: max(40, line.count + 1), withPad: " ", startingAt: 0) + "# \(value.origin)\n"
    }.joined()
  }

  private static func logger(_ settings: ServeSettings) -> Logger {
    let (format, level) = (settings.logFormat, settings.logLevel)
    LoggingSystem.bootstrap { _ in LineLog(format: format, level: level) }
    return Logger(label: "mesure")
  }
}
