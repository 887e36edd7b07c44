import HTTPTypes
import Hub
import Records

/// Messages that were decided and wait to be handed to their channel.
public struct OutboxResource: Resource {
  private let authority: Authority
  private let links: LinkSigner?

  /// Makes the resource.
  /// - Parameter links: makes the links of messages; nothing: they have none.
  public init(authority: Authority, links: LinkSigner? = nil) {
    self.authority = authority
    self.links = links
  }

  /// Every way in.
  public var routes: [Route] { [Route(.get, "/v1/outbox", scope: .read, answer: list)] }

  /// The most rows of one answer.
  static let rowsMax = 1_000
  /// How many rows an answer has unless it is told otherwise.
  static let rowsUsual = 100

  private func list(_ call: Call) async throws -> Reply {
    try call.expectQuery("channel", "limit")
    let countMax = try call.count("limit", usual: Self.rowsUsual, in: 1...Self.rowsMax)
    let channel = call.query("channel")
    guard channel?.isEmpty != true else {
      throw APIError(.badRequest, "query.invalid", "`channel` must name a channel", path: "channel")
    }
    let rows = try await authority.outbox(channel: channel, countMax: countMax)
    var told: [(row: OutboxRow, customer: Identity)] = []
    for row in rows {
      do throws(HubError) {
        // The number of a customer is told to nobody; the decision knows by what name they were asked for.
        told.append((row, try await authority.decision(row.decision).record.customer))
      } catch {
        // Erased since the rows were read.
        guard error.kind == .unknown else { throw error }
      }
    }
    return Reply.json(capacity: 1 << 14) {
      $0.list("messages", told) { writer, message in writer.object { write(message.row, message.customer, &$0) } }
    }
  }

  private func write(_ row: OutboxRow, _ customer: Identity, _ writer: inout JSONWriter) {
    writer.member("decision", DecisionID.text(row.decision))
    writer.member("choice", row.choice)
    writer.key("customer")
    customer.write(into: &writer)
    writer.member("action", row.action)
    writer.member("channel", row.channel)
    if !row.brand.isEmpty { writer.member("brand", row.brand) }
    writer.member("due", milliseconds: row.dueSeconds * 1_000)
    guard let links else { return }
    writer.key("links")
    writer.object {
      for purpose in LinkSigner.Purpose.allCases {
        $0.key(string: "\(purpose)")
        $0.string(links.url(LinkSigner.Link(purpose, decision: row.decision, choice: row.choice)))
      }
    }
  }
}
