/// A message as it leaves for its channel: nothing in it has to be filled in but who receives it.
public enum RenderedMessage: Hashable, Sendable {
  case email(EmailMessage)
  case sms(TextMessage)
  case push(PushMessage)
  case webPush(WebPushMessage)
  case whatsapp(WhatsAppMessage)
  case letter(LetterMessage)
  case call(CallScript)
  case document(MessageDocument)
  case webhook(MessageDocument)
}

/// An e-mail without its envelope.
public struct EmailMessage: Hashable, Sendable {
  /// One line, no control characters; not yet encoded for a header (RFC 2047).
  public var subject: String
  /// The sender's name, as the subject.
  public var senderName: String
  /// The sender's address; empty where the charter names none.
  public var senderAddress: String
  /// Where answers go; nothing: to the sender.
  public var replyTo: String?
  /// The page: one file, styles inside.
  public var html: String
  /// The same as plain text.
  public var text: String
  /// What `List-Unsubscribe` names (RFC 2369, RFC 8058); nothing where there is no such link.
  public var unsubscribeLink: String?
  /// Whether the page asks for the picture that tells of an opening.
  public var tracksOpening: Bool

  /// Makes an e-mail.
  public init(
    subject: String, senderName: String, senderAddress: String, replyTo: String? = nil, html: String, text: String,
    unsubscribeLink: String? = nil, tracksOpening: Bool = false
  ) {
    self.subject = subject
    self.senderName = senderName
    self.senderAddress = senderAddress
    self.replyTo = replyTo
    self.html = html
    self.text = text
    self.unsubscribeLink = unsubscribeLink
    self.tracksOpening = tracksOpening
  }
}

/// A text message, cut into parts.
public struct TextMessage: Hashable, Sendable {
  /// Who it comes from.
  public var sender: String
  /// The whole text, after transliteration, with the mention of how to stop.
  public var text: String
  /// How it is encoded and cut.
  public var segmentation: SMSSegmentation

  /// Makes a text message.
  public init(sender: String, text: String, segmentation: SMSSegmentation) {
    self.sender = sender
    self.text = text
    self.segmentation = segmentation
  }
}

/// A push message for a device.
public struct PushMessage: Hashable, Sendable {
  /// The most bytes of a payload with APNs and FCM.
  public static let payloadBytesMax = 4_096

  /// What the device shows first.
  public var title: String
  /// What it shows below.
  public var body: String
  /// Where it leads.
  public var link: String?
  /// Of messages with the same key a device shows the latest.
  public var collapseKey: String?
  /// The JSON that APNs takes.
  public var apnsPayload: String
  /// The `message` object of FCM's HTTP v1 API, without `token`.
  public var fcmMessage: String

  /// Makes a push message.
  public init(
    title: String, body: String, link: String? = nil, collapseKey: String? = nil, apnsPayload: String,
    fcmMessage: String
  ) {
    self.title = title
    self.body = body
    self.link = link
    self.collapseKey = collapseKey
    self.apnsPayload = apnsPayload
    self.fcmMessage = fcmMessage
  }
}

/// A push message for a browser.
public struct WebPushMessage: Hashable, Sendable {
  /// The most bytes of a payload before it is encrypted (RFC 8291: 4,096 with header, padding and tag).
  public static let payloadBytesMax = 3_993

  /// What the browser shows first.
  public var title: String
  /// What it shows below.
  public var body: String
  /// Where it leads.
  public var link: String?
  /// The JSON that the site's service worker receives.
  public var payload: String

  /// Makes a push message for a browser.
  public init(title: String, body: String, link: String? = nil, payload: String) {
    self.title = title
    self.body = body
    self.link = link
    self.payload = payload
  }
}

/// A WhatsApp message of an approved template.
public struct WhatsAppMessage: Hashable, Sendable {
  /// The template's name with Meta.
  public var template: String
  /// The language code with Meta.
  public var language: String
  /// What Meta approved it as.
  public var category: WhatsAppContent.Category
  /// What stands in its places.
  public var parameters: [String]
  /// The body of the call of the Cloud API, without `to`.
  public var payload: String

  /// Makes a message of a template.
  public init(
    template: String, language: String, category: WhatsAppContent.Category, parameters: [String], payload: String
  ) {
    self.template = template
    self.language = language
    self.category = category
    self.parameters = parameters
    self.payload = payload
  }
}

/// A letter, ready to be set.
public struct LetterMessage: Hashable, Sendable {
  /// A paragraph.
  public struct Paragraph: Hashable, Sendable {
    /// How it is set.
    public enum Style: String, Sendable { case headline, text, legal }
    /// How it is set.
    public var style: Style
    /// What it says.
    public var text: String

    /// Makes a paragraph.
    public init(style: Style, text: String) {
      self.style = style
      self.text = text
    }
  }

  /// Whom it goes to.
  public var recipient: PostalAddress
  /// The lines of the sender's address.
  public var sender: [String]
  /// The day that it bears.
  public var date: String
  /// What it is about; empty: nothing is said.
  public var subject: String
  /// What it says.
  public var paragraphs: [Paragraph]
  /// Whether it is registered.
  public var isRegistered: Bool
  /// Its language tag.
  public var locale: String

  /// Makes a letter.
  public init(
    recipient: PostalAddress, sender: [String], date: String, subject: String, paragraphs: [Paragraph],
    isRegistered: Bool, locale: String
  ) {
    self.recipient = recipient
    self.sender = sender
    self.date = date
    self.subject = subject
    self.paragraphs = paragraphs
    self.isRegistered = isRegistered
    self.locale = locale
  }
}

/// What an adviser says on the phone.
public struct CallScript: Hashable, Sendable {
  /// Lines of plain text.
  public var text: String

  /// Makes a script.
  public init(text: String) {
    self.text = text
  }
}

/// A message as JSON: for web, app and branch, or for a webhook.
public struct MessageDocument: Hashable, Sendable {
  /// A JSON object.
  public var json: String

  /// Makes a document of a JSON object.
  public init(json: String) {
    self.json = json
  }
}

/// Why a message is not sent.
public enum StopReason: Hashable, Sendable {
  /// A variable that the message cannot do without is not to be trusted.
  case variable(String, ValueDoubt)
  /// All blocks were left out.
  case empty
  /// The message says nothing that this channel can say.
  case noContent(String)
  /// Marketing by e-mail needs a link to unsubscribe.
  case unsubscribeLinkMissing
  /// It names a link of its own, and none was given.
  case messageLinkMissing(MessageLink)
  /// It is longer than the channel takes: what there is, and the most.
  case tooLong(String, length: Int, max: Int)
  /// A letter needs an address that the post can read.
  case address([PostalAddressFault])

  /// A stable code.
  public var code: String {
    switch self {
    case .variable: "variable"
    case .empty: "empty"
    case .noContent: "no_content"
    case .unsubscribeLinkMissing: "unsubscribe_link_missing"
    case .messageLinkMissing: "message_link_missing"
    case .tooLong: "too_long"
    case .address: "address"
    }
  }

  /// A sentence a person can act on.
  public var message: String {
    switch self {
    case .variable(let name, let doubt):
      "`\(name)` is \(doubt.rawValue.split(separator: "_").joined(separator: " ")), and the message cannot do without it"
    case .empty: "no block of the message is left"
    case .noContent(let what): "the message has no \(what)"
    case .unsubscribeLinkMissing: "marketing by e-mail needs a link to unsubscribe, and none was given"
    case .messageLinkMissing(let link): "it links to `\(link.rawValue)`, and whoever delivers it gave no such link"
    case .tooLong(let what, let length, let max): "\(what) has a length of \(length); \(max) is the most"
    case .address(let faults): faults.map(\.message).joined(separator: "; ")
    }
  }
}

/// What came of rendering a message for one customer.
public struct Rendering: Sendable {
  /// What leaves, or why nothing does.
  public var outcome: Result<RenderedMessage, RenderingStop>
  /// The language that was used.
  public var locale: String
  /// Whether the customer's language is not among the charter's.
  public var isLocaleSubstituted: Bool
  /// Values that were not believed, and what was done.
  public var notes: [ValueNote]
}

/// A message that is not sent.
public struct RenderingStop: Error, Hashable, Sendable {
  /// Why; at least one.
  public var reasons: [StopReason]

  /// Makes a stop.
  public init(reasons: [StopReason]) {
    self.reasons = reasons
  }
}
