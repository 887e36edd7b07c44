import Decisions
import Journeys
import Times

/// Some customers of a simulation, who live through its days one after the other.
///
/// It knows nothing of other shards; what all customers contend for comes in from outside, in the occasion's prices or in
/// ``VolumeAccounts``.
final class Shard {
  let plan: SimulationPlan
  let behavior: Behavior
  let luck: Luck
  var work: Workspace
  /// What decisions of this moment read.
  var snapshot: Snapshot
  /// Limits of all customers; nothing where there are none, or where somebody else sees to them.
  var accounts: VolumeAccounts?
  var tally: SimulationTally
  var states: [CustomerState]
  var lives: [CustomerLife]
  var journeys: [JourneyState]
  var reasons: ReasonCounts
  let neighbours: Neighbours
  /// Whether what was said is kept for a comparison.
  let keepsSaid: Bool
  var day: SimulatedDay
  /// Units taken of limits by a pass whose slots were given beforehand.
  var takenUnits: [VolumeAccounts.Use] = []
  /// What is added to levers today, whatever is asked.
  var boosts: [Context.Boost] = []
  private var arrivals: [Arrival] = []
  let actionNumbers: [Int]
  let watchesContacts: Bool
  let watchesOutcomes: Bool

  /// Somebody comes, or something happens.
  private struct Arrival {
    var seconds: Int64
    /// The position in the visits of the truth, then in its events.
    var source: Int
  }

  init(
    _ plan: SimulationPlan, customers: [SimulatedCustomer], seed: UInt64, work: Workspace, snapshot: Snapshot,
    tally: SimulationTally, keepsSaid: Bool
  ) {
    self.plan = plan
    behavior = plan.behavior
    self.work = work
    self.snapshot = snapshot
    self.tally = tally
    self.keepsSaid = keepsSaid
    luck = Luck(seed: seed)
    day = plan.day(0)
    actionNumbers = plan.actionNumbers
    watchesContacts = plan.journeys?.watchesContacts ?? false
    watchesOutcomes = plan.journeys?.watchesOutcomes ?? false
    let firsts = plan.groupFirsts
    let start = day.start
    states = customers.map(\.state)
    lives = customers.map { customer in
      let key = customer.state.customer.key
      let own = customer.household != 0 ? customer.household : key
      return CustomerLife(
        cluster: Int(Luck.nature(own, salt: 2) * Double(SimulationTally.clusterCount)),
        groups: zip(firsts, customer.groups).map { $0 + Int($1) }, segments: customer.segments,
        level: plan.behavior.level(of: key), pressureSeconds: start.secondsSince1970)
    }
    reasons = ReasonCounts(customerCount: customers.count)
    neighbours = Neighbours(customers, policy: plan.charter.charter.policy)
    journeys = []
    neighbours.fill(&states)
    for index in lives.indices { lives[index].pressure = pressure(of: states[index].ledger, at: start) }
    guard let journeyPlan = plan.journeys else { return }
    journeys = states.indices.map { JourneyState(replaying: states[$0], journeyPlan, now: start) }
    for index in states.indices { setTimer(index, now: start) }
  }

  /// True pressure of contacts before the first day.
  private func pressure(of ledger: Ledger, at start: Instant) -> Double {
    ledger.contacts.reduce(0) { sum, contact in
      guard contact.direction == .outbound, contact.state.counts, contact.at <= start else { return sum }
      return sum + Double(contact.weightHundredths) / 100
        * behavior.recovery(seconds: Double(start - contact.at))
    }
  }

  // MARK: A day

  /// Lives through a day in which nobody contends for anything.
  func playDay(_ day: SimulatedDay, sweep: Occasion) {
    self.day = day
    for customer in states.indices {
      play(customer, from: day.start, to: day.sweep)
      if isLookedAt(customer) { decideNow(customer, sweep, now: day.sweep) }
      play(customer, from: day.sweep, to: day.end)
    }
  }

  /// Whether the sweep of the day considers a customer.
  func isLookedAt(_ customer: Int) -> Bool {
    !plan.waitsForNextLook || lives[customer].nextLookSeconds <= day.sweep.secondsSince1970
  }

  /// Everything that happens to a customer by itself from one moment to just before another.
  func play(_ customer: Int, from: Instant, to: Instant) {
    collectArrivals(customer, from: from, to: to)
    let end = to.secondsSince1970
    if arrivals.isEmpty, lives[customer].dueSeconds >= end { return }
    var next = 0
    while true {
      let arrival = next < arrivals.count ? arrivals[next].seconds : .max
      let due = max(lives[customer].dueSeconds, from.secondsSince1970)
      guard min(arrival, due) < end else { return }
      if due <= arrival {
        meet(customer, now: Instant(secondsSince1970: due))
      } else {
        arrive(customer, arrivals[next].source, now: Instant(secondsSince1970: arrival))
        next += 1
      }
    }
  }

  /// Visits and events of a stretch of the day, in their order.
  private func collectArrivals(_ customer: Int, from: Instant, to: Instant) {
    arrivals.removeAll(keepingCapacity: true)
    let key = states[customer].customer.key
    let visits = behavior.visits
    func draw(_ source: Int, _ chance: Double, _ question: Luck.Question, _ time: Luck.Question, _ item: UInt64) {
      guard luck.uniform(key, day: day.number, question, item: item) < chance else { return }
      // Between eight in the morning and ten in the evening.
      let share = luck.uniform(key, day: day.number, time, item: item)
      let seconds = day.start.secondsSince1970 + 8 * 3600 + Int64(share * 14 * 3600)
      guard seconds >= from.secondsSince1970, seconds < to.secondsSince1970 else { return }
      arrivals.append(Arrival(seconds: seconds, source: source))
    }
    for (place, visit) in visits.enumerated() {
      draw(place, visit.chance, .visit, .visitTime, visit.item)
    }
    for (place, event) in behavior.events.enumerated() {
      draw(visits.count + place, event.chance, .event, .eventTime, UInt64(event.name.rawValue))
    }
    if arrivals.count > 1 { arrivals.sort { ($0.seconds, $0.source) < ($1.seconds, $1.source) } }
  }

  private func arrive(_ customer: Int, _ source: Int, now: Instant) {
    lives[customer].nextLookSeconds = .min
    let visits = behavior.visits
    guard source >= visits.count else {
      let channel = plan.charter.charter.channels[visits[source].channel].name
      decideNow(customer, Occasion(kind: .inbound(placement: ""), channels: [channel]), now: now)
      return
    }
    let name = behavior.events[source - visits.count].name
    states[customer].customer.events.append(Event(name: name, at: now))
    if states[customer].customer.events.count > SimulationPlan.contactsMax {
      states[customer].customer.events.removeFirst()
    }
    if plan.journeys?.watches(event: name) ?? false { tell(customer, .event(name, at: now), now: now) }
  }

  /// The next consequence or timer of a customer falls due.
  private func meet(_ customer: Int, now: Instant) {
    if let first = lives[customer].consequences.first, Int64(first.dueSeconds) <= now.secondsSince1970 {
      lives[customer].consequences.removeFirst()
      conclude(customer, first, now: now)
    } else {
      lives[customer].timerSeconds = .max
      tell(customer, .clock, now: now)
    }
  }

  // MARK: Journeys

  /// Leads a customer's journeys on, and asks at the occasions that they open.
  func tell(_ customer: Int, _ signal: Signal, now: Instant) {
    guard let journeyPlan = plan.journeys else { return }
    let effects = advance(&journeys[customer], signal, states[customer], journeyPlan, now: now)
    for effect in effects {
      guard case .openOccasion(let opened) = effect else { continue }
      decideNow(customer, opened.occasion, now: now)
    }
    setTimer(customer, now: now)
  }

  private func setTimer(_ customer: Int, now: Instant) {
    guard let journeyPlan = plan.journeys else { return }
    let next = journeyPlan.nextTimer(of: journeys[customer], customer: states[customer].customer)
    // What is due now has been told already; a second later at the earliest, so that time goes on.
    lives[customer].timerSeconds = next.map { max($0.secondsSince1970, now.secondsSince1970 + 1) } ?? .max
  }

  // MARK: The end

  /// Counts what can be counted only when the last day is over.
  func close() {
    for customer in lives.indices {
      let life = lives[customer]
      func add(_ measure: Measure) { tally.add(measure, 1, cluster: life.cluster, day: -1, groups: life.groups) }
      add(.customers)
      if life.contactCount == 0 { add(.unreached) }
      tally.addCustomer(
        contacts: life.outboundCount,
        unreachedBecause: life.contactCount == 0 ? reasons.main(customer: customer) : nil)
    }
  }
}
