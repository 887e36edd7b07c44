import Charters
import Decisions
@testable import Hub
import HubTesting
import Seeds
import Testing
import Times

@Suite("Volume limits hold exactly, in every window, whatever happens at once")
struct VolumeTests {
  static let calls = "limits:\n  - { name: calls, channels: [call], max: 10, per: day }\n"
  static let callsAndMoney = calls + "  - { name: money, budget: 5, per: month }\n"

  @Test("1,000 decisions at once over 5 channels: ten calls, and the budget to its last tenth of a cent")
  func concurrency() async throws {
    let hub = try await SmallWorld(contactsMax: 10_000, morePolicy: Self.callsAndMoney).hub()
    let ids = (0..<1_000).map { "c\($0)" }
    try await hub.welcome(ids)
    let said = try await hub.askAll(ids) { SmallWorld.channels[$0 % 5] }
    #expect(said.count { $0 == "offer/call" } == 10)
    #expect(said.count { $0 == "offer/push" } == 200, "what costs nothing needs no budget")
    let costs =
      ["offer/email": 1_000, "offer/sms": 50_000, "offer/call": 100_000, "offer/letter": 200_000] as [String: Int64]
    let spent = said.reduce(0 as Int64) { $0 + (costs[$1] ?? 0) }
    #expect(spent <= 5_000_000)
    #expect(try hub.used("money") == spent && hub.used("calls") == 10)
    // Until nothing fits any more: the cheapest takes what is left.
    for _ in 0..<6 { _ = try await hub.askAll(ids) { _ in "email" } }
    #expect(try hub.used("money") == 5_000_000)
    for channel in SmallWorld.channels where channel != "push" {
      let decided = try await hub.ask("c0", [channel])
      #expect(decided.said == [], "\(channel)")
      #expect(try await hub.replay(decided.position).isSame)
    }
    // A context for each set of what is used up, and not for each contact.
    #expect(try await hub.highestContext() < 12)
    try await hub.stop()
  }

  @Test(
    "a day begins at local midnight, also where clocks change",
    arguments: [
      // The first moment of two local days in a row in Paris; the first day has 24, 23 or 25 hours.
      (1_790_028_000 as Int64, 24 as Int64), (1_774_738_800, 23), (1_792_879_200, 25),
    ])
  func midnight(dayStart: Int64, hours: Int64) async throws {
    let dayEnd = dayStart + hours * 3600
    let clock = ManualClock(nowMilliseconds: (dayStart - 1) * 1000)
    let hub = try await SmallWorld(contactsMax: 10_000, morePolicy: Self.calls).hub(clock: clock)
    let ids = (0..<30).map { "c\($0)" }
    try await hub.welcome(ids)
    for moment in [dayStart - 1, dayStart, dayEnd - 1, dayEnd] {
      clock.set(moment * 1000)
      let count = try await hub.askAll(ids) { _ in "call" }.count
      // The second of the day's two moments has nothing left.
      #expect(count == (moment == dayEnd - 1 ? 0 : 10), "at \(moment)")
    }
    try await hub.stop()
  }

  @Test("proposals of a new day see nothing of yesterday's exhaustion, before anybody took anything")
  func proposals() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await SmallWorld(contactsMax: 10_000, morePolicy: Self.calls).hub(clock: clock)
    try await hub.welcome(["ada"])
    for _ in 0..<11 { _ = try await hub.ask("ada", ["call"]) }
    #expect(try await hub.ask("ada", ["call"], mode: .proposal).said == [])
    clock.advance(bySeconds: 86_400)
    #expect(try await hub.ask("ada", ["call"], mode: .proposal).said == ["offer/call"])
    try await hub.stop()
  }

  @Test("windows are forgotten a week after they ended, in memory and on disk; all of time is not")
  func pastWindows() async throws {
    let disk = MemoryDisk()
    let store = MemoryStore(disk: disk)
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let limits = """
      limits:
        - { name: calls, channels: [call], max: 10, per: day }
        - { name: money, budget: 50, per: month }

      """
    let world = SmallWorld(contactsMax: 10_000, offerVolumeMax: 10_000, morePolicy: limits)
    var hub = try await world.hub(store: store, clock: clock)
    try await hub.welcome(["ada"])
    for day in 0..<400 {
      #expect(try await hub.ask("ada", ["call"]).said.count == 1, "day \(day)")
      try await hub.tidy()
      let kept = try await store.last.volumes
      #expect(kept == hub.volumes.uses)
      // The days of a week and of two that may not have ended yet; months of 32 days and a week.
      #expect(kept.keys.count { $0.limit == "calls" } <= 10 && kept.keys.count { $0.limit == "money" } <= 3)
      if day == 5 { #expect(kept.keys.count { $0.limit == "calls" } == 6, "of the last week nothing is forgotten") }
      clock.advance(bySeconds: 86_400)
    }
    #expect(try hub.used("volume of offer") == 400)
    let last = try await hub.ask("ada", ["call"])
    #expect(try hub.used("calls") == 1 && hub.used("volume of offer") == 401)
    // What comes back to a window that is forgotten disturbs nothing, and goes as well.
    clock.advance(bySeconds: 20 * 86_400)
    try await hub.tidy()
    _ = try await hub.record(Feedback(decision: last.position, kind: .released))
    #expect(hub.volumes.uses.values.contains(-1))
    try await hub.tidy()
    #expect(!hub.volumes.uses.values.contains(-1))
    #expect(try hub.used("volume of offer") == 400)
    try await hub.stop()
    hub = try await world.hub(store: MemoryStore(disk: disk), clock: clock)
    #expect(try hub.used("volume of offer") == 400 && hub.used("calls") == 0)
    try await hub.stop()
  }

  @Test("what is used is there after a restart; the next decision is told so")
  func restart() async throws {
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let world = SmallWorld(contactsMax: 10_000, morePolicy: Self.calls)
    var hub = try await world.hub(store: MemoryStore(disk: disk), clock: clock)
    try await hub.welcome(["ada"])
    for _ in 0..<7 { #expect(try await hub.ask("ada", ["call"]).said.count == 1) }
    try await hub.stop()
    hub = try await world.hub(store: MemoryStore(disk: disk), clock: clock)
    for round in 0..<5 { #expect(try await hub.ask("ada", ["call"]).said.count == (round < 3 ? 1 : 0)) }
    try await hub.stop()
    hub = try await world.hub(store: MemoryStore(disk: disk), clock: clock)
    let decided = try await hub.ask("ada", ["call"])
    #expect(decided.said == [])
    #expect(try await hub.replay(decided.position).isSame)
    try await hub.stop()
  }

  @Test("what comes back is had again, once, in the window it was taken from")
  func givingBack() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await SmallWorld(contactsMax: 10_000, morePolicy: Self.calls).hub(clock: clock)
    let ids = (0..<20).map { "c\($0)" }
    try await hub.welcome(ids)
    var decided: [Decided] = []
    for id in ids { decided.append(try await hub.ask(id, ["call"])) }
    let said = decided.filter { !$0.said.isEmpty }
    #expect(said.count == 10)
    for kind in [FeedbackKind.bounced, .bounced, .bouncedForGood, .bouncedForGood] {
      _ = try await hub.record(Feedback(decision: said[0].position, kind: kind))
    }
    _ = try await hub.record(Feedback(decision: said[1].position, kind: .released))
    #expect(try hub.used("calls") == 8)
    #expect(try await hub.askAll(Array(ids.suffix(10))) { _ in "call" }.count == 2)
    // Yesterday's give nothing to today.
    clock.advance(bySeconds: 86_400)
    #expect(try await hub.askAll(ids) { _ in "call" }.count == 10)
    _ = try await hub.record(Feedback(decision: said[2].position, kind: .refusedByProvider))
    #expect(try hub.used("calls") == 10)
    #expect(try await hub.askAll(ids) { _ in "call" }.isEmpty)
    try await hub.stop()
  }

  @Test("a contact of an earlier charter, which had no such limit, gives nothing back that was never taken")
  func earlierCharter() async throws {
    let hub = try await SmallWorld(contactsMax: 10_000).hub()
    try await hub.welcome(["ada"])
    let before = try await hub.ask("ada", ["call"])
    let limited = SmallWorld(contactsMax: 10_000, morePolicy: Self.calls, edition: "limited")
    _ = try await hub.activate(try await hub.upload(limited.files).version)
    _ = try await hub.record(Feedback(decision: before.position, kind: .released))
    #expect(try hub.used("calls") == 0)
    for round in 0..<12 { #expect(try await hub.ask("ada", ["call"]).said.count == (round < 10 ? 1 : 0)) }
    try await hub.stop()
  }

  @Test("what is put off counts in the window of its own moment, and moves on where that has nothing left")
  func deferral() async throws {
    let quiet = """
      quiet_hours:
        - { name: evening, channels: [call], from: "18:00", to: "09:00" }
      limits:
        - { name: calls, channels: [call], max: 10, per: day }

      """
    // 2026-09-21T18:30 in Paris.
    let evening = 1_790_008_200 as Int64
    let clock = ManualClock(nowMilliseconds: evening * 1000)
    let disk = MemoryDisk()
    let world = SmallWorld(contactsMax: 10_000, morePolicy: quiet, whenForbidden: "defer", horizon: "3d")
    var hub = try await world.hub(store: MemoryStore(disk: disk), clock: clock)
    let ids = (0..<25).map { "c\($0)" }
    try await hub.welcome(ids)
    var days: [Int64: Int] = [:]
    for id in ids {
      let decided = try await hub.ask(id, ["call"])
      guard case .contact(let offers) = decided.record.answer else { continue }
      days[(offers[0].at.secondsSince1970 - evening) / 86_400, default: 0] += 1
      #expect(try await hub.replay(decided.position).isSame)
    }
    #expect(days == [0: 10, 1: 10, 2: 5])
    #expect(hub.volumeLevels().map(\.used) == [0, 10, 10, 5])
    try await hub.stop()
    // The next day's slots are gone when it comes, and the day after has what is left.
    hub = try await world.hub(store: MemoryStore(disk: disk), clock: clock)
    clock.set((evening - 4 * 3600 + 86_400) * 1000)
    #expect(try await hub.askAll(ids) { _ in "call" }.isEmpty)
    clock.advance(bySeconds: 2 * 86_400)
    #expect(try await hub.askAll(ids) { _ in "call" }.count == 5)
    try await hub.stop()
  }

  @Test("several answers that do not fit together: as many as fit")
  func severalAnswers() async throws {
    let limits = "limits:\n  - { name: messages, max: 3, per: day }\n"
    let hub = try await SmallWorld(contactsMax: 10_000, morePolicy: limits).hub()
    try await hub.welcome(["ada"])
    var patch = CustomerPatch()
    patch.attributes = [("basket", .double(20))]
    _ = try await hub.record([Happening(customer: Identity(.id, "ada"), kind: .patch(patch))])
    for count in [2, 1, 0] {
      let decided = try await hub.ask("ada", answers: 2)
      #expect(decided.said.count == count)
      #expect(try await hub.replay(decided.position).isSame)
    }
    try await hub.stop()
  }

  @Test("over a store that fails now and then: what is counted is what the log says", arguments: [1, 2, 3] as [UInt64])
  func failingStore(seed: UInt64) async throws {
    let disk = MemoryDisk()
    let store = MemoryStore(disk: disk)
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let world = SmallWorld(contactsMax: 10_000, morePolicy: Self.calls)
    var hub = try await world.hub(store: store, clock: clock)
    let ids = (0..<40).map { "c\($0)" }
    try await hub.welcome(ids)
    await withTaskGroup(of: Void.self) { [hub] group in
      for worker in 0..<8 {
        group.addTask {
          var random = SeededGenerator(seed: seed &* 100 &+ UInt64(worker))
          for _ in 0..<40 {
            if worker == 0, random.chance(0.3) {
              store.failNextCommit(
                random.chance(0.5) ? "store.failed" : "store.uncertain", isWritten: random.chance(0.5))
            }
            let id = ids[Int.random(in: 0..<40, using: &random)]
            guard let decided = try? await hub.ask(id, ["call"]), !decided.said.isEmpty, random.chance(0.5) else {
              continue
            }
            _ = try? await hub.record(Feedback(decision: decided.position, kind: .released))
          }
        }
      }
    }
    // Failures still to come are used up.
    for _ in 0..<40 { try? await hub.welcome(["last"]) }
    let counted = try await hub.countedCalls(ids)
    #expect(counted <= 10, "seed \(seed)")
    #expect(try hub.used("calls") == counted, "seed \(seed)")
    #expect(try await hub.askAll(ids) { _ in "call" }.count == 10 - Int(counted), "seed \(seed)")
    try await hub.stop()
    hub = try await world.hub(store: MemoryStore(disk: disk), clock: clock)
    #expect(try hub.used("calls") == 10, "seed \(seed)")
    try await hub.stop()
  }
}

extension Authority {
  /// Asks for all of them at once, each on a channel; what is said.
  func askAll(_ ids: [String], on channel: @escaping @Sendable (Int) -> String) async throws -> [String] {
    try await withThrowingTaskGroup(of: [String].self) { group in
      for (index, id) in ids.enumerated() { group.addTask { try await self.ask(id, [channel(index)]).said } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// What is used of a limit in the window of now.
  func used(_ limit: String) throws -> Int64 {
    try #require(volumeLevels().first { $0.limit == limit }).used
  }

  /// Calls that count, of all customers.
  func countedCalls(_ ids: [String]) async throws -> Int64 {
    var count: Int64 = 0
    for id in ids { count += Int64(try await counted(id).count { $0.channel == Symbol("call") }) }
    return count
  }

  /// The number of the newest context that a decision names.
  func highestContext() async throws -> Int {
    let entries = try await entries(after: .none, countMax: 100_000)
    return try entries.filter { $0.kind == .decision }.reduce(0) { highest, entry in
      guard case .decision(let record) = try EntryBody(kind: .decision, body: entry.body) else { return highest }
      return max(highest, record.context)
    }
  }
}
