import Decisions
import Times

/// How hard a customer has been pressed at a moment: a pure function of their ledger, made in one pass without memory
/// of its own on the heap.
///
/// Counts are of outbound contacts that hold their budget, weighted by their pressure in points, and fade with half-lives
/// of 1, 3, 7 and 30 days.
public struct PressureFeatures: Sendable {
  /// The half-lives, in days.
  public static let halfLivesDays: [Double] = [1, 3, 7, 30]
  static let channelCount = 16
  static let purposeCount = 3

  /// Faded counts of everything, by half-life.
  public internal(set) var total = InlineArray<4, Double>(repeating: 0)
  /// By purpose kind, then half-life.
  var byPurpose = InlineArray<12, Double>(repeating: 0)
  /// By channel kind, then half-life.
  var byChannel = InlineArray<64, Double>(repeating: 0)
  /// Messages that went out since the last welcome answer and brought none.
  public internal(set) var unansweredRun = 0
  /// Since the last contact, in seconds; infinite: there was none.
  public internal(set) var sinceContactSeconds = Double.infinity
  /// Since the last welcome answer, in seconds; infinite: there was none.
  public internal(set) var sincePositiveSeconds = Double.infinity

  /// No contact at all.
  public init() {}

  /// The features of a ledger at a moment. What comes later than the moment, or became known later, is not seen.
  /// - Parameter isTrackingConsented: whether openings and clicks may be used; otherwise they are as if they had not been.
  public init(of ledger: borrowing Ledger, at now: Instant, isTrackingConsented: Bool) {
    var positiveAt = Int64.min
    var contactAt = Int64.min
    for contact in ledger.contacts {
      guard contact.at <= now else { break }
      let known = contact.outcome(knownAt: now, isTrackingConsented: isTrackingConsented)
      if known.isPositive {
        // A time that was not kept is taken for the contact's own.
        positiveAt = max(positiveAt, max(Int64(contact.outcomeSeconds), Int64(contact.atSeconds)))
        unansweredRun = 0
      } else if contact.wentOut, known == .none || known == .ignored {
        unansweredRun += 1
      }
      guard contact.direction == .outbound, contact.state.counts else { continue }
      contactAt = Int64(contact.atSeconds)
      add(contact, ageSeconds: now - contact.at)
    }
    if contactAt != .min { sinceContactSeconds = Double(now.secondsSince1970 - contactAt) }
    if positiveAt != .min { sincePositiveSeconds = Double(max(0, now.secondsSince1970 - positiveAt)) }
  }

  private mutating func add(_ contact: Contact, ageSeconds: Int64) {
    let weight = Double(contact.weightHundredths) / 100
    let faded = PressureFeatures.fading(days: Double(ageSeconds) / 86_400)
    let channel = Int(contact.channelKind.rawValue) * 4
    let purpose = Int(contact.purposeKind.rawValue) * 4
    for life in 0..<4 {
      let count = weight * faded[life]
      total[life] += count
      byChannel[channel + life] += count
      byPurpose[purpose + life] += count
    }
  }

  /// What is left of one point after so many days, by half-life.
  ///
  /// One exponential and eleven products: 2^(−d/210) to the powers 210, 70, 30 and 7, 210 being the half-lives' least
  /// common multiple.
  static func fading(days: Double) -> InlineArray<4, Double> {
    let x = Elementary.exponential(-0.693_147_180_559_945_3 / 210 * max(0, days))
    let x2 = x * x
    let x7 = x2 * x2 * x2 * x
    let x14 = x7 * x7
    let x28 = x14 * x14
    let x30 = x28 * x2
    let x35 = x28 * x7
    let x70 = x35 * x35
    return [x70 * x70 * x70, x70, x30, x7]
  }

  /// The faded counts of a channel kind, by half-life.
  public func counts(of channel: ChannelKind) -> InlineArray<4, Double> {
    let at = Int(channel.rawValue) * 4
    return [byChannel[at], byChannel[at + 1], byChannel[at + 2], byChannel[at + 3]]
  }

  /// The faded counts of a purpose kind, by half-life.
  public func counts(of purpose: PurposeKind) -> InlineArray<4, Double> {
    let at = Int(purpose.rawValue) * 4
    return [byPurpose[at], byPurpose[at + 1], byPurpose[at + 2], byPurpose[at + 3]]
  }

  /// The pressure that an even rhythm of unanswered messages on one channel for one purpose has built up, just before
  /// the next one.
  /// - Parameter weekly: the count at the half-life of seven days, above 0.
  public static func even(weekly: Double, channel: ChannelKind, purpose: PurposeKind) -> PressureFeatures {
    var features = PressureFeatures()
    guard weekly > 0 else { return features }
    // c = 1 / (2^(t/7) − 1), so the interval is t = 7 log2(1 + 1/c).
    let days = 7 * Elementary.logarithm(1 + 1 / weekly) / 0.693_147_180_559_945_3
    let faded = fading(days: days)
    for life in 0..<4 {
      let count = faded[life] / max(1e-12, 1 - faded[life])
      features.total[life] = count
      features.byChannel[Int(channel.rawValue) * 4 + life] = count
      features.byPurpose[Int(purpose.rawValue) * 4 + life] = count
    }
    features.sinceContactSeconds = days * 86_400
    return features
  }

  /// Features that go with two counts, as if all had been sent at one age on one channel for one purpose: what a state of
  /// ``PressureValue`` is like.
  static func alike(_ state: PressureState, channel: ChannelKind, purpose: PurposeKind) -> PressureFeatures {
    var features = PressureFeatures()
    guard state.slow > 0 else { return features }
    // A point that is d days old leaves 2^(−d/3) and 2^(−d/7), whose ratio is 2^(−4d/21).
    let days = -21.0 / 4 * Elementary.logarithm(max(1e-3, state.ratio)) / 0.693_147_180_559_945_3
    let faded = fading(days: days)
    let counts: InlineArray<4, Double> = [
      state.fast * faded[0] / faded[1], state.fast, state.slow, state.slow * faded[3] / faded[2],
    ]
    for life in 0..<4 {
      features.total[life] = counts[life]
      features.byChannel[Int(channel.rawValue) * 4 + life] = counts[life]
      features.byPurpose[Int(purpose.rawValue) * 4 + life] = counts[life]
    }
    // The last was a day ago or more, and left of the fastest count all there is.
    features.sinceContactSeconds =
      86_400 * max(1, -Elementary.logarithm(max(1e-6, counts[0])) / 0.693_147_180_559_945_3)
    return features
  }

  /// The same without what tells of answers: for models beside which a customer's own habits are known, so that their
  /// answers do not count twice.
  public var withoutAnswers: PressureFeatures {
    var features = self
    features.unansweredRun = 0
    features.sincePositiveSeconds = .infinity
    return features
  }
}
