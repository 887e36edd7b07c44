import Charters
import Foundation
import Hub
import Logging
import ServiceLifecycle
import StoreSQLite
import Web

/// A running hub: the database, the authority on it, and the server in front.
struct HubServer {
  let settings: ServeSettings
  /// Whether the newest entry's time holds although the machine's clock is behind it.
  let isClockAccepted: Bool
  let logger: Logger

  /// Serves until a signal ends it: then everything acknowledged is on disk and the database closed.
  /// - Parameter isServing: false: makes everything ready, and ends.
  /// - Throws: `StoreError`, `HubError`, `CharterFaults`, `SinkError`: why it cannot start.
  func run(serving isServing: Bool) async throws {
    let folder = DataFolder(path: settings.data)
    let isFirst = !folder.isInhabited
    if isFirst, let path = settings.keyFile, FileManager.default.fileExists(atPath: path) {
      throw SinkError(message: "the key file `\(path)` exists already, and belongs to another database; move it away")
    }
    try folder.make()
    let store = try SQLiteStore(path: folder.database)
    let clock: SystemClock
    let authority: Authority
    do {
      clock = try await systemClock(store)
      var limits = HubLimits()
      limits.residentCustomersMax = settings.residentCustomersMax
      authority = try await Authority.open(
        store: store, clock: clock, zones: ZoneDirectory(), limits: limits, logger: logger)
    } catch {
      try? store.close()
      throw error
    }
    do {
      let first = FirstStart(authority: authority, charter: settings.charter)
      let isChanged = try await first.putCharterInForce()
      let secret = try await first.makeKey()
      if let secret, let path = settings.keyFile { try FirstStart.write(secret: secret, to: path) }
      let greeting = Greeting(settings: settings, isFirst: isFirst, isChanged: isChanged, secret: secret)
      let dispatch = try DispatchAttendance(authority: authority, settings: settings, folder: folder, logger: logger)
      if isServing { try await serve(authority, clock, greeting, dispatch) } else { greeting.printPreparation() }
    } catch {
      try? await authority.stop()
      throw error
    }
    try await authority.stop()
    logger.notice("stopped; everything acknowledged is on disk")
  }

  private func systemClock(_ store: SQLiteStore) async throws -> SystemClock {
    let logger = logger
    let report: @Sendable (Double, Bool) -> Void = { seconds, isHolding in
      let metadata: Logger.Metadata = ["deviation": "\(seconds)"]
      if isHolding {
        logger.warning(
          "the machine's clock was set by more than a minute; the hub keeps its own time until it is mended",
          metadata: metadata)
      } else {
        logger.notice("the machine's clock agrees with the hub's again", metadata: metadata)
      }
    }
    return try SystemClock(
      newestMilliseconds: try await store.last.atMilliseconds, isAccepted: isClockAccepted, report: report)
  }

  /// Listens, says so, and returns once a graceful stop is over.
  private func serve(
    _ authority: Authority, _ clock: SystemClock, _ greeting: Greeting, _ dispatch: DispatchAttendance
  ) async throws {
    let web = HubWeb(authority: authority, settings: settings, clock: clock, links: dispatch.links, logger: logger)
      .server
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(
          service: web, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup),
        .init(service: Tidying(authority: authority, logger: logger)),
        .init(service: RolloutWatch(authority: authority, logger: logger)),
        .init(service: GuardWatch(authority: authority, logger: logger)),
        // Told to stop before the server in front of it: services end in the reverse order.
        .init(service: JourneyAttendance(authority: authority)),
        .init(
          service: LearningAttendance(
            authority: authority, publicationSeconds: settings.learnEverySeconds, logger: logger)),
        .init(service: dispatch),
        .init(service: SweepAttendance(authority: authority, schedule: settings.sweepAt)),
      ], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(settings.drainSeconds)
    let group = ServiceGroup(configuration: configuration)
    let logger = logger
    try StopSignals.watch { name in
      logger.notice("stopping: answering what is under way", metadata: ["signal": "\(name)"])
      Task { await group.triggerGracefulShutdown() }
    }
    let announcement = Task {
      let port = await web.port
      guard port != 0 else { return }
      greeting.print(port: port)
      logger.notice("ready", metadata: ["host": "\(settings.host)", "port": "\(port)"])
    }
    defer { announcement.cancel() }
    do {
      try await group.run()
    } catch is CancellationError {
      logger.warning("some requests were cut off: they took longer than the stop may")
    } catch {
      guard await web.port == 0 else { throw error }
      throw SinkError(message: "cannot listen on \(settings.host):\(settings.port): \(HubServer.sentence(error))")
    }
  }

  private static func sentence(_ error: any Error) -> String {
    "\(error)".components(separatedBy: "\n")[0].prefix(200).description
  }
}

/// What a server says once it is ready, for people and for scripts.
struct Greeting {
  let settings: ServeSettings
  let isFirst: Bool
  let isChanged: Bool
  let secret: String?

  /// Prints, and lets nothing wait in a buffer: scripts read this from a pipe.
  func print(port: Int) {
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    let url = "http://\(host):\(port)"
    var text = preparation
    if let secret { text += firstSteps(url, secret) }
    text += "mesure: ready on \(url)\n"
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  /// What was made and put in force.
  func printPreparation() { FileHandle.standardOutput.write(Data(preparation.utf8)) }

  private var preparation: String {
    var text = ""
    if isFirst { text += "mesure: made a database in \(settings.data)\n" }
    if isChanged {
      text += "mesure: put the charter of \(settings.charter.map { "`\($0)`" } ?? "the example bank") in force\n"
    }
    if let secret {
      if let path = settings.keyFile {
        text += "mesure: wrote the API key, which may do everything, to \(path)\n"
      } else {
        text += "mesure: made an API key that may do everything; it is shown this once: \(secret)\n"
      }
    }
    return text
  }

  private func firstSteps(_ url: String, _ secret: String) -> String {
    let key = settings.keyFile == nil ? secret : "$KEY"
    return """

      Tell of a customer, of what happened, and ask what to say:
        curl -u \(key): \(url)/v1/identify -H 'Content-Type: application/json' \\
          -d '{"userId": "ada", "traits": {"age": 42, "email": "ada@example.org", "travel_planned": true}}'
        curl -u \(key): \(url)/v1/track -H 'Content-Type: application/json' \\
          -d '{"userId": "ada", "event": "card_simulation"}'
        curl -u \(key): \(url)/v1/decisions -H 'Content-Type: application/json' \\
          -d '{"customer": "ada", "occasion": {"kind": "inbound"}}'
      More keys, each with fewer rights: POST \(url)/v1/keys, or `mesure keys create` while the hub is stopped.


      """
  }
}
