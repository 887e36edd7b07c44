import Decisions

/// What every message shares: who speaks, and how it looks. Changed once, changed everywhere.
public struct Brand: Hashable, Sendable {
  /// The brand's name, by language.
  public var names: [String]
  /// The logo.
  public var logo: ImageContent?
  /// Colours of text, background and accent, and of the same in dark mode; `#rrggbb`.
  public var colours = BrandColours()
  /// The sender of e-mails.
  public var emailSender: EmailSender?
  /// The sender of text messages: a short code, or at most 11 letters and digits.
  public var smsSender = ""
  /// How to stop text messages, by language; it is added to marketing where the text does not say it.
  public var smsStop: [String]?
  /// The lines of the sender's postal address.
  public var letterSender: [String] = []

  /// Makes a brand.
  public init(names: [String]) { self.names = names }
}

/// Who sends an e-mail.
public struct EmailSender: Hashable, Sendable {
  /// The name that people see, by language.
  public var names: [String]
  /// The address.
  public var address: String
  /// Where answers go; nothing: to the sender.
  public var replyTo: String?

  /// Makes a sender.
  public init(names: [String], address: String, replyTo: String? = nil) {
    self.names = names
    self.address = address
    self.replyTo = replyTo
  }
}

/// The colours of a brand, `#rrggbb`.
public struct BrandColours: Hashable, Sendable {
  /// Of text.
  public var text = "#1f2328"
  /// Of the page.
  public var background = "#ffffff"
  /// Of buttons and links.
  public var accent = "#0b57d0"
  /// Of text in dark mode.
  public var darkText = "#e6e6e6"
  /// Of the page in dark mode.
  public var darkBackground = "#16181b"
  /// Of links in dark mode.
  public var darkAccent = "#8ab4f8"

  /// Makes the usual colours.
  public init() {}
}

/// A product that messages may show.
public struct Product: Hashable, Sendable {
  /// Its name, by language.
  public var titles: [String]
  /// Where it is told of.
  public var link: String
  /// A picture of it.
  public var image: String?
  /// Its price in the charter's currency.
  public var price: Double?

  /// Makes a product.
  public init(titles: [String], link: String, image: String? = nil, price: Double? = nil) {
    self.titles = titles
    self.link = link
    self.image = image
    self.price = price
  }
}

/// Which message an action is said with on a channel.
public struct ContentUse: Hashable, Sendable {
  /// The action's name.
  public var action: String
  /// The position of the channel in the charter.
  public var channel: Int
  /// What the channel is.
  public var channelKind: ChannelKind
  /// The legal nature of the action's purpose.
  public var purposeKind: PurposeKind
  /// The position of the message in ``ContentLibrary/messages``.
  public var message: Int

  /// Makes a use.
  public init(action: String, channel: Int, channelKind: ChannelKind, purposeKind: PurposeKind, message: Int) {
    self.action = action
    self.channel = channel
    self.channelKind = channelKind
    self.purposeKind = purposeKind
    self.message = message
  }
}

/// All content of a charter in checked form: no unknown name, no missing language.
public struct ContentLibrary: Sendable {
  /// Language tags in lower case; the first is that of customers whose language is not among them.
  public var locales: [String]
  /// ISO 4217 code of money.
  public var currency: String
  /// Who speaks.
  public var brand: Brand
  /// What texts may name.
  public var variables: [ContentVariable] = []
  /// Products by key.
  public var products: [String: Product] = [:]
  /// What stands at the end of every message of a kind of purpose.
  public var footers: [PurposeKind: [MessageBlock]] = [:]
  /// The messages, in the order of their names.
  public var messages: [Message] = []
  /// Which actions say them where, in the order of the charter's actions and channels.
  public var uses: [ContentUse] = []

  /// Makes an empty library.
  public init(locales: [String], currency: String, brand: Brand) {
    self.locales = locales
    self.currency = currency
    self.brand = brand
  }
}
