import Decisions
import Expressions
import Times

/// One customer's life in memory: signals, timers and decisions, moved on by hand. What the server does with a store and a
/// clock, in a few lines; tests of charters and simulations run on it.
public struct Timeline {
  /// Something that came of it.
  public enum Happening: Sendable {
    /// An effect of the journeys, other than timers.
    case effect(Effect)
    /// What was decided at an occasion that was opened; its name.
    case decision(source: String, Decision, at: Instant)
  }

  /// The customer.
  public private(set) var customer: CustomerState
  /// Where their journeys stand.
  public private(set) var state = JourneyState()
  /// What time it is.
  public private(set) var now: Instant
  /// The timers that are set.
  public private(set) var timers: [TimerKey: Instant] = [:]
  /// What came of it since somebody last asked.
  private var happenings: [Happening] = []

  private let plan: JourneyPlan
  private let snapshot: Snapshot
  /// Whether a decided contact reaches the customer when its time comes; else it stays reserved.
  private static let deliveredState = ContactState.delivered

  /// Begins with a customer who becomes known now, or, if not, is looked at for the first time.
  public init(_ customer: CustomerState, _ plan: JourneyPlan, _ snapshot: Snapshot, now: Instant, isNew: Bool = false) {
    self.customer = customer
    self.plan = plan
    self.snapshot = snapshot
    self.now = now
    tell(isNew ? .created(at: now) : .clock)
  }

  /// What came of it since the last call.
  public mutating func takeHappenings() -> [Happening] {
    defer { happenings = [] }
    return happenings
  }

  /// Lets time go by; every timer fires when it is due. A clock that is set back stands still.
  public mutating func move(to moment: Instant) {
    while let next = timers.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }), next.value <= moment {
      timers[next.key] = nil
      now = max(now, next.value)
      tell(.clock)
    }
    now = max(now, moment)
  }

  /// Lets time go by while nobody is there: what fell due is found at the end.
  public mutating func sleep(until moment: Instant) {
    now = max(now, moment)
    timers = timers.filter { $0.value > now }
    tell(.clock)
  }

  /// Something happened, at a moment that may lie before now.
  public mutating func happen(_ event: Event) {
    customer.customer.events.append(event)
    tell(.event(event.name, at: Instant(secondsSince1970: Int64(event.atSeconds))))
  }

  /// Attributes change.
  public mutating func change(_ row: Row) {
    let before = customer.customer.row
    customer.customer.row = row
    tell(.attributes(before: before, at: now))
  }

  /// The customer is somewhere.
  public mutating func locate(_ position: GeoZone.Position) { tell(.position(position, at: now)) }

  /// An outcome of the latest contact with an action, or of the latest of all; whether there is one.
  @discardableResult
  public mutating func answer(_ outcome: ContactOutcome, action: Symbol? = nil) -> Bool {
    guard
      let contact = customer.ledger.contacts.last(where: { $0.at <= now && (action == nil || $0.action == action) })
    else { return false }
    customer.ledger.update(action: contact.action, channel: contact.channel, at: contact.at) {
      $0.outcome = outcome
      $0.outcomeSeconds = UInt32(clamping: now.secondsSince1970)
    }
    tell(.outcome(outcome, action: contact.action, channel: contact.channel, at: now))
    return true
  }

  /// Asks at an occasion of the caller's, such as an inbound one; its answers are said.
  @discardableResult
  public mutating func ask(_ occasion: Occasion) -> Decision {
    var asked = customer
    asked.contexts = plan.contexts(of: state)
    let before = asked.ledger.contacts.count
    let decision = decide(&asked, occasion, snapshot, now: now)
    asked.contexts = []
    customer = asked
    guard asked.ledger.contacts.count > before else { return decision }
    for choice in decision.choices {
      let contact = snapshot.plan.treatments[choice.treatment].contact
      customer.ledger.update(action: contact.action, channel: contact.channel, at: choice.at) {
        $0.state = Timeline.deliveredState
      }
      tell(.contact(action: contact.action, channel: contact.channel, at: choice.at))
    }
    return decision
  }

  /// Leads the journeys on, and does what they ask for.
  private mutating func tell(_ signal: Signal) {
    for effect in advance(&state, signal, customer, plan, now: now) {
      switch effect {
      case .none: break
      case .setTimer(let key, let due): timers[key] = due
      case .cancelTimer(let key): timers[key] = nil
      case .openOccasion(let opened):
        happenings.append(.effect(effect))
        let decision = ask(opened.occasion)
        happenings.append(.decision(source: opened.source, decision, at: now))
      case .abandoned, .ignored, .enteredSegment, .leftSegment, .enteredStage, .leftStage, .endedJourney:
        happenings.append(.effect(effect))
      }
    }
  }
}
