import Decisions
import Times

/// What a decision does with what was learned, slowly.
extension ReferenceDecider {
  /// What hazards and later messages add to the cost of an outbound message.
  mutating func restrain(_ candidate: ReferenceCandidate) {
    guard let restraint = charter.restraint, candidate.channel.direction == .outbound else { return }
    let key = state.customer.key
    let value = truth.number(restraint.lifetimeValue)
    let lifetimeValue = value.isFinite && value > 0 ? value : 0
    let later = restraint.looksAhead ? Planted.later(key, candidate.number) : 0
    scores[candidate.number]?.later = later
    scores[candidate.number]?.hazardDeviation = Planted.hazardDeviation(key, candidate.number)
    scores[candidate.number]?.cost += Planted.hazards(key, candidate.number, lifetimeValue: lifetimeValue) + later
  }

  /// What silence is worth; 0 where no candidate came as far as being priced.
  var silence: Double {
    guard let restraint = charter.restraint, restraint.looksAhead else { return 0 }
    return isPriced || (choices.isEmpty && !held.isEmpty) ? Planted.silence(state.customer.key) : 0
  }

  /// Marketing that is not believed surely enough to net more than nothing.
  mutating func checkConfidence() {
    guard let confidence = charter.restraint?.confidence, confidence > 0, !isRankedApart else { return }
    for number in running + pool {
      let candidate = candidates[number]
      guard candidate.purpose.kind == .marketing, candidate.channel.direction == .outbound,
        let score = scores[number]
      else { continue }
      let worth = score.value * (1 + score.lever)
      let slope = score.isEffect ? 1 : score.propensity * (1 - score.propensity)
      let answer = slope * score.deviation * worth
      let deviation = (answer * answer + score.hazardDeviation * score.hazardDeviation).squareRoot()
      let advantage = score.net - min(0, floor(of: candidate))
      let belief = deviation > 0 ? Elementary.normalBelow(advantage / deviation) : advantage > 0 ? 1 : 0
      guard belief < confidence else { continue }
      if running.contains(number) { fates[number] = Fate(.notSureEnough) }
      running.removeAll { $0 == number }
      pool.removeAll { $0 == number }
    }
  }

  private var day: Int64 {
    let seconds = now.secondsSince1970
    return seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
  }

  func chance(_ question: UInt64) -> Double {
    Chance.uniform(
      state.customer.key, salt: UInt64(bitPattern: day) &* 0x9e37_79b9_7f4a_7c15 &+ question)
  }

  private var isDrawing: Bool {
    (charter.exploration?.drawsFromBelief ?? false)
      && (charter.restraint != nil || candidates.contains { $0.treatment.isLearned })
  }

  mutating func drawFromBelief() {
    guard isDrawing, !isRankedApart else { return }
    for number in running + pool {
      let contact = candidates[number].contact
      let chance = chance(UInt64(contact.action.rawValue) << 32 | UInt64(contact.channel.rawValue))
      guard let score = scores[number] else { continue }
      let drawn = net(score, at: Elementary.normalQuantile(chance))
      scores[number]?.drawn = drawn
    }
  }

  /// The net of a candidate whose log odds lie so many standard deviations off their middle.
  private func net(_ score: Score, at standard: Double) -> Double {
    let worth = score.value * (1 + score.lever)
    if score.isEffect { return (score.propensity + score.deviation * standard) * worth - score.cost }
    guard score.deviation > 0, score.propensity > 0, score.propensity < 1, worth != 0 else { return score.net }
    let middle =
      Elementary.logit(score.propensity) * (1 + 0.392_699_08 * score.deviation * score.deviation).squareRoot()
    return Elementary.sigmoid(middle + score.deviation * standard) * worth - score.cost
  }

  /// The first answer after chance had its say; nothing for silence.
  mutating func drawEvenly(_ winner: Contender?) -> Contender? {
    guard let exploration = charter.exploration, exploration.floor > 0 || (isDrawing && !isRankedApart) else {
      return winner
    }
    let isDrawing = isDrawing && !isRankedApart
    let waiting = isDrawing ? waitingContenders() : []
    if let winner, pool.contains(winner.number) {
      if isDrawing { draw = Draw(probability: leading(winner, waiting), isEven: false) }
      return winner
    }
    let best = winner?.number
    guard let lead = best.map({ tier(of: candidates[$0]) }) ?? drawable.map({ tier(of: candidates[$0]) }).min()
    else { return winner }
    guard drawable.allSatisfy({ candidates[$0].purpose.kind == .marketing }) else { return winner }
    let drawable = drawable.filter { tier(of: candidates[$0]) == lead }.sorted()
    guard !drawable.isEmpty else { return winner }
    // Nothing is drawn evenly where something that must wait is better.
    let others = waiting.filter { $0.tier == lead }.reduce(0) { $0 + leading($1, waiting) }
    let even = exploration.floor / Double(drawable.count + 1) * (1 - others)
    func probability(_ number: Int?) -> Double {
      even + (1 - exploration.floor) * leading(number, best: best, waiting)
    }
    guard chance(1) < exploration.floor else {
      draw = Draw(probability: probability(best), isEven: false)
      return winner
    }
    let place = min(drawable.count, Int(chance(2) * Double(drawable.count + 1)))
    noteTrial(drawable, place, best: best)
    guard place < drawable.count else {
      draw = Draw(probability: probability(nil), isEven: true)
      for number in running { fates[number] = Fate(.silenceDrawn) }
      running = []
      pool = []
      return nil
    }
    let number = drawable[place]
    draw = Draw(probability: probability(number), isEven: true)
    return Contender(number: number, tier: lead, net: scores[number]?.rank ?? 0, at: now, patience: 1)
  }

  /// The chance that a candidate, or silence, would be given without the even draw.
  private func leading(_ number: Int?, best: Int?, _ waiting: [Contender]) -> Double {
    guard let number else { return best == nil ? 1 : 0 }
    guard running.contains(number) else { return 0 }
    guard isDrawing, !isRankedApart else { return number == best ? 1 : 0 }
    return leading(
      Contender(number: number, tier: tier(of: candidates[number]), net: 0, at: now, patience: 1), waiting)
  }

  /// The chance that a candidate's drawn net, waited for, is the greatest of its tier: by trying a hundred parts of its
  /// belief.
  private func leading(_ one: Contender, _ waiting: [Contender]) -> Double {
    guard let own = scores[one.number] else { return 0 }
    func waited(_ net: Double, _ contender: Contender) -> Double { net > 0 ? net * contender.patience : net }
    let running = running.map { Contender(number: $0, tier: tier(of: candidates[$0]), net: 0, at: now, patience: 1) }
    let others = (running + waiting).filter { $0.number != one.number && $0.tier == one.tier }
    let parts = 100
    return (0..<parts).reduce(0) { sum, part in
      let mine = waited(net(own, at: Elementary.normalQuantile((Double(part) + 0.5) / Double(parts))), one)
      var chance = 1.0
      for other in others {
        guard let score = scores[other.number] else { continue }
        let losesTies = one.at != other.at ? one.at > other.at : one.number > other.number
        // The share of the other's parts that lie below, found by halving.
        var low = 0
        var high = parts
        while low < high {
          let middle = (low + high) / 2
          let standard = Elementary.normalQuantile((Double(middle) + 0.5) / Double(parts))
          let net = waited(net(score, at: score.value * (1 + score.lever) >= 0 ? standard : -standard), other)
          if net < mine || (net == mine && !losesTies) { low = middle + 1 } else { high = middle }
        }
        chance *= Double(low) / Double(parts)
      }
      return sum + chance / Double(parts)
    }
  }
}
