extension RouteDescription {
  static let journeys: [RouteDescription] = [
    RouteDescription(
      "GET /v1/customers/{id}/journeys", "readJourneys", .customers, "Read where a customer stands in their journeys",
      details: "Segments, and for each journey the stage, why they are there, and what would move them.",
      [
        .customer, .kind,
        Parameter(name: "lang", schema: .word(["en", "fr"]), meaning: "The language; else the charter's."),
      ],
      answer: .object(
        [
          "segments": .list(.text(min: 1)),
          "journeys": .list(
            .object(["journey": .text(min: 1), "stage": .text(min: 1), "explanation": .text(min: 1)])),
        ],
        optional: ["next_look": .moment.meaning("When they are looked at next, if nothing happens before.")]),
      "Where they stand.", errors: [404]),
    RouteDescription(
      "GET /v1/segments", "listSegments", .customers, "Count the customers of each segment",
      details: "Segments are computed as things happen; this is how many customers belong to each now.",
      answer: .object([
        "segments": .list(.object(["name": .text(min: 1), "customers": .whole(min: 0)]))
      ]), "In the order of the charter."),
  ]
}
