import Charters
import Decisions

extension Profile {
  /// The customer as a charter sees them. What the charter does not know, or knows as another type, is left out.
  /// - Parameters:
  ///   - id: what decisions name them by, and keyed chance draws by.
  ///   - binder: the charter's.
  public func state(id: String, binder: CustomerBinder) -> CustomerState {
    var draft = CustomerDraft(id: id)
    draft.attributes = attributes
    draft.country = country
    draft.region = region
    draft.zone = zone
    draft.household = household
    draft.addresses = addresses.map { .init(channel: $0.channel, text: $0.text, isSuppressed: $0.isSuppressed) }
    draft.consents = consents.filter { !$0.isGranted || counts($0, binder) }.map {
      .init(purpose: $0.purpose, channel: $0.channel, isGranted: $0.isGranted)
    }
    draft.objections = objections
    draft.unwanted = unwanted
    draft.preferredChannels = preferredChannels
    var state = binder.bindWhatFits(draft)
    state.ledger = ledger
    state.customer.events = events.filter { binder.usesEvent($0.name) }
    return state
  }

  /// Whether a consent that was given counts: not before it is confirmed where the charter asks for that, and by notice only
  /// after a sale.
  public func counts(_ consent: Consent, _ binder: CustomerBinder) -> Bool {
    binder.counts(purpose: consent.purpose, source: consent.source) { name in events.contains { $0.name == name } }
  }
}
