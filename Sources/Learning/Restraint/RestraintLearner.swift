import Decisions
import Times

/// One outbound contact of which it is known what it came to, as restraint learns from it.
public struct SettledContact: Sendable {
  /// The contact.
  public var contact: Contact
  /// What came of it; openings and clicks only where they may be watched.
  public var outcome: ContactOutcome
  /// What an answer was worth, in money: V × (1 + L).
  public var worth: Double
  /// What sending it cost, in money.
  public var sendCost: Double
  /// Whether the customer's openings and clicks may be watched.
  public var isTracked: Bool

  /// Makes a settled contact.
  public init(contact: Contact, outcome: ContactOutcome, worth: Double, sendCost: Double, isTracked: Bool) {
    self.contact = contact
    self.outcome = isTracked || (outcome != .opened && outcome != .clicked) ? outcome : .none
    self.worth = worth
    self.sendCost = sendCost
    self.isTracked = isTracked
  }
}

/// Learns what one more message costs: its hazards, how answers fall with pressure, how often each kind of contact is
/// answered, and what days bring. The same contacts in the same order give the same bits.
public struct RestraintLearner: Sendable, Equatable {
  /// The hazards.
  public private(set) var hazards = HazardLearner()
  /// Answers under pressure.
  public private(set) var answers = AnswerLearner()
  /// Answers by kind of contact.
  public private(set) var rates = AnswerRatesLearner()
  /// What marketing contacts are worth and how often they come, by class.
  public private(set) var offers = OfferRates()

  /// Knows what is believed beforehand.
  public init() {}

  /// How many contacts were learned from.
  public var count: UInt64 { hazards.snapshot.messageCount }

  /// Learns one contact that went out.
  /// - Parameter ledger: the customer's contacts before it.
  public mutating func learn(_ settled: SettledContact, after ledger: borrowing Ledger) {
    let contact = settled.contact
    guard contact.direction == .outbound, contact.state.counts else { return }
    let features = PressureFeatures(of: ledger, at: contact.at, isTrackingConsented: settled.isTracked)
    var kinds: HazardKinds = []
    if settled.outcome == .unsubscribed { kinds.formUnion(HazardKinds(.unsubscribed)) }
    if settled.outcome == .complained { kinds.formUnion(HazardKinds(.complained)) }
    hazards.observe(kinds, channel: contact.channelKind, purpose: contact.purposeKind, features: features)
    let factor = rates.snapshot.factor(of: ledger, at: contact.at, isTrackingConsented: settled.isTracked)
    answers.observe(
      isPositive: settled.outcome.isPositive, channel: contact.channelKind, purpose: contact.purposeKind,
      features: features, shift: Elementary.logarithm(max(0.05, factor.value)))
    rates.observe(
      isPositive: settled.outcome.isPositive, channel: contact.channelKind, purpose: contact.purposeKind,
      isTracked: settled.isTracked)
    offers.observe(settled, sinceSeconds: features.sinceContactSeconds)
  }

  // MARK: Bytes

  /// Writes the state.
  func encode(into writer: inout SealedWriter) {
    writer.write(sealed: hazards.encode())
    writer.write(sealed: answers.encode())
    writer.write(sealed: rates.encode())
    offers.encode(into: &writer)
  }

  /// Reads a state.
  /// - Throws: `models.damaged`, `models.newer`.
  init(from reader: inout SealedReader) throws(StateError) {
    hazards = try HazardLearner(decoding: try reader.sealed())
    answers = try AnswerLearner(decoding: try reader.sealed())
    rates = try AnswerRatesLearner(decoding: try reader.sealed())
    offers = try OfferRates(from: &reader)
  }
}

/// What marketing contacts are worth, what they cost and how often one comes, by class: what ``PressureValue`` looks
/// ahead to.
public struct OfferRates: Sendable, Equatable {
  private var counts = [Double](repeating: 0, count: ContactClass.count)
  private var worths = [Double](repeating: 0, count: ContactClass.count)
  private var costs = [Double](repeating: 0, count: ContactClass.count)
  private var weights = [Double](repeating: 0, count: ContactClass.count)
  private var intervals = 0.0
  private var intervalDays = 0.0

  /// Has seen nothing.
  public init() {}

  /// Notes a contact; one whose worth is no number says nothing.
  mutating func observe(_ settled: SettledContact, sinceSeconds: Double) {
    let contact = settled.contact
    guard contact.purposeKind == .marketing, settled.worth.isFinite, settled.sendCost.isFinite else { return }
    let index = ContactClass(contact).index
    counts[index] += 1
    worths[index] += max(0, settled.worth)
    costs[index] += max(0, settled.sendCost)
    weights[index] += Double(contact.weightHundredths) / 100
    guard sinceSeconds < .infinity else { return }
    intervals += 1
    // Nobody is contacted more often than daily on average, and a pause of a quarter says no more than a longer one.
    intervalDays += min(90, max(1, sinceSeconds / 86_400))
  }

  /// What a day may bring: one offer of each class that was met, with its chance; the chances add up to at most 1.
  public var scenarios: [[LaterOffer]] {
    let total = counts.reduce(0, +)
    guard total > 0 else { return [] }
    // As if ten intervals of a fortnight had been seen before.
    let perDay = (intervals + 10) / (intervalDays + 140)
    var scenarios: [[LaterOffer]] = []
    for channel in ChannelKind.allCases {
      let index = ContactClass(channel, .marketing).index
      let count = counts[index]
      guard count > 0 else { continue }
      scenarios.append([
        LaterOffer(
          channel: channel, value: worths[index] / count, sendCost: costs[index] / count,
          chance: perDay * count / total, weight: weights[index] / count)
      ])
    }
    return scenarios
  }

  func encode(into writer: inout SealedWriter) {
    for values in [counts, worths, costs, weights, [intervals, intervalDays]] { writer.write(values) }
  }

  init(from reader: inout SealedReader) throws(StateError) {
    counts = try reader.doubles(ContactClass.count)
    worths = try reader.doubles(ContactClass.count)
    costs = try reader.doubles(ContactClass.count)
    weights = try reader.doubles(ContactClass.count)
    let rest = try reader.doubles(2)
    (intervals, intervalDays) = (rest[0], rest[1])
    guard (counts + worths + costs + weights + rest).allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .damaged }
  }
}
