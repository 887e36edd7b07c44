import Decisions
import Journeys
import Learning
import Times

extension Shard {
  /// An occasion with what is added to levers today.
  func raised(_ occasion: Occasion) -> Occasion {
    guard !boosts.isEmpty else { return occasion }
    var occasion = occasion
    occasion.boosts += boosts
    return occasion
  }

  /// Decides for a customer, and lets the contacts that come of it have their consequences.
  func decideNow(_ customer: Int, _ occasion: Occasion, now: Instant) {
    if let journeyPlan = plan.journeys { states[customer].contexts = journeyPlan.contexts(of: journeys[customer]) }
    let occasion = raised(occasion)
    let decision = decideWithinLimits(customer, occasion, now: now)
    add(.decisions, 1, customer)
    switch decision.answer {
    case .abstain(let abstention):
      add(.abstentions, 1, customer)
      add(.forgone, Shard.millionths(abstention.forgone), customer)
      tally.addSilence(abstention.reason)
      reasons.add(abstention.reason, customer: customer)
      if occasion.direction == .outbound { lives[customer].nextLookSeconds = abstention.nextLook.secondsSince1970 }
    case .contact(let choices):
      lives[customer].nextLookSeconds = .min
      for choice in choices { say(customer, choice, now: now) }
    }
  }

  /// Decides within what is left of the limits of all customers, as the hub does: what turns out to be used up is used up
  /// for the next try.
  private func decideWithinLimits(_ customer: Int, _ occasion: Occasion, now: Instant) -> Decision {
    guard let accounts else { return decide(&states[customer], occasion, snapshot, now: now, workspace: work) }
    var occasion = occasion
    while true {
      let before = states[customer].ledger
      let decision = decide(&states[customer], occasion, accounts.snapshot(at: now), now: now, workspace: work)
      switch accounts.take(decision.choices) {
      case .taken: return decision
      case .crowded: occasion.answersMax = max(1, decision.choices.count - 1)
      case .exhausted: break
      }
      states[customer].ledger = before
    }
  }

  static func millionths(_ money: Double) -> Int64 {
    guard money.isFinite else { return 0 }
    return Int64((min(max(money, -1e12), 1e12) * 1e6).rounded())
  }

  func add(_ measure: Measure, _ amount: Int64, _ customer: Int) {
    tally.add(
      measure, amount, cluster: lives[customer].cluster, day: day.number, groups: lives[customer].groups)
  }

  // MARK: A contact and what comes of it

  private func say(_ customer: Int, _ choice: Choice, now: Instant) {
    let treatment = plan.charter.treatments[choice.treatment]
    let contact = plan.charter.contact(for: choice, customer: states[customer].customer)
    let action = actionNumbers[treatment.action]
    tally.addContact(
      action: action, channel: treatment.channel, cluster: lives[customer].cluster, day: day.number)
    if keepsSaid { lives[customer].said.append(UInt16(clamping: action)) }
    lives[customer].contactCount += 1
    let isOutbound = contact.direction == .outbound
    if isOutbound {
      lives[customer].outboundCount += 1
      add(.contacts, 1, customer)
      add(.pressure, Int64(contact.weightHundredths), customer)
    } else {
      add(.inboundContacts, 1, customer)
    }
    add(.sendCost, Shard.millionths(treatment.sendCost), customer)
    if accounts == nil, plan.hasLimits { takenUnits += VolumeAccounts.uses(of: choice, plan.charter) }
    if choice.at > now {
      lives[customer].expect(
        .init(
          dueSeconds: contact.atSeconds, atSeconds: contact.atSeconds, treatment: UInt16(choice.treatment),
          outcome: .none, isCaused: false, value: 0))
    } else {
      states[customer].ledger.update(action: contact.action, channel: contact.channel, at: choice.at) {
        $0.state = .delivered
      }
    }
    states[customer].ledger.trim(to: SimulationPlan.contactsMax)
    neighbours.note(contact, of: customer, in: &states)
    drawConsequence(customer, choice, contact)
    if watchesContacts {
      tell(customer, .contact(action: contact.action, channel: contact.channel, at: choice.at), now: now)
    }
  }

  /// What the customer will make of a contact; the same luck whatever the charter.
  private func drawConsequence(_ customer: Int, _ choice: Choice, _ contact: Contact) {
    let truth = behavior.truth
    let key = states[customer].customer.key
    let item = UInt64(contact.action.rawValue) << 32 | UInt64(contact.channel.rawValue)
    let zone = plan.charter.charter.zones[states[customer].customer.zones.first ?? 0]
    let local = zone.localSeconds(at: choice.at)
    let number = Int(local.quotientFloored(by: 86_400)) - plan.firstDay.daysSince1970
    func luck(_ question: Luck.Question, _ item: UInt64 = 0) -> Double {
      self.luck.uniform(key, day: number, question, item: item)
    }
    lives[customer].rest(until: choice.at, behavior)
    var outcome = ContactOutcome.none
    var isCaused = false
    let isMarketing = contact.direction == .outbound && contact.purposeKind == .marketing
    let draw = luck(.answer, item)
    let chance = behavior.answerChance(
      choice, lives[customer], dayNumber: number, localHour: Int(local.remainderFloored(by: 86_400) / 3600),
      channel: plan.charter.treatments[choice.treatment].channel)
    if isMarketing, behavior.hasOptOuts,
      luck(.optOut)
        < behavior.optOutChance(
          pressure: lives[customer].pressure, ledger: states[customer].ledger, contact: contact, isTracked: false)
    {
      let isComplaint = luck(.complaint) < (truth.optOut?.complaintShare ?? 0)
      outcome = isComplaint ? .complained : .unsubscribed
    } else if draw < chance {
      outcome = .converted
      isCaused = draw >= chance * truth.organicShare
    } else if truth.refusalChance > 0 || truth.openChance > 0 {
      let reaction = luck(.reaction, item)
      outcome =
        reaction < truth.refusalChance
        ? .refused : reaction < truth.refusalChance + truth.openChance ? .opened : .none
    }
    if contact.direction == .outbound {
      lives[customer].pressure += Double(contact.weightHundredths) / 100
    }
    guard outcome != .none else { return }
    // Exponential times with the median that the truth says.
    let delay = -truth.delayMedianSeconds * Elementary.logarithm(1 - luck(.delay, item)) / 0.693_147_180_559_945_3
    let due = UInt32(clamping: Int64(contact.atSeconds) + Int64(min(delay, 366 * 86_400)) + 1)
    lives[customer].expect(
      .init(
        dueSeconds: due, atSeconds: contact.atSeconds, treatment: UInt16(choice.treatment), outcome: outcome,
        isCaused: isCaused, value: outcome == .converted ? Shard.millionths(choice.value) : 0))
  }

  /// A contact reaches the customer, or its outcome becomes known.
  func conclude(_ customer: Int, _ consequence: CustomerLife.Consequence, now: Instant) {
    let treatment = plan.charter.treatments[Int(consequence.treatment)]
    let (action, channel) = (treatment.contact.action, treatment.contact.channel)
    let at = Instant(secondsSince1970: Int64(consequence.atSeconds))
    lives[customer].nextLookSeconds = .min
    guard consequence.outcome != .none else {
      states[customer].ledger.update(action: action, channel: channel, at: at) { $0.state = .delivered }
      return
    }
    states[customer].ledger.update(action: action, channel: channel, at: at) {
      $0.outcome = consequence.outcome
      $0.outcomeSeconds = consequence.dueSeconds
    }
    switch consequence.outcome {
    case .converted:
      add(.answers, 1, customer)
      add(.value, consequence.value, customer)
      if consequence.isCaused { add(.causedValue, consequence.value, customer) }
      tally.addAnswer(action: actionNumbers[treatment.action], value: consequence.value)
    case .refused: add(.refused, 1, customer)
    case .unsubscribed, .complained: leave(customer, treatment, consequence.outcome)
    case .none, .opened, .clicked, .ignored: break
    }
    guard watchesOutcomes else { return }
    tell(customer, .outcome(consequence.outcome, action: action, channel: channel, at: now), now: now)
  }

  /// Consent is withdrawn for the purpose on the channel; who complained is not written to on it any more, as in the hub.
  private func leave(_ customer: Int, _ treatment: TreatmentPlan, _ outcome: ContactOutcome) {
    add(outcome == .complained ? .complained : .unsubscribed, 1, customer)
    let index = Customer.consentIndex(
      purpose: treatment.purpose, channel: treatment.channel, channelCount: plan.charter.charter.channels.count)
    states[customer].customer.consents[index] = .refused
    if outcome == .complained, states[customer].customer.reach[treatment.channel] == .present {
      states[customer].customer.reach[treatment.channel] = .suppressed
    }
  }
}
