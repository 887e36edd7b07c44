import Decisions
import Hub

extension Schema {
  static let error = Schema.object(
    [
      "code": .text(min: 1, pattern: "^[a-z_0-9]+(\\.[a-z_0-9]+)*$").meaning("Stable; programs go by it."),
      "message": .text(min: 1).meaning("A sentence a person can act on."),
    ],
    optional: [
      "path": .text(min: 1).meaning("The place in the request."),
      "faults": .list(
        .object(["code": .text(min: 1), "message": .text(min: 1)], optional: ["path": .text(min: 1)]), min: 2
      ).meaning("All that is wrong, where it is more than one thing."),
    ])

  static let customer = Schema.either(
    .text(min: 1, max: Identity.valueBytesMax),
    .whole().meaning("Its digits are the identifier."),
    .object(["id": .either(.text(min: 1, max: Identity.valueBytesMax), .whole())]),
    .object(["anonymous_id": .either(.text(min: 1, max: Identity.valueBytesMax), .whole())])
  ).meaning("By the brand's own identifier, or by that of a visitor nobody knows yet; at most 256 bytes.").example("42")

  static let name = Schema.text(min: 1, max: DecisionQuestion.nameBytesMax)

  private static let occasion = Schema.either(
    .object(["kind": .word(["inbound"])], optional: ["placement": name]),
    .object(["kind": .word(["outbound"])]),
    .object(["kind": .word(["event", "timer"]), "name": name])
  ).meaning("Why we decide now; outbound where it is left out.")

  static let decisionQuestion = Schema.object(
    ["customer": .named(.customer)],
    optional: [
      "occasion": occasion,
      "channels": .list(name, max: DecisionQuestion.namesMax).meaning("Channels considered; empty: all."),
      "actions": .list(name, max: DecisionQuestion.namesMax).meaning("Actions considered; empty: all."),
      "answers": .whole(min: 1, max: DecisionRequest.answersMax).usually(1).meaning("The most answers wanted."),
      "mode": .word(["reservation", "proposal"]).usually("reservation").meaning(
        "A reservation counts at once, until it is released; a proposal counts nowhere."),
      "attributes": .map(
        .either(scalar, .list(scalar, max: DecisionQuestion.namesMax), .null), max: DecisionQuestion.attributesMax
      )
      .meaning("What is known of the customer at this moment only, by the charter's names."),
      "explain": .either(.truth, .word(["en", "fr"])).usually(false).meaning("Whether to tell every candidate's fate."),
    ])

  static let scalar = Schema.either(.text(), .number(), .truth)

  static let choice = Schema.object([
    "action": .text(min: 1), "channel": .text(min: 1), "at": .moment,
    "propensity": .number(min: -1, max: 1)
      .meaning("P: chance that the customer accepts; or what contact adds, which may be below 0."),
    "value": .number().meaning("V: worth in money if so."),
    "lever": .number().meaning("L: business boost, 0.5 = +50 %."),
    "priority": .number().meaning("P × V × (1 + L), in money."),
    "cost": .number().meaning("Sending it, and wearing the customer out, in money."),
    "net": .number().meaning("Priority less cost, less what waiting takes off."),
  ])

  static let fate = Schema.object([
    "action": .text(min: 1), "channel": .text(min: 1), "reason": .word(Reason.allCases.map(\.name)),
    "code": .whole(min: 0, max: 999),
  ])

  private static let decided: KeyValuePairs<String, Schema> = [
    "decision": .text(min: 14, max: 14).meaning("Names the decision from now on."), "customer": .named(.customer),
    "at": .moment, "charter": .text().meaning("The version that decided."),
    "model": .text().meaning("The models' version."), "mode": .word(["reservation", "proposal"]),
  ]

  /// What answers may have besides: the question, a repetition, the reasons.
  private static let besides: KeyValuePairs<String, Schema> = [
    "occasion": .object(
      ["kind": .word(["inbound", "outbound", "event", "timer"])], optional: ["placement": .text(), "name": .text()]),
    "channels": .list(.text()), "actions": .list(.text()), "answers": .whole(min: 1),
    "probability": .number(min: 0, max: 1).meaning(
      "With what chance this was answered, where chance had a say: what estimates of other charters need."),
    "drawn_evenly": .always(true).meaning(
      "Drawn for the charter's floor of exploration, or in an arm of an experiment that chooses so."),
    "experiments": .list(
      .object(
        [
          "experiment": .text(min: 1), "arm": .text(min: 1), "probability": .number(min: 0, max: 1),
          "exposed": .truth.meaning("Whether the decision could have come out otherwise in another arm."),
        ],
        optional: ["holdout": .always(true).meaning("The arm holds marketing back.")])
    ).meaning("The arms of the charter's experiments in which the customer is; left out where they are in none."),
    "silence": .number().meaning("What silence is worth in later messages, in money."),
    "repeated": .always(true).meaning("The `Idempotency-Key` was used before; this is the first answer again."),
    "fates": .list(.named(.fate)), "explanation": .text(),
  ]

  static let decisionAnswer = Schema.either(
    .object(
      joined(decided, ["answer": .word(["contact"]), "choices": .list(.named(.choice), min: 1)]), optional: besides),
    .object(
      joined(
        decided,
        [
          "answer": .word(["silence"]), "reason": .word(Reason.allCases.map(\.name)), "code": .whole(min: 0, max: 999),
          "value": .number().meaning("What silence is worth, in money."),
          "forgone": .number().meaning("What only the contact policy held back, in money."), "next_look": .moment,
        ]), optional: besides)
  ).meaning("What to say, best first, or silence.")

  private static func joined(
    _ first: KeyValuePairs<String, Schema>, _ second: KeyValuePairs<String, Schema>
  ) -> [(String, Schema)] {
    (first.map { $0 } + second.map { $0 }).map { ($0.key, $0.value) }
  }

  static let outcome = Schema.object(
    ["decision": .text(min: 1, max: 64), "outcome": .word(FeedbackKind.allCases.map(\.name))],
    optional: [
      "choice": .whole(min: 0, max: DecisionRequest.answersMax - 1).meaning("Which choice; all where it is left out."),
      "at": .moment.meaning("When it happened; now where it is left out."),
      "value": .number().meaning("Money that came of it."),
    ])

  static let explanation = Schema.object([
    "decision": .text(min: 14, max: 14), "language": .word(["en", "fr"]),
    "same": .truth.meaning("Whether the decision comes out the same when it is made again."), "text": .text(),
    "funnel": .list(.whole(min: 0)).meaning("Candidates left after each step, from those asked about on."),
    "candidates": .list(
      .object(
        [
          "action": .text(min: 1), "channel": .text(min: 1), "reason": .word(Reason.allCases.map(\.name)),
          "code": .whole(min: 0, max: 999),
        ],
        optional: [
          "rule": .text(), "citation": .text(), "until": .moment, "at": .moment, "propensity": .number(),
          "value": .number(), "lever": .number(), "priority": .number(), "cost": .number(), "net": .number(),
          "effect": .object([
            "error": .number(min: 0).meaning("The standard error of P."),
            "with": .number(min: 0, max: 1).meaning("The chance of the outcome under contact."),
            "without": .number(min: 0, max: 1).meaning("The chance under silence; P is the difference."),
          ]).meaning("Where P is what contact adds, and that is learned."),
        ])),
  ])
}
