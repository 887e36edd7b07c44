import Decisions
import Explanations
import Hub
import HubTesting
import Learning
import Seeds
import Testing
import Times

/// What contact adds, learned by the hub from its own log: even draws with silence among what is drawn, and holdouts.
@Suite("The hub learns what contact adds") struct EffectLearningTests {
  private static let day: Int64 = 86_400

  /// A hub that has watched customers for a window, each decided about once, ten minutes after the one before:
  /// acceptances come as fast as silence does.
  private func taught(
    _ world: EffectWorld, customers: Int, seed: UInt64, _ clock: ManualClock
  ) async throws -> Authority {
    var generator = SeededGenerator(seed: seed)
    let hub = try await world.hub(MemoryDisk(), clock)
    let ids = (0..<customers).map { "c\($0)" }
    try await EffectWorld.welcome(ids, hub)
    for (place, id) in ids.enumerated() {
      try await EffectWorld.live(place, try await hub.ask(id), hub, clock, &generator)
      clock.advance(bySeconds: 600)
    }
    clock.advance(bySeconds: 4 * Self.day)
    try await EffectWorld.welcome(["late"], hub)
    try await hub.learnAll()
    return hub
  }

  /// How many of 60 new customers of each kind are contacted once what was learned is read, and what was said to them.
  private func contacted(_ hub: Authority, _ world: EffectWorld) async throws -> (counts: [Int], said: [Decided]) {
    var after = world
    after.floor = 0.001
    try await after.activate(on: hub)
    _ = try await hub.publishModels()
    let ids = (0..<180).map { "n\($0)" }
    try await EffectWorld.welcome(ids, hub)
    var counts = [0, 0, 0]
    var said: [Decided] = []
    for (place, id) in ids.enumerated() {
      let decided = try await hub.ask(id)
      said.append(decided)
      if !decided.said.isEmpty { counts[place % 3] += 1 }
    }
    return (counts, said)
  }

  @Test func `responses choose who buys anyway, effects who buys because of it`() async throws {
    var chosen: [PropensityMeaning: [Int]] = [:]
    for meaning in PropensityMeaning.allCases {
      let world = EffectWorld(meaning: meaning)
      let clock = ManualClock(nowMilliseconds: SmallWorld.start)
      let hub = try await taught(world, customers: 2100, seed: 5, clock)
      let (counts, said) = try await contacted(hub, world)
      chosen[meaning] = counts
      if meaning == .effect { try await checkFigures(hub, said) }
      try await hub.stop()
    }
    // Everybody answers often enough to be worth 1.1 of 10, and so everybody is written to.
    #expect(chosen[.response] == [60, 60, 60])
    #expect(chosen[.effect] == [0, 60, 0])
    // What that brings beside leaving all alone, in purchases less what e-mails cost, by the truth.
    func gain(_ counts: [Int]) -> Double {
      zip(EffectWorld.habits, counts).reduce(0) {
        $0 + Double($1.1) * (($1.0.with - $1.0.without) * EffectWorld.value - EffectWorld.cost)
      }
    }
    #expect(gain(chosen[.response] ?? []) < 0 && gain(chosen[.effect] ?? []) > 50)
  }

  /// The figures of all, and P of single customers with its words.
  private func checkFigures(_ hub: Authority, _ said: [Decided]) async throws {
    let reading = try await hub.modelsReading()
    #expect(reading.counts.trials == 2100)
    let entry = try #require(reading.models.effects["sales"])
    let figures = entry.figures
    #expect(figures.contacted.count + figures.silent.count == 2100 && abs(figures.silent.count - 1050) < 120)
    let truth = EffectWorld.habits.reduce(0) { $0 + ($1.with - $1.without) } / 3
    let effect = try #require(figures.effect)
    #expect(abs(effect.mean - truth) < 3 * effect.deviation && effect.deviation < 0.03)
    for place in 0..<3 {
      let replay = try await hub.replay(said[place].position)
      #expect(replay.isSame)
      let candidate = try #require(replay.explanation.candidates.first)
      let factors = try #require(candidate.factors)
      let levels = try #require(replay.explanation.effectLevels(of: candidate.treatment))
      let habit = EffectWorld.habit(place)
      #expect(abs(factors.propensity - (habit.with - habit.without)) < 0.08, "\(habit.name) \(factors.propensity)")
      #expect(abs(levels.without - habit.without) < 0.08 && abs(levels.with - habit.with) < 0.1, "\(habit.name)")
      #expect(abs(levels.with - levels.without - factors.propensity) < 1e-9)
      #expect(factors.deviation > 0.005 && factors.deviation < 0.1)
      let words = ExplanationText(replay.explanation, loaded: replay.charter, language: .en, zone: .utc)
      let text = words.text(id: "n", at: replay.decided.record.at)
      #expect(text.contains("P is what contact adds: ") && text.contains(" % without)"), "\(text)")
    }
  }

  @Test func `a holdout tells what contact adds as well`() async throws {
    let world = EffectWorld(floor: 0, holdout: 0.4)
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await taught(world, customers: 1500, seed: 9, clock)
    let entry = try #require(try await hub.modelsReading().models.effects["sales"])
    // All would be written to, as the charter's own P says; four in ten are left alone by chance.
    #expect(entry.figures.contacted.count + entry.figures.silent.count == 1500)
    #expect(abs(entry.figures.silent.count - 600) < 80)
    let effect = try #require(entry.figures.effect)
    #expect(abs(effect.mean - 0.0267) < 3 * effect.deviation && effect.deviation < 0.04)
    // Nobody drew evenly, so nothing is said of what silence loses.
    #expect(try await hub.modelsReading().models.abstention.count == 0)
    try await hub.stop()
  }

  @Test func `silence that was preferred is measured where chance sent all the same`() async throws {
    // Few enough that some of those for whom silence is preferred are still worth trying.
    let world = EffectWorld()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await taught(world, customers: 300, seed: 3, clock)
    #expect(try await hub.modelsReading().models.abstention.regret == nil)
    _ = try await hub.publishModels()
    var generator = SeededGenerator(seed: 4)
    let ids = (0..<900).map { "n\($0)" }
    try await EffectWorld.welcome(ids, hub)
    for (place, id) in ids.enumerated() {
      try await EffectWorld.live(place, try await hub.ask(id), hub, clock, &generator)
    }
    clock.advance(bySeconds: 4 * Self.day)
    try await EffectWorld.welcome(["later"], hub)
    try await hub.learnAll()
    let abstention = try await hub.modelsReading().models.abstention
    let regret = try #require(abstention.regret)
    // Of those about whom little is believed enough that chance may still write to them.
    #expect(abstention.count > 20)
    #expect(regret.mean < 2 * regret.deviation, "\(regret)")
    try await hub.stop()
  }

  /// Random weeks with even draws and a holdout, in slices with restarts, beside one run over the whole log.
  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `slices and restarts learn the same as one run over the whole log`(_ seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let world = EffectWorld(floor: 0.5, holdout: 0.2)
    var hub = try await world.hub(disk, clock)
    let ids = (0..<12).map { "c\($0)" }
    try await EffectWorld.welcome(ids, hub)
    for _ in 0..<150 {
      clock.advance(bySeconds: Int64(generator.int(60...40_000)))
      let place = generator.int(0...11)
      try await EffectWorld.live(place, try await hub.ask(ids[place]), hub, clock, &generator)
      if generator.chance(0.2) { _ = try await hub.learn(entriesMax: generator.int(1...30)) }
      if generator.chance(0.1) { try await hub.keepModels() }
      if generator.chance(0.05) {
        try await hub.stop()
        hub = try await world.hub(disk, clock)
      }
    }
    try await hub.learnAll(7)
    let sliced = try await hub.modelsReading()
    try await hub.stop()
    let store = MemoryStore(disk: disk)
    for mark in try await store.modelMarks {
      try await store.keep(StoredModels(position: mark.position, atMilliseconds: 0, state: [1]), dropping: [])
    }
    hub = try await world.hub(disk, clock)
    try await hub.learnAll(1_000_000)
    let whole = try await hub.modelsReading()
    #expect(whole.models.encode() == sliced.models.encode(), "seed \(seed)")
    #expect(whole.counts == sliced.counts && whole.counts.trials > 20, "seed \(seed): \(whole.counts)")
    try await hub.stop()
  }

  @Test func `of a customer one trial counts at a time, and who was erased none`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await EffectWorld().hub(MemoryDisk(), clock)
    try await EffectWorld.welcome(["ada", "bob", "eve"], hub)
    // Asked again and again on a day, chance says the same each time: one trial each.
    for _ in 0..<5 { for id in ["ada", "bob", "eve"] { _ = try await hub.ask(id) } }
    try await hub.learnAll()
    _ = try await hub.erase(Identity(.id, "eve"))
    clock.advance(bySeconds: 3 * Self.day)
    try await EffectWorld.welcome(["zoe"], hub)
    try await hub.learnAll()
    #expect(try await hub.modelsReading().counts.trials == 2)
    try await hub.stop()
  }

  @Test func `an entry that cannot be read is left out once, and learning goes on`() async throws {
    let disk = MemoryDisk()
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    var hub = try await EffectWorld().hub(disk, clock)
    try await EffectWorld.welcome(["ada", "bob"], hub)
    for id in ["ada", "bob"] { _ = try await hub.ask(id) }
    try await hub.stop()
    let store = MemoryStore(disk: disk)
    let ada = try #require(try await store.customer(of: Identity(.id, "ada")))
    let head = try #require(try await store.history(of: ada, before: nil, countMax: 1).first)
    var commit = Commit()
    commit.entries = [
      Entry(
        position: Position(rawValue: try await store.last.position.rawValue + 1), customer: ada,
        previous: head.position, atMilliseconds: head.atMilliseconds, kind: .patch, body: [250])
    ]
    try store.commit([commit])
    hub = try await EffectWorld().hub(disk, clock)
    clock.advance(bySeconds: 4 * Self.day)
    try await EffectWorld.welcome(["zoe"], hub)
    try await hub.learnAll()
    let counts = try await hub.modelsReading().counts
    #expect(counts.damaged == 1 && counts.trials == 1)
    #expect(try await hub.modelsReading().entriesBehind == 0)
    try await hub.stop()
  }

  @Test func `a message that expired is no silence`() async throws {
    let clock = ManualClock(nowMilliseconds: SmallWorld.start)
    let hub = try await SmallWorld(contactsMax: 3, learns: true).hub(clock: clock)
    try await hub.welcome(["ada", "bob"])
    let ada = try await hub.ask("ada", actions: ["offer"])
    _ = try await hub.ask("bob", actions: ["offer"])
    _ = try await hub.record(Feedback(decision: ada.position, kind: .confirmed))
    _ = try await hub.record(Feedback(decision: ada.position, kind: .expired))
    clock.advance(bySeconds: 4 * Self.day)
    try await hub.welcome(["zoe"])
    try await hub.learnAll()
    #expect(try await hub.modelsReading().counts == LearningCounts(unanswered: 1, contacts: 1))
    try await hub.stop()
  }
}
