import Decisions
import Expressions

/// A text in every language of the charter, by the language's position.
public struct LocalText: Hashable, Sendable {
  /// One a language; a language that falls back has the text of the language it falls back to.
  public var templates: [TextTemplate]

  /// Makes a text.
  public init(_ templates: [TextTemplate]) { self.templates = templates }

  /// The text in a language.
  public subscript(locale: Int) -> TextTemplate { templates[locale] }

  /// The variables in it in any language, each once.
  public var variables: [Int] {
    templates.flatMap(\.variables).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

/// A picture in a message.
public struct ImageContent: Hashable, Sendable {
  /// Where it lies on the web.
  public var source: LocalText
  /// What it shows, for those who do not see it.
  public var alternative: LocalText
  /// Where it leads.
  public var link: LocalText?
  /// Its width in CSS pixels.
  public var widthPixels: Int

  /// Makes a picture.
  public init(source: LocalText, alternative: LocalText, link: LocalText? = nil, widthPixels: Int = 560) {
    self.source = source
    self.alternative = alternative
    self.link = link
    self.widthPixels = widthPixels
  }
}

/// A piece of a message, said on each channel in its own way.
public struct MessageBlock: Sendable {
  /// What it is.
  public enum Kind: Sendable {
    /// A title.
    case headline(LocalText)
    /// Paragraphs; an empty line parts them.
    case text(LocalText)
    /// A picture; channels without pictures leave it out.
    case image(ImageContent)
    /// Products that a variable lists by their keys in the charter's products.
    case products(variable: Int, max: Int, heading: LocalText?)
    /// Where to go next.
    case button(text: LocalText, link: LocalText)
    /// What the law asks for.
    case legal(LocalText)
    /// The link by which one hears no more of this.
    case unsubscribe(LocalText)
  }

  /// What it is.
  public var kind: Kind
  /// For whom it is shown; nothing: everybody.
  public var when: Program?
  /// Where it is shown; empty: everywhere.
  public var channels: Set<ChannelKind>
  /// Whether a channel with little room keeps it.
  public var isEssential: Bool

  /// Makes a block.
  public init(kind: Kind, when: Program? = nil, channels: Set<ChannelKind> = [], isEssential: Bool = false) {
    self.kind = kind
    self.when = when
    self.channels = channels
    self.isEssential = isEssential
  }

  /// The variables that it needs in any language.
  public var variables: [Int] {
    switch kind {
    case .headline(let text), .text(let text), .legal(let text), .unsubscribe(let text): text.variables
    case .image(let image): image.source.variables + image.alternative.variables + (image.link?.variables ?? [])
    case .products(let variable, _, let heading): [variable] + (heading?.variables ?? [])
    case .button(let text, let link): text.variables + link.variables
    }
  }
}

/// What a message says, once, for every channel.
public struct Message: Sendable {
  /// Its name; actions say `content: NAME`.
  public var name: String
  /// The subject of an e-mail or a letter, and the title of a push message that has none of its own.
  public var subject: LocalText?
  /// The line that mail programs show beside the subject.
  public var preheader: LocalText?
  /// What it says, in order.
  public var blocks: [MessageBlock]
  /// What is different as a text message.
  public var sms = TextMessageContent()
  /// What is different as a push message.
  public var push = PushContent()
  /// How it goes over WhatsApp; nothing: it does not.
  public var whatsapp: WhatsAppContent?

  /// Makes a message.
  public init(name: String, subject: LocalText? = nil, preheader: LocalText? = nil, blocks: [MessageBlock]) {
    self.name = name
    self.subject = subject
    self.preheader = preheader
    self.blocks = blocks
  }
}

/// A message as SMS.
public struct TextMessageContent: Sendable {
  /// The text; nothing: the essential of the blocks.
  public var text: LocalText?
  /// Whether characters that GSM 7-bit lacks are written with those that it has.
  public var isTransliterated = false
  /// The most parts; a message that needs more is not sent.
  public var partsMax = 3

  /// Makes the usual.
  public init() {}
}

/// A message as push or web push.
public struct PushContent: Sendable {
  /// The title; nothing: the first headline, or the subject.
  public var title: LocalText?
  /// The text; nothing: the first text.
  public var body: LocalText?
  /// Where it leads; nothing: where the first button does.
  public var link: LocalText?
  /// Of messages with the same key, a device shows the latest.
  public var collapseKey: String?

  /// Makes the usual.
  public init() {}
}

/// A message over WhatsApp: a template that Meta has approved, with what goes into its places.
public struct WhatsAppContent: Sendable {
  /// What Meta approved it as.
  public enum Category: String, CaseIterable, Sendable { case marketing, utility, authentication }

  /// The template's name with Meta.
  public var template: String
  /// Its category.
  public var category: Category
  /// The texts of its body's places, in order.
  public var parameters: [LocalText]
  /// What is added to the address of its first button.
  public var buttonSuffix: LocalText?
  /// Its language codes with Meta, by the position of the charter's language.
  public var languages: [String]

  /// Makes a template.
  public init(
    template: String, category: Category, parameters: [LocalText], buttonSuffix: LocalText? = nil, languages: [String]
  ) {
    self.template = template
    self.category = category
    self.parameters = parameters
    self.buttonSuffix = buttonSuffix
    self.languages = languages
  }
}
