import Decisions
import Hub

extension Schema {
  private static let texts = Schema.list(.text())
  private static let value = Schema.either(scalar, .list(scalar))

  static let address = Schema.either(
    .text(), .always(true),
    .object([:], optional: ["address": .text(), "suppressed": .truth.meaning("Whether it must not be used.")]))

  static let consent = Schema.object(
    ["purpose": .text(min: 1), "granted": .truth.meaning("Given, rather than refused or withdrawn.")],
    optional: [
      "channel": .text(min: 1).meaning("On all channels where it is left out."),
      "at": .moment.meaning("When the customer said so."), "source": .text().meaning("Where it was said."),
      "proof": .object([:], isOpen: true).meaning("What proves it."),
    ])

  static let patch = Schema.object(
    [:],
    optional: [
      "attributes": .map(.either(value, .null)).meaning("`null` takes one away."),
      "country": .either(.text(), .null), "region": .either(.text(), .null), "zone": .either(.text(), .null),
      "locale": .either(.text(), .null), "household": .either(.text(), .null),
      "addresses": .map(.either(.named(.address), .null)).meaning("By channel; `null` takes one away."),
      "consents": .list(.named(.consent)).meaning("Those that change."),
      "objections": .either(texts, .null).meaning("Purposes; replaces those known."),
      "unwanted": .either(texts, .null).meaning("Channels, issues, groups, actions; replaces those known."),
      "preferred_channels": .either(texts, .null).meaning("Replaces those known."),
    ]
  ).meaning("What it does not mention stays.").example([
    "attributes": ["age": 47, "segment": "senior"], "country": "FR", "addresses": ["email": "ada@example.org"],
    "consents": [["purpose": "marketing", "channel": "email", "granted": true, "source": "form"]],
  ])

  static let profile = Schema.object(
    [:],
    optional: [
      "created_at": .moment, "attributes": .map(value), "country": .text(), "region": .text(), "zone": .text(),
      "locale": .text(), "household": .text(), "addresses": .map(.named(.address)).meaning("By channel."),
      "consents": .list(.named(.consent)).meaning("As they stand."),
      "objections": texts.meaning("Purposes they objected to."),
      "unwanted": texts.meaning("Channels, issues, groups, actions they do not want."),
      "preferred_channels": texts, "contacts": .list(.named(.profileContact)),
      "events": .list(.object(["name": .text(min: 1), "at": .moment], optional: ["amount": .number()]))
        .meaning("Those that rules may ask for: the latest of each name."),
    ]
  ).meaning("What is known of a customer; what is not known is left out.")

  private static let state = Schema.word(ContactState.allCases.map { "\($0)" })
  private static let outcomeWord = Schema.word(ContactOutcome.allCases.map { "\($0)" })

  static let contact = Schema.object(
    [
      "at": .moment, "action": .text(min: 1), "channel": .text(min: 1), "purpose": .text(min: 1),
      "group": .text(min: 1), "issue": .text(min: 1), "direction": .word(["outbound", "inbound"]),
      "weight": .number(min: 0).meaning("Pressure; 1 is one plain e-mail."), "state": state,
      "counts": .truth.meaning("Whether caps, spacing and pressure count it."),
    ],
    optional: [
      "brand": .text(min: 1), "outcome": outcomeWord, "outcome_at": .moment, "decision": .text(min: 14, max: 14),
      "choice": .whole(min: 0, max: 15),
    ])

  static let profileContact = Schema.object(
    [
      "at": .moment, "action": .text(min: 1), "channel": .text(min: 1), "group": .text(), "issue": .text(),
      "brand": .text(), "channel_kind": .word(ChannelKind.allCases.map(\.name)),
      "direction": .word(["outbound", "inbound"]), "purpose_kind": .word(PurposeKind.allCases.map { "\($0)" }),
      "weight": .number(min: 0), "address_key": .text(pattern: "^[0-9a-f]{1,8}$"), "state": state,
    ],
    optional: [
      "purpose": .text(min: 1), "outcome": outcomeWord, "outcome_at": .moment, "decision": .text(min: 14, max: 14),
      "choice": .whole(min: 0, max: 15),
    ]
  ).meaning("A contact as files have it; a name that the charter does not know any more is `#` and its number.")

  static let event = Schema.object(
    ["name": .text(min: 1, max: CustomersResource.nameBytesMax).example("page_view")],
    optional: [
      "at": .moment.meaning("When it happened; now where it is left out, or where it has not been yet."),
      "amount": .number().usually(0), "properties": .object([:], isOpen: true),
      "position": .object(
        ["latitude": .number(min: -90, max: 90), "longitude": .number(min: -180, max: 180)], isOpen: true
      ).meaning("Where they were. Only which of the charter's zones that is in is kept."),
      "message_id": .text(min: 1, max: CustomersResource.nameBytesMax).meaning(
        "A second event with it is accepted and does nothing."),
    ])

  static let told = Schema.object([
    "customer": .named(.customer),
    "result": .word(["recorded", "duplicate"]).meaning("`duplicate`: it was known, and nothing changed."),
  ])

  static let entry = Schema.either(
    entry("patch", .named(.patch)), entry("decision", .named(.decisionAnswer)), entry("imported", .named(.profile)),
    entry("absorbed", .named(.profile)),
    entry(
      "event",
      .object(
        ["name": .text(), "at": .moment, "amount": .number()], optional: ["properties": .object([:], isOpen: true)])),
    entry(
      "feedback",
      .object(
        [
          "decision": .text(), "choice": .whole(min: 0), "outcome": .word(FeedbackKind.allCases.map(\.name)),
          "at": .moment, "action": .text(), "channel": .text(),
        ], optional: ["value": .number(), "reason": .text(min: 1), "note": .text(min: 1)])),
    entry(
      "journeys",
      .object([
        "news": .list(
          .object(
            ["kind": .word(JourneyRecord.News.Kind.allCases.map(\.name))],
            optional: ["name": .text(min: 1), "reason": .text(min: 1)]))
      ])),
    .object(["entry": .text(), "at": .moment, "kind": .word(["merged"])])
  ).meaning("One fact, written once and never changed.")

  private static func entry(_ kind: String, _ schema: Schema) -> Schema {
    .object([("entry", .text()), ("at", .moment), ("kind", .word([kind])), (kind, schema)])
  }
}
