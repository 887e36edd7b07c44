import Decisions
import Times

/// What is said of a customer's fatigue.
public struct FatigueStanding: Hashable, Sendable {
  /// How many times better their answers fit a customer who has tired than one who has not; starts at 0.
  public var evidence: Double
  /// Whether they count as tired: the evidence has passed 1/α, and they have not since become likelier
  /// to be rested.
  public var isTired: Bool
  /// The contact at which they came to count as tired.
  public var since: Instant?
}

/// How a customer's fatigue is told from chance: a running likelihood ratio of their answers.
///
/// A customer's log odds of answering are the population's plus their own constant, normally distributed. The
/// alternative is a chain of two states: rested, and tired, in which the log odds are lower by one of several drops. A
/// rested customer tires with a small chance at each contact, a tired one recovers by a half-life. The evidence is the
/// likelihood of all ways that end tired, over the likelihood of never tiring, each averaged over the customer's
/// constant. The likelihood of all ways together, over that of never tiring, is a martingale that starts at 1 when nobody
/// tires; the evidence never exceeds it, so by Ville's inequality the chance that it ever passes 1/α is at most α, for as
/// long as one watches. Sources: Ville, "Étude critique de la notion de collectif", 1939; Ramdas, Grünwald, Vovk,
/// Shafer, "Game-theoretic statistics and safe anytime-valid inference", Statistical Science 38, 2023; Shin, Ramdas,
/// Rinaldo, "E-detectors", 2022.
public struct Fatigue: Sendable {
  /// The chance at which a customer who never tires may come to count as tired; 0 … 1.
  public var alpha: Double
  /// The standard deviation of customers' own log odds.
  public var personDeviation: Double
  /// The chance to tire at one contact.
  public var onsetChance: Double
  /// The days in which half of those who are tired recover.
  public var recoveryHalfLifeDays: Double
  /// A contact without an answer says something after so many seconds.
  public var settleSeconds: Int64

  /// Makes a watch; values out of range are brought into it.
  public init(
    alpha: Double = 0.05, personDeviation: Double = 0.7, onsetChance: Double = 0.02, recoveryHalfLifeDays: Double = 60,
    settleSeconds: Int64 = 259_200
  ) {
    self.alpha = alpha > 0 ? min(1, alpha) : 0.05
    self.personDeviation = personDeviation > 0 ? min(3, personDeviation) : 0.7
    self.onsetChance = onsetChance > 0 ? min(0.5, onsetChance) : 0.02
    self.recoveryHalfLifeDays = recoveryHalfLifeDays > 0 ? recoveryHalfLifeDays : 60
    self.settleSeconds = max(0, settleSeconds)
  }

  /// The standing that a ledger gives at a moment: a pure function of both.
  public func standing(
    of ledger: borrowing Ledger, at now: Instant, rates: AnswerRates, isTrackingConsented: Bool
  ) -> FatigueStanding {
    var watch = FatigueWatch(self)
    for contact in ledger.contacts {
      guard contact.at <= now else { break }
      guard contact.wentOut else { continue }
      let known = contact.outcome(knownAt: now, isTrackingConsented: isTrackingConsented)
      guard contact.isSettled(at: now, as: known, afterSeconds: settleSeconds) else { continue }
      watch.observe(
        isPositive: known.isPositive,
        expected: rates.chance(ContactClass(contact), isTrackingConsented: isTrackingConsented), at: contact.at)
    }
    return watch.standing(at: now)
  }
}

/// The running likelihoods of ``Fatigue``, one contact after the other; nothing of it lies on the heap.
public struct FatigueWatch: Sendable {
  private let threshold: Double
  private let onset: Double
  private let recoveryDays: Double
  private let step: Double
  /// Likelihoods by the customer's own level: never tiring; rested; tired, by drop.
  private var never: InlineArray<9, Double>
  private var rested: InlineArray<9, Double>
  private var tired = InlineArray<27, Double>(repeating: 0)
  private var last: Instant?
  private var tiredSince: Instant?

  /// Has seen nothing.
  public init(_ fatigue: Fatigue) {
    threshold = 1 / fatigue.alpha
    onset = fatigue.onsetChance
    recoveryDays = fatigue.recoveryHalfLifeDays
    step = 0.5 * fatigue.personDeviation
    var weights = InlineArray<9, Double>(repeating: 0)
    var sum = 0.0
    for level in 0..<9 {
      let distance = 0.5 * Double(level - 4)
      weights[level] = Elementary.exponential(-0.5 * distance * distance)
      sum += weights[level]
    }
    for level in 0..<9 { weights[level] /= sum }
    never = weights
    rested = weights
  }

  /// Takes the next contact: whether it was welcomed, how likely customers at large were to welcome it, and when. A
  /// chance outside 0 … 1 says nothing.
  public mutating func observe(isPositive: Bool, expected: Double, at moment: Instant) {
    guard expected > 0, expected < 1 else { return }
    recover(until: moment)
    let base = Elementary.logit(expected)
    for level in 0..<9 {
      let own = base + step * Double(level - 4)
      for drop in 0..<3 {
        let index = drop * 9 + level
        tired[index] += rested[level] * onset / 3
        tired[index] *= likelihood(isPositive, own - Double(drop + 1))
      }
      rested[level] *= (1 - onset) * likelihood(isPositive, own)
      never[level] *= likelihood(isPositive, own)
    }
    rescale()
    mark(at: moment)
  }

  private func likelihood(_ isPositive: Bool, _ logOdds: Double) -> Double {
    Elementary.sigmoid(isPositive ? logOdds : -logOdds)
  }

  /// Those who are tired become rested with time. The likelihoods change places, none is lost.
  private mutating func recover(until moment: Instant) {
    defer { last = moment }
    guard let last, moment > last else { return }
    let kept = Elementary.exponential(-0.693_147_180_559_945_3 * Double(moment - last) / 86_400 / recoveryDays)
    for level in 0..<9 {
      for drop in 0..<3 {
        let index = drop * 9 + level
        rested[level] += (1 - kept) * tired[index]
        tired[index] *= kept
      }
    }
  }

  /// Only ratios matter; this keeps a long record from ending in zeros.
  private mutating func rescale() {
    var sum = 0.0
    for level in 0..<9 { sum += never[level] }
    guard sum > 0, sum < 1e-100 else { return }
    for level in 0..<9 {
      never[level] /= sum
      rested[level] /= sum
    }
    for index in 0..<27 { tired[index] /= sum }
  }

  private var evidence: Double {
    var above = 0.0
    var below = 0.0
    for index in 0..<27 { above += tired[index] }
    for level in 0..<9 { below += never[level] }
    return below > 0 ? above / below : 0
  }

  private var isLikelierTiredThanRested: Bool {
    var above = 0.0
    var below = 0.0
    for index in 0..<27 { above += tired[index] }
    for level in 0..<9 { below += rested[level] }
    return above >= below
  }

  private mutating func mark(at moment: Instant) {
    let evidence = evidence
    // Evidence against "never" stays when they have recovered since; then they are more likely rested than tired.
    let isLikelier = isLikelierTiredThanRested
    if tiredSince == nil, evidence >= threshold, isLikelier { tiredSince = moment }
    if tiredSince != nil, evidence < 1 || !isLikelier { tiredSince = nil }
  }

  /// What is to be said at a moment that is not before the last contact.
  public func standing(at now: Instant) -> FatigueStanding {
    var later = self
    later.recover(until: now)
    later.mark(at: now)
    return FatigueStanding(evidence: later.evidence, isTired: later.tiredSince != nil, since: later.tiredSince)
  }
}
