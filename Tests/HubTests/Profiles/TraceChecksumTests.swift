import Decisions
@testable import Hub
import Testing
import Times

/// The checksum of a decision hangs on everything that it says, and on nothing else.
@Suite struct TraceChecksumTests {
  /// XXH64 of the words 1, 2, 3 … as little-endian bytes, by an implementation of the specification elsewhere that gives
  /// the published values for no bytes and for "abc".
  @Test func publishedHash() {
    let table: [(count: UInt64, hash: UInt64)] = [
      (0, 0xef46_db37_51d8_e999), (1, 0x9f29_cb17_a2a4_9995), (3, 0x8799_e152_e5c0_cdfa),
      (4, 0x73f8_59a0_4f66_9e6d), (5, 0xbc50_ebd6_bc8f_a148), (9, 0x7baf_501f_77d7_8047),
    ]
    for row in table {
      let words = Array((0..<row.count).map { $0 + 1 })
      #expect(words.withUnsafeBufferPointer { TraceChecksum.xxHash64($0) } == row.hash, "\(row.count) words")
    }
  }

  private func silence(_ change: (inout Abstention) -> Void = { _ in }) -> Decision {
    var abstention = Abstention(
      reason: .cap, value: 0.5, forgone: 2, nextLook: Instant(secondsSince1970: 1_790_000_000))
    change(&abstention)
    return decision(.abstain(abstention))
  }

  private func decision(_ answer: Answer, fates: [Fate]? = nil) -> Decision {
    let plan = CharterPlan(Charter())
    var state = CustomerState(customer: Customer(id: "a", slotCount: 0, purposeCount: 0, channelCount: 0))
    var decision = decide(
      &state, Occasion(kind: .outbound), Snapshot(plan: plan), now: Instant(secondsSince1970: 1_790_000_000))
    decision.answer = answer
    decision.fates = fates ?? [Fate(.cap, rule: 3), Fate(.ineligible), Fate(.outranked)]
    return decision
  }

  @Test func everyPartCounts() {
    var decisions = [
      silence(), silence { $0.reason = .spacing }, silence { $0.value = -0.0 }, silence { $0.value = 0 },
      silence { $0.forgone = 2.5 }, silence { $0.nextLook = $0.nextLook + 1 },
    ]
    let abstention = silence().answer
    let fates = [Fate(.cap, rule: 3), Fate(.ineligible), Fate(.outranked)]
    for index in fates.indices {
      var others = fates
      others[index].reason = .stopped
      decisions.append(decision(abstention, fates: others))
      others = fates
      others[index].rule = 9
      decisions.append(decision(abstention, fates: others))
    }
    decisions.append(decision(abstention, fates: fates.dropLast()))
    decisions.append(decision(abstention, fates: fates + [Fate(.notAsked, rule: 0)]))
    decisions.append(decision(abstention, fates: [fates[1], fates[0], fates[2]]))
    for change in [
      Assignment(experiment: 0, arm: 0, probability: 0.5, isHoldout: false, isExposed: false),
      Assignment(experiment: 1, arm: 0, probability: 0.5, isHoldout: false, isExposed: false),
      Assignment(experiment: 0, arm: 1, probability: 0.5, isHoldout: false, isExposed: false),
      Assignment(experiment: 0, arm: 0, probability: 0.25, isHoldout: false, isExposed: false),
      Assignment(experiment: 0, arm: 0, probability: 0.5, isHoldout: true, isExposed: false),
      Assignment(experiment: 0, arm: 0, probability: 0.5, isHoldout: false, isExposed: true),
    ] {
      var assigned = silence()
      assigned.assignments = [change]
      decisions.append(assigned)
    }
    let checksums = decisions.map { TraceChecksum.of($0) }
    #expect(Set(checksums).count == decisions.count)
    #expect(checksums == decisions.map { TraceChecksum.of($0) })
  }

  @Test func theCharterDoesNotCount() {
    var other = silence()
    other.charterVersion = "another"
    other.modelVersion = "another"
    #expect(TraceChecksum.of(other) == TraceChecksum.of(silence()))
    // It may never change: decisions of years ago are held against it.
    #expect(TraceChecksum.of(silence()) == 0xc20d49228c878684)
  }
}
