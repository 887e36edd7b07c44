import Decisions

extension Format {
  private static let bounds = Shape.object(
    ObjectShape(
      noun: "bounds of a guard",
      fields: [
        Field("warn", share, "the share of messages from which on it is told"),
        Field("pause", share, "the share of messages from which on it stops"),
      ]))

  static let guards = Shape.object(
    ObjectShape(
      noun: "guards",
      fields: [
        Field("complaints", bounds, "complaints; default 0.001 and 0.003"),
        Field("bounces", bounds, "messages that came back for good; default 0.02 and 0.05"),
        Field("window", .duration, "how far back messages count, at most 30d; default 7d"),
        Field("messages_min", .integer(1...1_000_000_000), "fewer messages than this prove nothing; default 200"),
      ]))
}
