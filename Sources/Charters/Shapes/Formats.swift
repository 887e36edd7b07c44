import Decisions

/// The shapes of a charter's files.
enum Format {
  /// The longest a name of the author's may count: levers, money, weights have bounds, so that a slip of a key is found.
  static let money = Shape.number(-1e9...1e9)
  static let lever = Shape.number(-1...10)
  static let share = Shape.number(0...1)
  static let weightBounds = 0.0...655.35
  static let weight = Shape.number(weightBounds)
  static let rules = Shape.oneOrMany(.expression)
  static let waiting = Shape.word(["defer", "replace", "drop"])
  static let names = Shape.oneOrMany(.text)
  static let title = Shape.either([.table("locale", .text), .text])

  static let engagement = [
    Field("eligible", rules, "who may have it; every rule must hold"),
    Field("applicable", rules, "when it makes sense"),
    Field("suitable", rules, "for whom it is right"),
  ]

  static let charter = Shape.object(
    ObjectShape(
      noun: "charter.yaml",
      fields: [
        Field("name", .name, "the charter's name", required: true),
        Field("currency", .text, "ISO 4217 code of all money", required: true),
        Field("country", .text, "ISO 3166 code of customers whose country is unknown", required: true),
        Field("zone", .text, "IANA time zone of moments in these files", required: true),
        Field("locale", .word(["en", "fr"]), "language of explanations"),
        Field("laws", .list(.text), "countries whose contact law and holidays hold"),
        Field("laws_left_out", .list(.name), "rules of law, by name, that do not hold for you"),
        Field("purposes", .table("purpose", purpose), "the unit of consent", required: true),
        Field("issues", .table("issue", issue), "business issues and their groups", required: true),
        Field("hierarchy", .list(tier), "tiers of issues, the first outranks all others"),
        Field("silence", .list(silence), "when to say nothing at all"),
        Field("floor", money, "the least net worth a contact, in money"),
        Field("costs", costs, "the price of wearing customers out"),
        Field("restraint", restraint, "what holds back by what was learned"),
        Field("exploration", exploration, "how chance has a say, so that what is believed can be found wrong"),
        Field("tracking", .name, "the purpose by whose consent openings and clicks may be learned from"),
        Field(
          "opening_date", .name,
          "the attribute (timestamp) that keeps the day of the last opening, where no consent is asked for it"),
        Field("guards", guards, "when complaints and messages that come back stop a channel or an action"),
        Field("timing", timing, "when to speak if not now"),
        Field("holdout", holdout, "a share of customers left alone"),
        Field("rollout", rollout, "whom this version has reached so far"),
      ]))

  private static let purpose = Shape.object(
    ObjectShape(
      noun: "a purpose",
      fields: [
        Field("kind", .word(PurposeKind.allCases.map { "\($0)" }), "its legal nature", required: true),
        Field("title", title, "what customers call it"),
        Field("consent", .flag, "whether it needs consent"),
        Field("double_opt_in", .flag, "whether consent counts only once its link was followed"),
        Field("confirm_within", .duration, "how long that link is good for; default 7d"),
        Field("soft_opt_in", names, "events that are a sale: after one, a notice that was given counts as consent"),
        Field("counts", .flag, "whether its contacts count towards caps"),
        Field("blockable", .flag, "whether the contact policy may block it"),
        Field("floor", money, "the least net worth a contact, in money"),
      ]))

  private static let group = Shape.object(
    ObjectShape(noun: "a group", fields: [Field("lever", lever, "business boost, 0.1 = +10 %")] + engagement))

  private static let issue = Shape.object(
    ObjectShape(
      noun: "an issue",
      fields: [
        Field("lever", lever, "business boost, 0.1 = +10 %"),
        Field("groups", .table("group", group), "the groups of the issue"),
      ] + effect + engagement))

  private static let tier = Shape.object(
    ObjectShape(
      noun: "a tier",
      fields: [
        Field("name", .name, "its name", required: true),
        Field("issues", names, "the issues of the tier", required: true),
        Field("when", .expression, "when they may be spoken about at all"),
      ]))

  private static let silence = Shape.object(
    ObjectShape(
      noun: "an order of silence",
      fields: [
        Field("name", .name, "its name", required: true),
        Field("when", .expression, "when to say nothing", required: true),
        Field(
          "except", .oneOrMany(.word(PurposeKind.allCases.map { "\($0)" })),
          "kinds of purposes that speak all the same; default service and legal"),
      ]))

  private static let costs = Shape.object(
    ObjectShape(
      noun: "costs",
      fields: [
        Field("wear", .number(0...1e6), "money for one point of weight on a rested customer"),
        Field("wear_per_pressure", .number(0...1e6), "money for one point of weight, per point of pressure"),
        Field("half_life", .duration, "pressure halves in this time"),
      ]))

  private static let timing = Shape.object(
    ObjectShape(
      noun: "timing",
      fields: [
        Field("when_forbidden", waiting, "what to do with what the rules forbid now"),
        Field("horizon", .duration, "how far ahead a deferral may look"),
        Field("discount_per_day", share, "what a day of waiting takes off the net value, as a share"),
        Field("look_again", .duration, "how long after a silence to look again at the latest"),
        Field("best_hour", bestHour, "put off until an hour at which the customer answers more, where models know one"),
      ]))

  private static let bestHour = Shape.object(
    ObjectShape(
      noun: "a best hour",
      fields: [
        Field("within", .duration, "the longest that it may be put off, at most 7d", required: true),
        Field("purposes", names, "what may be put off; default every purpose of kind marketing"),
      ]))

  private static let holdout = Shape.object(
    ObjectShape(
      noun: "a holdout",
      fields: [
        Field("name", .name, "its name, which is the salt of the draw", required: true),
        Field("share", share, "the share of customers left alone", required: true),
      ]))

  static let channels = Shape.table(
    "channel",
    .object(
      ObjectShape(
        noun: "a channel",
        fields: [
          Field("kind", .word(ChannelKind.allCases.map(\.name)), "what it is", required: true),
          Field("title", title, "what customers call it"),
          Field("direction", .word(["outbound", "inbound"]), "who opens the conversation"),
          Field("address", .flag, "whether a contact needs an address"),
          Field("cost", .number(0...1e6), "the price of one message, in money"),
          Field("weight", weight, "pressure of one contact, in points"),
        ])))

  /// One action, or a list of them.
  static let actions = Shape.oneOrMany(
    .object(
      ObjectShape(
        noun: "an action",
        fields: [
          Field("name", .name, "its name, unique", required: true),
          Field("title", title, "what people call it"),
          Field("group", .name, "its group"),
          Field("issue", .name, "its issue, where the issue has no groups"),
          Field("purpose", .name, "what it is for", required: true),
          Field("brand", .name, "the brand that speaks"),
          Field("active", .flag, "whether it is switched on"),
          Field("starts", .date, "its first day"),
          Field("ends", .date, "its last day"),
          Field("volume", .integer(0...1_000_000_000), "how many contacts it may have in all"),
          Field("value", .quantity, "worth in money if the customer accepts", required: true),
          Field("lever", lever, "business boost, adds to the issue's and the group's"),
          Field("automatic_lever", automaticLever, "a plan that its lever moves towards by itself"),
          Field("when_forbidden", waiting, "what to do when the rules forbid it now"),
          Field("rollout", rollout, "whom it has reached so far"),
          Field("propensity", propensity, "chance that the customer accepts, 0 to 1"),
          Field("compare", names, "models that are compared with it, and decide nothing"),
          Field("learned", .flag, "whether learned models answer instead of `propensity`, once they have learned"),
          Field("content", .name, "the message of content/ that says it, on all channels"),
          Field(
            "channels", .either([.table("channel", treatment), .list(.name)]), "where it may be said", required: true),
        ] + engagement)))

  private static let treatment = Shape.object(
    ObjectShape(
      noun: "a treatment",
      fields: [
        Field("propensity", propensity, "chance that the customer accepts on this channel"),
        Field("compare", names, "models that are compared with it on this channel, and decide nothing"),
        Field("learned", .flag, "whether learned models answer instead of `propensity`, on this channel"),
        Field("cost", .number(0...1e6), "the price of one message, in money"),
        Field("weight", weight, "pressure of one contact, in points"),
        Field("placements", .list(.name), "where it may show on an inbound channel"),
        Field("content", .name, "the message of content/ that says it on this channel"),
      ]))
}
