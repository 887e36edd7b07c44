import Times

extension Decider {
  /// What candidates are ranked by: their nets, drawn ones where the charter draws from what is believed.
  var ranks: UnsafeMutablePointer<Double> {
    mayDraw || (isExperimenting && ranking != .net) ? work.draws : work.nets
  }

  /// Whether learned propensities are drawn from what is believed of them.
  var isDrawing: Bool { mayDraw && (!isExperimenting || ranking == .net) }

  /// Draws a net for each candidate in the running or waiting, from what is believed of its propensity.
  func drawFromBelief() {
    guard !isExperimenting || ranking == .net else { return rankApart() }
    guard isDrawing else { return }
    for mask in [work.alive, work.pool] {
      mask.forEachBit(wordCount: words) { index in
        let belief = Belief(self, index)
        let chance = Chance.uniform(customer.key, salt: salt(of: plan.treatments[index].contact))
        work.draws[index] = belief.net(at: Elementary.normalQuantile(chance))
      }
    }
  }

  /// Remembers who may be drawn evenly: what passed the floors, sure enough or not.
  func rememberDrawable() {
    for word in 0..<words { work.drawable[word] = work.alive[word] }
  }

  /// What chance makes of the first answer, where nothing waits: the best, something drawn evenly, or silence.
  ///
  /// Chance has a say where nothing but marketing is in the running, and draws among the leading tier: what is drawn never
  /// takes the place of a service message, nor of an issue above.
  /// - Parameter best: what would be said.
  func drawEvenly(best: Int?) -> Int? {
    guard let exploration = plan.charter.exploration, exploration.floor > 0 || isDrawing else { return best }
    var tier = best.map { plan.treatments[$0].tier } ?? Int.max
    if best == nil { work.drawable.forEachBit(wordCount: words) { tier = min(tier, plan.treatments[$0].tier) } }
    var count = 0
    var isMarketing = true
    work.drawable.forEachBit(wordCount: words) { index in
      if plan.treatments[index].contact.purposeKind != .marketing { isMarketing = false }
      if plan.treatments[index].tier == tier { count += 1 }
    }
    guard count > 0, isMarketing else { return best }
    let floor = exploration.floor
    let even = floor / Double(count + 1)
    guard Chance.uniform(customer.key, salt: salt(1)) < floor else {
      let own = best.map { isDrawing ? chanceToLead($0, tier: tier) : 1 } ?? 1
      draw = Draw(probability: even + (1 - floor) * own, isEven: false)
      return best
    }
    let place = min(count, Int(Chance.uniform(customer.key, salt: salt(2)) * Double(count + 1)))
    let drawn = drawable(at: place, tier: tier)
    var own = 0.0
    if let drawn {
      if work.alive.bit(drawn) { own = isDrawing ? chanceToLead(drawn, tier: tier) : drawn == best ? 1 : 0 }
    } else {
      own = best == nil ? 1 : 0
      work.alive.forEachBit(wordCount: words) { fates[$0] = Fate(.silenceDrawn) }
      for word in 0..<words {
        work.alive[word] = 0
        work.pool[word] = 0
      }
    }
    draw = Draw(probability: even + (1 - floor) * own, isEven: true)
    return drawn
  }

  private func drawable(at place: Int, tier: Int) -> Int? {
    var place = place
    var found: Int?
    work.drawable.forEachBit(wordCount: words) { index in
      guard plan.treatments[index].tier == tier else { return }
      if place == 0 { found = index }
      place -= 1
    }
    return found
  }

  /// The chance that a candidate's drawn net is the greatest of its tier.
  ///
  /// The mean, over its own belief, of the chance that all others lie below: a sum over the middles of 32 parts of equal
  /// chance, so it is right to about a hundredth. The part of its greatest nets is halved down to the rarest draw that
  /// there is, so that what was drawn never has the chance 0.
  private func chanceToLead(_ index: Int, tier: Int) -> Double {
    let own = Belief(self, index)
    var others: [(index: Int, belief: Belief)] = []
    work.alive.forEachBit(wordCount: words) { other in
      if other != index, plan.treatments[other].tier == tier { others.append((other, Belief(self, other))) }
    }
    func chanceToLead(at standard: Double) -> Double {
      let net = own.net(at: standard)
      var chance = 1.0
      for other in others where chance > 0 { chance *= other.belief.chanceBelow(net, winsTies: index < other.index) }
      return chance
    }
    if own.isCertain { return chanceToLead(at: 0) }
    return Decider.parts.reduce(0) { sum, part in
      sum + part.chance * chanceToLead(at: own.worth > 0 ? part.middle : -part.middle)
    }
  }

  /// Parts of a normal number, ascending: the middle of each, and its chance; together 1.
  private static let parts: [(middle: Double, chance: Double)] = {
    var parts = (0..<31).map { (middle: Elementary.normalQuantile((Double($0) + 0.5) / 32), chance: 1.0 / 32) }
    var rest = 1.0 / 32
    // Draws have 53 bits.
    while rest > 0x1p-54 {
      parts.append((-Elementary.normalQuantile(0.75 * rest), rest / 2))
      rest /= 2
    }
    return parts + [(-Elementary.normalQuantile(rest / 2), rest)]
  }()

  /// A salt of the day and a question.
  private func salt(_ question: UInt64) -> UInt64 {
    UInt64(bitPattern: now.secondsSince1970.quotientFloored(by: 86_400)) &* 0x9e37_79b9_7f4a_7c15 &+ question
  }

  func salt(of contact: Contact) -> UInt64 {
    salt(UInt64(contact.action.rawValue) << 32 | UInt64(contact.channel.rawValue))
  }
}

/// What is believed of a candidate's net: its propensity is normal in its log odds, the rest is certain.
private struct Belief {
  let middle: Double
  let deviation: Double
  /// V × (1 + L), in money.
  let worth: Double
  let cost: Double
  let mean: Double

  init(_ decider: borrowing Decider, _ index: Int) {
    let propensity = decider.work.propensities[index]
    deviation = decider.work.deviations[index]
    // The propensity is the mean over the belief; its middle lies further out by the factor that moderates it.
    let moderation = (1 + 0.392_699_08 * deviation * deviation).squareRoot()
    middle = Elementary.logit(propensity) * moderation
    worth = decider.work.values[index] * (1 + decider.lever(index))
    mean = decider.work.nets[index]
    cost = propensity * worth - mean
  }

  var isCertain: Bool { !(deviation > 0) || !middle.isFinite || worth == 0 }

  /// The net at so many standard deviations of the log odds from its middle.
  func net(at standard: Double) -> Double {
    isCertain ? mean : Elementary.sigmoid(middle + deviation * standard) * worth - cost
  }

  /// The chance that the net lies below a number.
  func chanceBelow(_ net: Double, winsTies: Bool) -> Double {
    guard !isCertain else { return mean < net || (mean == net && winsTies) ? 1 : 0 }
    let chance = (net + cost) / worth
    guard chance > 0 else { return worth > 0 ? 0 : 1 }
    guard chance < 1 else { return worth > 0 ? 1 : 0 }
    let below = Elementary.normalBelow((Elementary.logit(chance) - middle) / deviation)
    return worth > 0 ? below : 1 - below
  }
}
