extension Format {
  /// What limits all customers together, in policy.yaml.
  static let volumeLimit = Shape.object(
    ObjectShape(
      noun: "a limit",
      fields: [
        Field("name", .name, "its name, unique in the policy", required: true),
        Field("max", .integer(0...1_000_000_000), "the most contacts"),
        Field("budget", .number(0...1e9), "the most sending costs, in money"),
        Field(
          "per", .word(["day", "week", "month"]), "in which calendar window of the charter's zone", required: true),
        Field("floors", .list(floor), "for whom a part is kept, the first that fits"),
      ] + scope))

  private static let floor = Shape.object(
    ObjectShape(
      noun: "a floor",
      fields: [
        Field("name", .name, "its name, unique in the limit", required: true),
        Field("when", .expression, "who belongs to the segment", required: true),
        Field("least", .integer(0...1_000_000_000), "how many contacts are kept"),
        Field("share", share, "the share of the limit that is kept"),
      ]))
}
