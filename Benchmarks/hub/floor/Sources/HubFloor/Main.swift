import Hummingbird

/// A bare server for comparison: it parses a decision request of the hub and answers, with or without one row on disk.
///
///     HubFloor PORT DATABASE
///
/// `POST /durable` answers when its row is on disk, `POST /plain` at once. Nothing is decided.
@main
struct HubFloor {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let port = Int(arguments[1]) else {
      print("usage: HubFloor PORT DATABASE")
      return
    }
    let rows = try GroupedRows(path: arguments[2])
    let parsers = ParserPool()
    let router = Router()
    router.post("/plain") { request, _ in
      let id = try await parsers.customer(in: request)
      return answer(0, id)
    }
    router.post("/durable") { request, _ in
      let id = try await parsers.customer(in: request)
      let number = try await rows.insert(customer: id)
      return answer(number, id)
    }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
    try await application.runService()
    rows.stop()
  }

  /// An answer about as long as the hub's, put together by hand.
  private static func answer(_ number: Int64, _ id: String) -> Response {
    var body = ByteBuffer()
    body.writeString("{\"decision\":")
    body.writeString(String(number))
    body.writeString(",\"customer\":\"")
    body.writeString(id)
    body.writeString(
      """
      ","at":"2026-11-23T10:30:00Z","charter":"0123456789abcdef","mode":"reservation","answer":"contact","choices":[\
      {"action":"action_17","channel":"email","at":"2026-11-23T10:30:00Z","propensity":0.05,"value":40,"lever":0.1,\
      "priority":2.2,"cost":0.07,"net":2.13}]}
      """)
    return Response(
      status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
  }
}
