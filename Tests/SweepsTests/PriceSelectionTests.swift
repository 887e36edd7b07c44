import Seeds
@testable import Sweeps
import Testing

/// Prices are found by sorting where there is little and by counting digits where there is much: two ways to one price.
@Suite struct PriceSelectionTests {
  @Test func sortingAndCountingAgree() {
    var random = SeededGenerator(seed: 3)
    var bindingCount = 0
    for seed in UInt64(1)...40 {
      let contest = Rivalry.make(seed: seed, people: 50...200, roomMax: 30).contest()
      var prices = SlotPrices(contest.limits)
      for limit in contest.limits.indices { prices.common[limit] = random.double(0...0.1) }
      for (limit, settings) in contest.limits.enumerated() {
        let thresholds = ThresholdCount(contest, prices, limit: limit)
        let groupCount = settings.floors.count + 1
        let sorting = PriceSelection(thresholds, groupCount: groupCount, sortedMax: .max)
        let counting = PriceSelection(thresholds, groupCount: groupCount, sortedMax: 0)
        let fits: ([Int64]) -> Bool = { $0.reduce(0, +) <= settings.room }
        let price = sorting.leastPrice(fits)
        #expect(price == counting.leastPrice(fits), "seed \(seed), \(settings.name)")
        bindingCount += price > 0 ? 1 : 0

        // And the price is what it says: at it, what is wanted fits; a hair below, it does not.
        var wanted: Int64 = 0
        var wantedBelow: Int64 = 0
        thresholds.forEach { threshold, weight, _ in
          wanted += threshold > price ? weight : 0
          wantedBelow += threshold >= price ? weight : 0
        }
        #expect(wanted <= settings.room)
        #expect(price == 0 || wantedBelow > settings.room)
      }
    }
    #expect(bindingCount > 20)
  }
}
