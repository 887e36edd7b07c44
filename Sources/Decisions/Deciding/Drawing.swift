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

  /// Remembers who may be drawn evenly besides those of which too little is known: what passed the floors, sure enough
  /// or not.
  func rememberDrawable() {
    for word in 0..<words { work.drawable[word] |= work.alive[word] }
  }

  /// What chance makes of the first answer, where nothing waits: the best, something drawn evenly, or silence.
  ///
  /// Chance has a say where nothing but marketing is in the running, and draws among the leading tier: what is drawn never
  /// takes the place of a service message, nor of an issue above.
  /// - Parameters:
  ///   - best: what would be said.
  ///   - rivals: what must wait and could have been drawn to be better.
  func drawEvenly(best: Int?, _ rivals: [Rival]) -> Int? {
    guard let even = evenDraw(best: best, rivals) else { return best }
    func probability(_ own: Double) -> Double { max(Decider.chanceMin, even.share + (1 - even.floor) * own) }
    guard Chance.uniform(customer.key, salt: salt(1)) < even.floor else {
      draw = Draw(probability: probability(best.map { chanceToBeBest($0, best: best, rivals) } ?? 1), isEven: false)
      return best
    }
    let place = min(even.count, Int(Chance.uniform(customer.key, salt: salt(2)) * Double(even.count + 1)))
    let drawn = drawable(at: place, tier: even.tier)
    noteTrial(drawn: place < even.count ? place : nil, best: best, tier: even.tier, count: even.count)
    let own = drawn.map { chanceToBeBest($0, best: best, rivals) } ?? (best == nil ? 1 : 0)
    if drawn == nil {
      work.alive.forEachBit(wordCount: words) { fates[$0] = Fate(.silenceDrawn) }
      for word in 0..<words {
        work.alive[word] = 0
        work.pool[word] = 0
      }
    }
    draw = Draw(probability: probability(own), isEven: true)
    return drawn
  }

  /// Among how many of which tier an even draw draws, and the share that it gives each of them and silence; nothing where chance has no say.
  func evenDraw(best: Int?, _ rivals: [Rival]) -> (tier: Int, count: Int, floor: Double, share: Double)? {
    guard let exploration = plan.charter.exploration, exploration.floor > 0 || isDrawing else { return nil }
    var tier = best.map { plan.treatments[$0].tier } ?? Int.max
    if best == nil { work.drawable.forEachBit(wordCount: words) { tier = min(tier, plan.treatments[$0].tier) } }
    var count = 0
    var isMarketing = true
    work.drawable.forEachBit(wordCount: words) { index in
      if plan.treatments[index].contact.purposeKind != .marketing { isMarketing = false }
      if plan.treatments[index].tier == tier { count += 1 }
    }
    guard count > 0, isMarketing else { return nil }
    // It is drawn only where nothing that must wait is better.
    let waiting = rivals.reduce(0) { $0 + (plan.treatments[$1.index].tier == tier ? chanceToLead($1, rivals) : 0) }
    return (tier, count, exploration.floor, exploration.floor / Double(count + 1) * max(0, 1 - waiting))
  }

  /// The chance that a drawable candidate would be said without an even draw.
  func chanceToBeBest(_ index: Int, best: Int?, _ rivals: [Rival]) -> Double {
    guard work.alive.bit(index) else { return 0 }
    return isDrawing ? chanceToLead(Rival(index, at: now), rivals) : index == best ? 1 : 0
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

  /// Parts of a normal number, ascending: the middle of each, and its chance; together 1.
  static let parts: [(middle: Double, chance: Double)] = {
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
    UInt64(bitPattern: now.drawingDay) &* 0x9e37_79b9_7f4a_7c15 &+ question
  }

  func salt(of contact: Contact) -> UInt64 {
    salt(UInt64(contact.action.rawValue) << 32 | UInt64(contact.channel.rawValue))
  }
}

extension Instant {
  /// The day of which all decisions for one customer rest on the same draws: whole days of UTC since 1970.
  public var drawingDay: Int64 { secondsSince1970.quotientFloored(by: 86_400) }
}

/// What is believed of a candidate's net: its propensity is normal in its log odds, an effect in itself; the rest is
/// certain.
struct Belief {
  let middle: Double
  let deviation: Double
  /// V × (1 + L), in money.
  let worth: Double
  let cost: Double
  let mean: Double
  /// Whether the propensity is an effect, which is normal itself.
  let isEffect: Bool

  init(_ decider: borrowing Decider, _ index: Int) {
    let propensity = decider.work.propensities[index]
    deviation = decider.work.deviations[index]
    // The propensity is the mean over the belief; its middle lies further out by the factor that moderates it.
    let moderation = (1 + 0.392_699_08 * deviation * deviation).squareRoot()
    isEffect = decider.plan.treatments[index].meansEffect
    middle = isEffect ? propensity : Elementary.logit(propensity) * moderation
    worth = decider.work.values[index] * (1 + decider.lever(index))
    mean = decider.work.nets[index]
    cost = propensity * worth - mean
  }

  var isCertain: Bool { !(deviation > 0) || !middle.isFinite || worth == 0 }

  /// The net at so many standard deviations of the log odds from its middle.
  func net(at standard: Double) -> Double {
    guard !isCertain else { return mean }
    let drawn = middle + deviation * standard
    return (isEffect ? drawn : Elementary.sigmoid(drawn)) * worth - cost
  }

  /// The chance that the net lies below a number.
  func chanceBelow(_ net: Double, winsTies: Bool) -> Double {
    guard !isCertain else { return mean < net || (mean == net && winsTies) ? 1 : 0 }
    let chance = (net + cost) / worth
    if isEffect {
      let below = Elementary.normalBelow((chance - middle) / deviation)
      return worth > 0 ? below : 1 - below
    }
    guard chance > 0 else { return worth > 0 ? 0 : 1 }
    guard chance < 1 else { return worth > 0 ? 1 : 0 }
    let below = Elementary.normalBelow((Elementary.logit(chance) - middle) / deviation)
    return worth > 0 ? below : 1 - below
  }
}
