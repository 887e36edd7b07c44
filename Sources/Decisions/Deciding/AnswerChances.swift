import Times

/// An answer that a decision may give, and how probable it is before chance has had its say.
public struct AnswerChance: Hashable, Sendable {
  /// The number of the treatment in the plan; nothing for silence.
  public var treatment: Int?
  /// When it would be said; the moment of the decision for silence.
  public var at: Instant
  /// The probability, as ``Draw/probability`` tells it of what is answered; above 0, and together 1 but for the rounding of
  /// ``Draw/probability`` where propensities are drawn from belief.
  public var probability: Double
  /// Chance that the customer accepts, 0 … 1; 0 for silence.
  public var propensity: Double
  /// Worth in money if so; 0 for silence.
  public var value: Double

  /// Makes a chance.
  public init(treatment: Int?, at: Instant, probability: Double, propensity: Double = 0, value: Double = 0) {
    self.treatment = treatment
    self.at = at
    self.probability = probability
    self.propensity = propensity
    self.value = value
  }
}

/// Every first answer that `decide` may give for the same arguments, over all that chance may draw; for estimates of what a charter
/// would have brought.
///
/// It is `decide` up to the first choice, and changes nothing.
/// - Returns: the answers, those of treatments in the order of their numbers; nothing where propensities are drawn from belief and
///   the draw has a say that ``Draw`` does not tell: where a candidate waits, or where not everything in the running is marketing. That depends on the
///   customer and not on what was drawn, so leaving such decisions out does not favour any answer.
public func answerChances(
  _ state: CustomerState, _ occasion: Occasion, _ snapshot: Snapshot, now: Instant, workspace: Workspace? = nil
) -> [AnswerChance]? {
  let plan = snapshot.plan.plan(for: state.customer)
  var state = state
  _ = plan.settle(&state, now: now)
  let usable = workspace.flatMap { $0.fits(plan) ? $0 : nil } ?? Workspace(plan)
  var fates = [Fate](repeating: Fate(.notAsked), count: plan.treatments.count)
  return fates.withUnsafeMutableBufferPointer { fates in
    let decider = Decider(
      plan: plan, snapshot: snapshot, occasion: occasion, now: now, state: state, work: usable, fates: fates)
    return decider.answerChances(state)
  }
}

extension Decider {
  /// Steps 1 to 7 up to the first choice, with what each answer's chance is in place of the choice.
  func answerChances(_ state: CustomerState) -> [AnswerChance]? {
    weigh(state)
    if isDrawing, !work.pool.isEmpty(wordCount: words) { return nil }
    let (winner, best) = first(state)
    if let winner {
      if plan.treatments[winner.index].waiting == .drop { return [silence(probability: 1)] }
      return [chance(of: winner.index, at: winner.at, probability: 1, state)]
    }
    if ranking == .random, let best { return chancesAmongEquals(best, state) }
    guard plan.charter.exploration != nil, let even = evenDraw(best: best, []) else {
      // Several drawn nets, and no probability of the greatest.
      var count = 0
      work.alive.forEachBit(wordCount: words) { _ in count += 1 }
      if isDrawing, count > 1 { return nil }
      return [best.map { chance(of: $0, at: now, probability: 1, state) } ?? silence(probability: 1)]
    }
    var chances: [AnswerChance] = []
    work.drawable.forEachBit(wordCount: words) { index in
      guard plan.treatments[index].tier == even.tier else { return }
      let own = chanceToBeBest(index, best: best, [])
      let probability = even.share + (1 - even.floor) * own
      if probability > 0 { chances.append(chance(of: index, at: now, probability: probability, state)) }
    }
    let silent = even.share + (best == nil ? 1 - even.floor : 0)
    if silent > 0 { chances.append(silence(probability: silent)) }
    return chances
  }

  /// Where candidates are ranked by chance alone: those of the leading tier, equally.
  private func chancesAmongEquals(_ best: Int, _ state: CustomerState) -> [AnswerChance] {
    let probability = drawAmongEquals(best: best).probability
    var chances: [AnswerChance] = []
    work.alive.forEachBit(wordCount: words) { index in
      guard plan.treatments[index].tier == plan.treatments[best].tier else { return }
      chances.append(chance(of: index, at: now, probability: probability, state))
    }
    return chances
  }

  private func silence(probability: Double) -> AnswerChance {
    AnswerChance(treatment: nil, at: now, probability: probability)
  }

  private func chance(
    of index: Int, at moment: Instant, probability: Double, _ state: CustomerState
  ) -> AnswerChance {
    AnswerChance(
      treatment: index, at: atBestHour(choice(index, at: moment), state).at, probability: probability,
      propensity: work.propensities[index], value: work.values[index])
  }
}
