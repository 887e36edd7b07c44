import Decisions

extension Format {
  /// What holds back by what was learned.
  static let restraint = Shape.object(
    ObjectShape(
      noun: "restraint",
      fields: [
        Field("prices", prices, "what it costs when a message brings more than it should"),
        Field("lifetime_value", .quantity, "what a customer is worth in their lifetime, in money"),
        Field("confidence", share, "how sure one must be that a marketing message nets more than nothing"),
        Field("look_ahead", .flag, "whether what a message takes from later ones is part of its cost; default true"),
        Field("tired_spacing", .duration, "how far apart marketing messages to a tired customer lie"),
      ]))

  private static let prices = Shape.object(
    ObjectShape(
      noun: "prices",
      fields: HazardKind.allCases.map { Field($0.name, price, "what one of them costs") }))

  private static let price = Shape.object(
    ObjectShape(
      noun: "a price",
      fields: [
        Field("amount", .number(0...1e6), "in money"),
        Field("lifetime_share", share, "of the customer's lifetime value"),
      ]))

  /// How chance has a say.
  static let exploration = Shape.object(
    ObjectShape(
      noun: "exploration",
      fields: [
        Field("floor", share, "the share of decisions drawn evenly, silence among what is drawn"),
        Field("thompson", .flag, "whether learned propensities are drawn from what is believed of them"),
      ]))
}
