import Channels
import Foundation
import Hub
import Logging
import ServiceLifecycle

/// Hands messages over as long as the server runs: one dispatcher a channel that has a connector.
struct DispatchAttendance: Service {
  let authority: Authority
  let connectors: [Connector]
  let links: LinkSigner?
  let logger: Logger

  /// Reads the file of connectors, if the settings name one.
  /// - Throws: `ConnectorFaults`, `StoreError`, `SinkError`.
  init(authority: Authority, settings: ServeSettings, folder: DataFolder, logger: Logger) throws {
    self.authority = authority
    self.logger = logger
    let key = try folder.readLinkKey()
    links = settings.publicURL.map { LinkSigner(base: $0, key: key) }
    guard let path = settings.connectors else {
      connectors = []
      return
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw SinkError(message: "the file of connectors `\(path)` cannot be read")
    }
    let secrets = SecretSource(
      variable: { ProcessInfo.processInfo.environment[$0] }, file: { try String(contentsOfFile: $0, encoding: .utf8) })
    let surroundings = ConnectorSurroundings(
      secrets: secrets, logger: logger, inbox: HubInbox(authority, logger: logger))
    do throws(ConnectorFaults) {
      connectors = try Connectors.read(text, surroundings)
    } catch {
      throw SinkError(message: error.faults.map { "\(path):\($0)" }.joined(separator: "\n"))
    }
  }

  /// Goes on until the server stops; then waits for the answers of what was handed over.
  func run() async throws {
    guard !connectors.isEmpty else {
      try? await gracefulShutdown()
      return
    }
    await cancelWhenGracefulShutdown {
      await settle()
      await withDiscardingTaskGroup { group in
        for connector in connectors {
          let dispatcher = Dispatcher(authority, connector.channel, connector.terms, links: links)
          group.addTask { await dispatcher.run() }
          if let reports = (connector.channel as? SMTPChannel)?.reports {
            group.addTask { await reports.watch(authority) }
          }
        }
      }
    }
  }

  /// Settles what was under way when the server last stopped. Nothing is handed over before that.
  private func settle() async {
    let terms = Dictionary(connectors.map { ($0.channel.name, $0.terms) }) { first, _ in first }
    while !Task.isCancelled {
      do {
        let count = try await Dispatcher.settleUnanswered(authority, terms)
        if count > 0 {
          logger.notice("messages whose answer was lost are unknown now", metadata: ["messages": "\(count)"])
        }
        return
      } catch {
        logger.warning(
          "messages under way could not be settled; it is tried again", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }
}
