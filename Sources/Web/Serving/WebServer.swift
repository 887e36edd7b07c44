import Hub
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Where the server listens, and what it takes.
public struct WebOptions: Sendable {
  /// A name or an address of this machine.
  public var host: String
  /// The port; 0: a free one.
  public var port: Int
  /// What it takes at most.
  public var limits: WebLimits

  /// Makes options; without arguments, only this machine can call.
  public init(host: String = "127.0.0.1", port: Int = 8080, limits: WebLimits = WebLimits()) {
    self.host = host
    self.port = port
    self.limits = limits
  }
}

/// The HTTP server: routes in front, resources behind. It listens in plain text; for TLS, something in front of it ends
/// it.
///
/// A graceful shutdown takes no more connections, answers the calls that came, and returns from ``run()``.
public struct WebServer: Service {
  private let options: WebOptions
  private let responder: Responder
  private let measures: WebMeasures
  private let logger: Logger
  private let bound = Bound()

  /// Makes a server; it listens once it runs.
  /// - Parameters:
  ///   - resources: what it answers with.
  ///   - access: who may call.
  ///   - options: where it listens.
  ///   - measures: where it counts.
  ///   - logger: gets codes, counts and route templates, and nothing of what callers send.
  public init(
    resources: [any Resource], access: AccessCheck, options: WebOptions = WebOptions(),
    measures: WebMeasures = WebMeasures(), logger: Logger
  ) {
    self.options = options
    self.measures = measures
    self.logger = logger
    responder = Responder(
      resources.flatMap(\.routes), access: access, limits: options.limits, measures: measures, logger: logger)
  }

  /// Listens until it is told to stop.
  /// - Throws: when it cannot listen: an error of the system, such as that the port is taken.
  public func run() async throws {
    let connection = GuardedConnection(limits: options.limits, measures: measures, responder: responder)
    // The library logs on its own account, under no rule about what may stand in a log: only what breaks it is kept.
    var library = logger
    library.logLevel = .error
    let bound = bound
    let server = connection.server(
      configuration: ServerConfiguration(
        address: .hostname(options.host, port: options.port), backlog: 1_024,
        availableConnectionsDelegate: ConnectionCount(
          connectionsMax: options.limits.connectionsMax, measures: measures)),
      onServerRunning: { await bound.set(port: $0.localAddress?.port ?? 0) },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: library)
    do {
      try await server.run()
    } catch {
      await bound.set(port: 0)
      throw error
    }
    await bound.set(port: 0)
  }

  /// The port it listens on, once it does; 0 when it could not.
  public var port: Int { get async { await bound.port } }

  /// The port that the system gave.
  private actor Bound {
    private var known: Int?
    private var waiting: [CheckedContinuation<Int, Never>] = []

    var port: Int {
      get async {
        if let known { return known }
        return await withCheckedContinuation { waiting.append($0) }
      }
    }

    func set(port: Int) {
      if known == nil { known = port }
      for continuation in waiting { continuation.resume(returning: known ?? port) }
      waiting = []
    }
  }
}
