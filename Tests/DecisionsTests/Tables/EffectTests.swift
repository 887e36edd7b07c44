import Decisions
import Expressions
import Testing
import Times

/// Says what contact adds, by treatment, with its standard error.
private struct ToldEffects: EffectModel {
  let version = "told"
  var effects: [Double]
  var error = 0.0

  func writePropensities(
    of candidates: CandidateMask, for subject: borrowing Subject, using evaluator: ProgramEvaluator,
    into propensities: UnsafeMutablePointer<Double>, deviations: UnsafeMutablePointer<Double>
  ) {
    candidates.forEach { treatment in
      propensities[treatment] = effects[treatment]
      deviations[treatment] = error
    }
  }

  func levels(of treatment: Int, for subject: borrowing Subject) -> EffectLevels? {
    EffectLevels(with: 0.5 + effects[treatment], without: 0.5)
  }
}

@Suite("P as what contact adds") struct EffectTests {
  private var world: World {
    var world = World()
    world.offer("loan")
    world.offer("card")
    for issue in world.charter.issues.indices { world.charter.issues[issue].meaning = .effect }
    for action in world.charter.actions.indices {
      for place in world.charter.actions[action].treatments.indices {
        world.charter.actions[action].treatments[place].isLearned = true
      }
    }
    return world
  }

  private func decided(_ world: World, _ effects: [Double], error: Double = 0, key: UInt64 = 1) -> Decision {
    var state = world.state
    state.customer.key = key
    let plan = CharterPlan(world.charter)
    let models = Models(plan, learned: [ToldEffects(effects: effects, error: error)])
    return decide(&state, world.occasion, Snapshot(plan: plan, models: models), now: world.now)
  }

  @Test func `the best adds most; what adds nothing, or takes away, is not said`() {
    let world = world
    #expect(decided(world, [0.02, 0.3]).choices.map(\.treatment) == [1])
    #expect(decided(world, [0.02, 0.3]).choices.first?.propensity == 0.3)
    let silent = decided(world, [-0.02, -1])
    #expect(silent.choices.isEmpty && silent.fates.allSatisfy { $0.reason == .belowFloor })
    for unknown in [-1.01, 1.01, .nan] {
      #expect(decided(world, [unknown, -0.1]).fates[0].reason == .propensityUnknown, "\(unknown)")
    }
  }

  @Test func `a response is never below 0`() {
    var world = world
    for issue in world.charter.issues.indices { world.charter.issues[issue].meaning = .response }
    #expect(decided(world, [-0.02, -0.02]).fates.allSatisfy { $0.reason == .propensityUnknown })
  }

  @Test func `chance may still try what could be worth it, and nothing that surely is not`() {
    var world = world
    world.charter.exploration = Exploration(floor: 1)
    let certain = (0..<300).map { decided(world, [-0.05, -0.05], error: 0.01, key: $0) }
    #expect(certain.allSatisfy { $0.choices.isEmpty && $0.trial == nil })
    let unsure = (0..<300).map { decided(world, [-0.05, -0.9], error: 0.2, key: $0) }
    let sent = unsure.count { !$0.choices.isEmpty }
    #expect(abs(sent - 150) < 40)
    for decision in unsure {
      #expect(decision.trial?.options.map(\.treatment) == [0])
      #expect(decision.trial?.isOwnSilence == true && decision.trial?.silence == 0.5)
      #expect((decision.trial?.done == nil) == decision.choices.isEmpty)
    }
  }

  @Test func `draws from what is believed of effects come with the chance that is logged`() {
    var world = world
    world.charter.exploration = Exploration(drawsFromBelief: true)
    var shares = [0.0, 0.0]
    var logged = [0.0, 0.0]
    let customers = 3_000
    for key in 0..<UInt64(customers) {
      let decision = decided(world, [0.1, 0.13], error: 0.05, key: key)
      guard let treatment = decision.choices.first?.treatment else { continue }
      shares[treatment] += 1 / Double(customers)
      logged[treatment] = decision.draw.probability
    }
    for treatment in 0...1 { #expect(abs(shares[treatment] - logged[treatment]) < 0.03) }
    #expect(shares[0] > 0.1)
  }

  @Test func `beside a holdout, contact and silence are trials of the same choice`() {
    var world = world
    world.charter.holdout = Holdout(name: "control", share: 0.3)
    let decisions = (0..<400).map { decided(world, [0.02, 0.3], key: $0) }
    let silent = decisions.count { $0.choices.isEmpty }
    #expect(abs(silent - 120) < 35)
    for decision in decisions {
      let trial = decision.trial
      #expect(trial?.options.map(\.treatment) == [1] && trial?.options.map(\.probability) == [0.7])
      #expect(trial?.silence == 0.3 && trial?.isEven == false)
      #expect((trial?.done == nil) == decision.choices.isEmpty)
    }
    // Who would have heard nothing is no trial, held out or not.
    #expect((0..<50).allSatisfy { decided(world, [-0.1, -0.1], key: $0).trial == nil })
  }
}
