import Decisions
import Learning
import Testing

@Suite("The value of waiting") struct PressureValueTests {
  private static let table: PressureValue = {
    var table = PressureValue(dailyDiscount: 0.99)
    let offer = LaterOffer(channel: .email, value: 8, sendCost: 0.002, chance: 0.6)
    table.learn(
      scenarios: [[offer]], answers: AnswerLearner(chance: 0.05).snapshot, hazards: HazardLearner().snapshot,
      prices: HazardPrices(unsubscribed: .init(lifetimeShare: 1)), lifetimeValue: 60, sweeps: 400)
    return table
  }()

  @Test func `a message never leaves more to come`() {
    for slow in stride(from: 0.0, through: 8, by: 0.5) {
      for ratio in stride(from: 0.1, through: 1, by: 0.1) {
        let state = PressureState(fast: slow * ratio, slow: slow)
        let before = Self.table.waiting(state, shift: 0)
        #expect(before > 0)
        #expect(Self.table.waiting(state.adding(1), shift: 0) <= before + 1e-9, "\(slow), \(ratio)")
      }
    }
  }

  @Test func `customers who answer more are worth more, and waiting takes a day's discount`() {
    let state = PressureState(fast: 1, slow: 2)
    let values = [-2, -1, -0.3, 0.3, 1, 2].map { Self.table.waiting(state, shift: $0) }
    for (less, more) in zip(values, values.dropFirst()) { #expect(less < more) }
    let rested = PressureState(fast: 0, slow: 0)
    #expect(Self.table.waiting(rested, shift: 0) == 0.99 * Self.table.value(rested, shift: 0))
  }

  @Test func `of two customers with the same count of a week, what is left shows who was pressed yesterday`() {
    let old = Self.table.value(PressureState(fast: 0.5, slow: 3), shift: 0)
    let fresh = Self.table.value(PressureState(fast: 3, slow: 3), shift: 0)
    #expect(abs(fresh - old) > 0.001)
  }
}
