import Decisions
import Journeys

/// The shapes of triggers.yaml, segments.yaml, zones.yaml and the files of journeys/.
extension Format {
  private static let outcomeWords = ContactOutcome.allCases.filter { $0 != .none }.map { "\($0)" }

  private static let contactFields = [
    Field("actions", names, "the actions; absent: any"), Field("channels", names, "the channels; absent: any"),
  ]

  /// What somebody waits for: the name of an event, or one of the other things that happen.
  private static let occurrence = Shape.either([
    .object(
      ObjectShape(
        noun: "an occurrence",
        fields: [
          Field("event", .name, "an event of world.yaml"),
          Field(
            "contact", .object(ObjectShape(noun: "a contact", fields: contactFields)), "something was said to them"),
          Field(
            "outcome",
            .object(
              ObjectShape(
                noun: "an outcome",
                fields: [Field("of", .oneOrMany(.word(outcomeWords)), "which outcomes", required: true)] + contactFields
              )),
            "what they made of a contact"),
          Field("enters", place, "they come into a segment or a zone"),
          Field("leaves", place, "they leave a segment or a zone"),
        ])), .name,
  ])
  private static let place = Shape.object(
    ObjectShape(
      noun: "a segment or a zone",
      fields: [
        Field("segment", .name, "a segment of segments.yaml"), Field("zone", .name, "a zone of zones.yaml"),
      ]))
  private static let occurrences = Shape.oneOrMany(occurrence)

  private static let selection = Shape.object(
    ObjectShape(
      noun: "a selection",
      fields: [
        Field("actions", names, "actions by name"), Field("groups", names, "groups by name"),
        Field("issues", names, "issues by name"), Field("purposes", names, "purposes by name"),
      ]))
  private static let raise = Shape.object(
    ObjectShape(
      noun: "what is raised",
      fields: [
        Field("actions", .table("action", lever), "by action: what adds to the lever, 0.5 = +50 %"),
        Field("groups", .table("group", lever), "by group"),
        Field("issues", .table("issue", lever), "by issue"),
      ]))

  private static let opening = [
    Field("channels", names, "the channels asked about; absent: all outbound ones"),
    Field("only", selection, "what is asked about; absent: everything"),
    Field("raise", raise, "what adds to levers"),
    Field("expires_after", .duration, "how long the occasion stays worth opening; default 1d"),
    Field("spread", .duration, "over how long customers are spread"),
  ]

  static let triggers = Shape.list(
    .object(
      ObjectShape(
        noun: "a trigger",
        fields: [
          Field("name", .name, "its name, unique", required: true),
          Field("on", occurrences, "what happens"),
          Field(
            "absence",
            .object(
              ObjectShape(
                noun: "an absence",
                fields: [
                  Field("of", occurrences, "what does not happen", required: true),
                  Field("for", .duration, "for how long", required: true),
                  Field("since", occurrences, "counted from this; absent: from the last time, or from the beginning"),
                ])), "what does not happen for a time"),
          Field(
            "date",
            .object(
              ObjectShape(
                noun: "a date",
                fields: [
                  Field("attribute", .name, "an attribute of type timestamp", required: true),
                  Field("every", .word(["year"]), "its day comes again each year, on the customer's calendar"),
                  Field("before", .duration, "so long before it"), Field("after", .duration, "so long after it"),
                  Field("at", .clock, "at the next such time of the customer's day"),
                ])), "a date of the customer's comes"),
          Field(
            "level",
            .object(
              ObjectShape(
                noun: "a level",
                fields: [
                  Field("of", .quantity, "a number: an attribute, a score, an expression"),
                  Field("propensity", .text, "or the propensity of `action` or `action/channel`"),
                  Field("rises_to", .number(-1e12...1e12), "it comes to this from below"),
                  Field("falls_to", .number(-1e12...1e12), "it comes to this from above"),
                ])), "a number comes to a level"),
          Field("when", .expression, "what must hold besides"),
          Field("once_per", .duration, "at most once in this time"),
        ] + opening)))

  static let segments = Shape.table("segment", .expression)

  private static let degrees = Shape.list(.number(-180...180))
  static let zones = Shape.table(
    "zone",
    .object(
      ObjectShape(
        noun: "a zone",
        fields: [
          Field(
            "circle",
            .object(
              ObjectShape(
                noun: "a circle",
                fields: [
                  Field("centre", degrees, "[latitude, longitude] in degrees", required: true),
                  Field("metres", .number(1...GeoZone.metresMax), "its radius", required: true),
                ])), "everything within so many metres"),
          Field("polygon", .list(degrees), "corners as [latitude, longitude], at least three"),
        ])))

  private static func gate(_ noun: String) -> Shape {
    .object(
      ObjectShape(
        noun: noun,
        fields: [
          Field("on", occurrences, "what happens"),
          Field("when", .expression, "what must hold; alone it is enough"),
        ]))
  }

  private static let move = Shape.object(
    ObjectShape(
      noun: "a move",
      fields: [
        Field("on", occurrences, "what happens"),
        Field("after", .duration, "so long after coming into the stage"),
        Field("when", .expression, "what must hold"),
        Field("to", .name, "the stage it leads to, or `end`", required: true),
      ]))

  private static let stage = Shape.object(
    ObjectShape(
      noun: "a stage",
      fields: [
        Field("name", .name, "its name, unique in the journey", required: true),
        Field("enter", .expression, "who may come in"),
        Field("otherwise", .name, "where those go who may not; default: the next stage"),
        Field("exit", .expression, "when it has done its work"),
        Field("then", .name, "where it leads then; default: the next stage"),
        Field("expires", .expression, "when the journey has lost its sense here"),
        Field("expires_after", .duration, "the journey ends after so long in this stage"),
        Field("moves", .list(move), "ways out, tried in order"),
        Field("raise", raise, "what adds to levers in every decision meanwhile"),
        Field("only", selection, "nothing else may be said meanwhile"),
        Field("without", selection, "what may not be said meanwhile"),
        Field(
          "occasion", .object(ObjectShape(noun: "an occasion", fields: opening)),
          "the occasion that is opened on coming in"),
      ]))

  /// One journey, or a list of them.
  static let journeys = Shape.oneOrMany(
    .object(
      ObjectShape(
        noun: "a journey",
        fields: [
          Field("name", .name, "its name, unique", required: true),
          Field("kind", .word(JourneyKind.allCases.map { "\($0)" }), "what it is for", required: true),
          Field("enter", gate("a way in"), "who comes in", required: true),
          Field("exit", gate("a way out"), "who leaves, from any stage"),
          Field("expires_after", .duration, "it ends after this time"),
          Field("reenter", .either([.word(["never", "always"]), .duration]), "when one may come in again"),
          Field(
            "suspend",
            .object(
              ObjectShape(
                noun: "a suspension",
                fields: [
                  Field(
                    "by", selection, "decisions that suspend it; absent: about anything that its stage is not about"),
                  Field("for", .duration, "for how long", required: true),
                  Field("then", .word(["resume", "end"]), "what follows; default resume"),
                ])), "what something better does to it"),
          Field("stages", .list(stage), "its stages; the first is the way in", required: true),
          Field("migrate", .record(.text), "stages of earlier versions: the stage to go to, or `end`"),
        ])))
}
