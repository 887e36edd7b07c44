import Decisions
import Times
import Seeds

/// Moments near which rules change their mind.
struct RandomMoments {
  /// Lengths of time that the rules of these worlds use, in seconds.
  static let lengths: [Int64] = [60, 3600, 7200, 43_200, 86_400, 172_800, 259_200, 604_800, 1_209_600, 2_592_000]

  /// Ends of weeks, months and years, a leap day, both changes of clocks of Paris, strange midnights.
  static let anchors: [Instant] = [
    utc(2026, 3, 29, 1), utc(2026, 10, 25, 1), utc(2026, 10, 24, 23), utc(2026, 3, 28, 23), utc(2026, 3, 1),
    utc(2026, 4, 30, 22), utc(2026, 7, 13, 22), utc(2026, 11, 1), utc(2026, 12, 31, 23), utc(2028, 2, 28, 23),
    utc(2028, 2, 29, 23), utc(2026, 6, 7, 22), utc(2026, 11, 8, 23), utc(2026, 5, 20, 9), utc(2026, 9, 16, 15, 30),
  ]

  /// A moment of decision.
  static func now(_ generator: inout SeededGenerator) -> Instant {
    let anchor = generator.pick(anchors)
    switch generator.int(0...5) {
    case 0: return anchor
    case 1: return anchor + generator.pick([-1, 1])
    case 2: return anchor + Int64(generator.int(-12...12)) * 3600
    case 3: return anchor + Int64(generator.int(-12...12)) * 1800 + generator.pick([-1, 0, 1])
    default: return anchor + Int64(generator.int(-200_000...200_000))
    }
  }

  /// The time of a contact: often exactly one of the rules' lengths away, or at a local midnight, give or take a second.
  static func contact(_ now: Instant, _ zone: Zone, _ generator: inout SeededGenerator) -> Instant {
    let nudge: Int64 = generator.chance(0.5) ? 0 : generator.pick([-1, 1])
    let isPlanned = generator.chance(0.12)
    switch generator.int(0...4) {
    case 0:
      let length = generator.pick(lengths)
      return (isPlanned ? now + length : now - length) + nudge
    case 1:
      let day = zone.date(at: now).adding(days: isPlanned ? generator.int(1...8) : generator.int(-32...0))
      return zone.firstInstant(atOrAfterLocal: Int64(day.daysSince1970) * 86_400) + nudge
    case 2: return isPlanned ? now + Int64(generator.int(0...300_000)) : now - Int64(generator.int(0...300_000))
    case 3: return now - Int64(generator.int(0...3_000_000))
    default: return now + nudge
    }
  }

  /// The first or the last day of a stretch in force.
  static func date(_ generator: inout SeededGenerator) -> CivilDate {
    Zone.utc.date(at: generator.pick(anchors)).adding(days: generator.pick([-400, -1, 0, 1, 400]))
  }
}
