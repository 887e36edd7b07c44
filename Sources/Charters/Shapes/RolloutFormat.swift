import Decisions

extension Format {
  /// How an action, or the whole charter, reaches customers step by step.
  static let rollout = Shape.object(
    ObjectShape(
      noun: "a roll-out",
      fields: [
        Field("name", .name, "its name, which is the salt of the draw; default the action's or the charter's"),
        Field(
          "steps", .list(step), "whom it reaches, from the first step on; each adds to those before", required: true),
        Field("guards", .list(guardRail), "what must not get worse"),
        Field("risk", .number(0.001...0.5), "the chance of a wrong stop, and of a wrong widening; default 0.05"),
        Field("hold", .duration, "how long a step lasts at least; default 7d"),
      ]))

  private static let step = Shape.object(
    ObjectShape(
      noun: "a step",
      fields: [
        Field("countries", .oneOrMany(.text), "ISO 3166 codes; default everywhere"),
        Field("regions", .oneOrMany(.text), "ISO 3166-2 codes; default everywhere"),
        Field("share", share, "the share of the customers there; default 1"),
        Field("pilots", .list(.text), "customers by id, and nobody else"),
      ]))

  private static let guardRail = Shape.object(
    ObjectShape(
      noun: "a guard-rail",
      fields: [
        Field("outcomes", .oneOrMany(.word(outcomes)), "the outcomes that are counted", required: true),
        Field("tolerance", share, "by how much their rate may grow, as a difference of rates", required: true),
      ]))
}
