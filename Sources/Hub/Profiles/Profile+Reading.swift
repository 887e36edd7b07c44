import Charters
import Decisions
import Intake
import Records
import Times

extension Profile {
  /// Reads a customer from JSON, in the form of docs/CUSTOMERS.md, which ``write(into:names:)`` writes. Attributes and
  /// events that the charter does not know are kept; an `imported` entry takes the profile in.
  /// - Parameters:
  ///   - object: the JSON, with an `id`.
  ///   - binder: the charter's: what contacts do not say of their action and channel is taken from it.
  /// - Returns: the customer's `id` and the profile, or everything that is wrong, with JSON paths.
  public static func read(
    _ object: JSONValue, binder: CustomerBinder
  ) -> Result<(id: String, profile: Profile), CustomerFaults> {
    var reading = DraftReading(zone: binder.homeZone)
    guard object.kind == .object else {
      reading.fault("field.type", "a customer is an object", "")
      return .failure(CustomerFaults(faults: reading.faults))
    }
    var draft = reading.draft(object)
    for index in draft.contacts.indices {
      guard let text = draft.contacts[index].decision else { continue }
      if let position = DecisionID.position(text) {
        draft.contacts[index].origin = position.origin(choice: draft.contacts[index].choice)
      } else {
        reading.fault("decision.invalid", "`\(text)` is not the id of a decision", "contacts[\(index)].decision")
      }
    }
    guard reading.faults.isEmpty else { return .failure(CustomerFaults(faults: reading.faults)) }
    let (state, faults) = binder.bindWhatCanBeKept(draft)
    guard faults.isEmpty else { return .failure(CustomerFaults(faults: faults)) }
    var profile = Profile(draft)
    profile.ledger = state.ledger
    for event in draft.events {
      profile.events.keep(Event(name: Symbol(text: event.name), at: event.at, amount: event.amount))
    }
    return .success((draft.id, profile))
  }

  /// The profile of a customer of a file who is bound to a charter already, by names again: for CSV, of which only the
  /// charter's import mapping can say what a customer is.
  /// - Parameters:
  ///   - state: the customer.
  ///   - loaded: the charter.
  ///   - texts: what the row said in words; without it addresses are known to be there, but not what they are.
  public init(unbinding state: CustomerState, of loaded: LoadedCharter, texts: RowTexts? = nil) {
    self.init(unbinding: state, of: CustomerBinder(loaded), charter: loaded.charter, texts: texts)
  }

  /// The same, for those who unbind many with one binder.
  public init(unbinding state: CustomerState, of binder: CustomerBinder, charter: Charter, texts: RowTexts? = nil) {
    var draft = binder.draft(of: state)
    if let texts {
      draft.country = texts.country
      draft.region = texts.region
      draft.zone = texts.zone
      draft.household = texts.household
      for (channel, text) in texts.addresses {
        guard let place = draft.addresses.firstIndex(where: { $0.channel == charter.channels[channel].name }) else {
          continue
        }
        draft.addresses[place].text = text
      }
    }
    self.init(draft)
    ledger = state.ledger
    for event in state.customer.events { events.keep(event) }
  }

  /// What a draft says, its contacts and events left aside.
  private init(_ draft: CustomerDraft) {
    self.init()
    createdAtMilliseconds = draft.createdAtMilliseconds
    attributes.reserveCapacity(draft.attributes.count)
    // Sorted first, each goes to the end; of one name the last one holds, as it does one after the other.
    let order = draft.attributes.indices.sorted { a, b in
      let (first, second) = (draft.attributes[a].name, draft.attributes[b].name)
      return first.precedes(second) || (a < b && !second.precedes(first))
    }
    for index in order { set(draft.attributes[index].name, draft.attributes[index].value) }
    country = draft.country
    region = draft.region
    zone = draft.zone
    locale = draft.locale
    household = draft.household
    addresses = draft.addresses.map { Address(channel: $0.channel, text: $0.text, isSuppressed: $0.isSuppressed) }
    addresses.sort { $0.channel.precedes($1.channel) }
    consents = draft.consents.map {
      Consent(
        purpose: $0.purpose, channel: $0.channel, isGranted: $0.isGranted, atMilliseconds: $0.atMilliseconds ?? 0,
        source: $0.source, proof: $0.proof)
    }
    objections = draft.objections
    unwanted = draft.unwanted
    preferredChannels = draft.preferredChannels
  }
}
