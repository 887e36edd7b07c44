import Decisions
import Expressions
import Times

/// docs/DECIDING.md once more, slowly: arrays and dictionaries, no bit sets, nothing kept for the next decision.
///
/// It shares the public value types with `decide`, and nothing else.
struct ReferenceDecider {
  /// What a candidate is worth, before any waiting.
  struct Score {
    var propensity: Double
    var value: Double
    var lever: Double
    var cost: Double
    /// Of the log odds of the propensity.
    var deviation = 0.0
    /// Whether the propensity is what contact adds; then ``deviation`` is of itself.
    var isEffect = false
    /// The part of the cost that is taken from later messages, and how sure that of the hazards is.
    var later = 0.0
    var hazardDeviation = 0.0
    /// The net that candidates are ranked by.
    var rank: Double { drawn ?? net }
    var drawn: Double?
    var priority: Double { propensity * value * (1 + lever) }
    var net: Double { priority - cost }
  }

  let charter: Charter
  /// The charter as it is outside of markets and in each of them.
  let everywhere: [Charter]
  let occasion: Occasion
  let availability: Availability
  let now: Instant
  let tempo: (any TempoModel)?
  let rules: [ReferenceRule]
  let candidates: [ReferenceCandidate]
  /// What conditions and quantities read.
  let truth: ReferenceTruth

  var state: CustomerState
  var fates: [Fate]
  /// Still in the running, ascending.
  var running: [Int] = []
  /// Forbidden by the contact policy only.
  var held: [Int] = []
  /// Of those, the ones that would rather wait than be replaced.
  var pool: [Int] = []
  var scores: [Int: Score] = [:]
  var choices: [ReferenceChoice] = []
  /// In the running before one asked how sure their worth is.
  var drawable: [Int] = []
  var draw = Draw.none
  var trial: Trial?
  /// Whether nobody is left alone by the holdout.
  var ignoresHoldout = false
  /// By experiment.
  let arms: [ReferenceArm]
  /// Positions of the experiments that could have changed the decision.
  var exposed: Set<Int> = []
  /// Whether candidates are ranked as the arm says, and not by money.
  var isRankedApart = false
  /// Whether the models were asked what a message costs.
  var isPriced = false

  init(
    _ charter: Charter, _ state: CustomerState, _ occasion: Occasion, _ availability: Availability, now: Instant,
    tempo: (any TempoModel)? = nil
  ) {
    self.tempo = tempo
    everywhere = [charter] + charter.markets.map { ReferenceMarket.charter(charter, in: $0) }
    let charter = ReferenceMarket.charter(charter, for: state.customer)
    self.charter = charter
    self.occasion = occasion
    self.availability = availability
    self.now = now
    self.state = state
    let features = ReferenceFeatures(charter: charter, state: state, now: now)
    truth = ReferenceTruth(slotTypes: charter.slotTypes, row: features.row)
    let isTired = charter.restraint != nil && Planted.isTired(state.customer.key)
    arms = ReferenceArm.all(charter, state.customer, truth: truth, now: now)
    rules = ReferenceRule.all(charter.policy, tired: isTired ? charter.restraint?.tiredSpacing : nil).filter {
      [arms] in ReferenceArm.holds($0, arms, charter.experiments)
    }
    candidates = ReferenceCandidate.all(of: charter)
    fates = candidates.map { _ in Fate(.notAsked) }
  }

  var policy: ReferencePolicy { ReferencePolicy(charter: charter, state: seen, truth: truth, rules: rules) }

  /// The customer as the rules see them: contacts nobody answered for too long were ignored.
  var seen: CustomerState {
    guard let seconds = charter.policy.ignoredAfterSeconds else { return state }
    var seen = state
    seen.ledger = Ledger(
      state.ledger.contacts.map { contact in
        let sent: [ContactState] = [.handedOver, .accepted, .delivered, .unknown]
        let ignoredAt = contact.at + seconds
        guard contact.direction == .outbound, contact.outcome == .none, sent.contains(contact.state), ignoredAt <= now
        else { return contact }
        var contact = contact
        contact.outcome = .ignored
        contact.outcomeSeconds = UInt32(ignoredAt.secondsSince1970)
        return contact
      })
    return seen
  }

  /// Decides; afterwards `state` holds the reservations.
  mutating func decide() -> ReferenceDecision {
    let before = self
    let asked = candidates.filter(isAsked).map(\.number)
    weigh()
    choose()
    return ReferenceDecision(
      choices: choices, abstention: choices.isEmpty ? abstention(of: asked) : nil, fates: fates, draw: draw,
      silence: silence, trial: trial ?? holdoutTrial(before), assignments: assignments)
  }

  /// Everything up to the choice.
  private mutating func weigh() {
    running = candidates.filter(isAsked).map(\.number)
    exclude(ReferenceDecider.unavailability)
    expose(0)
    leaveOutOtherArms()
    expose(1)
    exclude(ReferenceDecider.engagementFailure)
    exclude(ReferenceDecider.consentFailure)
    expose(2)
    holdOut()
    expose(3)
    hold()
    score()
    arbitrate()
  }

  /// Everything up to the choice: who is left, and whether somebody in the pool would win.
  mutating func contest() -> (running: [Int], isWaiting: Bool) {
    weigh()
    return (running, winner().map { !running.contains($0.number) } ?? false)
  }

  /// Takes those candidates out of the running that get a reason.
  private mutating func exclude(_ check: (ReferenceDecider) -> (ReferenceCandidate) -> Reason?) {
    for number in running {
      guard let reason = check(self)(candidates[number]) else { continue }
      fates[number] = Fate(reason)
      running.removeAll { $0 == number }
    }
  }

  /// Step 4, for those in the running.
  private mutating func hold() {
    let policy = policy
    for number in running {
      let candidate = candidates[number]
      guard let rule = policy.firstForbidding(candidate, at: now) else { continue }
      fates[number] = Fate(rule.reason, rule: UInt16(rule.position))
      running.removeAll { $0 == number }
      held.append(number)
      if waiting(candidate) != .replace { pool.append(number) }
    }
  }

  func waiting(_ candidate: ReferenceCandidate) -> WaitingPreference {
    candidate.action.waiting ?? charter.timing.waiting
  }

  // MARK: Step 7

  /// A candidate in the contest for the next answer.
  struct Contender {
    var number: Int
    var tier: Int
    var net: Double
    var at: Instant
    var patience: Double

    /// The higher tier; then the greater net; then the sooner; then the lower number.
    func beats(_ other: Contender) -> Bool {
      if tier != other.tier { return tier < other.tier }
      if net != other.net { return net > other.net }
      if at != other.at { return at < other.at }
      return number < other.number
    }
  }

  private mutating func choose() {
    while choices.count < occasion.answersMax, var winner = choices.isEmpty ? drawn(winner()) : winner() {
      let candidate = candidates[winner.number]
      let first = winner.at
      let isWaiting = pool.contains(winner.number)
      if let score = scores[winner.number], !isWaiting || waiting(candidate) == .defer {
        (winner.at, winner.net) = bestHour(candidate, score, from: first, net: winner.net)
      }
      if !isWaiting {
        fates[winner.number] = Fate(winner.at == first ? .chosen : .chosenLater)
      } else if waiting(candidate) == .defer {
        fates[winner.number] = Fate(.chosenLater)
      } else {
        for number in running { fates[number] = Fate(.dropped) }
        running = []
        return
      }
      reserve(candidate, winner)
      if choices.count < occasion.answersMax { hold() }
    }
    guard let first = choices.first else { return }
    let firstTier = tier(of: candidates[first.treatment])
    for number in running {
      fates[number] = Fate(tier(of: candidates[number]) > firstTier ? .outrankedByTier : .outranked)
    }
  }

  private mutating func reserve(_ candidate: ReferenceCandidate, _ winner: Contender) {
    guard let score = scores[candidate.number] else { return }
    let patience = max(0, 1 - charter.timing.discountPerDay * Double(winner.at - now) / 86_400)
    choices.append(
      ReferenceChoice(
        treatment: candidate.number, at: winner.at, propensity: score.propensity, value: score.value,
        lever: score.lever, cost: score.cost,
        net: score.net > 0 ? score.net * patience : score.net))
    var contact = candidate.contact
    contact.atSeconds = UInt32(winner.at.secondsSince1970)
    contact.address = state.customer.addresses[candidate.treatment.channel]
    state.ledger.insert(contact)
    running.removeAll { $0 == candidate.number }
    pool = pool.filter { candidates[$0].actionIndex != candidate.actionIndex }
    for number in running where candidates[number].actionIndex == candidate.actionIndex {
      fates[number] = Fate(.otherChannel)
      running.removeAll { $0 == number }
    }
  }

  mutating func winner() -> Contender? {
    var contenders: [Contender] = []
    for number in running {
      guard let score = scores[number] else { continue }
      contenders.append(
        Contender(number: number, tier: tier(of: candidates[number]), net: score.rank, at: now, patience: 1))
    }
    contenders += waitingContenders()
    return contenders.first { one in !contenders.contains { $0.beats(one) } }
  }

  /// Those of the pool that contend, each for its moment.
  func waitingContenders() -> [Contender] {
    var contenders: [Contender] = []
    for number in pool {
      guard let score = scores[number] else { continue }
      let candidate = candidates[number]
      var contender = Contender(number: number, tier: tier(of: candidate), net: score.rank, at: now, patience: 1)
      if waiting(candidate) == .defer {
        guard let at = nextPermitted(candidate) else { continue }
        contender.at = at
        contender.patience = max(0, 1 - charter.timing.discountPerDay * Double(at - now) / 86_400)
        if score.rank > 0 { contender.net = score.rank * contender.patience }
        if (score.net > 0 ? score.net * contender.patience : score.net) < floor(of: candidate) { continue }
      }
      contenders.append(contender)
    }
    return contenders
  }

  /// The next moment at which no rule of the contact policy forbids the candidate, and no limit is used up.
  func nextPermitted(_ candidate: ReferenceCandidate) -> Instant? {
    let policy = policy
    var t = now
    for _ in 0..<64 {
      let next: Instant?
      if let rule = policy.firstForbidding(candidate, at: t) {
        next = policy.end(of: rule, candidate, at: t)
      } else if let full = availability.laterRooms.first(where: { isUsedUp($0, for: candidate, at: t) }) {
        next = full.window.upperBound
      } else {
        return t
      }
      guard let end = next else { return nil }
      if end > now + charter.timing.horizonSeconds { return nil }
      if let ends = candidate.action.ends, end >= ends { return nil }
      t = end
    }
    return nil
  }

  /// The position of the first tier that lists the candidate's issue; below all of them if none does.
  func tier(of candidate: ReferenceCandidate) -> Int {
    charter.hierarchy.firstIndex { $0.issues.contains(candidate.issueIndex) } ?? charter.hierarchy.count
  }

  func floor(of candidate: ReferenceCandidate) -> Double {
    isRankedApart && slotPrice(candidate) == 0 ? -.infinity : moneyFloor(of: candidate)
  }

  func moneyFloor(of candidate: ReferenceCandidate) -> Double {
    candidate.purpose.floor ?? arms.compactMap(\.arm?.floor).last ?? charter.floor
  }
}
