import Decisions

extension IndicatorFold {
  /// A decision was made.
  public mutating func decide(_ decision: DecisionFact) {
    let row = row(of: decision.customer)
    if rows[row].name.isEmpty { rows[row].name = decision.name }
    let isCounted = isInPeriod(decision.atSeconds)
    if isCounted { count(decision, row) }
    for fact in decision.contacts {
      let key = cells.key(rows[row], Int32(row), fact)
      let local = fact.atSeconds + Int64(fact.offsetSeconds)
      var contact = OpenContact(
        origin: fact.origin, atSeconds: fact.atSeconds, localDay: Int32(clamping: local.dayFloored), row: Int32(row),
        cell: cells.place(of: key), isInbound: fact.isInbound, action: Chance.key(of: fact.action),
        value: fact.value, cost: fact.cost, sendCost: fact.sendCost)
      contact.isInPlaceOfSilence = isCounted && decision.evenDraw?.policyAbstains == true
      open(contact)
      if !fact.isInbound { rows[row].open.append(fact.origin) }
    }
  }

  private mutating func count(_ decision: DecisionFact, _ row: Int) {
    let local = decision.atSeconds + Int64(decision.offsetSeconds)
    let key = cells.key(rows[row], Int32(row), localSeconds: local, isInbound: decision.isInbound)
    let cell = cells.place(of: key)
    var amounts: [(Metric, Double)] = [(.decisions, 1)]
    if let abstention = decision.abstention {
      amounts += [(.abstentions, 1), (.abstentionValue, abstention.value), (.forgone, abstention.forgone)]
      cells.sums[Int(cell)].reasons[abstention.reason.rawValue, default: 0] += 1
      if let draw = decision.evenDraw, draw.policyAbstains {
        regret.observe(policyAbstains: true, isSilent: true, isPreferred: false, chance: 0.5, value: 0)
        regretCount += 1
      }
    }
    add(amounts, to: cell, of: row)
    guard !decision.isInbound else { return }
    rows[row].isAsked = true
    if decision.contacts.contains(where: { !$0.isInbound }) { rows[row].isContacted = true }
    if let abstention = decision.abstention {
      rows[row].note(silence: abstention.reason.rawValue)
      if abstention.reason.step >= 4 { rows[row].isReachable = true }
      if abstention.reason.isHoldingBack { withhold(row, localDay: local.dayFloored) }
    } else {
      rows[row].isReachable = true
    }
    var holdouts = decision.holdouts
    if let isHeldOut = decision.isHeldOut {
      holdouts.append(HoldoutFact(name: "", isHeldOut: isHeldOut, share: decision.holdoutShare))
    }
    for one in holdouts where !rows[row].holdouts.contains(where: { $0.fact.name == one.name }) {
      rows[row].holdouts.append(HoldoutStanding(one, since: decision.atSeconds))
    }
  }

  private mutating func withhold(_ row: Int, localDay: Int64) {
    let day = Int32(clamping: localDay)
    guard rows[row].lastWithheldDay != day else { return }
    rows[row].lastWithheldDay = day
    rows[row].withheldDays += 1
  }

  /// News came of a contact.
  public mutating func hear(_ news: NewsFact) {
    newsCount += 1
    let isKnown = change(news.origin) { $0.hear(news) }
    guard isKnown else {
      lateCount += 1
      return
    }
    switch news.kind {
    case .delivered, .bounced, .released: return
    case .converted:
      if terms.purchaseEvents.contains("converted") {
        buy(row(of: news.customer), at: news.atSeconds, offsetSeconds: news.offsetSeconds, worth: news.value ?? 0)
      }
    case .opened, .clicked, .rejected, .unsubscribed, .complained: break
    }
    interact(row(of: news.customer), at: news.atSeconds)
  }

  /// Something happened.
  public mutating func happen(_ event: EventFact) {
    let row = row(of: event.customer)
    interact(row, at: event.atSeconds)
    if let seconds = event.durationSeconds, seconds >= 0, seconds.isFinite, isInPeriod(event.atSeconds) {
      rows[row].secondsSpent += seconds
      rows[row].durations += 1
    }
    if terms.purchaseEvents.contains(event.name) {
      buy(row, at: event.atSeconds, offsetSeconds: event.offsetSeconds, worth: event.amount)
    }
    if terms.surveyEvents.contains(event.name), let score = event.score, (0...10).contains(score) {
      answer(row, event, score)
    }
    let isCall = terms.serviceCallEvents.contains(event.name)
    let isBlock = terms.blockEvents.contains(event.name)
    guard isCall || isBlock, let origin = event.about ?? lastContact(row, at: event.atSeconds) else { return }
    _ = change(origin) {
      if isCall { $0.serviceCalls &+= 1 }
      if isBlock { $0.blocks &+= 1 }
    }
  }

  private mutating func answer(_ row: Int, _ event: EventFact, _ score: Double) {
    if let origin = event.about ?? lastContact(row, at: event.atSeconds),
      change(origin, { if $0.score < 0 { $0.score = score } })
    {
      return
    }
    guard isInPeriod(event.atSeconds) else { return }
    unattributedScores.add(score)
    unattributedPromotion.add(score >= 9 ? 1 : score <= 6 ? -1 : 0)
  }

  private mutating func interact(_ row: Int, at seconds: Int64) {
    guard seconds < terms.toSeconds ?? .max else { return }
    rows[row].lastInteractionSeconds = max(rows[row].lastInteractionSeconds, seconds)
    if isInPeriod(seconds) { rows[row].interactions += 1 }
  }

  private mutating func buy(_ row: Int, at seconds: Int64, offsetSeconds: Int32, worth: Double) {
    guard seconds < terms.toSeconds ?? .max else { return }
    rows[row].purchases.add(day: Int((seconds + Int64(offsetSeconds)).dayFloored), value: worth)
    for place in rows[row].holdouts.indices {
      let standing = rows[row].holdouts[place]
      guard seconds >= standing.sinceSeconds, seconds < standing.fact.untilSeconds else { continue }
      rows[row].holdouts[place].purchases += 1
      rows[row].holdouts[place].value += worth.isFinite ? max(0, worth) : 0
    }
  }

  // MARK: Settling

  /// A contact of which no more news counts. They come in the order of their moments.
  mutating func settle(_ contact: OpenContact) {
    let row = current(contact.row)
    let isCounted = isInPeriod(contact.atSeconds)
    guard contact.counts else {
      if isCounted, contact.flags.contains(.bounced) { add([(.bounced, 1)], to: contact.cell, of: row) }
      return
    }
    var amounts = contact.amounts
    if !contact.isInbound {
      let (isCollision, isSoon) = press(contact, row, isCounted: isCounted)
      amounts += [(.collisions, isCollision ? 1 : 0), (.soon, isSoon ? 1 : 0)]
    }
    guard isCounted else { return }
    add(amounts, to: contact.cell, of: row)
    if contact.isInPlaceOfSilence {
      regret.observe(
        policyAbstains: true, isSilent: false, isPreferred: true, chance: 0.5, value: contact.worth - contact.cost)
      regretCount += 1
    }
  }

  /// What a contact adds to the pressure on its customer.
  /// - Returns: whether another action was said on the same local day before, and whether the contact before is near.
  private mutating func press(
    _ contact: OpenContact, _ row: Int, isCounted: Bool
  ) -> (isCollision: Bool, isSoon: Bool) {
    let at = contact.atSeconds
    let isSoon =
      rows[row].lastContactSeconds != .min && at - rows[row].lastContactSeconds < terms.soonSeconds
    rows[row].lastContactSeconds = at
    var isCollision = false
    if rows[row].contactDay == contact.localDay {
      if rows[row].firstActionOfDay != contact.action { rows[row].hasOtherActions = true }
      isCollision = rows[row].hasOtherActions
    } else {
      rows[row].hasOtherActions = false
      rows[row].contactDay = contact.localDay
      rows[row].firstActionOfDay = contact.action
    }
    rows[row].recent.removeAll { at - Int64($0) >= IndicatorTerms.pressureSeconds }
    rows[row].recent.append(UInt32(clamping: at))
    if isCounted {
      let week = rows[row].recent.count { at - Int64($0) < 7 * 86_400 }
      rows[row].peak7 = max(rows[row].peak7, Int32(clamping: week))
      rows[row].peak30 = max(rows[row].peak30, Int32(clamping: rows[row].recent.count))
    }
    return (isCollision, isSoon)
  }
}

extension OpenContact {
  mutating func hear(_ news: NewsFact) {
    // Who answers was reached.
    switch news.kind {
    case .delivered: flags.insert(.delivered)
    // What was answered did not come back, though its address may have died since.
    case .bounced: if flags.isDisjoint(with: .answers) { flags.insert(.bounced) }
    case .released: flags.insert(.released)
    case .opened: flags.formUnion([.delivered, .opened])
    case .clicked: flags.formUnion([.delivered, .clicked])
    case .converted:
      told += news.value ?? (flags.contains(.converted) ? 0 : value)
      flags.formUnion([.delivered, .converted])
    case .rejected: flags.formUnion([.delivered, .rejected])
    case .unsubscribed: flags.formUnion([.delivered, .unsubscribed])
    case .complained: flags.formUnion([.delivered, .complained])
    }
  }

  /// What came of it, in money.
  var worth: Double { told }

  /// What it adds to its cell.
  var amounts: [(Metric, Double)] {
    func one(_ flag: Flags) -> Double { flags.contains(flag) ? 1 : 0 }
    var amounts: [(Metric, Double)] = [
      (.contacts, 1), (.delivered, one(.delivered)), (.clicked, one(.clicked)), (.converted, one(.converted)),
      // Who clicks has opened.
      (.opened, flags.isDisjoint(with: [.opened, .clicked]) ? 0 : 1), (.rejected, one(.rejected)),
      (.value, worth), (.unsubscribed, one(.unsubscribed)), (.complained, one(.complained)),
      (.optOuts, flags.isDisjoint(with: [.unsubscribed, .complained]) ? 0 : 1),
      (.cost, cost), (.sendCost, sendCost), (.serviceCalls, Double(serviceCalls)), (.blocks, Double(blocks)),
    ]
    if score >= 0 {
      amounts += [
        (.surveys, 1), (.promoters, score >= 9 ? 1 : 0), (.detractors, score <= 6 ? 1 : 0), (.scores, score),
      ]
    }
    return amounts
  }
}

extension Reason {
  /// Whether a rule about contacts, or restraint, held back what was permitted otherwise. Quiet hours are none: they put off.
  var isHoldingBack: Bool {
    switch self {
    case .cap, .pressureCap, .addressCap, .householdCap, .legalCap, .spacing, .suppressed, .legalSuppression, .tired,
      .waitingIsWorthMore, .notSureEnough:
      true
    default: false
    }
  }
}
