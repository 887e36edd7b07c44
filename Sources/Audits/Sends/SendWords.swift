import Decisions

/// What a send was for, as far as pressure and law go.
public enum SendNature: UInt8, CaseIterable, Sendable {
  /// An offer.
  case promotion
  /// Reading matter sent with an offer in mind: marketing before the law.
  case newsletter
  /// Asked for, or needed by the contract.
  case service
  /// Owed by law.
  case legal
  /// Nobody said. Counted as marketing, and in a breach of law only as a possible one.
  case unknown

  /// Whether pressure and proposals count it: whatever is not surely service or legal.
  public var isMarketing: Bool { self != .service && self != .legal }
}

/// The words of exports, in English and French, folded as ``SendColumns/folded(_:)`` does.
public enum SendWords {
  /// What a channel of this name is; nothing where nobody can say.
  public static func channelKind(_ name: String) -> ChannelKind? { channels[SendColumns.folded(name)] }

  /// What a purpose of this name is.
  public static func nature(_ name: String) -> SendNature { natures[SendColumns.folded(name)] ?? .unknown }

  /// The nature that an author's own word stands for: one of marketing, promotion, newsletter, service, legal.
  public static func nature(given name: String) -> SendNature? {
    switch name {
    case "marketing", "promotion": .promotion
    case "newsletter": .newsletter
    case "service": .service
    case "legal": .legal
    default: nil
    }
  }

  /// The pressure of one message where nobody says otherwise, in hundredths of a plain e-mail.
  public static func weightHundredths(_ kind: ChannelKind?) -> Int {
    switch kind {
    case .call: 400
    case .sms, .rcs, .whatsapp, .letter, .registeredLetter: 150
    default: 100
    }
  }

  /// ISO 3166-1 code of a country that is written as a code, or by the name of one whose law ships with the program; empty
  /// where it is neither.
  public static func country(_ text: String) -> String {
    let upper = text.uppercased()
    if upper.utf8.count == 2, upper.utf8.allSatisfy({ (65...90).contains($0) }) { return upper }
    return countries[SendColumns.folded(text)] ?? ""
  }

  private static let countries = [
    "france": "FR", "germany": "DE", "allemagne": "DE", "deutschland": "DE", "unitedkingdom": "GB", "royaumeuni": "GB",
    "unitedstates": "US", "etatsunis": "US", "usa": "US", "canada": "CA", "brazil": "BR", "bresil": "BR",
    "brasil": "BR",
    "india": "IN", "inde": "IN",
  ]

  private static let channels: [String: ChannelKind] = table([
    (.email, "email mail emails courriel mel emailing newsletter"), (.sms, "sms texto textmessage"), (.rcs, "rcs"),
    (.push, "push pushmobile mobilepush apppush notification notificationpush pushnotification"),
    (.webPush, "webpush pushweb"), (.whatsapp, "whatsapp wa"),
    (
      .letter,
      "letter letters courrier courrierpostal courriersimple post postal lettre lettresimple paper papier directmail mailing"
    ),
    (
      .registeredLetter,
      "registeredletter recommande lettrerecommandee lrar lre ere lettrerecommandeeelectronique recommandeelectronique registered "
        + "registeredmail electronicregisteredletter registeredletterelectronic registeredletterpaper lettrerecommandeepapier "
        + "recommandepapier"
    ),
    (.call, "call phone phonecall appel telephone appeltelephonique telemarketing voice"),
    (.audience, "audience ads retargeting"), (.app, "app inapp"), (.web, "web site website"),
  ])

  private static let natures: [String: SendNature] = table([
    (
      .promotion,
      "marketing promo promos promotion promotions promotional promotionnel commercial commerciale offer offers offre offres "
        + "sales vente ventes prospection prospecting prospect acquisition crosssell upsell retention advertising publicite "
        + "animation fidelisation loyalty fidelite"
    ),
    (.newsletter, "newsletter newsletters lettredinformation infolettre editorial nurture"),
    (
      .service,
      "service services transactional transactionnel transaction relation order commande delivery livraison notification alert "
        + "alerte security securite payment paiement invoice facture billing facturation reminder rappel care support appointment "
        + "rendezvous information servicing operational"
    ),
    (
      .legal,
      "legal legale juridique reglementaire regulatory contract contrat contractuel mandatory obligatoire compliance"
    ),
  ])

  private static func table<Value>(_ rows: [(Value, String)]) -> [String: Value] {
    var table: [String: Value] = [:]
    for (value, words) in rows { for word in words.split(separator: " ") { table[String(word)] = value } }
    return table
  }
}

/// What a send came to: bits that may stand together.
public struct SendAnswers: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8
  /// Makes answers of bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// It was opened.
  public static let opened = SendAnswers(rawValue: 1)
  /// A link was clicked.
  public static let clicked = SendAnswers(rawValue: 2)
  /// The customer unsubscribed.
  public static let unsubscribed = SendAnswers(rawValue: 4)
  /// The customer complained, or reported spam.
  public static let complained = SendAnswers(rawValue: 8)
  /// It did not arrive.
  public static let bounced = SendAnswers(rawValue: 16)

  /// What one word of a status says; nothing where it is not known. Words such as `sent` and `delivered` say that nobody
  /// answered.
  public init?(word: String) {
    switch SendColumns.folded(word) {
    case "opened", "open", "read", "ouvert", "lu": self = .opened
    case "clicked", "click", "clique", "clic": self = [.opened, .clicked]
    case "unsubscribed", "unsubscribe", "optout", "desabonne", "desinscrit", "stop": self = .unsubscribed
    case "complained", "complaint", "spam", "plainte": self = .complained
    case "bounced", "bounce", "softbounce", "hardbounce", "failed", "undelivered", "rejete", "npai", "echec":
      self = .bounced
    case "", "sent", "delivered", "envoye", "delivre", "remis", "distribue", "none", "accepted", "processed", "ok",
      "ignored":
      self = []
    default: return nil
    }
  }
}
