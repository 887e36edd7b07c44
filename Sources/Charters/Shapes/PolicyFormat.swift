import Decisions

extension Format {
  private static let kinds = Shape.oneOrMany(.word(ChannelKind.allCases.map(\.name)))
  private static let purposeKinds = Shape.oneOrMany(.word(PurposeKind.allCases.map { "\($0)" }))
  private static let directions = Shape.oneOrMany(.word(["outbound", "inbound"]))

  static let scope = [
    Field("channels", names, "channels by name"),
    Field("channel_kinds", kinds, "channels by what they are"),
    Field("purposes", names, "purposes by name"),
    Field("purpose_kinds", purposeKinds, "purposes by legal nature"),
    Field("issues", names, "issues by name"),
    Field("groups", names, "groups by name"),
    Field("actions", names, "actions by name"),
    Field("brands", names, "brands by name"),
    Field("directions", directions, "who opens the conversation; default outbound"),
  ]

  private static let place =
    [
      Field("name", .name, "its name, unique in the policy", required: true),
      Field("when", .expression, "when it holds for a customer"),
      Field("country", .text, "ISO 3166 code of the customers it concerns"),
      Field("regions", .list(.text), "ISO 3166-2 codes"),
      Field("from", .date, "its first day"),
      Field("until", .date, "the first day it no longer holds"),
    ] + scope

  private static let counted = Field(
    "counts", .object(ObjectShape(noun: "a selection", fields: scope)), "what counts, if not what is limited")

  /// `7d`, or day, week, month.
  private static let window = Shape.either([.word(["day", "week", "month"]), .duration])
  static let pointsBounds = 0.0...1e6
  private static let limit = Shape.object(
    ObjectShape(
      noun: "a limit",
      fields: [
        Field("max", .integer(0...1_000_000), "the most contacts", required: true),
        Field("per", window, "in which window", required: true),
      ]))
  private static let weightLimit = Shape.object(
    ObjectShape(
      noun: "a limit of weight",
      fields: [
        Field("max", .number(pointsBounds), "the most, in points", required: true),
        Field("per", window, "in which window", required: true),
      ]))
  private static let pressure = Shape.object(
    ObjectShape(
      noun: "a pressure limit",
      fields: [
        Field("max", .number(pointsBounds), "the most, in points", required: true),
        Field("half_life", .duration, "pressure halves in this time", required: true),
      ]))

  private static let contactRules = [
    Field("caps", .list(cap), "no more than so much"),
    Field("spacing", .list(spacing), "not so soon after"),
    Field("quiet_hours", .list(quietHours), "not at these hours"),
    Field("suppressions", .list(suppression), "not after such outcomes"),
    Field("pending", .list(pending), "not while another message is on its way"),
    Field("pauses", .list(.object(ObjectShape(noun: "a pause", fields: place))), "not while a condition holds"),
  ]

  static let policy = Shape.object(
    ObjectShape(
      noun: "policy.yaml",
      fields: contactRules + [
        Field("limits", .list(volumeLimit), "what limits all customers together"),
        Field("ignored_after", .duration, "after which time without an answer a contact counts as ignored"),
        Field("preferred_channels", .word(["binding", "free"]), "whether preferred channels are binding"),
      ]))

  /// The rules of one market.
  static let marketPolicy = Shape.object(ObjectShape(noun: "the policy of a market", fields: contactRules))

  private static let cap = Shape.object(
    ObjectShape(
      noun: "a cap",
      fields: place + [
        counted,
        Field("max", .integer(0...1_000_000), "the most contacts"),
        Field("per", window, "in which window"),
        Field("limits", .list(limit), "several limits, all of which must hold"),
        Field("weight", weightLimit, "a sum of weights instead of a number of contacts"),
        Field("pressure", pressure, "a decaying sum of weights"),
        Field("of", .word(CapSubject.allCases.map { "\($0)" }), "whose contacts count together"),
      ]))

  private static let spacing = Shape.object(
    ObjectShape(
      noun: "a spacing", fields: place + [counted, Field("least", .duration, "the least time between", required: true)])
  )

  private static let quietHours = Shape.object(
    ObjectShape(
      noun: "quiet hours",
      // `from` is a time of day here; the days in force would be `since` and `until`.
      fields: place.filter { $0.name != "from" } + [
        Field("since", .date, "their first day in force"),
        Field("from", .clock, "when they begin"),
        Field("to", .clock, "when they end; earlier than `from`: the next morning"),
        Field("days", .oneOrMany(.word(weekdays)), "on which days they begin; default every day"),
        Field("holidays", .flag, "whether public holidays are quiet all day"),
      ]))

  private static let suppression = Shape.object(
    ObjectShape(
      noun: "a suppression",
      fields: place + [
        Field("after", .oneOrMany(.word(outcomes)), "the outcomes that cause it", required: true),
        Field("count", .integer(1...1000), "how many it takes"),
        Field("within", .duration, "within which time"),
        Field("for", .duration, "for how long", required: true),
        Field("level", .word(SuppressionLevel.allCases.map { "\($0)" }), "how wide it reaches; default action"),
        Field("same_channel", .flag, "whether only the channel of the contact is closed"),
      ]))

  private static let pending = Shape.object(
    ObjectShape(
      noun: "a rule about pending messages",
      fields: place + [
        counted,
        Field("for", .duration, "how long a message counts as on its way", required: true),
        Field("same_channel", .flag, "whether a message on the same channel blocks as well"),
      ]))

  static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  static let outcomes = ContactOutcome.allCases.filter { $0 != .none }.map { "\($0)" }

  /// The contact law of one country, as shipped.
  static let law = Shape.object(
    ObjectShape(
      noun: "a law file",
      fields: [
        Field("country", .text, "ISO 3166 code", required: true),
        Field("title", .text, "what it is", required: true),
        Field("rules", .list(lawRule), "the rules", required: true),
      ]))

  private static let lawRule = Shape.object(
    ObjectShape(
      noun: "a rule of law",
      fields: [
        Field("name", .name, "its name", required: true),
        Field("kind", .word(["hours", "cap", "suppression"]), "what it is", required: true),
        Field("channels", kinds, "kinds of channels", required: true),
        Field("purposes", purposeKinds, "kinds of purposes", required: true),
        Field("regions", .list(.text), "ISO 3166-2 codes"),
        Field("from", .date, "its first day in force"),
        Field("until", .date, "the first day it is no longer in force"),
        Field("allowed", .list(allowed), "when contact is permitted"),
        Field("holidays", .word(["forbidden", "allowed"]), "public holidays"),
        Field("max", .integer(0...1000), "the most contacts"),
        Field("window", .duration, "in which time"),
        Field("after", .list(.word(outcomes)), "the outcomes that cause it"),
        Field("for", .duration, "for how long"),
        Field("citation", .text, "the text it comes from", required: true),
        Field("source", .text, "where that text can be read", required: true),
      ]))

  private static let allowed = Shape.object(
    ObjectShape(
      noun: "hours",
      fields: [
        Field("days", .list(.word(weekdays)), "days of the week", required: true),
        Field("from", .clock, "from", required: true),
        Field("to", .clock, "to", required: true),
      ]))

  /// The public holidays of one country, as shipped.
  static let holidays = Shape.object(
    ObjectShape(
      noun: "a holiday file",
      fields: [
        Field("country", .text, "ISO 3166 code", required: true),
        Field("source", .text, "where the days come from", required: true),
        Field(
          "holidays",
          .list(
            .object(
              ObjectShape(
                noun: "a holiday",
                fields: [
                  Field("date", .date, "the day", required: true),
                  Field("name", .text, "its name", required: true),
                  Field("regions", .list(.text), "ISO 3166-2 codes"),
                ]))), "the days", required: true),
      ]))
}
