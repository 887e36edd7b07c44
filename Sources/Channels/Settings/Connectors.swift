import Hub
import Logging
import Yams

/// A connector that is ready: the channel, and how messages are handed to it.
public struct Connector: Sendable {
  /// What sends.
  public var channel: any MessageChannel
  /// How fast, how long, how often.
  public var terms: DeliveryTerms

  /// Makes one.
  public init(channel: any MessageChannel, terms: DeliveryTerms) {
    self.channel = channel
    self.terms = terms
  }
}

/// What a connector may need beside its own settings.
public struct ConnectorSurroundings: Sendable {
  /// Where secrets are read from.
  public var secrets: SecretSource
  /// What logs.
  public var logger: Logger
  /// Where receipts and replies go; nothing: they are not wanted.
  public var inbox: (any DeliveryInbox)?

  /// Makes them.
  public init(secrets: SecretSource, logger: Logger, inbox: (any DeliveryInbox)? = nil) {
    self.secrets = secrets
    self.logger = logger
    self.inbox = inbox
  }
}

/// Reads `connectors.yaml`: which channel of the charter leaves by which connector, and how. It belongs to a server and not
/// to the charter: the same charter runs against a sink on a laptop and against a provider in production.
public enum Connectors {
  /// Makes a connector of its settings; what is wrong with them it notes there.
  typealias Maker = @Sendable (inout ConnectorOptions, ConnectorSurroundings) -> (any MessageChannel)?

  /// Every connector there is, by the word that names it. Each has a folder of its own.
  static let makers: [String: Maker] = [
    "apns": APNsChannel.make,
    "folder": FolderChannel.make,
    "smpp": SMPPChannel.make,
    "smtp": SMTPChannel.make,
    "web_push": WebPushChannel.make,
    "webhook": WebhookChannel.make,
  ]

  /// Reads the file.
  /// - Throws: every mistake at once.
  public static func read(_ text: String, _ surroundings: ConnectorSurroundings) throws(ConnectorFaults) -> [Connector]
  {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw ConnectorFaults([ConnectorFault("connectors.yaml", "the file is no YAML: \(error)")])
    }
    guard let root, let mapping = root.mapping else {
      throw ConnectorFaults([
        ConnectorFault("connectors.yaml", "the file must name channels of the charter, each with its `connector`")
      ])
    }
    var faults: [ConnectorFault] = []
    var connectors: [Connector] = []
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      var options = ConnectorOptions(channel: name, value, secrets: surroundings.secrets)
      let kind = options.word("connector", of: makers.keys.sorted())
      let terms = terms(&options)
      if let kind, let channel = makers[kind]?(&options, surroundings) {
        options.finish()
        connectors.append(Connector(channel: channel, terms: terms))
      } else if kind == nil, options.faults.isEmpty {
        options.refuse("connector", "it says by what messages leave: \(makers.keys.sorted().joined(separator: ", "))")
      }
      faults += options.faults
    }
    guard faults.isEmpty else { throw ConnectorFaults(faults) }
    return connectors
  }

  private static func terms(_ options: inout ConnectorOptions) -> DeliveryTerms {
    var terms = DeliveryTerms()
    terms.messagesPerSecondMax = options.number("rate", in: 0.001...1_000_000)
    terms.inFlightMax = options.whole("in_flight", in: 1...10_000) ?? terms.inFlightMax
    terms.validitySeconds = options.seconds("validity") ?? terms.validitySeconds
    terms.urgentValiditySeconds = options.seconds("service_validity") ?? terms.urgentValiditySeconds
    terms.attemptsMax = options.whole("attempts", in: 1...1_000) ?? terms.attemptsMax
    terms.retrySeconds = options.number("retry_seconds", in: 0.1...86_400) ?? terms.retrySeconds
    terms.retrySecondsMax = options.number("retry_seconds_max", in: 1...604_800) ?? terms.retrySecondsMax
    terms.resendsUnknownUrgent = options.flag("resend_unknown_service") ?? false
    return terms
  }
}

/// Everything that is wrong with a file of connectors.
public struct ConnectorFaults: Error, Hashable, Sendable, CustomStringConvertible {
  /// The mistakes, in the order of the file.
  public var faults: [ConnectorFault]

  init(_ faults: [ConnectorFault]) { self.faults = faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) } }

  /// One mistake a line.
  public var description: String { faults.map(\.description).joined(separator: "\n") }
}
