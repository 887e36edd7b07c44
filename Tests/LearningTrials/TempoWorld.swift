import Decisions
import Learning
import Seeds
import Times

/// People with planted hours: somebody's chance of answering is their level, times what the hour is to them.
public struct TempoWorld: Sendable {
  /// When somebody answers.
  public enum Kind: CaseIterable, Sendable {
    /// At all hours alike.
    case even
    /// Around 8 in the morning, every day.
    case morning
    /// Around 20 in the evening, every day.
    case evening
  }

  /// An hour east of Greenwich, all year.
  public static let zone = Zone(name: "UTC+01:00", initialOffsetSeconds: 3600)
  /// Everybody's clock.
  public static let clock = LocalClock(zones: [zone])
  /// Everybody's country.
  public static let country = Symbol("FR")
  /// Monday 6 January 2025, midnight of the zone.
  public static let begin = Instant(secondsSince1970: 1_736_118_000)
  /// A year later, at 10:30 on a Monday.
  public static let now = begin + 364 * 86_400 + 37_800

  /// The chance of an answer at whatever hour.
  public var chance = 0.2
  /// How many times as often as at the worst hour somebody answers at their best.
  public var amplitude: Double

  /// Makes a world.
  public init(amplitude: Double = 4) { self.amplitude = amplitude }

  /// What an hour of the week is to somebody; its mean over a day is 1.
  public func factor(_ kind: Kind, hour: Int) -> Double {
    guard kind != .even else { return 1 }
    let best = kind == .morning ? 8 : 20
    let apart = abs((hour % 24 - best + 36) % 24 - 12)
    let height = apart <= 3 ? 1 - Double(apart) / 4 : 0
    // The heights of a day sum to 4.
    let base = 1 / (1 + (amplitude - 1) * 4 / 24)
    return base * (1 + (amplitude - 1) * height)
  }

  /// Contacts by e-mail at hours that chance chose, from 7 to 22, over a year; and what they came to.
  public func ledger(_ kind: Kind, contacts: Int, _ generator: inout SeededGenerator) -> Ledger {
    Ledger(
      (0..<contacts).map { _ in
        let day = Int64(generator.int(0...355))
        let at = TempoWorld.begin + day * 86_400 + Int64(generator.int(7 * 3600...22 * 3600))
        let hour = TempoWorld.clock.hour(at: at) ?? 0
        let isAnswered = generator.chance(chance * factor(kind, hour: hour))
        return TempoWorld.contact(at, answeredAfter: isAnswered ? Int64(generator.int(60...7200)) : nil)
      })
  }

  /// Such ledgers of several people.
  public func ledgers(_ kind: Kind, people: Int, contacts: Int, seed: UInt64) -> [Ledger] {
    var generator = SeededGenerator(seed: seed)
    return (0..<people).map { _ in ledger(kind, contacts: contacts, &generator) }
  }

  /// An e-mail that was delivered, and when it was clicked.
  public static func contact(
    _ at: Instant, answeredAfter seconds: Int64? = nil, channel: ChannelKind = .email, purpose: String = "news"
  ) -> Contact {
    Contact(
      at: at, action: Symbol("a"), group: Symbol("g"), issue: Symbol("i"), channel: Symbol(channel.name),
      channelKind: channel, direction: .outbound, purpose: Symbol(purpose), purposeKind: .marketing, state: .delivered,
      outcome: seconds == nil ? .none : .clicked, outcomeAt: seconds.map { at + $0 })
  }

  /// A learner that knows so many people of some kinds.
  public func taught(_ kinds: [Kind], people: Int, contacts: Int, seed: UInt64) -> TempoLearner {
    var learner = TempoLearner()
    var generator = SeededGenerator(seed: seed)
    for person in 0..<people {
      let ledger = ledger(kinds[person % kinds.count], contacts: contacts, &generator)
      learner.learn(
        from: ledger, country: TempoWorld.country, clock: TempoWorld.clock, at: TempoWorld.now, tracking: .all)
    }
    return learner
  }

  /// When somebody answers, as a snapshot has it.
  public static func tempo(_ snapshot: TempoSnapshot, _ ledger: Ledger, at now: Instant = now) -> PersonalTempo {
    snapshot.tempo(of: ledger, channel: .email, country: country, clock: clock, at: now, tracking: .all)
  }
}
