import Decisions
import Times

/// Step 7, a better hour: what the model picks of the slots that docs/DECIDING.md describes.
extension ReferenceDecider {
  /// The moment of a choice that is permitted at `first`, and its net then.
  func bestHour(_ candidate: ReferenceCandidate, _ score: Score, from first: Instant, net: Double) -> (Instant, Double)
  {
    guard let tempo, let rule = charter.timing.bestHour, occasion.kind == .outbound,
      rule.purposes.contains(candidate.action.purpose)
    else { return (first, net) }
    var last = min(first + rule.withinSeconds, now + charter.timing.horizonSeconds)
    if let ends = candidate.action.ends { last = min(last, ends - 1) }
    let slots = [first] + moments(after: first, until: last)
    guard slots.count > 1 else { return (first, net) }
    var contact = candidate.contact
    contact.atSeconds = UInt32(first.secondsSince1970)
    contact.address = state.customer.addresses[candidate.treatment.channel]
    var customer = state.customer
    if customer.zones.isEmpty { customer.zones = Array(charter.zones.indices) }
    let subject = Subject(
      customer: customer, row: truth.row, now: now, ledger: seen.ledger, occasion: occasion.kind)
    let picked = tempo.bestSlot(
      for: subject, saying: contact, among: slots.map { TimeSlot(at: $0, patience: patience($0)) },
      answeredBefore: candidate.action.ends
    ) { slot in
      let moment = slots[slot]
      return policy.firstForbidding(candidate, at: moment) == nil
        && !availability.laterRooms.contains { isUsedUp($0, for: candidate, at: moment) }
        && waited(score.net, patience(moment)) >= floor(of: candidate)
    }
    guard let picked, picked.slot > 0 else { return (first, net) }
    let moment = slots[picked.slot]
    return (moment, waited(score.net, patience(moment)))
  }

  private func patience(_ moment: Instant) -> Double {
    max(0, 1 - charter.timing.discountPerDay * Double(moment - now) / 86_400)
  }

  private func waited(_ net: Double, _ patience: Double) -> Double { net > 0 ? net * patience : net }

  /// Every moment at which clocks in the customer's first zone show their own minute.
  private func moments(after first: Instant, until last: Instant) -> [Instant] {
    let zone = charter.zones[state.customer.zones.first ?? 0]
    let minute = Int64(Chance.uniform(state.customer.key, salt: Chance.key(of: "best_hour")) * 60)
    let firstHour = first.secondsSince1970 / 3600 - 30
    guard last > first else { return [] }
    let hours = firstHour...(last.secondsSince1970 / 3600 + 30)
    return hours.flatMap { zone.instants(ofLocal: $0 * 3600 + minute * 60) }.filter { $0 > first && $0 <= last }
      .sorted()
  }
}

/// A model of tempo for tests: what an hour is worth is drawn once and for all, and another is taken when it is worth a
/// tenth more.
struct PlantedTempo: TempoModel {
  let version = "planted"
  var seed: UInt64

  /// What an hour is worth, 0 … 1.
  func worth(_ moment: Instant) -> Double { Chance.uniform(seed, salt: UInt64(moment.secondsSince1970 / 3600 % 168)) }

  func bestSlot(
    for subject: borrowing Subject, saying contact: Contact, among slots: [TimeSlot], answeredBefore end: Instant?,
    isPermitted: (Int) -> Bool
  ) -> SlotChoice? {
    let key = Double(subject.ledger.contacts.count % 3)  // What the model sees must be the same, too.
    if key == 2, contact.at.secondsSince1970 % 2 == 1 { return nil }
    let worths = slots.map { worth($0.at) * $0.patience }
    let order = slots.indices.dropFirst().sorted { (-worths[$0], $0) < (-worths[$1], $1) }
    let best = order.first { worths[$0] > 1.1 * worths[0] && isPermitted($0) } ?? 0
    return SlotChoice(
      slot: best, best: best, gain: worths[best] / max(1e-9, worths[0]), gainLow: 1, gainHigh: 2, belief: 1,
      contacts: subject.ledger.contacts.count, isCautious: false)
  }
}
