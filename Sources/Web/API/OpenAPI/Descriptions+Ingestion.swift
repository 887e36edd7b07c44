extension RouteDescription {
  /// Clients of Segment and RudderStack give the key in the body or the query as well, so their routes check it
  /// themselves.
  static let ingestion: [RouteDescription] =
    tracked("/v1/identify", "/v1/i", "identify", "Tell who a customer is")
    + tracked("/v1/track", "/v1/t", "track", "Tell that something happened")
    + tracked("/v1/page", "/v1/p", "page", "Tell that a page was seen")
    + tracked("/v1/screen", "/v1/s", "screen", "Tell that a screen was seen")
    + tracked("/v1/group", "/v1/g", "group", "Tell whom a customer belongs to")
    + tracked("/v1/alias", "/v1/a", "alias", "Tell that two identities are one person")
    + [
      batch("/v1/batch", "trackBatch", "Tell many things at once"),
      batch("/v1/b", "trackBatchShort", "Tell many things at once (short form)"),
      batch("/v1/import", "trackImport", "Tell many things at once (RudderStack's import)"),
      batch("/beacon/v1/batch", "trackBeacon", "Tell many things as a page closes (RudderStack)"),
      settings("GET /v1/projects/{writeKey}/settings", "readSegmentSettings", "Read the settings of Segment's clients"),
      settings("GET /sourceConfig", "readSourceConfiguration", "Read the settings of RudderStack's clients"),
      settings(
        "GET /sourceConfig/", "readSourceConfigurationSlash", "Read the settings of RudderStack's clients (as they ask)"
      ),
      RouteDescription(
        route: "POST /v1/events", id: "recordCloudEvents", chapter: .ingestion,
        summary: "Tell events in the form of CloudEvents 1.0",
        details: "Structured, batched, or binary: then the attributes are the header fields `ce-specversion`, `ce-id`, "
          + "`ce-source`, `ce-type`, `ce-subject`, `ce-time`, and the body is the event's data. "
          + "Events are told apart by `source` and `id`.",
        body: Body(
          schemas: [
            ("application/cloudevents+json", .named(.cloudEvent)),
            ("application/cloudevents-batch+json", .list(.named(.cloudEvent), max: CloudEvents.batchEventsMax)),
          ],
          example: [
            "specversion": "1.0", "id": "1", "source": "/shop", "type": "com.example.purchase", "subject": "42",
            "data": ["amount": 39.9],
          ]),
        answers: [
          Answer(
            status: 200, meaning: "On disk.",
            schema: .object([
              "recorded": .whole(min: 0), "duplicates": .whole(min: 0).meaning("Events that were known."),
            ]))
        ]),
    ]

  private static let writeKey = Parameter(
    name: "writeKey", schema: .text(),
    meaning: "The API key, where it stands neither in a header nor in the body.")

  private static let accepted = [
    Answer(status: 200, meaning: "On disk, or nothing that can be used.", schema: .object(["success": .always(true)]))
  ]

  private static func tracked(_ path: String, _ short: String, _ id: String, _ summary: String) -> [RouteDescription] {
    [(path, id, summary), (short, id + "Short", summary + " (short form)")].map { path, id, summary in
      RouteDescription(
        route: "POST \(path)", id: id, chapter: .ingestion, summary: summary,
        details: "The tracking protocol of Segment and RudderStack; the key may also stand in the body, as `writeKey`.",
        parameters: [writeKey], body: .json(.named(.trackedCall)), answers: accepted, ownScope: .ingest)
    }
  }

  private static func batch(_ path: String, _ id: String, _ summary: String) -> RouteDescription {
    RouteDescription(
      route: "POST \(path)", id: id, chapter: .ingestion, summary: summary,
      details: "The tracking protocol of Segment and RudderStack; the key may also stand in the body, as `writeKey`.",
      parameters: [writeKey],
      body: .json(
        .named(.trackedBatch), example: ["batch": [["type": "identify", "userId": "42", "traits": ["age": 47]]]]),
      answers: accepted, ownScope: .ingest)
  }

  private static func settings(_ route: String, _ id: String, _ summary: String) -> RouteDescription {
    let isInPath = route.contains("{writeKey}")
    return RouteDescription(
      route: route, id: id, chapter: .ingestion, summary: summary,
      parameters: [
        isInPath
          ? Parameter(name: "writeKey", isInPath: true, schema: .text(min: 1), meaning: "The API key.") : writeKey
      ],
      answers: [Answer(status: 200, meaning: "The settings.", schema: .object([:], isOpen: true))], ownScope: .ingest)
  }
}
