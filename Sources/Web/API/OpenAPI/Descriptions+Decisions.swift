extension RouteDescription {
  static let decisions: [RouteDescription] = [
    RouteDescription(
      "POST /v1/decisions", "decide", .decisions, "Decide what to say to a customer now",
      details: "The answer is on disk before it is given. A reservation counts at once; confirm it when the message "
        + "goes out, release it when it does not.",
      body: .json(
        .named(.decisionQuestion),
        example: ["customer": "42", "occasion": ["kind": "inbound", "placement": "home"], "channels": ["web"]]),
      answer: .named(.decisionAnswer), "What to say, or silence.", errors: [404, 409], takesIdempotencyKey: true),
    RouteDescription(
      "POST /v1/decisions/batch", "decideBatch", .decisions, "Decide for many customers",
      details: "Results stand in the order of the questions; a question that fails has its error in its place.",
      body: .json(
        .object(["decisions": .list(.named(.decisionQuestion), max: DecisionsResource.batchMax)]),
        example: ["decisions": [["customer": "42"], ["customer": "43", "mode": "proposal"]]]),
      answer: .object(["results": .list(.named(.decisionResult))]), "One result a question.", errors: [409],
      takesIdempotencyKey: true),
    RouteDescription(
      "GET /v1/decisions/{id}", "readDecision", .decisions, "Read a decision, and the question it answered",
      [.decision], answer: .named(.decisionAnswer), "The decision.", errors: [404]),
    RouteDescription(
      "GET /v1/decisions/{id}/explanation", "explainDecision", .decisions, "Explain a decision",
      details:
        "It is made again from the customer as they were, with the charter and the models of then; nothing changes.",
      [
        .decision,
        Parameter(
          name: "lang", schema: .word(["en", "fr"]), meaning: "The language; the charter's where it is left out."),
      ], answer: .named(.explanation), "Every candidate's fate, and why.", errors: [404, 409]),
    RouteDescription(
      "POST /v1/decisions/{id}/replay", "replayDecision", .decisions, "Make a decision again",
      details: "Nothing changes, and nobody is contacted.", [.decision],
      answer: .object([
        "decision": .text(min: 14, max: 14), "same": .truth.meaning("Whether the same bytes came out."),
        "checksum": .text(pattern: "^[0-9a-f]{16}$"), "recorded": .text(pattern: "^[0-9a-f]{16}$"),
      ]), "Both checksums.", errors: [404, 409]),
  ]

  static let outcomes: [RouteDescription] = [
    move("confirm", "confirmDecision", "Confirm a reservation: its message goes out"),
    move("release", "releaseDecision", "Release a reservation: it gives its budget back"),
    RouteDescription(
      "POST /v1/outcomes", "recordOutcomes", .decisions, "Tell what became of decided contacts",
      details: "The next decision of the customer sees it. Bounces and refusals give the contact's budget back; "
        + "unsubscribing and complaining withdraw consent.",
      body: .json(
        .either(
          .named(.outcome), .object(["outcomes": .list(.named(.outcome), max: OutcomesResource.outcomesMax)])),
        example: ["decision": "d0000000000001", "choice": 0, "outcome": "clicked"]),
      answer: .either(.object(["moved": .whole(min: 0)]), .object(["results": .list(.named(.outcomeResult))])),
      "How many contacts moved; of several outcomes, each has its own result.", errors: [404, 409],
      takesIdempotencyKey: true),
  ]

  private static func move(_ verb: String, _ id: String, _ summary: String) -> RouteDescription {
    RouteDescription(
      "POST /v1/decisions/{id}/\(verb)", id, .decisions, summary, [.decision],
      body: .json(
        .object([:], optional: ["choice": .whole(min: 0, max: 15).meaning("Which choice; all where it is left out.")]),
        isRequired: false, example: ["choice": 0]),
      answer: .object(["moved": .whole(min: 0).meaning("Choices that moved; 0 when they stood there already.")]),
      "Done, or done before.", errors: [404, 409], takesIdempotencyKey: true)
  }
}
