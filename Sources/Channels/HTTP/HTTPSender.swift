/// Sends requests over a few connections that stay open.
final class HTTPSender: Sendable {
  private let connections: ConnectionThreads<HTTPRequest, HTTPResult>

  init(_ settings: HTTPSettings, connectionsMax: Int) {
    connections = ConnectionThreads(
      name: "mesure-http", threadsMax: connectionsMax, closed: .unsent(note: "the connector is closed")
    ) {
      let connection = HTTPConnection(settings)
      return { request, answer in answer(connection.send(request)) }
    }
  }

  /// Sends one request.
  func send(_ request: HTTPRequest) async -> HTTPResult { await connections.send(request) }

  /// Lets the connections go once nothing waits.
  func close() { connections.close() }
}
