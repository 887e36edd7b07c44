import HTTPTypes
import Hub
import Synchronization

/// What the server counts and measures; written from many threads, read by the metrics page.
public final class WebMeasures: Sendable {
  /// Why a call was turned away before its resource saw it.
  enum Refusal: Int, CaseIterable {
    case routeUnknown, methodUnknown, key, scope, calls, body, encoding, malformed, headers, slow

    var name: String {
      switch self {
      case .routeUnknown: "route_unknown"
      case .methodUnknown: "method_unknown"
      default: "\(self)"
      }
    }
  }

  /// One route: its calls by class of status, and how long they took.
  fileprivate final class RouteMeasures: Sendable {
    /// By the first digit of the status.
    let statuses = Counters()
    let seconds = Histogram(Histogram.secondBounds)
  }

  private struct Table: Sendable {
    var routes: [(method: String, path: String)] = []
    var measures: [RouteMeasures] = []
  }

  private let table = Mutex(Table())
  private let refusals = Counters()
  private let connections = Atomic<Int>(0)
  private let connectionsTotal = Atomic<Int>(0)

  /// Nothing has happened yet.
  public init() {}

  /// One route's measures, for the one who answers its calls.
  struct Recorder: Sendable {
    fileprivate let measures: RouteMeasures

    /// A call was answered.
    func count(_ status: HTTPResponse.Status, seconds: Double) {
      measures.statuses.add(to: status.code / 100)
      measures.seconds.add(seconds)
    }
  }

  /// Recorders for these routes, in their order.
  func recorders(of routes: [Route]) -> [Recorder] {
    let measures = routes.map { _ in RouteMeasures() }
    table.withLock { table in
      table.routes = routes.map { ($0.method.rawValue, $0.path) }
      table.measures = measures
    }
    return measures.map(Recorder.init)
  }

  func count(_ refusal: Refusal) { refusals.add(to: refusal.rawValue) }

  /// A connection was opened.
  func connectionOpened() {
    connections.wrappingAdd(1, ordering: .relaxed)
    connectionsTotal.wrappingAdd(1, ordering: .relaxed)
  }

  /// A connection was closed.
  func connectionClosed() { connections.wrappingSubtract(1, ordering: .relaxed) }

  /// Writes everything onto a page; routes that nobody called are left out.
  public func write(to page: inout MetricsPage) {
    let table = table.withLock { $0 }
    let called = zip(table.routes, table.measures).filter { $0.1.seconds.counts.all > 0 }
    page.begin("http_requests_total", .counter, "Calls answered, by route and class of status.")
    for (route, measures) in called {
      for status in 1...5 where measures.statuses[status] > 0 {
        page.sample(
          "http_requests_total", [("method", route.method), ("route", route.path), ("status", "\(status)xx")],
          Double(measures.statuses[status]))
      }
    }
    page.begin("http_request_seconds", .histogram, "Time from the head of a request to its answer, by route.")
    for (route, measures) in called {
      page.samples(
        "http_request_seconds", [("method", route.method), ("route", route.path)], of: measures.seconds)
    }
    page.begin("http_refused_total", .counter, "Calls turned away before their resource saw them, by reason.")
    for refusal in Refusal.allCases {
      page.sample("http_refused_total", [("reason", refusal.name)], Double(refusals[refusal.rawValue]))
    }
    page.single(
      "http_connections", .gauge, "Connections that are open.", Double(connections.load(ordering: .relaxed)))
    page.single(
      "http_connections_total", .counter, "Connections opened.", Double(connectionsTotal.load(ordering: .relaxed)))
  }
}
