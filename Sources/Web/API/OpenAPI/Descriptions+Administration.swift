import Hub
import Indicators

extension RouteDescription {
  static let charters: [RouteDescription] = [
    RouteDescription(
      "GET /v1/charters", "listCharters", .charters, "List the versions",
      answer: .object(["charters": .list(.named(.charter))]),
      "Oldest first."),
    {
      var upload = RouteDescription(
        "POST /v1/charters", "uploadCharter", .charters, "Keep a version",
        details: "It is not put in force. Keeping one again changes nothing.",
        body: .json(.named(.files), example: ["files": ["charter.yaml": "name: my-charter\n…"]]),
        answer: .named(.charter), "Kept.", status: 201)
      upload.answers.append(
        Answer(status: 422, meaning: OpenAPIDocument.meanings[422] ?? "", schema: .named(.charterFaults)))
      return upload
    }(),
    RouteDescription(
      "POST /v1/charters/check", "checkCharter", .charters, "Check files without keeping them",
      details: "All mistakes at once; of a charter without mistakes, its own tests as well.",
      body: .json(.named(.files), example: ["files": ["charter.yaml": "name: my-charter\n…"]]),
      answer: .named(.charterCheck), "What was found."),
    RouteDescription(
      "GET /v1/charters/{version}", "readCharter", .charters, "Read a version's files", [.version("version")],
      answer: .object(["version": .text(min: 1), "files": .map(.text(), min: 1)]), "Texts by path.", errors: [404]),
    RouteDescription(
      "GET /v1/charters/{version}/diff/{other}", "compareCharters", .charters, "Compare two versions",
      details:
        "From `version` to `other`: file by file in lines, and part by part (actions, rules, attributes …) in fields.",
      [.version("version"), .version("other")], answer: .named(.charterDifference), "What differs.", errors: [404]),
    RouteDescription(
      "POST /v1/charters/{version}/activate", "activateCharter", .charters, "Put a version in force",
      details:
        "When this is answered, nothing decides by another; but where the version has a `rollout`, what was for everybody before "
        + "goes on deciding for customers whom it has not reached. A roll-out of another version that is under way ends.",
      [.version("version")],
      answer: .named(.activation), "In force.", errors: [404, 409]),
    RouteDescription(
      "POST /v1/charters/rollback", "rollBackCharter", .charters, "Put the version before this one in force again",
      details: "One that was being rolled out then is so again, on the step where it stood.",
      answer: .named(.activation), "In force.", errors: [404, 409]),
    RouteDescription(
      "GET /v1/charters/activations", "listActivations", .charters, "List which version was in force when",
      answer: .object(["activations": .list(.named(.activation))]), "Oldest first."),
  ]

  static let rollouts: [RouteDescription] = [
    RouteDescription(
      "GET /v1/experiments", "listExperiments", .charters, "List the experiments in force",
      details:
        "With how many customers were found in their arms so far. The first call after a start reads the log from the "
        + "beginning of the oldest of them.",
      answer: .object(["experiments": .list(.named(.experiment))]), "In the charter's order."),
    RouteDescription(
      "GET /v1/experiments/{name}", "readExperiment", .charters, "Report what an experiment says",
      details:
        "Reads the whole log, so one report at a time. The sizes of the arms are checked first, and without them fitting there are no `rows`. "
        + "docs/EXPERIMENTS.md says how to read it; `mesure report experiments` says the same of a hub that is stopped.",
      [
        Parameter(
          name: "name", isInPath: true, schema: .text(min: 1, max: 128).example("text-or-not"),
          meaning: "The experiment's name in the charter in force."),
        Parameter(
          name: "population", schema: .word(ExperimentPopulation.allCases.map(\.rawValue)),
          meaning: "Who is compared: those `exposed` (default), or all `found` in an arm."),
        Parameter(
          name: "by", schema: .text(min: 1).example("segment,region"),
          meaning: "What to look for effects in, all crossed: "
            + ExperimentDimension.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            + ", with commas; or `none`. Default `segment`."),
      ], answer: .named(.experimentReport), "The report.", errors: [404]),
    RouteDescription(
      "GET /v1/rollouts", "listRollouts", .charters, "List the roll-outs in force",
      details: "Of the charter as a whole and of actions, with the steps that each was put on.",
      answer: .object(["rollouts": .list(.named(.rollout))]), "The charter's own first, then in its order."),
    RouteDescription(
      "PUT /v1/rollouts/{name}", "setRollout", .charters, "Put a roll-out on a step",
      details:
        "Widens, narrows, stops (−1) or resumes it. When this is answered, no decision is by another step. One of an action stays there under later charters that have a roll-out of this name; "
        + "one of a charter belongs to its version.",
      [
        Parameter(
          name: "name", isInPath: true, schema: .text(min: 1, max: 128).example("new-card"),
          meaning: "The roll-out's name in the charter: its own, or else its action's or the charter's.")
      ],
      body: .json(
        .object(
          ["step": .whole(min: -1, max: RolloutsResource.stepsMax)],
          optional: ["reason": .text(max: RolloutsResource.reasonBytesMax)]),
        example: ["step": 1, "reason": "no more complaints than elsewhere"]), answer: .named(.rollout),
      "It stands there.",
      errors: [404, 409]),
    RouteDescription(
      "POST /v1/rollouts/{name}/look", "lookAtRollout", .charters, "Look at a roll-out's guard-rails",
      details:
        "The hub does so by itself once an hour. Evidence is made of whole days since the roll-out came to its step; it widens or "
        + "stops the roll-out when it suffices.",
      [
        Parameter(
          name: "name", isInPath: true, schema: .text(min: 1, max: 128).example("new-card"),
          meaning: "The roll-out's name in the charter: its own, or else its action's or the charter's.")
      ],
      answer: .object([
        "verdict": .word(["widen", "hold", "stop", "stopped"]), "days": .whole(min: 0),
        "guards": .list(
          .object([
            "exposed": .whole(min: 0), "exposed_bad": .whole(min: 0), "baseline": .whole(min: 0),
            "baseline_bad": .whole(min: 0), "compared": .whole(min: 0), "log_harm": .number(), "log_safety": .number(),
          ])
        ).meaning(
          "By guard-rail: contacts and bad outcomes inside and outside, how many of those inside were made on days on which others of the same region had contacts too, and the evidence."
        ),
      ]), "What became of it.", errors: [404]),
    RouteDescription(
      "GET /v1/limits", "listLimits", .charters, "List how far volume limits are used",
      details:
        "Of the charter in force: `limits` and the volumes of actions, in the window of now and in windows to come of which something is used. Contacts that were released or came back are not counted.",
      answer: .object([
        "limits": .list(
          .object(
            [
              "name": .text(min: 1), "unit": .word(["contacts", "money"]), "used": .number(), "max": .number(min: 0),
            ], optional: ["from": .moment, "until": .moment]))
      ]), "By limit, then in the order of time; without `from` and `until`: in all of time."),
  ]

  static let stops: [RouteDescription] = {
    let target = Parameter(
      name: "target", isInPath: true, schema: .word(["action", "channel", "brand"]), meaning: "What sort of thing.")
    let name = Parameter(
      name: "name", isInPath: true, schema: .text(min: 1, max: StopsResource.nameBytesMax).example("sms"),
      meaning: "Its name in the charter.")
    return [
      RouteDescription(
        "GET /v1/stops", "listStops", .stops, "List what is stopped", answer: .object(["stops": .list(.named(.stop))]),
        "Everything that is stopped."),
      RouteDescription(
        "PUT /v1/stops/everything", "stopEverything", .stops, "Stop all contact",
        details: "When this is answered, no decision is for contact, and nothing leaves the outbox.",
        answer: .named(.stop), "Stopped."),
      RouteDescription(
        "DELETE /v1/stops/everything", "resumeEverything", .stops, "Let contact go on", answer: .named(.stop),
        "It goes on.", errors: [404]),
      RouteDescription(
        "PUT /v1/stops/{target}/{name}", "stop", .stops, "Stop an action, a channel or a brand", [target, name],
        answer: .named(.stop), "Stopped.", errors: [404]),
      RouteDescription(
        "DELETE /v1/stops/{target}/{name}", "resume", .stops, "Let an action, a channel or a brand go on",
        [target, name], answer: .named(.stop), "It goes on.", errors: [404]),
    ]
  }()

  static let outbox: [RouteDescription] = [
    RouteDescription(
      "GET /v1/outbox", "listOutbox", .outbox, "List messages that are due", details: "Those due first first.",
      [
        Parameter(name: "channel", schema: .text(min: 1), meaning: "The channel; all where it is left out."),
        .limit(usual: OutboxResource.rowsUsual, max: OutboxResource.rowsMax),
      ], answer: .object(["messages": .list(.named(.message))]), "Messages that are due.")
  ]

  static let keys: [RouteDescription] = [
    RouteDescription(
      "GET /v1/keys", "listKeys", .keys, "List the keys", answer: .object(["keys": .list(.named(.key))]),
      "All keys, revoked ones as well."),
    RouteDescription(
      "POST /v1/keys", "createKey", .keys, "Make a key",
      details: "Its secret is told in this answer, and never again.",
      body: .json(
        .object([
          "name": .text(min: 1, max: KeysResource.nameBytesMax).meaning("What people call it; at most 100 bytes."),
          "scopes": .list(.word(Scope.allCases.map(\.name)), min: 1, max: KeysResource.scopesMax),
        ]), example: ["name": "shop", "scopes": ["ingest", "decide"]]),
      answer: .named(.key), "Made.", status: 201),
    RouteDescription(
      "DELETE /v1/keys/{number}", "revokeKey", .keys, "Revoke a key",
      details: "When this is answered, it opens nothing. The key of the call itself cannot be revoked.",
      [Parameter(name: "number", isInPath: true, schema: .whole(min: 1), meaning: "The key's number.")],
      answer: .named(.key), "Revoked.", errors: [404, 409]),
  ]

  static let operation: [RouteDescription] = [
    RouteDescription(
      "GET /health", "readHealth", .operation, "Ask whether the server runs",
      answer: .object(["status": .word(["running"])]), "It runs."),
    RouteDescription(
      "GET /ready", "readReadiness", .operation, "Ask whether the hub can decide",
      answer: .object(["status": .word(["ready"])]), "It can.", errors: [503]),
    RouteDescription(
      route: "GET /metrics", id: "readMetrics", chapter: .operation, summary: "Read counts and times",
      details: "In the text format of Prometheus.",
      answers: [
        Answer(status: 200, meaning: "The page.", type: "text/plain", schema: .text())
      ]),
    RouteDescription(
      "GET /openapi.json", "readDescription", .operation, "Read this document",
      answer: .object([:], isOpen: true), "The document."),
  ]
}
