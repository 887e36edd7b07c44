import Decisions

/// The words of explanations, in one language.
public struct Phrases: Sendable {
  /// A language that explanations are written in.
  public enum Language: String, CaseIterable, Sendable { case en, fr }

  let language: Language

  /// The words of a language.
  public init(_ language: Language) { self.language = language }

  /// What a fate means, as part of a sentence.
  public func phrase(_ reason: Reason) -> String {
    let pair = Phrases.reasons(reason)
    return language == .en ? pair.en : pair.fr
  }

  /// Picks the words of this language.
  func say(_ en: String, _ fr: String) -> String { language == .en ? en : fr }

  /// The names of the steps; 0 is what the occasion asks about.
  func step(_ step: Int) -> String {
    switch step {
    case 0: say("asked about", "envisagées")
    case 1: say("available", "disponibles")
    case 2: say("eligible, applicable, suitable", "éligibles, pertinentes, adaptées")
    case 3: say("consented and reachable", "consenties et joignables")
    case 4: say("permitted by the contact policy", "permises par la politique de contact")
    case 5: say("with propensity and value", "avec propension et valeur")
    case 6: say("kept by arbitration", "retenues par l’arbitrage")
    default: say("said", "dites")
    }
  }

  private static func reasons(_ reason: Reason) -> (en: String, fr: String) {
    switch reason {
    case .notAsked: ("not asked about at this occasion", "sans objet à cette occasion")
    case .chosen: ("chosen, now", "choisie, maintenant")
    case .chosenLater: ("chosen, for later", "choisie, pour plus tard")
    case .noCandidate: ("nothing to say at this occasion", "rien à dire à cette occasion")
    case .inactive: ("switched off", "désactivée")
    case .notStarted: ("not started yet", "pas encore commencée")
    case .ended: ("ended", "terminée")
    case .stopped: ("stopped by hand", "arrêtée à la main")
    case .volumeExhausted: ("its volume is used up", "volume épuisé")
    case .channelDown: ("the channel is down", "canal en panne")
    case .outsideRollout: ("not rolled out to this customer", "pas encore déployée pour ce client")
    case .restrictedByStage: ("left out by a stage of a journey", "écartée par une étape d’un parcours")
    case .ineligibleByIssue, .ineligibleByGroup, .ineligible: ("not eligible", "non éligible")
    case .inapplicableByIssue, .inapplicableByGroup, .inapplicable: ("makes no sense now", "hors de propos")
    case .unsuitableByIssue, .unsuitableByGroup, .unsuitable: ("not right for this customer", "inadaptée à ce client")
    case .eligibilityUnknownByIssue, .eligibilityUnknownByGroup, .eligibilityUnknown, .applicabilityUnknownByIssue,
      .applicabilityUnknownByGroup, .applicabilityUnknown, .suitabilityUnknownByIssue, .suitabilityUnknownByGroup,
      .suitabilityUnknown:
      ("a rule could not be evaluated", "une règle n’a pas pu être évaluée")
    default: laterReasons(reason)
    }
  }

  /// What a message too many may bring.
  func hazard(_ kind: HazardKind) -> (en: String, fr: String) {
    switch kind {
    case .unsubscribed: ("unsubscribing", "désabonnement")
    case .complained: ("complaint", "plainte")
    case .blocked: ("blocking", "blocage")
    case .serviceCall: ("call to service", "appel au service")
    }
  }

  private static func laterReasons(_ reason: Reason) -> (en: String, fr: String) {
    switch reason {
    case .otherArm: ("said in another arm of an experiment", "réservée à un autre groupe d’un test")
    case .objected: ("the customer objected to this purpose", "le client s’est opposé à cette finalité")
    case .consentAbsent: ("no consent", "pas de consentement")
    case .consentWithdrawn: ("consent refused or withdrawn", "consentement refusé ou retiré")
    case .addressMissing: ("no address on this channel", "aucune adresse sur ce canal")
    case .addressSuppressed: ("the address must not be used", "adresse à ne plus utiliser")
    case .preference: ("against the customer’s preferences", "contraire aux préférences du client")
    case .heldOut: ("left alone on purpose, to measure", "laissé tranquille exprès, pour mesurer")
    case .cap: ("a cap on contacts is full", "plafond de contacts atteint")
    case .pressureCap: ("a cap on pressure is full", "plafond de pression atteint")
    case .addressCap: ("the cap of this address is full", "plafond de l’adresse atteint")
    case .householdCap: ("the cap of the household is full", "plafond du foyer atteint")
    case .legalCap: ("the law allows no more contacts now", "la loi ne permet plus de contact pour l’instant")
    case .spacing: ("too soon after the last contact", "trop tôt après le dernier contact")
    case .quietHours: ("quiet hours", "heures calmes")
    case .legalHours: ("hours that the law closes", "heures fermées par la loi")
    case .suppressed: ("resting after refusals or silence", "mise au repos après refus ou silence")
    case .legalSuppression: ("the law imposes a rest", "la loi impose un repos")
    case .pending: ("another message is on its way", "un autre message est en route")
    case .tired: ("tired, and too soon after the last", "lassé, et trop tôt après le dernier contact")
    case .paused: ("paused", "en pause")
    case .propensityUnknown: ("the propensity is unknown", "propension inconnue")
    case .valueUnknown: ("the value is unknown", "valeur inconnue")
    case .silenced: ("silence is ordered for this customer", "le silence est de règle pour ce client")
    case .tierClosed: ("the condition of its tier does not hold", "la condition de son rang n’est pas remplie")
    case .belowFloor: ("not worth a contact", "ne vaut pas un contact")
    case .outrankedByTier: ("something more important was chosen", "quelque chose de plus important a été choisi")
    case .outranked: ("something worth more was chosen", "quelque chose de plus utile a été choisi")
    case .otherChannel: ("said on another channel", "dite sur un autre canal")
    case .waitingIsWorthMore: ("later messages would lose more by it", "les messages suivants y perdraient davantage")
    case .notSureEnough: ("not surely enough worth more than silence", "pas assez sûrement mieux que le silence")
    case .silenceDrawn: ("silence was drawn, to measure", "le silence a été tiré au sort, pour mesurer")
    default: ("the best must wait, and wants no lesser one", "la meilleure doit attendre et ne veut pas de remplaçante")
    }
  }
}
