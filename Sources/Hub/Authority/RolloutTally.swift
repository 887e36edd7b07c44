import Decisions
import Statistics
import Sweeps

/// Contacts and bad outcomes of a roll-out by day, guard-rail and place, while the log is read.
///
/// Customers are compared with others of their region alone, or of their country where the region is not known: who is reached
/// because of where they live would else be compared with people who live otherwise.
struct RolloutTally {
  /// How a customer counts.
  struct Group {
    /// Whom they are compared with.
    var stratum: UInt32
    var isReached: Bool

    init(_ customer: Customer, isReached: Bool) {
      stratum = (customer.region == .none ? customer.country : customer.region).rawValue
      self.isReached = isReached
    }
  }

  /// What was counted of one group on one day.
  private struct Cell {
    var contacts = 0
    var bad = 0
  }

  /// The two groups of a stratum on one day.
  private struct Pair {
    var exposed = Cell()
    var baseline = Cell()

    subscript(isReached: Bool) -> Cell {
      get { isReached ? exposed : baseline }
      set { if isReached { exposed = newValue } else { baseline = newValue } }
    }
  }

  private let rollout: Rollout
  /// By day and guard-rail.
  private var pairs: [[[UInt32: Pair]]]

  init(_ rollout: Rollout, days: Int) {
    self.rollout = rollout
    pairs = Array(repeating: rollout.guards.map { _ in [:] }, count: days)
  }

  /// Whether an entry can count: a decision, or news of a contact.
  static func counts(_ entry: Entry) -> Bool { entry.kind == .decision || entry.kind == .feedback }

  mutating func add(_ entry: Entry, day: Int, of group: Group) {
    guard let body = try? EntryBody(entry) else { return }
    switch body {
    case .decision(let record):
      let contacts = record.contacts.count { $0.direction == .outbound }
      guard contacts > 0 else { return }
      for guardRail in rollout.guards.indices {
        pairs[day][guardRail][group.stratum, default: Pair()][group.isReached].contacts += contacts
      }
    case .feedback(let news):
      guard let outcome = news.kind.outcome else { return }
      for (guardRail, one) in rollout.guards.enumerated() where one.outcomes.contains(outcome) {
        pairs[day][guardRail][group.stratum, default: Pair()][group.isReached].bad += 1
      }
    default: return
    }
  }

  /// The counts by day, guard-rail and stratum. On no day are more bad than there were contacts in the same group; an
  /// outcome that became known on a day with fewer counts on the next day with enough.
  var days: [[[RateCounts]]] {
    var late: [[UInt32: (exposed: Int, baseline: Int)]] = rollout.guards.map { _ in [:] }
    return pairs.map { guards in
      guards.enumerated().map { guardRail, strata in
        strata.sorted { $0.key < $1.key }.map { stratum, pair in
          let before = late[guardRail][stratum] ?? (0, 0)
          let bad = (exposed: pair.exposed.bad + before.exposed, baseline: pair.baseline.bad + before.baseline)
          let counts = RateCounts(
            stratum: stratum, exposed: pair.exposed.contacts, exposedBad: bad.exposed,
            baseline: pair.baseline.contacts, baselineBad: bad.baseline)
          late[guardRail][stratum] = (bad.exposed - counts.exposedBad, bad.baseline - counts.baselineBad)
          return counts
        }
      }
    }
  }
}
