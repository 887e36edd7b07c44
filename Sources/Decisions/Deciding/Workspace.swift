/// The memory in which one decision after another is made, so that none allocates its own.
///
/// It carries nothing from one decision to the next: with a new workspace each decision is the same. Not for two
/// decisions at once: give each task its own.
public final class Workspace {
  /// Candidates still in the running.
  let alive: UnsafeMutablePointer<UInt64>
  /// Candidates that only the contact policy holds back.
  let held: UnsafeMutablePointer<UInt64>
  /// Of those, the ones whose charter or action prefers not to be replaced.
  let pool: UnsafeMutablePointer<UInt64>
  /// Candidates that chance may draw.
  let drawable: UnsafeMutablePointer<UInt64>
  /// A mask for passing questions.
  let scratch: UnsafeMutablePointer<UInt64>
  let aliveActions: UnsafeMutablePointer<UInt64>
  /// Contact rules that experiments switch off; of use only where they do.
  let rulesOff: UnsafeMutablePointer<UInt64>
  let falseBits: UnsafeMutablePointer<UInt64>
  let errorBits: UnsafeMutablePointer<UInt64>
  let propensities: UnsafeMutablePointer<Double>
  /// Of the models' numbers; 0 but where a learned model says otherwise.
  let deviations: UnsafeMutablePointer<Double>
  let values: UnsafeMutablePointer<Double>
  let nets: UnsafeMutablePointer<Double>
  /// What the occasion and the customer's stages add to the levers; of use only where a decision has any.
  let boosts: UnsafeMutablePointer<Double>
  /// What hazards cost, how sure that is, and what a message takes from later ones; of use only where the charter holds
  /// back by what was learned.
  let hazards: UnsafeMutablePointer<Double>
  let hazardDeviations: UnsafeMutablePointer<Double>
  let laterCosts: UnsafeMutablePointer<Double>
  /// Nets with drawn propensities; of use only where the charter draws.
  let draws: UnsafeMutablePointer<Double>
  let treatmentWords: Int
  let actionWords: Int
  let ruleWords: Int
  let contactRuleWords: Int
  let treatmentCount: Int

  /// Makes room for decisions under one plan.
  public init(_ plan: CharterPlan) {
    treatmentWords = max(1, plan.treatmentWords)
    actionWords = max(1, plan.actionWords)
    ruleWords = plan.markets.map(\.plan.rules.wordCount).reduce(plan.rules.wordCount, max)
    contactRuleWords = plan.markets.map(\.plan.armRules.count).reduce(max(1, plan.armRules.count), max)
    treatmentCount = max(1, plan.treatments.count)
    func words(_ count: Int) -> UnsafeMutablePointer<UInt64> {
      let words = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
      words.initialize(repeating: 0, count: count)
      return words
    }
    func numbers(_ count: Int) -> UnsafeMutablePointer<Double> {
      let numbers = UnsafeMutablePointer<Double>.allocate(capacity: count)
      numbers.initialize(repeating: .nan, count: count)
      return numbers
    }
    alive = words(treatmentWords)
    held = words(treatmentWords)
    pool = words(treatmentWords)
    drawable = words(treatmentWords)
    scratch = words(treatmentWords)
    aliveActions = words(actionWords)
    rulesOff = words(contactRuleWords)
    falseBits = words(ruleWords)
    errorBits = words(ruleWords)
    propensities = numbers(treatmentCount)
    deviations = numbers(treatmentCount)
    deviations.update(repeating: 0, count: treatmentCount)
    values = numbers(treatmentCount)
    nets = numbers(treatmentCount)
    boosts = numbers(treatmentCount)
    hazards = numbers(treatmentCount)
    hazardDeviations = numbers(treatmentCount)
    laterCosts = numbers(treatmentCount)
    draws = numbers(treatmentCount)
  }

  /// Whether decisions under `plan` fit.
  public func fits(_ plan: CharterPlan) -> Bool {
    plan.treatmentWords <= treatmentWords && plan.actionWords <= actionWords && plan.rules.wordCount <= ruleWords
      && plan.treatments.count <= treatmentCount && plan.armRules.count <= contactRuleWords
  }

  deinit {
    for words in [alive, held, pool, drawable, scratch, aliveActions, rulesOff, falseBits, errorBits] {
      words.deallocate()
    }
    for numbers in [propensities, deviations, values, nets, boosts, hazards, hazardDeviations, laterCosts, draws] {
      numbers.deallocate()
    }
  }
}
