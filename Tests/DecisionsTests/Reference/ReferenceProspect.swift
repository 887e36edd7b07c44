import Decisions

/// What a sweep compares customers by: everything up to arbitration, and no choice.
struct ReferenceProspect: Equatable {
  /// Numbers, tiers and nets, in the order of arbitration.
  var options: [(number: Int, tier: Int, net: Double, worth: Double)]
  var isWaiting: Bool
  var floors: UInt64

  static func == (a: ReferenceProspect, b: ReferenceProspect) -> Bool {
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1) }
    return a.isWaiting == b.isWaiting && a.floors == b.floors && a.options.count == b.options.count
      && zip(a.options, b.options).allSatisfy {
        $0.number == $1.number && $0.tier == $1.tier && near($0.net, $1.net) && near($0.worth, $1.worth)
      }
  }

  init(_ prospect: Prospect) {
    options = prospect.options.map { ($0.treatment, $0.tier, $0.net, $0.worth) }
    isWaiting = prospect.isWaiting
    floors = prospect.floors
  }

  /// Takes a decider up to arbitration and looks at what is left.
  init(_ decider: ReferenceDecider) {
    var decider = decider
    let (running, isWaiting) = decider.contest()
    self.isWaiting = isWaiting
    let survivors = (isWaiting ? [] : running).compactMap { number in
      decider.scores[number].map { score in
        let candidate = decider.candidates[number]
        let worth = decider.isRankedApart ? score.net : score.rank
        return (number, decider.tier(of: candidate), score.net, worth - min(0, decider.moneyFloor(of: candidate)))
      }
    }
    let ranks = decider.scores.mapValues(\.rank)
    options = survivors.sorted { ($0.1, -(ranks[$0.0] ?? 0), $0.0) < ($1.1, -(ranks[$1.0] ?? 0), $1.0) }
    // Who is not ranked by money has one thing to say.
    if decider.isRankedApart { options = Array(options.prefix(1)) }
    floors = 0
    guard !options.isEmpty else { return }
    let conditions = decider.charter.volumeLimits.flatMap(\.floors).map(\.when.condition)
    for (place, condition) in conditions.enumerated() where decider.truth.truth(condition) == .true {
      floors |= 1 << UInt64(place)
    }
  }
}
