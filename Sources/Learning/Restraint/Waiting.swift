import Decisions

/// Silence as a candidate: whether sending now is believed to be worth more than waiting.
public struct Waiting: Sendable {
  /// How sure the belief must be that sending is worth more than waiting, 0.5 … 1; 0.5 takes the better of the two.
  public var confidence: Double

  /// Makes a rule; a confidence out of range is brought into it.
  public init(confidence: Double = 0.6) {
    self.confidence = confidence >= 0.5 ? min(0.999_999, confidence) : 0.5
  }

  /// One candidate, as waiting is compared with it; money.
  public struct Offer: Hashable, Sendable {
    /// Priority minus relational cost, of this message alone.
    public var net: Double
    /// The standard deviation of ``net``.
    public var deviation: Double
    /// What is still to come after it, discounted, at the pressure that it leaves.
    public var after: Double

    /// Makes an offer.
    public init(net: Double, deviation: Double, after: Double) {
      self.net = net
      self.deviation = deviation
      self.after = after
    }
  }

  /// Why there is silence, or none.
  public enum Reason: UInt8, CaseIterable, Sendable {
    /// A candidate is worth more, surely enough.
    case sending
    /// Nothing may be sent.
    case noOffer
    /// Waiting is worth more.
    case waitingIsWorthMore
    /// Sending is worth more on average, but not surely enough.
    case notSureEnough
  }

  /// What came of the comparison.
  public struct Verdict: Hashable, Sendable {
    /// The candidate to send, by its position; nothing: silence.
    public var choice: Int?
    /// Why.
    public var reason: Reason
    /// What silence is worth: the discounted best later offers, with pressure decayed.
    public var silence: Double
    /// What the best candidate adds to silence.
    public var advantage: Double
    /// The belief that it adds anything, 0 … 1.
    public var belief: Double
    /// When to look again, in seconds from now.
    public var nextLookSeconds: Int64
  }

  /// Compares candidates with silence.
  /// - Parameters:
  ///   - silence: what waiting until the next look is worth, discounted.
  ///   - nextLookSeconds: from now to the next look.
  public func verdict(of offers: [Offer], silence: Double, nextLookSeconds: Int64 = 86_400) -> Verdict {
    var best: Int?
    var advantage = -Double.infinity
    for (index, offer) in offers.enumerated() {
      let added = offer.net + offer.after - silence
      // What is no number is never chosen.
      if added > advantage {
        advantage = added
        best = index
      }
    }
    guard let best else {
      return Verdict(
        choice: nil, reason: .noOffer, silence: silence, advantage: 0, belief: 0, nextLookSeconds: nextLookSeconds)
    }
    let belief = Waiting.belief(advantage: advantage, deviation: offers[best].deviation)
    let isSent = advantage > 0 && belief >= confidence
    return Verdict(
      choice: isSent ? best : nil,
      reason: isSent ? .sending : advantage > 0 ? .notSureEnough : .waitingIsWorthMore, silence: silence,
      advantage: advantage, belief: belief, nextLookSeconds: nextLookSeconds)
  }

  /// The belief that something is above 0, 0 … 1, in the normal approximation.
  public static func belief(advantage: Double, deviation: Double) -> Double {
    guard advantage.isFinite, deviation.isFinite, deviation > 0 else { return advantage > 0 ? 1 : 0 }
    return Elementary.normalBelow(advantage / deviation)
  }

  /// The standard deviation of P × V × (1 + L) − C by the delta method, with P and C independent.
  public static func deviation(answer: Estimate, worth: Double, cost: Double) -> Double {
    (answer.deviation * worth * answer.deviation * worth + cost * cost).squareRoot()
  }
}
