import Seeds
import Sweeps
import Testing

/// The order in which customers come decides nothing: not who gets a slot, not a price, not a figure.
@Suite struct SweepOrderTests {
  @Test func permutationChangesNothing() {
    for seed in UInt64(1)...60 {
      // Large enough that no search can try everything, so that every step is taken; whole worths tie by the dozen.
      let rivalry = Rivalry.make(seed: seed, people: 40...160, roomMax: 24)
      let first = Sweep(rivalry.contest())
      var random = SeededGenerator(seed: seed)
      for _ in 0..<3 {
        let order = Array(rivalry.people.indices).shuffled(using: &random)
        let other = Sweep(rivalry.contest(order: order))
        #expect(rivalry.treatments(other, order: order) == rivalry.treatments(first), "seed \(seed)")
        #expect(other.prices == first.prices && other.limits == first.limits, "seed \(seed)")
        #expect(other.value == first.value && other.valueBound == first.valueBound, "seed \(seed)")
      }
    }
  }

  /// As many as a sample is drawn from, and prices are found by counting digits.
  @Test func permutationChangesNothingInALargeContest() {
    var random = SeededGenerator(seed: 5)
    var rivalry = Rivalry.make(seed: 12, people: 1...1, roomMax: 24)
    rivalry.limits = [
      SlotLimit(name: "calls", room: 500, floors: [SlotFloor(name: "gold", least: 200)]),
      SlotLimit(name: "money", room: 70_000),
    ]
    rivalry.uses = [[SlotUse(limit: 0, amount: 1)], [SlotUse(limit: 1, amount: 45)], [SlotUse(limit: 1, amount: 60)]]
    rivalry.people = (0..<6_000).map { _ in
      let worths = [random.double(0...9), random.double(0...5).rounded(), random.double(0...5).rounded()]
      return Rivalry.Person(
        key: random.next(), fallback: 0,
        options: worths.enumerated().map { SlotOption(treatment: $0.offset, worth: $0.element) },
        floors: random.chance(0.1) ? 1 : 0)
    }
    let first = Sweep(rivalry.contest())
    let order = Array(rivalry.people.indices).shuffled(using: &random)
    let other = Sweep(rivalry.contest(order: order))
    #expect(rivalry.treatments(other, order: order) == rivalry.treatments(first))
    #expect(other.prices == first.prices && other.value == first.value)
    #expect(first.gap < 0.001)
    #expect(first.limits[0].taken == 500 && first.limits[0].floors[0].taken >= 200)
    #expect(first.limits[1].taken <= 70_000 && first.limits[1].taken > 69_900)
  }
}
