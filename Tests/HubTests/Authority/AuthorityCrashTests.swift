import Charters
import Decisions
import Foundation
import Hub
import HubTesting
import Seeds
import Synchronization
import Testing
import Times

/// What the hub acknowledged, to be found again.
private final class Acknowledged: Sendable {
  private let state = Mutex<(decisions: [Position: DecisionRecord], events: [Digest128], failures: Int)>(([:], [], 0))
  func note(_ decided: Decided) { state.withLock { $0.decisions[decided.position] = decided.record } }
  func note(_ key: Digest128) { state.withLock { $0.events.append(key) } }
  func noteFailure() { state.withLock { $0.failures += 1 } }
  var decisions: [Position: DecisionRecord] { state.withLock { $0.decisions } }
  var events: [Digest128] { state.withLock { $0.events } }
  var failures: Int { state.withLock { $0.failures } }
}

@Suite("Whatever fails, what was acknowledged is there, and memory is what the log says")
struct Failures {
  @Test("many calls at once over a store that fails now and then", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func failingStore(seed: UInt64) async throws {
    let disk = MemoryDisk()
    let store = MemoryStore(disk: disk)
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    var limits = HubLimits()
    // Nearly everybody is put out of memory again and again.
    limits.residentCustomersMax = seed % 2 == 0 ? 4 : 100_000
    limits.entriesPerSnapshotMax = 3
    let world = SmallWorld(contactsMax: 3)
    let hub = try await world.hub(store: store, clock: clock, limits: limits)
    let ids = (0..<12).map { "c\($0)" }
    try await hub.welcome(ids)
    let noted = Acknowledged()
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          var random = SeededGenerator(seed: seed &* 100 &+ UInt64(worker))
          for round in 0..<60 {
            if worker == 0 {
              clock.advance(byMilliseconds: 3_600_000)
              if round % 4 == 0 { Self.fail(store, &random) }
            }
            await Self.act(on: hub, ids, &random, UInt64(worker) << 32 | UInt64(round), noted)
          }
        }
      }
    }
    // Failures still to come would spoil the checking: commits of nothing in particular use them up.
    for _ in 0..<20 {
      _ = try? await hub.record([Happening(customer: Identity(.id, "last"), kind: .patch(CustomerPatch()))])
    }
    #expect(noted.failures > 0, "seed \(seed): nothing failed, so nothing was shown")
    try await check(hub, ids, noted, seed: seed)
    try await hub.stop()
    let again = try await world.hub(store: MemoryStore(disk: disk), clock: clock, limits: limits)
    try await check(again, ids, noted, seed: seed)
    try await again.stop()
  }

  private static func fail(_ store: MemoryStore, _ random: inout SeededGenerator) {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: store.failNextCommit("store.full")
    case 1: store.failNextCommit("store.failed")
    case 2: store.failNextCommit("store.uncertain", isWritten: true)
    default: store.failNextCommit("store.uncertain", isWritten: false)
    }
  }

  private static func act(
    on hub: Authority, _ ids: [String], _ random: inout SeededGenerator, _ number: UInt64, _ noted: Acknowledged
  ) async {
    let id = ids[Int.random(in: 0..<ids.count, using: &random)]
    let kind = Int.random(in: 0..<10, using: &random)
    let feedback = [FeedbackKind.released, .delivered, .bounced, .opened].randomElement(using: &random) ?? .opened
    do {
      switch kind {
      case 0..<5:
        let decided = try await hub.ask(id, [SmallWorld.channels[Int(number % 5)]])
        noted.note(decided)
        if kind < 2, !decided.said.isEmpty {
          _ = try await hub.record(Feedback(decision: decided.position, kind: feedback))
        }
      case 5..<8:
        let key = Digest128(high: 5, low: number)
        _ = try await hub.record([
          Happening(
            customer: Identity(.id, id),
            kind: .event(EventRecord(name: "page_view", atMilliseconds: SmallWorld.start, amount: Double(number))),
            messageKey: key)
        ])
        noted.note(key)
      default:
        var patch = CustomerPatch()
        patch.attributes = [("age", .int(Int64(number % 60)))]
        _ = try await hub.record([Happening(customer: Identity(.id, id), kind: .patch(patch))])
      }
    } catch {
      noted.noteFailure()
    }
  }

  private func check(_ hub: Authority, _ ids: [String], _ noted: Acknowledged, seed: UInt64) async throws {
    for (position, record) in noted.decisions {
      let decided = try await hub.decision(position)
      #expect(decided.record == record, "seed \(seed), \(position)")
      let replay = try await hub.replay(position)
      #expect(replay.isSame, "seed \(seed), \(position)")
    }
    let entries = try await hub.entries(after: .none, countMax: 100_000)
    let events = entries.count { $0.kind == .event }
    #expect(events >= noted.events.count, "seed \(seed)")
    for id in ids {
      let contacts = try await hub.counted(id)
      // No window of seven days holds more than three.
      for contact in contacts {
        let window = contacts.count { $0.at <= contact.at && contact.at - $0.at < 7 * 86_400 }
        #expect(window <= 3, "seed \(seed), customer \(id)")
      }
    }
  }

  @Test("a full disk refuses, acknowledges nothing, and goes on when there is room")
  func fullDisk() async throws {
    let store = MemoryStore()
    let hub = try await SmallWorld().hub(store: store)
    try await hub.welcome(["ada"])
    store.failNextCommit("store.full")
    await #expect { try await hub.ask("ada") } throws: { ($0 as? HubError)?.code == "store.full" }
    var decided: Decided?
    // The store is looked at again after a moment.
    while decided == nil { decided = try? await hub.ask("ada") }
    #expect(decided?.said.count == 1)
    #expect(try await hub.counted("ada").count == 1)
    try await hub.stop()
  }
}
