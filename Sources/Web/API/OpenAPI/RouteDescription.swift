import Hub

/// What the OpenAPI document says of a route besides what the route itself knows (its scope, the size of its body).
struct RouteDescription: Sendable {
  /// A value in the path or the query.
  struct Parameter: Sendable {
    var name: String
    var isInPath = false
    var schema: Schema
    var meaning: String
  }

  /// What a request brings.
  struct Body: Sendable {
    /// By media type.
    var schemas: [(type: String, schema: Schema)]
    var isRequired = true
    var example: JSONTree?

    static func json(_ schema: Schema, isRequired: Bool = true, example: JSONTree? = nil) -> Body {
      Body(schemas: [("application/json", schema)], isRequired: isRequired, example: example)
    }
  }

  /// What comes back.
  struct Answer: Sendable {
    var status: Int
    var meaning: String
    var type = "application/json"
    var schema: Schema
  }

  /// The method in capitals, a space and the path, as the route has them.
  var route: String
  /// A name for programs that are made from the document.
  var id: String
  /// The chapter that it belongs to.
  var chapter: Chapter
  /// What it does, in a few words.
  var summary: String
  /// What else is to be known.
  var details = ""
  var parameters: [Parameter] = []
  var body: Body?
  var answers: [Answer]
  /// Statuses of errors that follow neither from the scope nor from the body.
  var errors: [Int] = []
  /// Whether the same `Idempotency-Key` twice is answered and changes nothing.
  var takesIdempotencyKey = false
  /// The scope, where the resource checks the key itself because it may stand in the body or the query.
  var ownScope: Scope?

  /// Chapters of the document.
  enum Chapter: String, CaseIterable, Sendable {
    case decisions = "Decisions"
    case customers = "Customers"
    case ingestion = "Ingestion"
    case charters = "Charters"
    case stops = "Kill-switch"
    case outbox = "Outbox"
    case pages = "Links of messages"
    case sweeps = "Sweeps"
    case keys = "API keys"
    case operation = "Operation"

    var meaning: String {
      switch self {
      case .decisions: "What to say to a customer now; what became of it; why it came out so."
      case .customers: "What is known of customers, and how it came to be."
      case .ingestion: "Events, in the tracking protocol of Segment and RudderStack, and as CloudEvents 1.0."
      case .charters: "Versions of the charter: checked, kept, compared, put in force."
      case .stops: "What is stopped by hand, at once and on every channel."
      case .outbox: "Messages that were decided and wait to be handed to their channel."
      case .pages:
        "Where the links of messages lead: pages for customers, who need no key. Reading one changes nothing."
      case .sweeps: "Everybody considered for outbound contact, and what was scarce."
      case .keys: "Who may call, and what for."
      case .operation: "How the server is."
      }
    }
  }
}

extension RouteDescription.Parameter {
  /// Which customer.
  static let customer = RouteDescription.Parameter(
    name: "id", isInPath: true, schema: .text(min: 1, max: 256).example("42"),
    meaning: "The customer's identifier, percent-encoded; at most 256 bytes.")
  /// Of which sort that identifier is.
  static let kind = RouteDescription.Parameter(
    name: "kind", schema: .word(["id", "anonymous"]).usually("id"),
    meaning: "Whether `{id}` is the brand's own identifier or that of a visitor nobody knows yet.")
  /// Which decision.
  static let decision = RouteDescription.Parameter(
    name: "id", isInPath: true, schema: .text(min: 1, max: 64).example("d0000000000001"),
    meaning: "The decision, as its answer named it.")
  /// Which charter.
  static func version(_ name: String) -> RouteDescription.Parameter {
    RouteDescription.Parameter(
      name: name, isInPath: true, schema: .text(min: 1, max: 128), meaning: "A charter version, as uploading told it.")
  }
  /// The most elements wanted.
  static func limit(usual: Int, max: Int) -> RouteDescription.Parameter {
    RouteDescription.Parameter(
      name: "limit", schema: .whole(min: 1, max: max).usually(.whole(usual)), meaning: "The most elements wanted.")
  }
}
