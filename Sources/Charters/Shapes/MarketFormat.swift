import Decisions

extension Format {
  /// One market, in markets/.
  static let market = Shape.object(
    ObjectShape(
      noun: "a market",
      fields: [
        Field("name", .name, "its name, unique", required: true),
        Field("countries", .oneOrMany(.text), "ISO 3166 codes of its customers", required: true),
        Field("when", .expression, "who of them belongs to it, by attributes, such as their locale"),
        Field("floor", money, "the least net worth a contact, in money"),
        Field(
          "levers", .table("lever", lever), "levers by name of an issue, group or action, which replace the charter's"),
        Field("channels", .table("channel", marketChannel), "what is different of channels"),
        Field("actions", .table("action", marketAction), "what is different of actions"),
        Field("policy", marketPolicy, "contact rules that hold here as well"),
        Field("rules_left_out", .list(.name), "rules of policy.yaml, by name, that do not hold here"),
      ]))

  private static let marketChannel = Shape.object(
    ObjectShape(
      noun: "a channel of a market",
      fields: [
        Field("active", .flag, "whether it is used at all"),
        Field("purposes", names, "the purposes that it is used for; default all"),
        Field("cost", .number(0...1e6), "the price of one message, in money"),
        Field("weight", weight, "pressure of one contact, in points"),
        Field("lever", lever, "business boost of whatever is said on it"),
      ]))

  private static let marketAction = Shape.object(
    ObjectShape(
      noun: "an action of a market",
      fields: [
        Field("active", .flag, "whether it exists here"),
        Field("channels", names, "where it is said; default all of its channels"),
      ]))
}
