import Decisions
import Learning
import Seeds
import Testing
import Times

/// What one more message may bring, learned from what messages brought.
@Suite("Hazards of one more message") struct HazardTests {
  private func taught(_ count: Int, seed: UInt64) -> HazardLearner {
    var learner = HazardLearner()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<count {
      let weekly = generator.double(0...6)
      let features = PressureFeatures.even(weekly: weekly, channel: .email, purpose: .marketing)
      let hasLeft = generator.chance(0.002 * Elementary.exponential(0.4 * weekly))
      learner.observe(
        hasLeft ? HazardKinds(.unsubscribed) : [], channel: .email, purpose: .marketing, features: features)
    }
    return learner
  }

  private static let now = Instant(secondsSince1970: 1_700_000_000)

  private static func ledger(_ others: Int) -> Ledger {
    let times = [Int64](repeating: 5 * 86_400, count: others) + [86_400]
    return Ledger(
      times.map {
        Contact(
          at: now - $0, action: Symbol("a"), group: Symbol("g"), issue: Symbol("i"), channel: Symbol("email"),
          channelKind: .email, direction: .outbound, purpose: Symbol("m"), purposeKind: .marketing, state: .delivered)
      })
  }

  private func hazard(_ snapshot: HazardSnapshot, _ weekly: Double, _ kind: HazardKind = .unsubscribed) -> Double {
    snapshot.hazard(
      of: kind, channel: .email, purpose: .marketing,
      features: PressureFeatures.even(weekly: weekly, channel: .email, purpose: .marketing)
    ).mean
  }

  @Test func `before anything is learned, 0.3 to 1.3 e-mails in a thousand end in an unsubscription`() {
    let chance = hazard(HazardLearner().snapshot, 0)
    #expect(chance > 0.0003 && chance < 0.0013)
  }

  @Test func `it never falls when pressure rises, whatever was learned`() {
    for seed in 1...5 as ClosedRange<UInt64> {
      // The more that leave at rest, the more a free model would want a falling curve.
      var learner = HazardLearner()
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<5000 {
        let weekly = generator.double(0...6)
        learner.observe(
          generator.chance(weekly < 1 ? 0.1 : 0.001) ? HazardKinds(.unsubscribed) : [], channel: .email,
          purpose: .marketing, features: PressureFeatures.even(weekly: weekly, channel: .email, purpose: .marketing))
      }
      let snapshot = learner.snapshot
      // The last message went out a day ago; more and more others did five days ago.
      let curve = (0...40).map { others in
        snapshot.hazard(
          of: .unsubscribed, channel: .email, purpose: .marketing,
          features: PressureFeatures(of: Self.ledger(others), at: Self.now, isTrackingConsented: false)
        ).mean
      }
      for (low, high) in zip(curve, curve.dropFirst()) { #expect(low <= high + 1e-15, "seed \(seed)") }
    }
  }

  @Test func `a planted curve is found, and does not drift with more messages`() {
    for count in [20_000, 80_000] {
      let snapshot = taught(count, seed: 9).snapshot
      for weekly in [1.0, 3, 5] {
        let truth = 0.002 * Elementary.exponential(0.4 * weekly)
        let believed = hazard(snapshot, weekly)
        #expect(believed > truth * 0.6 && believed < truth * 1.6, "\(count) messages, \(weekly): \(believed), \(truth)")
      }
    }
  }

  @Test func `the same messages give the same bits, and a saved state comes back`() throws {
    let learner = taught(500, seed: 2)
    #expect(learner.encode() == taught(500, seed: 2).encode())
    #expect(try HazardLearner(decoding: learner.encode()) == learner)
    var damaged = learner.encode()
    damaged[damaged.count / 2] ^= 1
    #expect(throws: (any Error).self) { try HazardLearner(decoding: damaged) }
  }
}
