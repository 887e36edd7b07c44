import Decisions
import Messages

extension Format {
  /// A text in every language, or one for all.
  static let localText = Shape.either([.table("locale", .text), .text])

  /// content/settings.yaml: what all messages share.
  static let contentSettings = Shape.object(
    ObjectShape(
      noun: "content/settings.yaml",
      fields: [
        Field(
          "locales", .list(.name), "languages of all texts, such as en or pt-br; the first is the usual one",
          required: true),
        Field("brand", brand, "who speaks, and how it looks", required: true),
        Field("variables", .table("variable", contentVariable), "what texts may name of a customer"),
        Field("fragments", .table("fragment", localText), "texts that stand in many messages"),
        Field("footers", footers, "what stands at the end of every message, by kind of purpose"),
      ]))

  private static let brand = Shape.object(
    ObjectShape(
      noun: "a brand",
      fields: [
        Field("name", localText, "its name", required: true),
        Field("logo", image, "its logo, on top of every e-mail"),
        Field(
          "colours",
          .object(ObjectShape(noun: "colours", fields: colourNames.map { Field($0, .text, "#rrggbb") })),
          "colours of e-mails"),
        Field(
          "email",
          .object(
            ObjectShape(
              noun: "a sender of e-mails",
              fields: [
                Field("name", localText, "the name that people see"),
                Field("address", .text, "the address", required: true),
                Field("reply_to", .text, "where answers go"),
              ])), "the sender of e-mails"),
        Field(
          "sms",
          .object(
            ObjectShape(
              noun: "a sender of text messages",
              fields: [
                Field("sender", .text, "a short code, or at most 11 letters and digits", required: true),
                Field("stop", localText, "how to stop, such as STOP au 36111; added to marketing that does not say it"),
              ])), "the sender of text messages"),
        Field("letter", .list(.text), "the lines of the sender's postal address"),
      ]))

  static let colourNames = ["text", "background", "accent", "dark_text", "dark_background", "dark_accent"]

  private static let image = Shape.object(
    ObjectShape(
      noun: "an image",
      fields: [
        Field("src", localText, "where it lies on the web", required: true),
        Field("alt", localText, "what it shows, for those who do not see it", required: true),
        Field("link", localText, "where it leads"),
        Field("width", .integer(1...600), "its width in pixels; default 560"),
      ]))

  private static let contentVariable = Shape.object(
    ObjectShape(
      noun: "a variable",
      fields: [
        Field("value", .expression, "an expression that gives it", required: true),
        Field("as", .word(ContentVariable.Format.allCases.map(\.rawValue)), "how it is written; default text"),
        Field("fallback", localText, "what stands in its place when it is missing, stale or implausible"),
        Field("otherwise", .word(["drop", "stop"]), "without fallback: drop its block, or stop the message"),
        Field("plausible", .expression, "what must hold for it to be believed"),
        Field("updated", .expression, "when it was last known to be right: a timestamp"),
        Field("stale_after", .duration, "how old it may be"),
        Field("longest", .integer(1...2_000), "its most characters; default 100"),
      ]))

  private static let footers = Shape.object(
    ObjectShape(
      noun: "footers",
      fields: PurposeKind.allCases.map { Field("\($0)", .list(block), "blocks at the end of \($0) messages") }))

  private static let block = Shape.object(
    ObjectShape(
      noun: "a block",
      fields: [
        Field("headline", localText, "a title"),
        Field("text", localText, "paragraphs, parted by an empty line"),
        Field("image", image, "a picture"),
        Field(
          "products",
          .object(
            ObjectShape(
              noun: "a list of products",
              fields: [
                Field("items", .name, "a variable that lists keys of content/products.yaml", required: true),
                Field("max", .integer(1...20), "the most that are shown; default 3"),
                Field("heading", localText, "a title above them"),
              ])), "products that a variable lists"),
        Field(
          "button",
          .object(
            ObjectShape(
              noun: "a button",
              fields: [
                Field("text", localText, "what it says", required: true),
                Field("link", localText, "where it leads", required: true),
              ])), "where to go next"),
        Field("legal", localText, "what the law asks for"),
        Field("unsubscribe", localText, "the words of the link by which one hears no more of this"),
        Field("when", .expression, "for whom it is shown"),
        Field("channels", .oneOrMany(.word(ChannelKind.allCases.map(\.name))), "kinds of channels that show it"),
        Field("essential", .flag, "whether a channel with little room keeps it"),
      ]))

  /// content/*.yaml: one message, or a list of them.
  static let content = Shape.oneOrMany(
    .object(
      ObjectShape(
        noun: "a message",
        fields: [
          Field("name", .name, "its name; actions say `content: NAME`", required: true),
          Field("subject", localText, "the subject of an e-mail or a letter"),
          Field("preheader", localText, "the line that mail programs show beside the subject"),
          Field("blocks", .list(block), "what it says, in order", required: true),
          Field(
            "sms",
            .object(
              ObjectShape(
                noun: "a message as SMS",
                fields: [
                  Field("text", localText, "its text; default: the essential of the blocks"),
                  Field("transliterate", .flag, "whether characters that GSM 7-bit lacks are replaced"),
                  Field("parts_max", .integer(1...10), "the most parts; default 3"),
                ])), "what is different as SMS"),
          Field(
            "push",
            .object(
              ObjectShape(
                noun: "a message as push",
                fields: [
                  Field("title", localText, "its title; default: the first headline"),
                  Field("body", localText, "its text; default: the first text"),
                  Field("link", localText, "where it leads; default: where the first button does"),
                  Field("collapse", .name, "of messages with one key, a device shows the latest"),
                ])), "what is different as push"),
          Field(
            "whatsapp",
            .object(
              ObjectShape(
                noun: "a message over WhatsApp",
                fields: [
                  Field("template", .name, "the template's name with Meta", required: true),
                  Field(
                    "category", .word(WhatsAppContent.Category.allCases.map(\.rawValue)), "what Meta approved it as",
                    required: true),
                  Field("parameters", .list(localText), "texts of its body's places, in order"),
                  Field("button", localText, "what is added to the address of its first button"),
                  Field("languages", .table("locale", .text), "Meta's language codes where they are not ours"),
                ])), "how it goes over WhatsApp"),
        ])))

  /// content/products.yaml: products by key.
  static let products = Shape.record(
    .object(
      ObjectShape(
        noun: "a product",
        fields: [
          Field("title", localText, "its name", required: true),
          Field("link", .text, "where it is told of", required: true),
          Field("image", .text, "a picture of it"),
          Field("price", money, "its price"),
        ])))
}
