import Decisions
import Times

/// A channel's kind with a purpose's: what base rates are kept for.
public struct ContactClass: Hashable, Sendable {
  /// How many there are.
  public static let count = ChannelKind.allCases.count * PurposeKind.allCases.count
  /// Its number, from 0 up to ``count``.
  public let index: Int

  /// Makes a class.
  @inlinable public init(_ channel: ChannelKind, _ purpose: PurposeKind) {
    index = Int(channel.rawValue) * 3 + Int(purpose.rawValue)
  }

  /// The class of a contact, as it was when it was sent.
  public init(_ contact: Contact) { self.init(contact.channelKind, contact.purposeKind) }
}

extension Contact {
  /// Whether it went out to the customer, as far as is known.
  var wentOut: Bool {
    guard direction == .outbound else { return false }
    switch state {
    case .handedOver, .accepted, .delivered, .unknown: return true
    case .reserved, .expired, .bounced, .released: return false
    }
  }

  /// What was known of its outcome at a moment. Openings and clicks are as if they had not been without consent to
  /// tracking.
  func outcome(knownAt now: Instant, isTrackingConsented: Bool) -> ContactOutcome {
    guard Int64(outcomeSeconds) <= now.secondsSince1970 else { return .none }
    let known = outcome
    if !isTrackingConsented, known == .opened || known == .clicked { return .none }
    return known
  }

  /// Whether it is old enough, or answered, so that it can be learned from at a moment.
  func isSettled(at now: Instant, as known: ContactOutcome, afterSeconds: Int64) -> Bool {
    known != .none || at + afterSeconds <= now
  }
}

extension ContactOutcome {
  /// Whether the customer welcomed the contact.
  var isPositive: Bool { self == .opened || self == .clicked || self == .converted }
}

/// An estimate with how far it may be off.
public struct Estimate: Hashable, Sendable {
  /// The estimate.
  public var mean: Double
  /// Its standard deviation, at least 0.
  public var deviation: Double

  /// Makes an estimate.
  public init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }
}

/// A number with the interval in which it lies nine times of ten.
public struct Ranged: Hashable, Sendable {
  /// The number.
  public var value: Double
  /// The interval's lower end.
  public var low: Double
  /// The interval's upper end.
  public var high: Double

  /// Makes a number with its interval.
  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// Answers beside those that were expected, seen as a Poisson count whose factor has a gamma prior of mean 1.
///
/// Little data stays near the prior, with a wide interval. Source: Clayton and Kaldor, "Empirical Bayes estimates of
/// age-standardized relative risks", Biometrics 43, 1987.
struct AnswerRatio {
  var answers = 0.0
  var expected = 0.0

  mutating func add(isPositive: Bool, expected chance: Double, weight: Double = 1) {
    if isPositive { answers += weight }
    expected += weight * chance
  }

  /// The factor between answers and expectation, shrunk to `prior` with the strength of so many expected answers. The
  /// interval is Wilson and Hilferty's for the gamma distribution.
  func factor(strength: Double, prior: Double = 1) -> Ranged {
    let shape = answers + strength * prior
    let rate = expected + strength
    guard shape > 0, rate > 0 else { return Ranged(value: prior, low: 0, high: prior) }
    let mean = shape / rate
    let spread = 1.644_853_626_951_472_7 / (3 * shape.squareRoot())
    let low = Swift.max(0, 1 - 1 / (9 * shape) - spread)
    let high = 1 - 1 / (9 * shape) + spread
    return Ranged(value: mean, low: mean * low * low * low, high: mean * high * high * high)
  }
}
