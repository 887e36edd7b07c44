import Decisions
import Times

/// One customer's own answers: their hours as every opinion sees them, in all, and by the gap before.
struct PersonalCounts: Sendable {
  /// By half-life, then variance, as ``TempoMixture`` has its opinions.
  private var curves = TempoMixture.halfLivesDays.flatMap { _ in
    TempoMixture.variances.map { HourCurve(variance: $0) }
  }
  private var latest: Int64?
  private var level = AnswerRatio()
  private(set) var gapAnswers = [Double](repeating: 0, count: CadenceRates.daysFrom.count)
  private(set) var gapExpected = [Double](repeating: 0, count: CadenceRates.daysFrom.count)
  /// Contacts of which the hour is known.
  private(set) var hourCount = 0
  private(set) var count = 0

  /// The chance that a contact is welcomed at whatever hour: that of its class, times the customer's own level, which is
  /// shrunk to 1 with the strength of two expected answers.
  func expected(_ chance: Double) -> Double {
    AnswerRates.bounded(chance * (level.answers + 2) / (level.expected + 2))
  }

  /// Takes a contact, of which this chance was expected at whatever hour.
  /// - Parameter prior: what is believed of people like them at an hour, by half-life.
  mutating func add(
    _ entry: RhythmContact, chance: Double, expected: Double, prior: (_ life: Int, _ hour: Int) -> FactorBelief
  ) {
    level.add(isPositive: entry.isPositive, expected: chance)
    let step = CadenceRates.step(gapSeconds: entry.gapSeconds)
    gapExpected[step] += expected
    if entry.isPositive { gapAnswers[step] += 1 }
    count += 1
    guard let hour = entry.hour else { return }
    hourCount += 1
    fade(until: Int64(entry.contact.atSeconds))
    for life in TempoMixture.halfLivesDays.indices {
      let logit = Elementary.logit(AnswerRates.bounded(expected * prior(life, hour).factor))
      for place in TempoMixture.variances.indices {
        curves[life * TempoMixture.variances.count + place].learn(
          HourWaves.table[hour], expecting: logit, isPositive: entry.isPositive)
      }
    }
  }

  /// Lets time pass until a moment.
  mutating func fade(until seconds: Int64) {
    defer { latest = max(latest ?? seconds, seconds) }
    guard let latest, seconds > latest else { return }
    let days = Double(seconds - latest) / 86_400
    for (life, halfLife) in TempoMixture.halfLivesDays.enumerated() where halfLife.isFinite {
      let kept = Elementary.exponential(-0.693_147_180_559_945_3 * days / halfLife)
      for place in TempoMixture.variances.indices {
        curves[life * TempoMixture.variances.count + place].fade(kept: kept)
      }
    }
  }

  /// What every opinion believes of a sum of waves.
  func beliefs(of waves: SIMD8<Double>) -> [(mean: Double, variance: Double)] { curves.map { $0.belief(of: waves) } }
}

/// When one customer answers: how many times as often as usual at each hour of the week.
///
/// What is known of everybody, of people in their country on the same kind of channel, and of their own answers, each
/// shrunk to the one before.
public struct PersonalTempo: Sendable {
  private let snapshot: TempoSnapshot
  private let counts: PersonalCounts
  private let circle: Int?
  /// The rhythm of contacts that they answer to.
  public let cadence: Cadence
  /// How many of their own contacts with a known hour it rests on.
  public var contacts: Int { counts.hourCount }
  /// Whether that is too few, fewer than 8, so that it rests on what is known of others.
  public var isCautious: Bool { counts.hourCount < Cadence.contactsMin }

  init(_ snapshot: TempoSnapshot, _ counts: PersonalCounts, circle: Int?) {
    self.snapshot = snapshot
    self.counts = counts
    self.circle = circle
    cadence = Cadence(
      answers: counts.gapAnswers, expected: counts.gapExpected, contacts: counts.count, everybody: snapshot.gaps)
  }

  /// How many times as often as usual they answer what goes out at an hour, with the interval in which that lies nine
  /// times of ten.
  /// - Parameter hour: of the week, 0 … 167; others are turned into that.
  public func receptivity(hour: Int) -> Ranged { belief(hour: hour, beside: nil).ranged }

  /// How many times as often they answer what goes out at an hour than at another, with the interval.
  public func gain(hour: Int, beside other: Int) -> Ranged { belief(hour: hour, beside: other).ranged }

  func belief(hour: Int, beside other: Int?) -> FactorBelief {
    func turned(_ hour: Int) -> Int { (hour % WeekCircle.hours + WeekCircle.hours) % WeekCircle.hours }
    let hour = turned(hour)
    guard let other = other.map(turned) else { return belief(HourWaves.table[hour]) { shared($0, hour) } }
    guard other != hour else { return .usual }
    return belief(HourWaves.table[hour] - HourWaves.table[other]) { life in
      let (own, beside) = (shared(life, hour), shared(life, other))
      return FactorBelief(factor: own.factor / beside.factor, variance: own.variance + beside.variance)
    }
  }

  private func shared(_ life: Int, _ hour: Int) -> FactorBelief {
    snapshot.curves.belief(life: life, circle: circle, hour: hour)
  }

  private func belief(_ waves: SIMD8<Double>, shared: (Int) -> FactorBelief) -> FactorBelief {
    var beliefs = counts.beliefs(of: waves)
    for life in TempoMixture.halfLivesDays.indices {
      let known = shared(life)
      let logarithm = Elementary.logarithm(known.factor)
      for place in TempoMixture.variances.indices {
        beliefs[life * TempoMixture.variances.count + place].mean += logarithm
        beliefs[life * TempoMixture.variances.count + place].variance += known.variance
      }
    }
    let (mean, variance) = snapshot.mixture.mixed(beliefs)
    return FactorBelief(factor: Elementary.exponential(mean), variance: variance)
  }
}
