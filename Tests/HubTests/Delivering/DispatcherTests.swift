import Charters
import Decisions
@testable import Hub
import HubTesting
import Testing
import Times

@Suite("Messages are handed over once, and what became of them is known")
struct DispatcherTests {
  static let count = 40

  /// A hub on which so many customers have an e-mail in the queue.
  private func stand(
    disk: MemoryDisk = MemoryDisk(), clock: ManualClock = ManualClock(nowMilliseconds: SmallWorld.start)
  ) async throws -> Authority {
    let hub = try await SmallWorld().hub(store: MemoryStore(disk: disk), clock: clock)
    let ids = (0..<Self.count).map { "c\($0)" }
    try await hub.welcome(ids)
    for id in ids { #expect(try await hub.ask(id, ["email"]).said == ["offer/email"]) }
    return hub
  }

  private func states(_ hub: Authority) async throws -> [ContactState: Int] {
    var counts: [ContactState: Int] = [:]
    for number in 0..<Self.count {
      for contact in try await hub.customer(Identity(.id, "c\(number)")).profile.ledger.contacts {
        counts[contact.state, default: 0] += 1
      }
    }
    return counts
  }

  /// Runs a dispatcher until something holds; then stops it and waits for its end.
  private func run(
    _ hub: Authority, _ channel: RecordingChannel, _ terms: DeliveryTerms = DeliveryTerms(),
    until isDone: () async throws -> Bool
  ) async throws {
    let dispatcher = Dispatcher(hub, channel, terms)
    let task = Task { await dispatcher.run() }
    for _ in 0..<2_000 {
      if try await isDone() { break }
      try await Task.sleep(for: .milliseconds(5))
    }
    task.cancel()
    await task.value
    #expect(channel.closeCount == 1)
  }

  @Test("each message once; accepted, and its receipt finds it by what the provider calls it")
  func once() async throws {
    let hub = try await stand()
    let channel = RecordingChannel("email")
    try await run(hub, channel) { channel.handovers.count == Self.count }
    #expect(channel.handovers.count == Self.count)
    #expect(Set(channel.handovers.map(\.message.decision)).count == Self.count)
    #expect(try await states(hub) == [.accepted: Self.count])
    let first = channel.handovers[0].message.decision
    #expect(try await hub.record(.delivered, ofMessage: "p\(first.rawValue)", channel: "email") == 1)
    #expect(try await hub.record(.delivered, ofMessage: "p\(first.rawValue)", channel: "email") == 0, "a duplicate")
    #expect(try await hub.record(.delivered, ofMessage: "nobody's", channel: "email") == 0)
    #expect(try await hub.record(.delivered, ofMessage: "p\(first.rawValue)", channel: "sms") == 0)
    #expect(try await states(hub) == [.accepted: Self.count - 1, .delivered: 1])
    try await hub.stop()
  }

  @Test("what each answer leads to")
  func answers() async throws {
    let table: [(DeliveryAnswer, ContactState, isQueued: Bool)] = [
      (.accepted(providerID: ""), .accepted, false), (.refused(note: "no", isAddressDead: false), .bounced, false),
      (.refused(note: "dead", isAddressDead: true), .bounced, false),
      (.postponed(afterSeconds: 60, note: "later"), .reserved, true),
      (.unavailable(note: "down"), .reserved, true), (.unknown(note: "lost"), .unknown, false),
    ]
    for (answer, expected, isQueued) in table {
      let hub = try await stand()
      let channel = RecordingChannel("email") { _, _ in answer }
      var terms = DeliveryTerms()
      terms.failuresToOpen = 1_000
      try await run(hub, channel, terms) { channel.handovers.count == Self.count }
      #expect(try await states(hub) == [expected: Self.count], "\(answer)")
      #expect(try await hub.outboxCounts() == (isQueued ? ["email": Self.count] : [:]), "\(answer)")
      let suppressed = try await hub.customer(Identity(.id, "c0")).profile.addresses.contains { $0.isSuppressed }
      #expect(suppressed == (answer == .refused(note: "dead", isAddressDead: true)), "\(answer)")
      try await hub.stop()
    }
  }

  @Test("what was postponed is tried again when its time came, and given up after so many tries")
  func retries() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await stand(clock: clock)
    let channel = RecordingChannel("email") { handover, earlier in
      handover.message.decision.rawValue % 2 == 0 && earlier == 2
        ? .accepted(providerID: "") : .postponed(afterSeconds: nil, note: "busy")
    }
    var terms = DeliveryTerms()
    terms.attemptsMax = 4
    terms.retrySecondsMax = 30
    try await run(hub, channel, terms) {
      clock.advance(bySeconds: 5)
      return try await hub.outboxCounts().isEmpty && channel.handovers.count >= Self.count * 3
    }
    let byMessage = Dictionary(grouping: channel.handovers, by: \.message.decision)
    #expect(byMessage.values.allSatisfy { tries in tries.map(\.message.attempts) == Array(0..<tries.count) })
    let evens = byMessage.filter { $0.key.rawValue % 2 == 0 }
    #expect(evens.values.allSatisfy { $0.count == 3 } && byMessage.count == Self.count)
    #expect(byMessage.filter { $0.key.rawValue % 2 != 0 }.values.allSatisfy { $0.count == 4 })
    #expect(try await states(hub) == [.accepted: evens.count, .bounced: Self.count - evens.count])
    try await hub.stop()
  }

  @Test("after a crash, what was handed over and never answered is unknown, and marketing is not sent again")
  func crash() async throws {
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await stand(disk: disk, clock: clock)
    let rows = try await hub.waiting(on: "email", isUrgent: false, after: nil, countMax: 10)
    _ = try await hub.handOver(rows, DeliveryTerms())
    // The hub is gone here; another one opens the disk.
    let next = try await SmallWorld().hub(store: MemoryStore(disk: disk), clock: clock)
    #expect(try await Dispatcher.settleUnanswered(next, [:]) == 10)
    #expect(try await Dispatcher.settleUnanswered(next, [:]) == 0)
    let channel = RecordingChannel("email")
    try await run(next, channel) { channel.handovers.count == Self.count - 10 }
    #expect(Set(channel.handovers.map(\.message.decision)).isDisjoint(with: rows.map(\.decision)))
    #expect(try await states(next) == [.unknown: 10, .accepted: Self.count - 10])
    try await next.stop()
    try? await hub.stop()
  }

  @Test("service may be sent again when nobody knows whether it was taken, marketing never")
  func atLeastOnce() async throws {
    let hub = try await stand()
    var terms = DeliveryTerms()
    terms.resendsUnknownUrgent = true
    var rows = try await hub.waiting(on: "email", isUrgent: false, after: nil, countMax: 2)
    rows[1].isUrgent = true
    let verdicts = try await hub.handOver(rows, terms)
    for verdict in verdicts {
      guard case .go(let handover) = verdict else { continue }
      let delivery = DeliveryRow(message: handover.message, state: .handedOver, atMilliseconds: 0)
      let kind = try await hub.settle(.unknown(note: "lost"), of: delivery, terms)
      #expect(kind == (handover.message.isUrgent ? .postponed : .unknown))
    }
    try await hub.stop()
  }

  @Test("a disk that fails while messages are handed over loses none of them, and sends none twice")
  func failingDisk() async throws {
    let store = MemoryStore()
    let hub = try await SmallWorld().hub(store: store)
    let ids = (0..<Self.count).map { "c\($0)" }
    try await hub.welcome(ids)
    for id in ids { _ = try await hub.ask(id, ["email"]) }
    for _ in 0..<6 { store.failNextCommit("store.full") }
    let channel = RecordingChannel("email")
    try await run(hub, channel) {
      // Each failure is met by whatever is written next.
      try await hub.outboxCounts().isEmpty && channel.handovers.count >= Self.count
    }
    #expect(Set(channel.handovers.map(\.message.decision)).count == Self.count)
    #expect(channel.handovers.count == Self.count)
    #expect(try await states(hub) == [.accepted: Self.count])
    #expect(try await store.unansweredDeliveries(countMax: 9).isEmpty)
    try await hub.stop()
  }

  @Test("what is held is examined once a second and not all the time, and goes when it may")
  func held() async throws {
    let hub = try await stand()
    try await hub.add(Stop(.action, "offer"))
    let channel = RecordingChannel("email")
    let start = ContinuousClock.now
    try await run(hub, channel) { ContinuousClock.now - start > .milliseconds(300) }
    #expect(channel.handovers.isEmpty)
    var page = MetricsPage()
    hub.measures.write(to: &page)
    let line = "mesure_handovers_total{result=\"held_stopped\"} "
    let examined = page.text.split(separator: "\n").first { $0.hasPrefix(line) }.flatMap {
      Int($0.dropFirst(line.count))
    }
    // Not in each of the twenty rounds a second that there would be; two where the machine is slow.
    #expect([Self.count, 2 * Self.count].contains(examined))
    try await hub.remove(Stop(.action, "offer"))
    let later = RecordingChannel("email")
    try await run(hub, later) { later.handovers.count == Self.count }
    #expect(later.handovers.count == Self.count)
    try await hub.stop()
  }

  @Test("a provider that takes nothing is left alone for a while, and the messages wait")
  func breaker() async throws {
    let hub = try await stand()
    let channel = RecordingChannel("email") { _, _ in .unavailable(note: "down") }
    var terms = DeliveryTerms()
    terms.inFlightMax = 2
    terms.failuresToOpen = 3
    let start = ContinuousClock.now
    try await run(hub, channel, terms) { ContinuousClock.now - start > .milliseconds(400) }
    #expect(channel.handovers.count <= 5, "three failures open it, and two were under way")
    #expect(try await hub.outboxCounts() == ["email": Self.count])
    try await hub.stop()
  }

  @Test("an erased customer's messages go nowhere, also when they are on their way")
  func erased() async throws {
    let hub = try await stand()
    let rows = try await hub.waiting(on: "email", isUrgent: false, after: nil, countMax: 2)
    _ = try await hub.handOver([rows[0]], DeliveryTerms())
    _ = try await hub.erase(Identity(.id, "c0"))
    _ = try await hub.erase(Identity(.id, "c1"))
    for row in rows {
      let delivery = DeliveryRow(message: row, state: .handedOver, atMilliseconds: 0)
      try await hub.settle(.accepted(providerID: "x"), of: delivery, DeliveryTerms())
      #expect(try await hub.store.delivery(of: row.decision, choice: row.choice) == nil)
    }
    #expect(try await hub.outboxCounts() == ["email": Self.count - 2])
    try await hub.stop()
  }
}
