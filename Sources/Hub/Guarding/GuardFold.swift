import Decisions

/// Messages and what came back of them, by hour, channel and action, as the log tells of them.
struct GuardFold: Sendable {
  /// What is counted.
  struct Counts: Hashable, Sendable {
    var messages = 0
    var complaints = 0
    var bounces = 0

    static func += (a: inout Counts, b: Counts) {
      a.messages += b.messages
      a.complaints += b.complaints
      a.bounces += b.bounces
    }
  }

  /// How far it got.
  var position: Position
  private var hours: [Int64: [Stop: Counts]] = [:]

  private static let hourMilliseconds: Int64 = 3_600_000

  init(after position: Position) { self.position = position }

  /// Takes in an entry. News counts in the hour in which it came.
  mutating func add(_ entry: Entry) throws(BodyError) {
    position = entry.position
    guard entry.kind == .feedback, case .feedback(let news) = try EntryBody(entry) else { return }
    var counts = Counts()
    switch news.kind {
    case .confirmed: counts.messages = 1
    case .complained: counts.complaints = 1
    case .bouncedForGood: counts.bounces = 1
    default: return
    }
    let hour = entry.atMilliseconds / Self.hourMilliseconds
    for subject in [Stop(.channel, news.channel), Stop(.action, news.action)] {
      hours[hour, default: [:]][subject, default: Counts()] += counts
    }
  }

  /// Forgets hours that ended before a moment.
  mutating func forget(beforeMilliseconds: Int64) {
    hours = hours.filter { ($0.key + 1) * Self.hourMilliseconds > beforeMilliseconds }
  }

  /// Forgets what is known of a subject: what was lifted by hand begins anew.
  mutating func forget(_ subject: Stop) {
    for hour in hours.keys { hours[hour]?[subject] = nil }
  }

  /// All counts, by subject, in ascending order of target and name.
  var counts: [(subject: Stop, counts: Counts)] {
    var sums: [Stop: Counts] = [:]
    for subjects in hours.values { for (subject, counts) in subjects { sums[subject, default: Counts()] += counts } }
    return sums.map { ($0.key, $0.value) }.sorted {
      ($0.0.target.rawValue, $0.0.name) < ($1.0.target.rawValue, $1.0.name)
    }
  }
}

extension DeliveryGuards {
  /// What counts say.
  enum Verdict: Hashable, Sendable {
    case fine
    case warn(String)
    case pause(String)
  }

  /// A share is believed to be at least this, 95 times in 100: one-sided.
  private static let deviations = 1.644_853_626_951_472_7

  /// What these counts say: it is told where a share is at its bound, and stops where it surely is: where the lower end of its
  /// interval (Wilson, one-sided 95 %) is, with messages enough to prove anything.
  func verdict(_ counts: GuardFold.Counts) -> Verdict {
    guard counts.messages >= messagesMin else { return .fine }
    var verdict = Verdict.fine
    for (name, count, bounds) in [("complaints", counts.complaints, complaints), ("bounces", counts.bounces, bounces)] {
      let count = min(count, counts.messages)
      let share = Double(count) / Double(counts.messages)
      guard count > 0, share >= bounds.warnShare else { continue }
      let text = "\(count) \(name) of \(counts.messages) messages"
      if GuardFold.lowerShare(count, of: counts.messages, deviations: Self.deviations) >= bounds.pauseShare {
        return .pause(text)
      }
      if verdict == .fine { verdict = .warn(text) }
    }
    return verdict
  }
}
