import Decisions
import Testing
import Times

/// Whom a roll-out reaches, step by step.
@Suite struct RolloutTests {
  private func world(_ steps: [RolloutStep], step: Int? = nil) -> World {
    var world = World()
    world.offer("card")
    world.charter.actions[0].rollout = Rollout(name: "card", steps: steps)
    world.availability.rolloutSteps["card"] = step
    return world
  }

  @Test func theFirstStepHoldsUntilTheHostSaysOtherwise() {
    let steps = [RolloutStep(pilots: ["paul"]), RolloutStep(countries: ["DE"]), RolloutStep()]
    #expect(world(steps).fate("card") == .outsideRollout)
    #expect(world(steps, step: 1).fate("card") == .outsideRollout)
    #expect(world(steps, step: 2).fate("card") == .chosen)
    #expect(world(steps, step: 99).fate("card") == .chosen)
    #expect(world(steps, step: Rollout.stopped).fate("card") == .outsideRollout)
    #expect(world([RolloutStep(pilots: ["anne"])]).fate("card") == .chosen)
    #expect(world([RolloutStep(countries: ["FR"])]).fate("card") == .chosen)
    #expect(world([]).fate("card") == .outsideRollout)
  }

  @Test func anUnknownRegionIsInNone() {
    var world = world([RolloutStep(regions: ["FR-IDF"])])
    #expect(world.fate("card") == .outsideRollout)
    world.state.customer.region = Symbol("FR-IDF")
    #expect(world.fate("card") == .chosen)
    world.state.customer.region = Symbol("FR-BRE")
    #expect(world.fate("card") == .outsideRollout)
  }

  /// Of ten thousand customers, a tenth, then a third, then all: shares come out, and nobody who was in falls out.
  @Test func sharesWidenAroundThoseWhoWereIn() {
    let plan = RolloutPlan(
      Rollout(name: "card", steps: [RolloutStep(share: 0.1), RolloutStep(share: 0.33), RolloutStep()]))
    var last: Set<Int> = []
    for (step, share) in [0.1, 0.33, 1].enumerated() {
      let reached = Set(
        (0..<10_000).filter { number in
          let customer = Customer(id: "c\(number)", slotCount: 0, purposeCount: 0, channelCount: 0)
          return plan.reaches(customer, step: step)
        })
      #expect(reached.isSuperset(of: last))
      #expect(abs(Double(reached.count) / 10_000 - share) < 0.02)
      last = reached
    }
  }
}
