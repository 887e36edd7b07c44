/// What a column of an export of past sends may hold.
public enum SendField: String, CaseIterable, Sendable {
  /// Who was written to; needed.
  case customer
  /// When; needed.
  case time
  /// Which department or tool wrote.
  case service
  /// On which channel.
  case channel
  /// Which template, by name.
  case template
  /// The subject line.
  case subject
  /// The words.
  case text
  /// What for.
  case purpose
  /// The recipient's country, ISO 3166-1.
  case country
  /// The recipient's region, ISO 3166-2.
  case region
  /// The recipient's time zone.
  case zone
  /// The recipient's phone number.
  case phone
  /// What the send cost, in money.
  case cost
  /// What became of it, in one word.
  case answer
  /// Whether it was opened, clicked, led to an unsubscription or a complaint, or bounced.
  case opened, clicked, unsubscribed, complained, bounced

  /// How columns with this content are usually named in English and French, folded as ``SendColumns/folded(_:)`` does, the
  /// best name first.
  public var names: [String] {
    switch self {
    case .customer:
      [
        "customer", "customerid", "client", "clientid", "idclient", "numeroclient", "noclient", "nclient", "numclient",
        "codeclient", "customernumber", "customerno", "user", "userid", "contact",
        "contactid", "idcontact", "person", "personid", "personne", "recipient", "recipientid", "destinataire",
        "subscriber", "subscriberid", "subscriberkey", "abonne", "idabonne", "profileid", "email", "emailaddress",
        "mail",
        "adresseemail", "courriel",
      ]
    case .time:
      [
        "time", "sentat", "senttime", "sendtime", "sentdate", "senddate", "sendat", "timestamp", "datetime", "date",
        "dateenvoi", "datedenvoi", "datedelenvoi", "dateheure", "dateheureenvoi", "envoyele", "heureenvoi", "eventtime",
        "eventdate", "horodatage", "at", "when",
      ]
    case .service:
      [
        "service", "sender", "department", "team", "source", "expediteur", "emetteur", "departement", "direction",
        "equipe", "entite", "businessunit", "unit", "owner", "application", "applicationemettrice", "system", "tool",
        "outil", "brand", "marque", "from",
      ]
    case .channel: ["channel", "canal", "medium", "media", "channeltype", "typecanal", "support", "messagetype"]
    case .template:
      [
        "template", "templateid", "templatename", "modele", "idmodele", "nommodele", "gabarit", "campaign",
        "campaignid",
        "campaignname", "campagne", "nomcampagne", "idcampagne", "message", "messagename", "courrier", "documenttype",
        "typedocument", "document",
      ]
    case .subject: ["subject", "subjectline", "objet", "sujet", "title", "titre"]
    case .text: ["text", "texte", "body", "content", "contenu", "corps", "messagetext", "html", "messagebody"]
    case .purpose:
      [
        "purpose", "finalite", "category", "categorie", "nature", "type", "intent", "usage", "purposekind", "motif",
        "kind",
        "typemessage",
      ]
    case .country: ["country", "countrycode", "pays", "codepays"]
    case .region: ["region", "regioncode", "state", "province", "departementcode"]
    case .zone: ["zone", "timezone", "tz", "fuseau", "fuseauhoraire"]
    case .phone:
      [
        "phone", "phonenumber", "mobile", "mobilephone", "msisdn", "telephone", "tel", "portable", "numerotelephone",
        "to",
      ]
    case .cost: ["cost", "cout", "price", "prix", "sendcost", "coutenvoi", "postage", "affranchissement"]
    case .answer:
      [
        "answer", "response", "reponse", "outcome", "result", "resultat", "status", "statut", "event", "evenement",
        "etat",
      ]
    case .opened:
      ["opened", "open", "ouvert", "ouverture", "openedat", "isopened", "opens", "ouvertures", "read", "lu"]
    case .clicked: ["clicked", "click", "clic", "clique", "clickedat", "isclicked", "clicks", "clics"]
    case .unsubscribed:
      [
        "unsubscribed", "unsubscribe", "desabonne", "desabonnement", "desinscrit", "desinscription", "optout", "unsub",
        "stop",
      ]
    case .complained: ["complained", "complaint", "spam", "plainte", "abuse", "reclamation", "spamreport"]
    case .bounced: ["bounced", "bounce", "rejet", "rejete", "npai", "undelivered", "nondelivre", "nonremis"]
    }
  }
}

/// Why the columns of an export cannot be told.
public struct SendColumnsError: Error, Hashable, Sendable {
  /// `column_missing`, `column_unknown`, `column_field_unknown` or `column_twice`.
  public let code: String
  /// What is wrong and what to write instead.
  public let message: String
}

/// Which column of an export holds what.
public struct SendColumns: Hashable, Sendable {
  /// Positions of columns by content.
  public private(set) var positions: [SendField: Int]
  /// The names of the columns that nothing was read from, in their order.
  public private(set) var unused: [String]
  /// The names of the columns that were read, by content.
  public private(set) var names: [SendField: String]

  /// Tells the columns of a header, by names in English and French whatever their case, accents and punctuation.
  ///
  /// - Parameter given: what the author says: a field's name and the column that holds it.
  /// - Throws: ``SendColumnsError`` where no column is the customer or the time, or `given` names what is not there.
  public init(header: [String], given: [(field: String, column: String)] = []) throws(SendColumnsError) {
    positions = [:]
    var taken: Set<Int> = []
    for (name, column) in given {
      guard let field = SendField(rawValue: name) else {
        throw SendColumnsError(
          code: "column_field_unknown",
          message: "there is no field `\(name)`; there is \(SendField.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      let folded = SendColumns.folded(column)
      guard let place = header.firstIndex(of: column) ?? header.firstIndex(where: { SendColumns.folded($0) == folded })
      else {
        throw SendColumnsError(
          code: "column_unknown", message: "there is no column `\(column)`; there is \(SendColumns.list(header))")
      }
      guard positions[field] == nil else {
        throw SendColumnsError(code: "column_twice", message: "two columns are given for `\(name)`")
      }
      positions[field] = place
      taken.insert(place)
    }
    let folded = header.map(SendColumns.folded)
    for field in SendField.allCases where positions[field] == nil {
      for name in field.names {
        guard let place = folded.firstIndex(of: name), !taken.contains(place) else { continue }
        positions[field] = place
        taken.insert(place)
        break
      }
    }
    unused = header.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
    names = positions.mapValues { header[$0] }
    for field in [SendField.customer, .time] where positions[field] == nil {
      throw SendColumnsError(
        code: "column_missing",
        message: "no column is known to hold the \(field.rawValue); say which with `--columns \(field.rawValue)=NAME`, "
          + "one of \(SendColumns.list(header))")
    }
  }

  /// A name without case, accents, spaces and punctuation: `Date d'envoi` is `datedenvoi`.
  public static func folded(_ name: String) -> String {
    var folded = ""
    for scalar in name.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": folded.unicodeScalars.append(scalar)
      case "à", "â", "ä", "á", "ã": folded += "a"
      case "é", "è", "ê", "ë": folded += "e"
      case "î", "ï", "í": folded += "i"
      case "ô", "ö", "ó": folded += "o"
      case "ù", "û", "ü", "ú": folded += "u"
      case "ç": folded += "c"
      case "œ": folded += "oe"
      default: break
      }
    }
    return folded
  }

  private static func list(_ header: [String]) -> String {
    let shown = header.prefix(20).map { "`\($0.prefix(60))`" }.joined(separator: ", ")
    return header.count > 20 ? shown + ", …" : shown
  }
}
