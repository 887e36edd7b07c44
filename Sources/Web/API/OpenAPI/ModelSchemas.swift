/// What `GET /v1/models` says of contact and silence.
enum ModelSchemas {
  private static let side = Schema.object(["decisions": .whole(min: 0), "outcomes": .whole(min: 0)])

  static let effect = Schema.object(
    [
      "issue": .text(min: 1), "contacted": side, "silent": side,
      "answers": .truth.meaning("Whether enough is known to answer instead of the charter."),
    ],
    optional: [
      "with": .number(min: 0, max: 1).meaning("The chance of the outcome under contact."),
      "without": .number(min: 0, max: 1).meaning("The chance under silence."),
      "effect": .number(min: -1, max: 1).meaning("What contact adds on average: with less without."),
      "error": .number(min: 0).meaning("The standard error of that."),
    ])

  static let abstention = Schema.object([
    "draws": .whole(min: 2).meaning("Even draws where silence was preferred."),
    "regret": .number().meaning(
      "What the best contact would have brought more than silence, in money; below 0: silence saved."),
    "error": .number(min: 0).meaning("The standard error of that."),
  ]).meaning("Where silence was preferred, and chance drew; none before two draws.")
}
