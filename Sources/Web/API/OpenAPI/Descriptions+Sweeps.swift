import Hub

extension RouteDescription {
  static let sweeps: [RouteDescription] = [
    RouteDescription(
      "GET /v1/sweeps", "listSweeps", .sweeps, "List the latest sweeps",
      answer: .object(["sweeps": .list(sweep, max: SweepsResource.listedMax)]), "The newest first."),
    RouteDescription(
      "POST /v1/sweeps", "beginSweep", .sweeps, "Begin a sweep",
      details: "It is led on beside the serving, and over a restart of the server. `sweep.unfinished` while there is "
        + "one that has not come to its end.",
      answer: sweep, "Begun.", status: 202, errors: [409]),
    RouteDescription(
      "GET /v1/sweeps/{number}", "readSweep", .sweeps, "Read how far a sweep is",
      [Parameter(name: "number", isInPath: true, schema: .whole(min: 1), meaning: "The sweep's number.")],
      answer: sweep, "How far it is, and what was scarce.", errors: [404]),
  ]

  private static let limit = Schema.object([
    "name": .text(min: 1), "of": .word(["contacts", "money"]),
    "room": .number(min: 0).meaning("What was left when the sweep came."),
    "given": .number(min: 0).meaning("What it gave away."),
    "price": .number().meaning("What one more unit would have been worth, in money; 0: there was enough."),
    "floors": .list(
      .object([
        "name": .text(min: 1), "kept": .number(min: 0), "given": .number(min: 0), "price": .number(),
      ])),
  ])

  private static let sweep = Schema.object(
    [
      "number": .whole(min: 1), "phase": .word(SweepStatus.Phase.allCases.map(\.rawValue)), "begun_at": .moment,
      "looked_at": .whole(min: 0).meaning("Customers looked at since it began or went on."),
      "decisions": .whole(min: 0).meaning("Customers decided, silence included."), "contacts": .whole(min: 0),
    ],
    optional: [
      "planned_at": .moment.meaning("The moment of the schedule that it stands for."), "ended_at": .moment,
      "outcome": .object([
        "value": .number().meaning("What everything that is said is worth, in money."),
        "gap": .number(min: 0).meaning("How far below the greatest that may be, as a share of it."),
        "proven": .truth.meaning("Whether it is proven to be the greatest."), "limits": .list(limit),
      ]).meaning("Who got what was scarce; of a sweep that was cut off and went on, the last part."),
    ])
}
