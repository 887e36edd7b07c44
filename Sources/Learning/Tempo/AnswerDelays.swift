import Decisions
import Times

/// How long answers take: the hazard of an answer in steps of time that grow, by kind of channel, from contacts of which
/// some are answered and others only watched for a while.
///
/// Most people never answer; what is asked for is the share of those who will that have by a time. Little data stays near
/// what is assumed beforehand: each class begins with a few made-up answers, spread as those of all classes together,
/// which begin spread as ``priorShares`` says. Sources: Kaplan and Meier, "Nonparametric estimation from incomplete
/// observations", JASA 53, 1958; Allison, "Discrete-time methods for the analysis of event histories", Sociological
/// Methodology 13, 1982.
public struct AnswerDelays: Sendable, Equatable {
  /// Where the steps end, in seconds: from a quarter of an hour to 14 days; what comes later is not counted.
  public static let edgesSeconds: [Double] = [
    900, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 172_800, 259_200, 432_000, 604_800, 1_209_600,
  ]
  /// The share of answers that have come by each end, as assumed until something is learned.
  static let priorShares = [0.12, 0.2, 0.3, 0.4, 0.52, 0.65, 0.78, 0.86, 0.93, 0.96, 0.98, 0.99, 1]
  /// How many made-up answers a class begins with.
  static let strength = 20.0
  private static let stepCount = edgesSeconds.count
  private static let classCount = 2 * ChannelKind.allCases.count

  /// By class, then step: contacts still without an answer, as far as they were watched; and answers.
  private var watched = [Double](repeating: 0, count: classCount * stepCount)
  private var answered = [Double](repeating: 0, count: classCount * stepCount)

  /// Knows what is assumed.
  public init() {}

  private static func classIndex(_ channel: ChannelKind, isTracked: Bool) -> Int {
    Int(channel.rawValue) + (isTracked ? ChannelKind.allCases.count : 0)
  }

  /// Learns from a contact.
  /// - Parameters:
  ///   - seconds: after which it was answered; nothing: it was not, as far as it was watched. What is negative, or no
  ///     number, says nothing at all.
  ///   - watchedSeconds: how long it was watched, where there was no answer: until now, or until none could come any more.
  ///   - isTracked: whether openings and clicks are among the answers; they are counted apart.
  public mutating func observe(
    answeredAfter seconds: Double?, watchedSeconds: Double, channel: ChannelKind, isTracked: Bool
  ) {
    let end = seconds ?? watchedSeconds
    guard end >= 0 else { return }
    let base = AnswerDelays.classIndex(channel, isTracked: isTracked) * AnswerDelays.stepCount
    var begin = 0.0
    for (step, edge) in AnswerDelays.edgesSeconds.enumerated() {
      if end >= edge {
        watched[base + step] += 1
      } else if seconds != nil {
        watched[base + step] += 1
        answered[base + step] += 1
        return
      } else {
        watched[base + step] += (end - begin) / (edge - begin)
        return
      }
      begin = edge
    }
  }

  /// Learns from the contacts of a ledger, as they stand at a moment; those still open are watched until then.
  mutating func learn(
    from ledger: borrowing Ledger, at now: Instant, tracking: TrackingConsent, only origin: UInt64? = nil
  ) {
    for contact in ledger.contacts {
      guard contact.at <= now else { break }
      guard contact.wentOut, contact.isHourKnown(at: now), origin == nil || contact.origin == origin else { continue }
      let isTracked = tracking[contact.channelKind]
      let known = contact.outcome(knownAt: now, isTrackingConsented: isTracked)
      let sinceOutcome = Double(Int64(contact.outcomeSeconds) - Int64(contact.atSeconds))
      var watched = Double(now - contact.at)
      // After a no, no answer can come.
      if known == .unsubscribed || known == .complained || known == .refused { watched = min(watched, sinceOutcome) }
      observe(
        answeredAfter: known.isPositive ? sinceOutcome : nil, watchedSeconds: watched, channel: contact.channelKind,
        isTracked: isTracked)
    }
  }

  /// The share of the answers to come within 14 days that have come after some seconds, 0 … 1.
  public func share(withinSeconds seconds: Double, channel: ChannelKind, isTracked: Bool) -> Double {
    curve(channel: channel, isTracked: isTracked).share(withinSeconds: seconds)
  }

  /// The curve of one class.
  func curve(channel: ChannelKind, isTracked: Bool) -> DelayCurve {
    let step = AnswerDelays.stepCount
    var all = (watched: [Double](repeating: 0, count: step), answered: [Double](repeating: 0, count: step))
    let first = isTracked ? ChannelKind.allCases.count : 0
    for other in first..<first + ChannelKind.allCases.count {
      for place in 0..<step {
        all.watched[place] += watched[other * step + place]
        all.answered[place] += answered[other * step + place]
      }
    }
    let pooled = DelayCurve(
      watched: all.watched, answered: all.answered, shares: AnswerDelays.priorShares, strength: AnswerDelays.strength)
    let own = AnswerDelays.classIndex(channel, isTracked: isTracked) * step
    return DelayCurve(
      watched: Array(watched[own..<own + step]), answered: Array(answered[own..<own + step]), shares: pooled.shares,
      strength: AnswerDelays.strength)
  }

  // MARK: - Bytes

  func encode(into writer: inout SealedWriter) {
    writer.write(watched)
    writer.write(answered)
  }

  mutating func decode(from reader: inout SealedReader) throws(StateError) {
    watched = try reader.doubles(watched.count)
    answered = try reader.doubles(answered.count)
    for place in watched.indices where answered[place] < 0 || answered[place] > watched[place] { throw .damaged }
  }
}

/// The hazards of one class, and what follows from them.
struct DelayCurve: Sendable {
  /// The chance of an answer in each step, for those without one before it; 0 … 1.
  let hazards: [Double]

  /// - Parameters:
  ///   - shares: of answers by the end of each step, assumed beforehand; the last is 1.
  ///   - strength: how many made-up answers are spread so, among as many made-up silent ones as the class has for each.
  init(watched: [Double], answered: [Double], shares: [Double], strength: Double) {
    let answers = answered.reduce(0, +)
    let people = max(watched.first ?? 0, answers)
    let rate = (answers + 1) / (people + 10)
    var hazards: [Double] = []
    var before = 0.0
    for step in shares.indices {
      let open = strength / rate - strength * before
      hazards.append((answered[step] + strength * (shares[step] - before)) / (watched[step] + open))
      before = shares[step]
    }
    self.hazards = hazards
  }

  /// Of the answers to come, the share that have come by the end of each step.
  var shares: [Double] {
    var open = 1.0
    let come = hazards.map { hazard in
      open *= 1 - hazard
      return 1 - open
    }
    let whole = come.last ?? 0
    return come.map { whole > 0 ? $0 / whole : 1 }
  }

  /// The share after some seconds; within a step the hazard is even. 0 for what is negative or no number.
  func share(withinSeconds seconds: Double) -> Double {
    guard seconds > 0 else { return 0 }
    var open = 1.0
    var openThen: Double?
    var begin = 0.0
    for (hazard, edge) in zip(hazards, AnswerDelays.edgesSeconds) {
      if openThen == nil, seconds < edge {
        let part = (seconds - begin) / (edge - begin)
        openThen = open * (hazard < 1 ? Elementary.exponential(part * Elementary.logarithm(1 - hazard)) : 1 - part)
      }
      open *= 1 - hazard
      begin = edge
    }
    return open < 1 ? min(1, (1 - (openThen ?? open)) / (1 - open)) : 1
  }
}
