import Charters
import Decisions
import Expressions
import Hub
import HubTesting
import Logging
import Seeds
import Times

/// A shop with one e-mail and three kinds of customers, of whom is known who buys with it and who without it.
struct EffectWorld {
  /// What a kind of customer does within the window.
  struct Habit {
    var name: String
    /// The chance of a purchase without an e-mail, and with it.
    var without: Double
    var with: Double
  }

  /// Loyal customers buy anyway, sleepers must be woken, and those who dislike e-mail buy less because of it.
  static let habits = [
    Habit(name: "loyal", without: 0.42, with: 0.42), Habit(name: "sleeper", without: 0.04, with: 0.26),
    Habit(name: "averse", without: 0.34, with: 0.2),
  ]

  /// What P is.
  var meaning = PropensityMeaning.effect
  /// The share of even draws.
  var floor = 1.0
  /// The share of customers left alone; 0: none.
  var holdout = 0.0
  /// What is said of a purchase and what an e-mail costs, in money.
  static let value = 10.0
  static let cost = 1.1

  var files: [SourceFile] {
    let effect = meaning == .effect ? "propensity: effect, outcome: purchase" : ""
    return [
      SourceFile(
        path: "charter.yaml",
        text: """
          name: effects-\(Int(floor * 1000))
          currency: EUR
          country: FR
          zone: Europe/Paris
          purposes: { marketing: { kind: marketing } }
          issues: { sales: { \(effect) } }
          \(floor > 0 ? "exploration: { floor: \(floor) }" : "")
          \(holdout > 0 ? "holdout: { name: control, share: \(holdout) }" : "")
          """),
      SourceFile(
        path: "world.yaml",
        text: "attributes: { habit: { type: string, values: [loyal, sleeper, averse] } }\nevents: [purchase, visit]"),
      SourceFile(path: "channels.yaml", text: "email: { kind: email, cost: \(EffectWorld.cost), weight: 1 }"),
      SourceFile(path: "policy.yaml", text: "caps: [ { name: all, max: 3, per: 7d } ]"),
      SourceFile(
        path: "actions/all.yaml",
        text: """
          - name: offer
            issue: sales
            purpose: marketing
            value: \(EffectWorld.value)
            propensity: 0.3
            learned: true
            channels: [email]
          """),
    ]
  }

  /// A hub with this charter in force.
  func hub(
    _ disk: MemoryDisk = MemoryDisk(), _ clock: ManualClock = ManualClock(nowMilliseconds: SmallWorld.start)
  ) async throws -> Authority {
    let hub = try await Authority.open(
      store: MemoryStore(disk: disk), clock: clock, zones: ZoneDirectory(), logger: Logger(label: "test"))
    if hub.activeCharter == nil { try await activate(on: hub) }
    return hub
  }

  /// Puts this charter in force.
  func activate(on hub: Authority) async throws {
    _ = try await hub.activate(try await hub.upload(files).version)
  }

  /// Makes customers known, by turns of each kind.
  static func welcome(_ ids: [String], _ hub: Authority) async throws {
    let happenings = ids.enumerated().map { place, id in
      var patch = SmallWorld.patch()
      patch.addresses = [.init(channel: "email")]
      patch.attributes = [("habit", .string(habit(place).name))]
      return Happening(customer: Identity(.id, id), kind: .patch(patch))
    }
    _ = try await hub.record(happenings)
  }

  static func habit(_ place: Int) -> Habit { habits[place % habits.count] }

  /// Lets a customer buy, or not, an hour after a decision; a contacted one tells so as well.
  static func live(
    _ place: Int, _ decided: Decided, _ hub: Authority, _ clock: ManualClock, _ generator: inout SeededGenerator
  ) async throws {
    let isContacted = !decided.said.isEmpty
    let habit = habit(place)
    guard generator.chance(isContacted ? habit.with : habit.without) else { return }
    let event = EventRecord(name: "purchase", atMilliseconds: clock.nowMilliseconds + 60_000, isKept: true)
    _ = try await hub.record([Happening(customer: decided.record.customer, kind: .event(event))])
    if isContacted { _ = try await hub.record(Feedback(decision: decided.position, kind: .converted)) }
  }
}

extension Authority {
  /// Reads on in the log, in small slices, as far as it goes.
  func learnAll(_ slice: Int = 100) async throws {
    while try await !learn(entriesMax: slice) {}
  }
}
