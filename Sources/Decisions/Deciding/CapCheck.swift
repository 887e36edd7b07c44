import Times

/// How much a cap still lets through.
enum CapRoom {
  case all
  case none
  /// Contacts up to this weight, in points.
  case weight(Double)
  /// By channel, because each channel has its own address: contacts, or points.
  case byChannel([Double])
}

extension CapPlan {
  /// What one more contact is, in the unit of ``CapRoom/byChannel(_:)``: its weight, or 0 where contacts count and only
  /// "none left" (a negative room) forbids.
  var weightFactor: Double {
    if case .contacts = measure { return 0 }
    return 1
  }

  /// What is left at a moment.
  func room(_ check: PolicyCheck, at time: Instant) -> CapRoom {
    switch subject {
    case .customer: return room(remaining(check, at: time, address: nil))
    case .household: return room(remaining(check, at: time, address: nil))
    case .address:
      return .byChannel(
        check.addresses.map { address in
          address == 0 ? .infinity : remaining(check, at: time, address: address)
        })
    }
  }

  /// The first moment after `time` at which a treatment fits again, if no other contact comes.
  func end(_ check: PolicyCheck, _ treatment: TreatmentPlan, at time: Instant) -> Instant? {
    let address = subject == .address ? check.addresses[treatment.channel] : nil
    let needed = treatment.weight * weightFactor
    func fits(_ moment: Instant) -> Bool { remaining(check, at: moment, address: address) >= needed }
    if case .pressure(let max, let halfLife) = measure {
      guard needed <= Double(max) / 100 else { return nil }
      return firstFit(after: time, within: halfLife * 64 + 366 * 86_400, fits)
    }
    // Room comes back when a contact leaves a window, and nowhere else.
    return ends(check, after: time).first(where: fits)
  }

  private func room(_ remaining: Double) -> CapRoom {
    if weightFactor == 0 { return remaining >= 0 ? .all : .none }
    return .weight(remaining)
  }

  /// Points left; where contacts count, 0 or more if one fits and negative if not.
  private func remaining(_ check: PolicyCheck, at time: Instant, address: UInt32?) -> Double {
    switch measure {
    case .contacts(let limits):
      for limit in limits where used(check, limit.window, at: time, address: address, weighs: false) >= limit.max {
        return -1
      }
      return 0
    case .weights(let limits):
      var least = Double.infinity
      for limit in limits {
        let used = used(check, limit.window, at: time, address: address, weighs: true)
        least = min(least, Double(limit.max - used) / 100)
      }
      return least
    case .pressure(let maxHundredths, let halfLifeSeconds):
      var sum = 0.0
      forEachContact(check, address: address) { contact in
        let age = max(0, time.secondsSince1970 - Int64(contact.atSeconds))
        sum += Double(contact.weightHundredths) / 100 * Decay.halvings(Double(age) / Double(halfLifeSeconds))
      }
      return Double(maxHundredths) / 100 - sum
    }
  }

  /// Contacts, or hundredths of weight, in a window around a moment; in the worst of the customer's plausible zones.
  private func used(
    _ check: PolicyCheck, _ window: Window, at time: Instant, address: UInt32?, weighs: Bool
  ) -> Int {
    if case .rolling(let seconds) = window {
      let from = time.secondsSince1970 - seconds
      return sum(check, after: from, before: time.secondsSince1970 + seconds, address: address, weighs: weighs)
    }
    var worst = 0
    for zone in check.zones {
      let bounds = window.bounds(containing: time, in: check.plan.charter.zones[zone])
      worst = max(
        worst,
        sum(
          check, after: bounds.start.secondsSince1970 - 1, before: bounds.end.secondsSince1970, address: address,
          weighs: weighs))
    }
    return worst
  }

  private func sum(_ check: PolicyCheck, after: Int64, before: Int64, address: UInt32?, weighs: Bool) -> Int {
    var sum = 0
    forEachContact(check, address: address, after: after, before: before) { contact in
      sum += weighs ? Int(contact.weightHundredths) : 1
    }
    return sum
  }

  /// The contacts that count between two times, both exclusive, of everybody who counts together.
  @inline(__always) private func forEachContact(
    _ check: PolicyCheck, address: UInt32?, after: Int64 = .min, before: Int64 = .max, _ body: (Contact) -> Void
  ) {
    func visit(_ contacts: [Contact]) {
      contacts.withUnsafeBufferPointer { contacts in
        // The time first: most contacts lie outside of most windows.
        for contact in contacts where Int64(contact.atSeconds) > after && Int64(contact.atSeconds) < before {
          guard contact.counts, counts.matches(contact), address == nil || contact.address == address else { continue }
          body(contact)
        }
      }
    }
    visit(check.contacts)
    if subject == .address { visit(check.addressContacts) }
    if subject == .household { visit(check.householdContacts) }
  }

  /// The moments after `time` at which a contact leaves a window, ascending.
  private func ends(_ check: PolicyCheck, after time: Instant) -> [Instant] {
    let limits: [Limit]
    switch measure {
    case .contacts(let list), .weights(let list): limits = list
    case .pressure: limits = []
    }
    var ends: [Instant] = []
    for limit in limits {
      switch limit.window {
      case .rolling(let seconds):
        forEachContact(check, address: nil) { ends.append($0.at + seconds) }
      default:
        for zone in check.zones {
          var moment = time
          // A month may be full of planned contacts; a year of months is as far as anybody plans.
          for _ in 0..<12 {
            moment = limit.window.bounds(containing: moment, in: check.plan.charter.zones[zone]).end
            ends.append(moment)
          }
        }
      }
    }
    return ends.filter { $0 > time }.sorted()
  }

  /// The first second in (time, time + seconds] that fits, when fitting never ends once it began.
  private func firstFit(after time: Instant, within seconds: Int64, _ fits: (Instant) -> Bool) -> Instant? {
    guard fits(time + seconds) else { return nil }
    var low: Int64 = 0
    var high = seconds
    while high - low > 1 {
      let middle = (low + high) / 2
      if fits(time + middle) { high = middle } else { low = middle }
    }
    return time + high
  }
}

extension Window {
  /// The calendar window that contains a moment; a rolling window has no bounds of its own and gives its two sides.
  func bounds(containing time: Instant, in zone: Zone) -> (start: Instant, end: Instant) {
    let range: Range<Instant>
    switch self {
    case .rolling(let seconds): return (time - seconds, time + seconds)
    case .day: range = zone.window(.day, containing: time)
    case .week: range = zone.window(.week, containing: time)
    case .month: range = zone.window(.month, containing: time)
    }
    return (range.lowerBound, range.upperBound)
  }
}
