import Decisions
import Hub
import Indicators

extension Schema {
  private static let change = Schema.word(["added", "removed", "changed"])

  static let files = Schema.object([
    "files": .map(.text(), min: 1, max: CharterUpload.filesMax).meaning(
      "Texts by path, such as `charter.yaml` and `actions/cards.yaml`.")
  ])

  static let charter = Schema.object([
    "version": .text(min: 1), "name": .text(), "uploaded": .moment, "active": .truth.meaning("Whether it decides now."),
    "actions": .whole(min: 0),
  ])

  static let activation = Schema.object(
    ["number": .whole(min: 1), "version": .text(min: 1), "at": .moment],
    optional: [
      "earlier": .text(min: 1).meaning(
        "The version that goes on for customers whom this one's roll-out does not reach.")
    ])

  static let diagnostic = Schema.object([
    "code": .text(min: 1), "severity": .word(["error", "warning"]), "message": .text(min: 1), "file": .text(),
    "line": .whole(min: 0).meaning("From 1; 0 where the file as a whole is meant."),
    "column": .whole(min: 1).meaning("In characters, from 1."), "length": .whole(min: 1),
    "text": .text().meaning("The line itself."),
  ])

  static let charterFaults = Schema.object([
    "code": .word(["charter.faulty"]), "message": .text(min: 1), "diagnostics": .list(.named(.diagnostic), min: 1),
  ])

  static let charterCheck = Schema.object(
    [
      "valid": .truth, "diagnostics": .list(.named(.diagnostic)),
      "tests": .list(
        .object([
          "name": .text(), "line": .whole(min: 0), "passed": .truth,
          "differences": .list(.text()).meaning("What came out otherwise than `tests.yaml` expects."),
        ])),
    ], optional: ["version": .text(min: 1)])

  static let charterDifference = Schema.object([
    "from": .text(min: 1), "to": .text(min: 1),
    "files": .list(
      .object([
        "path": .text(min: 1), "change": change,
        "hunks": .list(
          .object([
            "from_line": .whole(min: 0), "from_count": .whole(min: 0), "to_line": .whole(min: 0),
            "to_count": .whole(min: 0), "lines": .list(.text(min: 1)).meaning("Each with ` `, `-` or `+` in front."),
          ])),
      ])),
    "parts": .list(
      .object([
        "kind": .text(min: 1).meaning("Such as `action`, `cap`, `attribute`, `setting`."), "name": .text(),
        "change": change,
        "fields": .list(.object(["name": .text()], optional: ["from": .text(), "to": .text()])),
      ])),
  ])

  static let rollout = Schema.object(
    [
      "name": .text(min: 1), "step": .whole(min: -1).meaning("The step on which it stands; −1: it reaches nobody."),
      "steps": .whole(min: 1).meaning("How many it has; the last is one less."),
      "moves": .list(
        .object(["step": .whole(min: -1), "at": .moment], optional: ["reason": .text(min: 1)])
      ).meaning("The steps that it was put on, oldest first; none: it stands where it began."),
    ],
    optional: [
      "action": .text(min: 1).meaning("The action that it is of; this or `charter` is there."),
      "charter": .text(min: 1).meaning("The version that is rolled out as a whole: the one that was activated last."),
      "earlier": .text(min: 1).meaning(
        "The version that decides for customers whom it has not reached; left out where nobody is."),
    ])

  static let experiment = Schema.object(
    [
      "name": .text(min: 1), "unit": .word(ExperimentUnit.allCases.map { "\($0)" }).meaning("Who is drawn together."),
      "part": .number(min: 0).meaning("The share of its layer, or of all, that takes part."),
      "control": .text(min: 1).meaning("The arm that others are compared with."),
      "metrics": .list(.word(ExperimentMetric.allCases.map(\.name))).meaning(
        "What it is judged by, the first above all."),
      "arms": .list(
        .object(
          [
            "name": .text(min: 1), "assigned": .whole(min: 0).meaning("Customers found in it so far, in this period."),
            "exposed": .whole(min: 0).meaning("Those of them whom it could have made a difference to."),
          ],
          optional: [
            "share": .number(min: 0).meaning("Of those who take part."),
            "regions": .list(.text(min: 1)).meaning("Who lives there is in it, and nobody is drawn."),
          ])),
      "complete": .truth.meaning("Whether the whole log has been read; else the next call reads on."),
    ],
    optional: [
      "layer": .text(min: 1).meaning("A customer takes part in one experiment of it at most."), "from": .moment,
      "until": .moment, "rotate_seconds": .whole(min: 1).meaning("After which time everybody is drawn anew."),
    ])

  static let experimentReport = Schema.object(
    [
      "name": .text(min: 1), "unit": .word(ExperimentUnit.allCases.map { "\($0)" }),
      "population": .word(ExperimentPopulation.allCases.map(\.rawValue)),
      "until": .moment.meaning("What the log had come to."),
      "sizes_fit": .truth.meaning("Whether the arms are as large as they should be; else there are no rows."),
      "size_p_value": .number(min: 0, max: 1).meaning("Of the sizes of all found, looked at once."),
      "sentence": .text(min: 1).meaning("What it says of its first metric, or why nothing."),
      "arms": .list(
        .object(
          [
            "name": .text(min: 1), "control": .truth, "found": .whole(min: 0).meaning("Units found in it."),
            "counted": .whole(min: 0).meaning("Units that are compared."),
            "complete": .whole(min: 0).meaning("Those of them whose window has passed."), "customers": .whole(min: 0),
          ], optional: ["share": .number(min: 0).meaning("Left out where regions are listed.")])),
      "looks": .list(.object(["units": .whole(min: 0), "at": .moment, "sizes_fit": .truth])).meaning(
        "Planned looks so far."), "rows": .list(experimentRow),
      "notes": .list(.text(min: 1)).meaning("What has to be known to read it."),
    ], optional: ["period": .whole().meaning("Where everybody is drawn anew: which time.")])

  private static let experimentRow = Schema.object(
    [
      "reading": .word(ExperimentRow.Reading.allCases.map(\.rawValue)),
      "metric": .word(ExperimentMetric.allCases.map(\.name)), "arm": .text(min: 1),
      "verdict": .word(ExperimentRow.Verdict.allCases.map(\.rawValue)),
      "capped": .truth, "adjusted": .truth.meaning("For what customers did before."),
      "leads": .truth.meaning("Of the views of a metric, the one that was declared."),
      "believed_among_many": .truth.meaning("Believed among all comparisons (e-BH)."),
      "n": .whole(min: 0).meaning("Units that it is made of; of sums over places, places that are open."),
    ],
    optional: [
      "look": .whole(min: 1), "place": .text(min: 1), "control_mean": .number(), "arm_mean": .number(),
      "difference": .number(), "low": .number().meaning("Left out where nothing is ruled out."), "high": .number(),
      "relative": .number().meaning("0.1 is 10 % more."), "relative_low": .number(), "relative_high": .number(),
      "total": .number().meaning("What the arm had more than it would have had as control."),
      "explained": .number(min: 0, max: 1),
    ])

  static let stop = Schema.either(
    .object(["target": .word(["everything"])]),
    .object(
      ["target": .word(["action", "channel", "brand"]), "name": .text(min: 1, max: StopsResource.nameBytesMax)],
      optional: ["reason": .text(min: 1).meaning("Why a guard stopped it; left out where somebody did by hand.")]))

  static let key = Schema.object(
    [
      "number": .whole(min: 1), "name": .text(min: 1, max: KeysResource.nameBytesMax),
      "scopes": .list(.word(Scope.allCases.map(\.name)), min: 1), "created": .moment,
    ],
    optional: [
      "revoked": .moment.meaning("When it ended; it holds where this is left out."),
      "secret": .text(pattern: "^mk_[a-z2-7]{32}$").meaning("Told once, when the key is made."),
    ])

  static let message = Schema.object(
    [
      "decision": .text(min: 14, max: 14), "choice": .whole(min: 0, max: 15), "customer": .named(.customer),
      "action": .text(min: 1), "channel": .text(min: 1), "due": .moment,
    ],
    optional: [
      "brand": .text(min: 1),
      "links": .object(
        LinkSigner.Purpose.allCases.map { ("\($0)", Schema.text(min: 1)) }
      ).meaning("What the message should link to, signed; where the server has a `--public-url`."),
    ])

  static let trackedCall = Schema.object([:], isOpen: true).meaning(
    "A call as the clients of Segment and RudderStack send it; at most 32 KiB."
  ).example([
    "userId": "42", "event": "Order Completed", "properties": ["revenue": 39.9], "messageId": "7f9c1b1e",
    "timestamp": "2026-03-01T09:00:00Z",
  ])

  static let trackedBatch = Schema.object(
    ["batch": .list(.any).meaning("Calls, each with its `type`; of more than 2,500 the rest is dropped.")],
    isOpen: true)

  static let cloudEvent = Schema.object(
    [
      "specversion": .word(["1.0"]), "id": .text(min: 1), "source": .text(min: 1),
      "type": .text(min: 1).meaning("The event's name; of a reverse-DNS type, its last part is tried as well."),
    ],
    optional: [
      "subject": .either(.text(min: 1, max: Identity.valueBytesMax), .null).meaning(
        "The customer; this or `anonymousid` must be there."),
      "anonymousid": .either(.text(min: 1, max: Identity.valueBytesMax), .null).meaning("A visitor."),
      "time": .either(.moment, .null), "datacontenttype": .either(.text(min: 1), .null),
      "data": .any.meaning("JSON: the event's properties."),
    ], isOpen: true)
}
