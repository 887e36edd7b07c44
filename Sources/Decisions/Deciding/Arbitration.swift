import Times

/// A candidate that could win, and when.
private struct Contender {
  var index: Int
  var tier: Int
  var net: Double
  var at: Instant

  /// The order of arbitration: the hierarchy first, then the greatest net, the sooner, the earlier in the charter.
  func precedes(_ other: Contender) -> Bool {
    if tier != other.tier { return tier < other.tier }
    if net != other.net { return net > other.net }
    if at != other.at { return at < other.at }
    return index < other.index
  }
}

extension Decider {
  /// The candidates that could be said now, the first in the order of arbitration first; none where the best would wait.
  func contenders(_ state: CustomerState) -> (isWaiting: Bool, treatments: [Int]) {
    if bestWaiting(than: bestNow(), state) != nil { return (true, []) }
    var contenders: [Contender] = []
    work.alive.forEachBit(wordCount: words) { index in
      contenders.append(contender(index))
    }
    return (false, contenders.sorted { $0.precedes($1) }.map(\.index))
  }

  /// What is best of what could be said now, and what must wait but is worth more, where there is such a thing.
  func first(_ state: CustomerState) -> (winner: (index: Int, at: Instant)?, best: Int?) {
    let best = bestNow()
    return (bestWaiting(than: best, state).map { ($0.index, $0.at) }, best?.index)
  }

  /// Steps 6 and 7: the best candidate, now or later, as often as answers are wanted; each choice enters the ledger
  /// before the next is made.
  func arbitrate(_ state: inout CustomerState) -> Answer {
    var choices: [Choice] = []
    while choices.count < occasion.answersMax {
      var best = bestNow()
      let winner = bestWaiting(than: best, state)
      if choices.isEmpty, winner == nil, ranking == .random {
        draw = drawAmongEquals(best: best?.index)
      } else if choices.isEmpty, plan.charter.exploration != nil {
        let rivals = isDrawing ? rivals(state) : []
        if let winner {
          noteWaiting(winner.index, rivals)
        } else {
          best = drawEvenly(best: best?.index, rivals).map(contender)
        }
      }
      guard let contender = winner ?? best else { break }
      let isLater = winner != nil
      if isLater, plan.treatments[contender.index].waiting == .drop {
        dropLesser()
        break
      }
      let choice = atBestHour(choice(contender.index, at: contender.at), state)
      choices.append(choice)
      take(choice, isLater: isLater || choice.at != contender.at, &state)
      if choices.count < occasion.answersMax { holdBack(state) }
    }
    settleLosers(choices)
    return choices.isEmpty ? .abstain(abstention(state)) : .contact(choices)
  }

  private func contender(_ index: Int) -> Contender {
    Contender(index: index, tier: plan.treatments[index].tier, net: ranks[index], at: now)
  }

  private func bestNow() -> Contender? {
    var best: Contender?
    work.alive.forEachBit(wordCount: words) { index in
      let contender = contender(index)
      if best.map(contender.precedes) ?? true { best = contender }
    }
    return best
  }

  /// The best of the candidates that must wait, if it is worth more than `best`; looked at from the one that would be
  /// worth most if it had not to wait, so that few next moments are computed.
  private func bestWaiting(than best: Contender?, _ state: CustomerState) -> Contender? {
    guard !work.pool.isEmpty(wordCount: words) else { return nil }
    var contenders: [Contender] = []
    work.pool.forEachBit(wordCount: words) { index in
      contenders.append(contender(index))
    }
    contenders.sort { $0.precedes($1) }
    let check = policyCheck(state)
    var winner: Contender?
    for var contender in contenders {
      if let bar = winner ?? best, !contender.precedes(bar) { break }
      let treatment = plan.treatments[contender.index]
      if treatment.waiting == .defer {
        guard let at = nextPermitted(contender.index, check) else {
          work.pool.clear(contender.index)
          continue
        }
        contender.at = at
        let patience = patience(at: at)
        func waited(_ net: Double) -> Double { net > 0 ? net * patience : net }
        contender.net = waited(ranks[contender.index])
        guard waited(work.nets[contender.index]) >= floor(contender.index) else { continue }
      }
      if let bar = winner ?? best, !contender.precedes(bar) { continue }
      winner = contender
    }
    return winner
  }

  /// The next moment within the horizon at which nothing of the contact policy forbids a candidate, and no volume
  /// limit has too little left.
  func nextPermitted(_ index: Int, _ check: PolicyCheck) -> Instant? {
    let horizon = now + plan.charter.timing.horizonSeconds
    var time = now
    // Each round leaves one obstacle behind; a policy that needs more rounds than this within the horizon forbids.
    for _ in 0..<64 {
      var obstacle: Fate?
      for word in 0..<words { work.scratch[word] = 0 }
      work.scratch.set(index)
      check.block(work.scratch, at: time) { obstacle = $1 }
      let next: Instant?
      if let obstacle {
        next = check.end(of: obstacle, for: plan.treatments[index], at: time)
      } else {
        guard let end = snapshot.availabilityPlan.endOfShortage(of: index, at: time) else { return time }
        next = end
      }
      guard let end = next, end <= horizon,
        plan.charter.actions[plan.treatments[index].action].ends.map({ end < $0 }) ?? true
      else { return nil }
      time = end
    }
    return nil
  }

  /// Writes a choice into the ledger and takes its action out of the running.
  private func take(_ choice: Choice, isLater: Bool, _ state: inout CustomerState) {
    let treatment = plan.treatments[choice.treatment]
    state.ledger.insert(plan.contact(for: choice, customer: customer))
    fates[choice.treatment] = Fate(isLater ? .chosenLater : .chosen)
    work.alive.clear(choice.treatment)
    work.pool.clear(choice.treatment)
    work.held.clear(choice.treatment)
    for sibling in plan.actionTreatments[treatment.action] where sibling != choice.treatment {
      if work.alive.bit(sibling) { drop(sibling, Fate(.otherChannel)) }
      work.pool.clear(sibling)
    }
  }

  /// The best must wait and wants no lesser one in its place: what may be said now is dropped.
  private func dropLesser() {
    work.alive.forEachBit(wordCount: words) { fates[$0] = Fate(.dropped) }
    for word in 0..<words { work.alive[word] = 0 }
  }

  private func settleLosers(_ choices: [Choice]) {
    guard let first = choices.first else { return }
    let tier = plan.treatments[first.treatment].tier
    work.alive.forEachBit(wordCount: words) {
      fates[$0] = Fate(plan.treatments[$0].tier > tier ? .outrankedByTier : .outranked)
    }
  }
}
