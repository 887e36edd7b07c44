import Decisions

extension Format {
  static let attributeTypes = [
    "int", "uint", "double", "bool", "string", "timestamp", "duration", "list(string)",
  ]

  static let world = Shape.object(
    ObjectShape(
      noun: "world.yaml",
      fields: [
        Field("attributes", .table("attribute", attribute), "what is known of customers", required: true),
        Field("events", .list(.name), "events that rules may ask for"),
        Field("import", importing, "how to read customers from files"),
      ]))

  private static let attribute = Shape.object(
    ObjectShape(
      noun: "an attribute",
      fields: [
        Field("type", .word(attributeTypes), "its type", required: true),
        Field("min", .number(-1e18...1e18), "the least plausible value"),
        Field("max", .number(-1e18...1e18), "the greatest plausible value"),
        Field("values", .list(.text), "the values it may have"),
        Field("default", .value, "its value where it is absent"),
        Field("title", .text, "what people call it"),
      ]))

  private static let importing = Shape.object(
    ObjectShape(
      noun: "an import mapping",
      fields: [
        Field(
          "csv",
          .object(
            ObjectShape(
              noun: "CSV settings",
              fields: [
                Field("delimiter", .word([",", ";", "\t", "|", "tab"]), "what separates fields"),
                Field("decimal", .word([".", ","]), "the decimal mark"),
                Field("encoding", .word(["utf-8", "latin-1", "windows-1252"]), "how letters are written"),
              ])), "how the file is written"),
        Field("id", .text, "the column of the customer's id; absent: the row number"),
        Field("country", .text, "a column with ISO 3166 codes"),
        Field("region", .text, "a column with ISO 3166-2 codes"),
        Field("zone", .text, "a column with IANA time zones"),
        Field("household", .text, "a column that names the household"),
        Field("missing", .list(.text), "texts that mean absent"),
        Field("attributes", .table("attribute", .either([column, .text])), "attribute: column"),
        Field("addresses", .table("channel", .either([address, .text])), "how customers are reached"),
        Field("consents", .list(consent), "what they consented to; the first that says something decides"),
        Field("objections", .list(objection), "purposes they objected to"),
        Field("contacts", .list(contact), "past contacts"),
        Field("events", .list(event), "past events"),
        Field("outcomes", .list(outcome), "columns that say what contacts came to, for `mesure learn`"),
      ]))

  private static let column = Shape.object(
    ObjectShape(
      noun: "an attribute's source",
      fields: [
        Field("column", .text, "the column"),
        Field("missing", .list(.text), "texts that mean absent in this column"),
        Field("value", .expression, "computed from attributes above it"),
      ]))

  private static let address = Shape.object(
    ObjectShape(
      noun: "an address",
      fields: [
        Field("column", .text, "the column of the address"),
        Field("suppressed", .text, "a column that is true when it must not be used"),
        Field("when", .expression, "when an address nobody has to know is present"),
      ]))

  private static let consent = Shape.object(
    ObjectShape(
      noun: "a consent",
      fields: [
        Field("purpose", .name, "the purpose", required: true),
        Field("channels", names, "the channels; absent: all"),
        Field("column", .text, "a column: true granted, false refused"),
        Field("when", .expression, "when it is granted"),
        Field("share", share, "granted to a keyed share of customers"),
        Field("salt", .text, "what the draw is keyed with"),
      ]))

  private static let objection = Shape.object(
    ObjectShape(
      noun: "an objection",
      fields: [
        Field("purpose", .name, "the purpose", required: true),
        Field("when", .expression, "when they objected", required: true),
      ]))

  private static let contact = Shape.object(
    ObjectShape(
      noun: "past contacts",
      fields: [
        Field("action", .name, "what was said", required: true),
        Field("channel", .name, "the channel", required: true),
        Field("purpose", .name, "the purpose", required: true),
        Field("count", .expression, "how many, at most 200; default 1"),
        Field("when", .expression, "whether there were any"),
        Field("days_ago", .quantity, "how many days ago; index counts from 0", required: true),
        Field("outcome", .expression, "what became of it, as a text in quotes"),
      ]))

  private static let outcome = Shape.object(
    ObjectShape(
      noun: "an outcome",
      fields: [
        Field("action", .name, "what was said", required: true),
        Field("channel", .name, "the channel", required: true),
        Field("column", .text, "the column that says what it came to", required: true),
        Field("positive", .list(.text), "texts that mean that the customer accepted", required: true),
        Field("negative", .list(.text), "texts that mean that they did not; absent: all others"),
      ]))

  private static let event = Shape.object(
    ObjectShape(
      noun: "past events",
      fields: [
        Field("name", .name, "what happened", required: true),
        Field("count", .expression, "how often, at most 200; default 1"),
        Field("when", .expression, "whether it happened"),
        Field("days_ago", .quantity, "how many days ago; index counts from 0", required: true),
        Field("amount", .quantity, "an amount"),
      ]))

  static let tests = Shape.object(
    ObjectShape(noun: "tests.yaml", fields: [Field("tests", .list(test), "the tests", required: true)]))

  private static let test = Shape.object(
    ObjectShape(
      noun: "a test",
      fields: [
        Field("name", .text, "what is promised", required: true),
        Field("at", .moment, "when", required: true),
        Field("channel", .name, "the channel asked about"),
        Field("channels", .list(.name), "the channels asked about"),
        Field("placement", .name, "makes the occasion inbound, at this placement"),
        Field("inbound", .flag, "makes the occasion inbound, at no placement"),
        Field("limit", .integer(1...100), "answers wanted"),
        Field("customer", customer, "the customer", required: true),
        Field("new", .flag, "whether the customer becomes known at this moment"),
        Field("expect", expectation, "what is promised"),
        Field("steps", .list(step), "what happens then, and what is promised of it"),
      ]))

  private static let step = Shape.object(
    ObjectShape(
      noun: "a step",
      fields: [
        Field("after", .duration, "so long after the step before"),
        Field("at", .moment, "or at this moment"),
        Field("down", .flag, "whether the server is down until then"),
        Field("event", .name, "something happens"),
        Field("amount", .number(-1e12...1e12), "its amount"),
        Field("happened", .duration, "how long ago it happened: it comes late"),
        Field("outcome", .word(ContactOutcome.allCases.map { "\($0)" }), "the customer answers the latest contact"),
        Field("action", .name, "or the latest one with this action"),
        Field("attributes", .table("attribute", .either([.list(.value), .value])), "attributes change"),
        Field("position", .list(.number(-180...180)), "they are at [latitude, longitude]"),
        Field("ask", .object(ObjectShape(noun: "a question", fields: questionFields)), "somebody asks what to say"),
        Field("expect", stepExpectation, "what came of it since the step before"),
      ]))

  private static let questionFields = [
    Field("channel", .name, "the channel asked about"), Field("channels", .list(.name), "the channels asked about"),
    Field("placement", .name, "makes the occasion inbound, at this placement"),
    Field("inbound", .flag, "makes the occasion inbound, at no placement"),
    Field("limit", .integer(1...100), "answers wanted"),
  ]

  private static let stepExpectation = Shape.object(
    ObjectShape(
      noun: "an expectation",
      fields: [
        Field("opened", .oneOrMany(.text), "occasions that opened: a trigger, `journey/stage`, or `none`"),
        Field("abandoned", .record(.text), "occasions that did not, and why"),
        Field("stages", .record(.text), "journey: the stage, or `none`"),
        Field("segments", .table("segment", .flag), "whether the customer belongs to it"),
        Field("chosen", .oneOrMany(.text), "all that was said: action, action/channel, or `silence`"),
        Field("reason", .word(Reason.allCases.map(\.name)), "the reason of the last silence"),
      ]))

  private static let customer = Shape.object(
    ObjectShape(
      noun: "a customer",
      fields: [
        Field("id", .text, "an identifier"),
        Field("attributes", .table("attribute", .either([.list(.value), .value])), "attributes by name"),
        Field("country", .text, "ISO 3166 code"),
        Field("region", .text, "ISO 3166-2 code"),
        Field("zone", .text, "IANA time zone, or `unknown`"),
        Field("addresses", .either([.table("channel", .text), .list(.name)]), "channels with an address"),
        Field("consents", .table("purpose", .either([.list(.name), .word(["all"])])), "purpose: channels, or all"),
        Field("objections", .list(.name), "purposes they objected to"),
        Field("unwanted", .list(.name), "channels, issues, groups or actions they do not want"),
        Field("preferred_channels", .list(.name), "channels they prefer"),
        Field("contacts", .list(pastContact), "past contacts"),
        Field("events", .list(pastEvent), "past events"),
      ]))

  private static let pastContact = Shape.object(
    ObjectShape(
      noun: "a past contact",
      fields: [
        Field("action", .name, "what was said", required: true),
        Field("channel", .name, "the channel", required: true),
        Field("purpose", .name, "the purpose"),
        Field("days_ago", .number(-366...36_500), "how many days ago; negative: planned", required: true),
        Field("state", .word(ContactState.allCases.map { "\($0)" }), "where it stands"),
        Field("outcome", .word(ContactOutcome.allCases.map { "\($0)" }), "what became of it"),
      ]))

  private static let pastEvent = Shape.object(
    ObjectShape(
      noun: "a past event",
      fields: [
        Field("name", .name, "what happened", required: true),
        Field("days_ago", .number(0...36_500), "how many days ago", required: true),
        Field("amount", .number(-1e12...1e12), "an amount"),
      ]))

  private static let expectation = Shape.object(
    ObjectShape(
      noun: "an expectation",
      fields: [
        Field("chosen", .oneOrMany(.text), "action, action/channel, or `silence`"),
        Field("reason", .word(Reason.allCases.map(\.name)), "the reason of silence"),
        Field("at", .moment, "when the first choice is to be said"),
        Field("fates", .record(.text), "action or action/channel: reason"),
        Field("priorities", .record(.number(-1e9...1e9)), "action: priority, to the cent"),
      ]))
}
