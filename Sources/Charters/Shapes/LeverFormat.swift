import Decisions
import Times

extension Format {
  /// A lever that moves by itself towards a plan.
  static let automaticLever = Shape.object(
    ObjectShape(
      noun: "an automatic lever",
      fields: [
        Field("plan", .number(0...1e12), "how many contacts, or how much money, in each window", required: true),
        Field(
          "of", .word(AutomaticLever.Measure.allCases.map(\.rawValue)),
          "what is planned: contacts, or the worth of answers; default volume"),
        Field(
          "per", .word(CalendarWindow.allCases.map(\.rawValue)),
          "the window of the plan; default all days from `from` to `until`"),
        Field("min", .number(-0.95...10), "the least that it adds to the lever", required: true),
        Field("max", .number(-0.95...10), "the most that it adds to the lever", required: true),
        Field("from", .date, "its first day"),
        Field("until", .date, "its last day"),
      ]))
}
