import Learning

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
    RouteDescription(
      "GET /v1/models", "readModels", .decisions, "Read what was learned, and how well",
      details: "Each learned action on its channel. Figures are of predictions made before each response was learned.",
      answer: .object(
        [
          "entries_behind": .whole(min: 0).meaning("Entries of the log that are still to be learned from."),
          "learned_from": .object([
            "accepted": .whole(min: 0), "unanswered": .whole(min: 0), "contacts": .whole(min: 0),
            "trials": .whole(min: 0).meaning("Decisions, silent ones as well, in which chance chose."),
            "late": .whole(min: 0), "unattributed": .whole(min: 0),
            "damaged": .whole(min: 0).meaning("Entries that could not be read, and were left out."),
          ]),
          "models": .list(
            .object(
              [
                "issue": .text(), "group": .text(), "action": .text(min: 1), "channel": .text(min: 1),
                "responses": .whole(min: 0), "positives": .whole(min: 0),
                "maturity": .word(ModelFigures.Maturity.allCases.map(\.rawValue)),
              ],
              optional: [
                "auc": .number(min: 0, max: 1), "auc_within_blocks": .number(min: 0, max: 1),
                "log_loss": .number(min: 0), "bias": .number(min: -1, max: 1),
                "calibration_error": .number(min: 0, max: 1),
              ])),
          "effects": .list(ModelSchemas.effect).meaning("What contact adds, by issue whose P means it."),
        ],
        optional: [
          "published": .text(min: 1).meaning("The version that decisions read; none before the first."),
          "abstention": ModelSchemas.abstention,
        ]),
      "What the hub knows now."),
  ]
}
