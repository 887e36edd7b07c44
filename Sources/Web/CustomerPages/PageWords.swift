/// What the pages for customers say, in one language.
struct PageWords: Sendable {
  let language: String
  let unsubscribeTitle: String
  /// Before the title of the purpose and that of the channel.
  let unsubscribeQuestion: @Sendable (_ purpose: String, _ channel: String) -> String
  let unsubscribeButton: String
  let unsubscribed: String
  let unsubscribedMore: @Sendable (_ purpose: String, _ channel: String) -> String
  let preferencesTitle: String
  let preferencesLink: String
  let preferencesIntroduction: String
  let consentLegend: @Sendable (_ purpose: String) -> String
  let trackingLegend: @Sendable (_ purpose: String) -> String
  let by: @Sendable (_ channel: String) -> String
  let preferredLegend: String
  let objectionLegend: String
  let objection: String
  let save: String
  let saved: String
  let changed: String
  let confirmTitle: String
  let confirmQuestion: @Sendable (_ purposes: String, _ channel: String) -> String
  let confirmButton: String
  let confirmed: String
  let nothingToConfirm: String
  let notFoundTitle: String
  let notFound: String

  /// The words for a customer's language tag; where it is unknown or no language of the hub, those for another one.
  static func of(_ locale: String, otherwise other: String) -> PageWords {
    for tag in [locale, other] {
      switch tag.prefix(2).lowercased() {
      case "fr": return french
      case "en": return english
      default: continue
      }
    }
    return english
  }

  static let english = PageWords(
    language: "en", unsubscribeTitle: "Unsubscribe",
    unsubscribeQuestion: { "Do you want to receive no more messages of the kind “\($0)” by \($1)?" },
    unsubscribeButton: "Unsubscribe", unsubscribed: "You are unsubscribed",
    unsubscribedMore: { "You will receive no more messages of the kind “\($0)” by \($1)." },
    preferencesTitle: "Your preferences", preferencesLink: "Choose in detail what you receive",
    preferencesIntroduction: "Tick what you agree to. You can change your mind at any time, as easily.",
    consentLegend: { "Messages of the kind “\($0)”" },
    trackingLegend: { "“\($0)”: noting whether you open our messages" }, by: { "by \($0)" },
    preferredLegend: "How you prefer to be reached", objectionLegend: "No advertising at all",
    objection: "I object to any use of my data for marketing, on every channel.", save: "Save",
    saved: "Your choices are saved and hold from now on.",
    changed: "What can be chosen has changed since you opened this page. Please look at it again, and save.",
    confirmTitle: "Confirm",
    confirmQuestion: { "Do you agree to receive messages of the kind “\($0)” by \($1)?" },
    confirmButton: "I agree", confirmed: "Thank you. Your agreement is confirmed.",
    nothingToConfirm:
      "There is nothing to confirm: it is confirmed already, was withdrawn, or too much time has passed.",
    notFoundTitle: "This link does not lead anywhere",
    notFound: "It may be incomplete: please copy the whole of it. It may also belong to data that was erased.")

  static let french = PageWords(
    language: "fr", unsubscribeTitle: "Se désabonner",
    unsubscribeQuestion: { "Souhaitez-vous ne plus recevoir de messages du type « \($0) » par \($1) ?" },
    unsubscribeButton: "Me désabonner", unsubscribed: "Vous êtes désabonné",
    unsubscribedMore: { "Vous ne recevrez plus de messages du type « \($0) » par \($1)." },
    preferencesTitle: "Vos préférences", preferencesLink: "Choisir en détail ce que vous recevez",
    preferencesIntroduction: "Cochez ce que vous acceptez. Vous pouvez changer d’avis à tout moment, aussi simplement.",
    consentLegend: { "Messages du type « \($0) »" },
    trackingLegend: { "« \($0) » : savoir si vous ouvrez nos messages" }, by: { "par \($0)" },
    preferredLegend: "Comment vous préférez être contacté", objectionLegend: "Aucune publicité",
    objection: "Je m’oppose à toute utilisation de mes données à des fins de prospection, sur tous les canaux.",
    save: "Enregistrer", saved: "Vos choix sont enregistrés et s’appliquent dès maintenant.",
    changed:
      "Les choix possibles ont changé depuis l’ouverture de cette page. Merci de les relire, puis d’enregistrer.",
    confirmTitle: "Confirmer",
    confirmQuestion: { "Acceptez-vous de recevoir des messages du type « \($0) » par \($1) ?" },
    confirmButton: "J’accepte", confirmed: "Merci. Votre accord est confirmé.",
    nothingToConfirm: "Il n’y a rien à confirmer : c’est déjà fait, l’accord a été retiré, ou le délai est passé.",
    notFoundTitle: "Ce lien ne mène nulle part",
    notFound: "Il est peut-être incomplet : merci de le copier en entier. Il peut aussi concerner des données effacées."
  )
}
