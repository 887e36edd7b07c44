import Decisions
import Expressions
import Times

/// A small charter and one customer, put together line by line in the tests that read as tables.
///
/// Channels: `email`, `sms`, `letter` (outbound), `web` (inbound). Purposes: `news` (marketing), `contract` (service),
/// `notice` (legal); none needs consent. Groups: `offers` of issue `sales`, `help` of issue `care`. Slots: 0 `risk`, an
/// int, and 1 `incident`, a bool. The customer is in Paris and in France, has every address, and is seen on Wednesday
/// 20 May 2026 at 12:00.
struct World {
  var charter = Charter()
  var state: CustomerState
  var availability = Availability()
  var occasion = Occasion(kind: .outbound)
  var now = at("2026-05-20 12:00")

  init() {
    charter.version = "world"
    charter.slotTypes = [.int, .bool]
    charter.zones = [Zones.paris]
    charter.purposes = [
      Purpose(name: "news", kind: .marketing, needsConsent: false),
      Purpose(name: "contract", kind: .service, needsConsent: false),
      Purpose(name: "notice", kind: .legal, needsConsent: false),
    ]
    charter.channels = [
      Channel(name: "email", kind: .email, direction: .outbound, needsAddress: true),
      Channel(name: "sms", kind: .sms, direction: .outbound, needsAddress: true),
      Channel(name: "letter", kind: .letter, direction: .outbound, needsAddress: true),
      Channel(name: "web", kind: .web, direction: .inbound, needsAddress: false),
    ]
    charter.issues = [Issue(name: "sales"), Issue(name: "care")]
    charter.groups = [Group(name: "offers", issue: 0), Group(name: "help", issue: 1)]
    var customer = Customer(id: "anne", slotCount: 2, purposeCount: 3, channelCount: 4)
    customer.reach = [.present, .present, .present, .present]
    customer.addresses = [1, 2, 3, 0]
    customer.country = Symbol("FR")
    state = CustomerState(customer: customer)
  }

  /// Adds an action that is worth so much, on every channel that is named.
  mutating func offer(
    _ name: String, worth: Double = 5, on channels: [String] = ["email"], purpose: String = "news",
    group: String = "offers", waiting: WaitingPreference? = nil, starts: Instant? = nil, ends: Instant? = nil
  ) {
    let treatments = channels.map { name in Treatment(channel: index(channels: name), propensity: .constant(1)) }
    charter.actions.append(
      Action(
        name: name, group: charter.groups.firstIndex { $0.name == group } ?? 0,
        purpose: charter.purposes.firstIndex { $0.name == purpose } ?? 0, starts: starts, ends: ends,
        value: .constant(worth), waiting: waiting, treatments: treatments))
  }

  private func index(channels name: String) -> Int { charter.channels.firstIndex { $0.name == name } ?? 0 }

  /// A contact as an action of the charter would be on one of its channels.
  func contact(
    _ action: String, on channel: String = "email", _ time: Instant, state: ContactState = .delivered,
    outcome: ContactOutcome = .none, outcomeAt: Instant? = nil
  ) -> Contact {
    let candidate = ReferenceCandidate.all(of: charter).first {
      $0.action.name == action && $0.channel.name == channel
    }!
    var contact = candidate.contact
    contact.atSeconds = UInt32(time.secondsSince1970)
    contact.address = self.state.customer.addresses[candidate.treatment.channel]
    contact.state = state
    contact.outcome = outcome
    contact.outcomeSeconds = outcomeAt.map { UInt32($0.secondsSince1970) } ?? 0
    return contact
  }

  /// Adds such a contact to the ledger.
  mutating func contacted(
    _ action: String, on channel: String = "email", _ time: Instant, state: ContactState = .delivered,
    outcome: ContactOutcome = .none, outcomeAt: Instant? = nil
  ) {
    self.state.ledger.insert(
      contact(action, on: channel, time, state: state, outcome: outcome, outcomeAt: outcomeAt))
  }

  // MARK: What comes out

  /// The decision; the state stays as it was.
  func decision(_ time: Instant? = nil) -> Decision {
    var state = state
    return decide(
      &state, occasion, Snapshot(plan: CharterPlan(charter), availability: availability), now: time ?? now)
  }

  /// What becomes of an action on a channel.
  func fate(_ action: String, on channel: String = "email", _ time: Instant? = nil) -> Reason {
    let plan = CharterPlan(charter)
    let number = plan.treatments.indices.first {
      plan.actionName($0) == action && plan.channelName($0) == channel
    }!
    return decision(time).fates[number].reason
  }

  /// What is said, as `action on channel`, `later` where it must wait.
  func said(_ time: Instant? = nil) -> [String] {
    let plan = CharterPlan(charter)
    return decision(time).choices.map { choice in
      let later = choice.at == (time ?? now) ? "" : " later"
      return "\(plan.actionName(choice.treatment)) on \(plan.channelName(choice.treatment))\(later)"
    }
  }

  func abstention(_ time: Instant? = nil) -> Abstention? {
    if case .abstain(let abstention) = decision(time).answer { return abstention }
    return nil
  }
}

/// A moment by its local date and time, such as `2026-10-25 02:30`; `last` for the second of two.
func at(_ text: String, _ zone: Zone = Zones.paris, last: Bool = false) -> Instant {
  let parts = text.split { "- :".contains($0) }.map { Int64($0)! }
  let day = CivilDate(year: Int(parts[0]), month: Int(parts[1]), day: Int(parts[2]))!
  let seconds = Int64(day.daysSince1970) * 86_400 + parts[3] * 3600 + parts[4] * 60 + (parts.count > 5 ? parts[5] : 0)
  let moments = zone.instants(ofLocal: seconds)
  return (last ? moments.last : moments.first)!
}

/// A rule that always holds, and one that cannot be evaluated as long as `risk` is absent.
let always = Rule(text: "true", condition: .constant(true))
let riskIsHigh = Rule(text: "risk >= 8", condition: .compare(slot: 0, .greaterOrEqual, .int(8)))
let incidentIsOpen = Rule(text: "incident", condition: .compare(slot: 1, .equal, .bool(true)))
