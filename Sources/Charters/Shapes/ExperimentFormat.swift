import Decisions

extension Format {
  /// experiments.yaml: questions put to chance.
  static let experiments = Shape.list(experiment)

  private static let everything = "everything"
  private static let heldBack = Shape.either([
    .word([everything]), .object(ObjectShape(noun: "a selection", fields: scope)),
  ])
  private static let ruleNames = Shape.oneOrMany(.name)

  private static let experiment = Shape.object(
    ObjectShape(
      noun: "an experiment",
      fields: [
        Field("name", .name, "its name, unique; the salt of the draw", required: true),
        Field("holdout", heldBack, "marketing that a share of customers does not hear: everything, or a selection"),
        Field("without", ruleNames, "rules of policy.yaml that do not hold for a share of customers"),
        Field("preset", .word(["arbitration"]), "five arms: the whole engine, and a share each for four simpler ones"),
        Field(
          "share", share, "the share of those who take part that is held out, without the rule, or in each simpler arm"),
        Field(
          "regions", .list(.text),
          "ISO 3166-2 codes, instead of `share`: who lives there is held out, or without the rule"),
        Field("arms", .list(arm), "the arms, at least two"),
        Field(
          "control", .name, "the arm that others are compared with; default the first, of a holdout who is held out"),
        Field("unit", .word(ExperimentUnit.allCases.map { "\($0)" }), "who is drawn together; default customer"),
        Field("layer", .name, "a customer takes part in at most one experiment of a layer"),
        Field("part", share, "the share of the layer, or of all, that takes part; default 1"),
        Field(
          "slice", .list(.number(0...1)), "instead of `part`: from where to where of the layer, such as [0.2, 0.5]"),
        Field("who", .expression, "who takes part; default everybody"),
        Field("from", .moment, "its first moment"),
        Field("until", .moment, "the first moment at which it is over"),
        Field("rotate", .duration, "after which time everybody is drawn anew"),
        Field(
          "metrics", .list(.word(ExperimentMetric.allCases.map(\.name))), "what it is judged by, the first above all"),
        Field(
          "conversions_by", names,
          "events that are conversions, their amounts the value; default what is told of contacts"),
        Field("service_calls_by", names, "events that are calls to service"),
        Field("value_max", .number(0...1e9), "values of a customer above this count as this much, in money"),
        Field("looks", .integer(1...1000), "how many looks are planned; default 1"),
        Field("alpha", .number(0.0001...0.5), "the chance of finding what is not there; default 0.05"),
        Field(
          "smallest_effect", .number(0.0001...100),
          "the smallest effect worth finding, as a share of the control's mean"),
        Field(
          "planned", .integer(1...1_000_000_000),
          "how many units are planned, in all arms together; planned looks need it and `window`"),
        Field("window", .duration, "how long after the first exposure counts; default as long as the log goes"),
        Field("tolerances", .table("metric", .number(0...1e9)), "by how much an arm's mean may be worse, by metric"),
      ]))

  private static let arm = Shape.object(
    ObjectShape(
      noun: "an arm",
      fields: [
        Field("name", .name, "its name, unique in the experiment", required: true),
        Field("share", share, "its share of those who take part; without, what the others leave"),
        Field("regions", .list(.text), "ISO 3166-2 codes: who lives there is in it, and nobody is drawn"),
        Field("holdout", heldBack, "marketing that it does not hear"),
        Field("treatments", .oneOrMany(.text), "what it hears of all that the arms list: `action` or `action/channel`"),
        Field("without", ruleNames, "rules of policy.yaml that do not hold in it"),
        Field("policy", marketPolicy, "contact rules that hold in it alone"),
        Field(
          "levers", .table("lever", lever), "levers by name of an issue, group or action, which replace the charter's"),
        Field("floor", money, "the least net worth a contact, in money"),
        Field("mode", .word(ArbitrationMode.allCases.map(\.name)), "how marketing is arbitrated; default all"),
      ]))
}
