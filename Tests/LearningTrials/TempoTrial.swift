import Decisions
import Learning
import Seeds

/// What choosing hours brings to people whose hours are planted: each is to be written to at an hour that chance chose, from 7
/// to 21, and may be moved to another of these within a day, of which waiting takes 5 %.
public struct TempoTrial: Sendable {
  /// The share that is moved.
  public private(set) var moved = 0.0
  /// The share that is moved to a worse hour.
  public private(set) var worse = 0.0
  /// What the hours are to them, on average: those that chance chose, those chosen, and the best.
  public private(set) var before = 0.0
  /// See ``before``.
  public private(set) var after = 0.0
  /// See ``before``.
  public private(set) var best = 0.0
  /// How often the hour that is believed to be best lies within an hour of the best.
  public private(set) var found = 0.0

  /// Tries a learner on new people.
  /// - Parameter contacts: how many each of them has had.
  public init(
    _ world: TempoWorld, _ learner: TempoLearner, _ kinds: [TempoWorld.Kind], people: Int, contacts: Int, seed: UInt64
  ) {
    let snapshot = learner.snapshot
    var generator = SeededGenerator(seed: seed)
    let each = 1 / Double(people)
    for person in 0..<people {
      let kind = kinds[person % kinds.count]
      let tempo = TempoWorld.tempo(snapshot, world.ledger(kind, contacts: contacts, &generator))
      let first = generator.int(7...21)
      let hours = (0..<24).map { (first + $0) % 24 }
      let promises = hours.enumerated().map { wait, hour in
        let gain = tempo.gain(hour: hour, beside: first)
        let deviation = Elementary.logarithm(gain.high / gain.value) / 1.644_853_626_951_472_7
        return BestSlot.Promise(gain: gain.value * (1 - 0.05 * Double(wait) / 24), variance: deviation * deviation)
      }
      let verdict = BestSlot.verdict(of: promises) { hours[$0] >= 7 && hours[$0] <= 21 }
      let (own, chosen) = (world.factor(kind, hour: first), world.factor(kind, hour: hours[verdict.choice]))
      let top = kind == .morning ? 8 : 20
      moved += verdict.choice == 0 ? 0 : each
      worse += chosen < own ? each : 0
      before += own * each
      after += chosen * each
      best += world.factor(kind, hour: top) * each
      let believed = (7...21).reduce(7) {
        tempo.receptivity(hour: $1).value > tempo.receptivity(hour: $0).value ? $1 : $0
      }
      found += abs(believed - top) <= 1 ? each : 0
    }
  }
}
