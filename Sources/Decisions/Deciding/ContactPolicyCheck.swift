import Times

/// The contact policy for one customer: which candidates it forbids at a moment, and until when.
///
/// A contact planned for later counts like one already made: a rolling window holds what lies less than its length
/// away, before or after. So no window anywhere can pass its limit, whatever is decided in between.
struct PolicyCheck {
  let plan: CharterPlan
  // Of the customer only what the policy asks for: copying all of them would count a dozen references.
  let country: Symbol
  let region: Symbol
  let zones: [Int]
  let addresses: [UInt32]
  let contacts: [Contact]
  let addressContacts: [Contact]
  let householdContacts: [Contact]
  /// One bit a rule of the charter: it is false. Conditions outside the index were settled before.
  let falseBits: UnsafePointer<UInt64>
  /// The customer is tired, and the charter spaces what they hear.
  let isTired: Bool
  /// One bit a contact rule: experiments switch it off; nothing where they switch none.
  let rulesOff: UnsafePointer<UInt64>?

  /// Clears the candidates of `mask` that a rule forbids at `time`, and tells each one's fate.
  func block(
    _ mask: UnsafeMutablePointer<UInt64>, at time: Instant, _ record: (Int, Fate) -> Void
  ) {
    let words = plan.treatmentWords
    func block(_ applies: [UInt64], _ reason: Reason, _ rule: Int, where forbids: (Int) -> Bool = { _ in true }) {
      for word in 0..<words {
        var rest = mask[word] & applies[word]
        while rest != 0 {
          let index = word << 6 | rest.trailingZeroBitCount
          rest &= rest &- 1
          guard forbids(index) else { continue }
          mask.clear(index)
          record(index, Fate(reason, rule: UInt16(truncatingIfNeeded: rule)))
        }
      }
    }
    for (rule, cap) in plan.policy.caps.enumerated() where concerns(cap.jurisdiction, cap.applies, mask, time) {
      switch cap.room(self, at: time) {
      case .none: block(cap.applies, cap.reason, rule)
      case .all: break
      case .weight(let room):
        block(cap.applies, cap.reason, rule) { plan.treatments[$0].weight > room }
      case .byChannel(let rooms):
        block(cap.applies, cap.reason, rule) {
          let treatment = plan.treatments[$0]
          return treatment.weight * cap.weightFactor > rooms[treatment.channel]
        }
      }
    }
    for (rule, spacing) in plan.policy.spacings.enumerated()
    where concerns(spacing.jurisdiction, spacing.applies, mask, time) {
      if spacing.end(self, at: time) != nil { block(spacing.applies, .spacing, rule) }
    }
    for (rule, hours) in plan.policy.hours.enumerated()
    where concerns(hours.jurisdiction, hours.applies, mask, time) {
      if !hours.areOpen(self, at: time) { block(hours.applies, hours.reason, rule) }
    }
    for (rule, suppression) in plan.policy.suppressions.enumerated()
    where concerns(suppression.jurisdiction, suppression.applies, mask, time) {
      let causes = suppression.causes(self)
      guard !causes.isEmpty else { continue }
      block(suppression.applies, suppression.reason, rule) {
        suppression.end(causes, plan.treatments[$0], at: time) != nil
      }
    }
    for (rule, pending) in plan.policy.pendings.enumerated()
    where concerns(pending.jurisdiction, pending.applies, mask, time) {
      guard contacts.contains(where: { $0.state.isPending }) else { continue }
      block(pending.applies, .pending, rule) { pending.end(self, plan.treatments[$0], at: time) != nil }
    }
    if isTired, let tired = plan.policy.tired, concerns(tired.jurisdiction, tired.applies, mask, time),
      tired.end(self, at: time) != nil
    {
      block(tired.applies, .tired, Int(Fate.noRule))
    }
    for (rule, pause) in plan.policy.pauses.enumerated()
    where concerns(pause.jurisdiction, pause.applies, mask, time) {
      block(pause.applies, .paused, rule)
    }
  }

  /// The moment at which the rule behind a fate stops forbidding a candidate, later than `time`; nothing when nobody
  /// can say.
  func end(of fate: Fate, for treatment: TreatmentPlan, at time: Instant) -> Instant? {
    let rule = Int(fate.rule)
    let policy = plan.policy
    switch fate.reason {
    case .cap, .pressureCap, .addressCap, .householdCap, .legalCap:
      return policy.caps[rule].end(self, treatment, at: time)
    case .spacing: return policy.spacings[rule].end(self, at: time)
    case .quietHours, .legalHours: return policy.hours[rule].opening(self, after: time)
    case .suppressed, .legalSuppression:
      let suppression = policy.suppressions[rule]
      return suppression.end(suppression.causes(self), treatment, at: time)
    case .pending: return policy.pendings[rule].end(self, treatment, at: time)
    case .tired: return plan.policy.tired?.end(self, at: time)
    default: return nil
    }
  }

  /// Whether a rule limits any of the candidates, concerns the customer, is in force and holds.
  @inline(__always) private func concerns(
    _ jurisdiction: JurisdictionPlan, _ applies: [UInt64], _ mask: UnsafeMutablePointer<UInt64>, _ time: Instant
  ) -> Bool {
    guard jurisdiction.concerns(country: country, region: region) else { return false }
    var any: UInt64 = 0
    for word in applies.indices { any |= applies[word] & mask[word] }
    guard any != 0 else { return false }
    if let rulesOff, rulesOff.bit(jurisdiction.number) { return false }
    if jurisdiction.fromDay != .min || jurisdiction.untilDay != .max {
      guard zones.contains(where: { jurisdiction.isInForce(onDay: day($0, at: time)) }) else { return false }
    }
    return jurisdiction.condition < 0 || !falseBits.bit(jurisdiction.condition)
  }

  /// The local day, as days since 1970, in one of the plan's zones.
  func day(_ zone: Int, at time: Instant) -> Int {
    Int(plan.charter.zones[zone].localSeconds(at: time).quotientFloored(by: 86_400))
  }

  /// Whether a local day is a public holiday of the customer's country and region; of any region if that is unknown.
  func isHoliday(_ day: Int) -> Bool {
    for (country, days) in plan.policy.holidays where country == self.country {
      var low = 0
      var high = days.count
      while low < high {
        let middle = (low + high) / 2
        if days[middle].day < day { low = middle + 1 } else { high = middle }
      }
      while low < days.count, days[low].day == day {
        let regions = days[low].regions
        if regions.isEmpty || region == .none || regions.contains(region) { return true }
        low += 1
      }
    }
    return false
  }
}
