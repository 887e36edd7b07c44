import Times

/// Step 7, the hour: when a customer answers most, of the moments that the rules permit.
extension Decider {
  private static let minuteSalt = Chance.key(of: "best_hour")

  /// A choice at the moment at which the customer is surely likelier to answer, or as it is.
  ///
  /// Only where the charter asks for it, models know, nobody waits for an answer, and the purpose may wait. The moments
  /// looked at are one in each hour of the customer's clock, at a minute of their own, so that not everybody is written
  /// to on the stroke of the hour.
  func atBestHour(_ choice: Choice, _ state: CustomerState) -> Choice {
    guard let tempo = snapshot.models.tempo, let rule = plan.charter.timing.bestHour, occasion.kind == .outbound else {
      return choice
    }
    let treatment = plan.treatments[choice.treatment]
    guard rule.purposes.contains(treatment.purpose) else { return choice }
    let ends = plan.charter.actions[treatment.action].ends
    let slots = self.slots(from: choice.at, within: rule.withinSeconds, before: ends)
    guard slots.count > 1 else { return choice }
    let check = policyCheck(state)
    let subject = subject(state)
    let said = tempo.bestSlot(
      for: subject, saying: plan.contact(for: choice, customer: customer), among: slots, answeredBefore: ends
    ) { slot in
      let later = self.choice(choice.treatment, at: slots[slot].at)
      return later.net >= floor(choice.treatment) && isPermitted(choice.treatment, check, at: slots[slot].at)
    }
    guard let said, slots.indices.contains(said.slot), slots.indices.contains(said.best) else { return choice }
    var moved = said.slot == 0 ? choice : self.choice(choice.treatment, at: slots[said.slot].at)
    moved.hour = HourChoice(first: choice.at, best: slots[said.best].at, said: said)
    return moved
  }

  /// The first moment, and one in each hour after it as long as the charter lets it wait.
  private func slots(from first: Instant, within seconds: Int64, before ends: Instant?) -> [TimeSlot] {
    var last = min(first + seconds, now + plan.charter.timing.horizonSeconds)
    if let ends { last = min(last, ends - 1) }
    let zone = plan.charter.zones[customer.zones.first ?? 0]
    let minute = Int64(Chance.uniform(customer.key, salt: Decider.minuteSalt) * 60) * 60
    var slots = [TimeSlot(at: first, patience: patience(at: first))]
    var moment = zone.next(minuteSeconds: minute, after: first)
    while moment <= last {
      slots.append(TimeSlot(at: moment, patience: patience(at: moment)))
      moment = zone.next(minuteSeconds: minute, after: moment)
    }
    return slots
  }

  /// Whether nothing of the contact policy forbids a treatment at a moment, and no volume limit has too little left.
  private func isPermitted(_ index: Int, _ check: PolicyCheck, at moment: Instant) -> Bool {
    for word in 0..<words { work.scratch[word] = 0 }
    work.scratch.set(index)
    var isPermitted = true
    check.block(work.scratch, at: moment) { _, _ in isPermitted = false }
    return isPermitted && snapshot.availabilityPlan.endOfShortage(of: index, at: moment) == nil
  }
}

extension Zone {
  /// The first moment after another at which local clocks show so many seconds after a full hour.
  fileprivate func next(minuteSeconds: Int64, after moment: Instant) -> Instant {
    var begin = moment + 1
    while true {
      let past = (localSeconds(at: begin) - minuteSeconds).remainderFloored(by: 3600)
      let next = past == 0 ? begin : begin + (3600 - past)
      guard let change = nextTransition(after: begin), change <= next else { return next }
      begin = change
    }
  }
}
