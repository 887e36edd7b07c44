import Sweeps

/// The best there is, by trying everything: first that floors lack as little as possible, then the greatest gain. After each
/// person it keeps the best gain for every way in which the limits may have been used so far. It shares no line with
/// the sweep.
struct ExactSolver {
  /// What can be reached.
  struct Optimum {
    /// Units that floors must lack.
    var shortfall: Int64
    var gain: Double
  }

  let rivalry: Rivalry
  private let kept: [[Int64]]

  init(_ rivalry: Rivalry) {
    self.rivalry = rivalry
    kept = rivalry.kept
  }

  /// The optimum; nothing when there are more states than can be tried.
  func optimum(statesMax: Int) -> Optimum? {
    // By limit: what is left, then what each floor still lacks.
    let start = zip(rivalry.limits, kept).map { [$0.room] + $1 }
    var best: [[[Int64]]: Double] = [start: 0]
    for person in rivalry.people {
      var next = best
      for option in person.options where option.worth > person.fallback && !rivalry.uses[option.treatment].isEmpty {
        let gain = option.worth - person.fallback
        for (state, value) in best {
          guard let left = taking(option.treatment, person, from: state) else { continue }
          if value + gain > next[left] ?? -1 { next[left] = value + gain }
        }
      }
      best = next
      if best.count > statesMax { return nil }
    }
    let ends = best.map { Optimum(shortfall: $0.key.reduce(0) { $0 + $1.dropFirst().reduce(0, +) }, gain: $0.value) }
    return ends.min { ($0.shortfall, -$0.gain) < ($1.shortfall, -$1.gain) }
  }

  private func taking(_ treatment: Int, _ person: Rivalry.Person, from state: [[Int64]]) -> [[Int64]]? {
    var state = state
    for use in rivalry.uses[treatment] {
      guard use.amount <= state[use.limit][0] else { return nil }
      state[use.limit][0] -= use.amount
      if let floor = rivalry.floor(use.limit, person) {
        state[use.limit][floor + 1] = max(0, state[use.limit][floor + 1] - use.amount)
      }
    }
    return state
  }
}
