import Indicators

extension RouteDescription {
  static let indicators: [RouteDescription] = [
    RouteDescription(
      "GET /v1/indicators", "readIndicators", .operation, "Report what contacts came to and what silence was worth",
      details:
        "Reads the whole log, so one report at a time. Every number stands with what it may be 95 times in 100 and with what it "
        + "is made of; docs/INDICATORS.md says how. `mesure report` says the same of a hub that is stopped.",
      [
        Parameter(
          name: "from", schema: .text(min: 10).example("2026-11-01"),
          meaning: "From this day or moment on, in the charter's zone; else from the log's first entry."),
        Parameter(
          name: "to", schema: .text(min: 10).example("2026-12-01"),
          meaning: "Up to, and without, this day or moment; else up to the log's last entry."),
        Parameter(
          name: "by", schema: .text(min: 1).example("channel,action"),
          meaning: "What to cut by, with commas: "
            + IndicatorDimension.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            + "."),
        Parameter(name: "customer", schema: .text(min: 1), meaning: "Only what is known of this customer."),
        Parameter(
          name: "purchases", schema: .text(min: 1).example("order_completed"),
          meaning: "Events that are purchases, with commas; `converted` means conversions."),
      ],
      answer: .object([
        "from": .moment, "to": .moment.meaning("Without this moment."),
        "by": .list(.word(IndicatorDimension.allCases.map(\.rawValue))),
        "indicators": .list(
          .object([
            "indicator": .word(Indicator.allCases.map(\.rawValue)), "title": .text(min: 1), "unit": .text(min: 1),
            "meaning": .text(min: 1), "interval": .word(IntervalMethod.allCases.map(\.rawValue)),
            "basis": .text(min: 1).meaning("What `n` counts."), "source": .text(min: 1), "rows": .list(row),
          ])),
        "late_news": .whole(min: 0).meaning("News that came too late to count."),
        "notes": .list(.text(min: 1)).meaning("What could not be told, and why."),
      ]), "The report.", errors: [404])
  ]

  private static let row = Schema.object(
    ["value": .either(.number(), .null), "n": .whole(min: 0)],
    optional: [
      "group": .map(.text(min: 1), min: 1).meaning("Of what, where it is cut; else of everything."),
      "detail": .text(min: 1).meaning("A percentile, a reason or a horizon."), "low": .number(), "high": .number(),
    ])
}
