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
    draft.consents = consents.map { .init(purpose: $0.purpose, channel: $0.channel, isGranted: $0.isGranted) }
    draft.objections = objections
    draft.unwanted = unwanted
    draft.preferredChannels = preferredChannels
    var state = binder.bindWhatFits(draft)
    state.ledger = ledger
    state.customer.events = events.filter { binder.usesEvent($0.name) }
    return state
  }
}
