import Decisions
import Times

/// What is known of hours, delays and gaps, as it was when the snapshot was taken.
public struct TempoSnapshot: Sendable {
  let rates: AnswerRates
  let curves: TempoCurves
  let mixture: TempoMixture
  let delays: AnswerDelays
  let gaps: [FactorBelief]
  /// How many contacts with a known hour it was learned from.
  public let contacts: Int64

  /// When a customer answers: a function of their ledger.
  /// - Parameters:
  ///   - channel: the kind of channel that is thought of; people in one country answer differently on each.
  ///   - now: what is later, or became known later, is not seen.
  public func tempo(
    of ledger: borrowing Ledger, channel: ChannelKind, country: Symbol, clock: LocalClock, at now: Instant,
    tracking: TrackingConsent
  ) -> PersonalTempo {
    var counts = PersonalCounts()
    ledger.forEachSettled(at: now, clock: clock, tracking: tracking) { entry in
      let chance = rates.chance(entry.contactClass, isTrackingConsented: entry.isTracked)
      let circle = curves.circle(of: TempoTables.cohort(country, entry.contact.channelKind))
      counts.add(entry, chance: chance, expected: counts.expected(chance)) { life, hour in
        curves.belief(life: life, circle: circle, hour: hour)
      }
    }
    counts.fade(until: now.secondsSince1970)
    return PersonalTempo(self, counts, circle: curves.circle(of: TempoTables.cohort(country, channel)))
  }
}

/// Learns when people answer, how long they take, and how close contacts may come: in one pass over ledgers, with memory
/// that does not grow. The same ledgers in the same order give the same bits.
public struct TempoLearner: Sendable, Equatable {
  private var rates: AnswerRatesLearner
  private var tables = TempoTables()
  private var mixture = TempoMixture()
  private var delays = AnswerDelays()
  private var gaps = CadenceRates()
  /// How many contacts with a known hour it knows.
  public private(set) var contacts: Int64 = 0
  private var lossSum = 0.0
  private var flatLossSum = 0.0

  /// Knows what is believed beforehand.
  public init(prior: AnswerRates = AnswerRates()) { rates = AnswerRatesLearner(prior: prior) }

  /// Learns from the contacts of a customer that are at least three days old at a moment; each customer's should be given
  /// once. Openings and clicks count only where they may be used.
  /// - Parameter origin: learn from the contact of this origin alone, from the others what they say about the customer.
  public mutating func learn(
    from ledger: borrowing Ledger, country: Symbol, clock: LocalClock, at now: Instant, tracking: TrackingConsent,
    only origin: UInt64? = nil
  ) {
    delays.learn(from: ledger, at: now, tracking: tracking, only: origin)
    var counts = PersonalCounts()
    ledger.forEachSettled(at: now, clock: clock, tracking: tracking) { entry in
      let chance = rates.chance(entry.contactClass, isTracked: entry.isTracked)
      let expected = counts.expected(chance)
      let cohort = TempoTables.cohort(country, entry.contact.channelKind)
      let shared = entry.hour.map { hour in
        let circle = tables.circle(of: cohort)
        return TempoMixture.halfLivesDays.indices.map { tables.belief(life: $0, circle: circle, hour: hour) }
      }
      // Of others, which were learned before, only what they say about this customer is of use.
      let isNew = origin == nil || entry.contact.origin == origin
      if isNew, let hour = entry.hour, let shared {
        counts.fade(until: Int64(entry.contact.atSeconds))
        judge(entry, hour: hour, expected: expected, counts, shared)
        tables.add(
          cohort, hour: hour, isPositive: entry.isPositive, expected: expected,
          at: Int64(entry.contact.atSeconds))
      }
      if isNew {
        gaps.observe(gapSeconds: entry.gapSeconds, isPositive: entry.isPositive, expected: expected)
        rates.observe(
          isPositive: entry.isPositive, channel: entry.contact.channelKind, purpose: entry.contact.purposeKind,
          isTracked: entry.isTracked)
      }
      counts.add(entry, chance: chance, expected: expected) { life, _ in shared?[life] ?? .usual }
    }
  }

  /// Judges every opinion by a contact.
  private mutating func judge(
    _ entry: RhythmContact, hour: Int, expected: Double, _ counts: PersonalCounts, _ shared: [FactorBelief]
  ) {
    let beliefs = counts.beliefs(of: HourWaves.table[hour])
    let chances = beliefs.indices.map { index in
      let known = shared[index / TempoMixture.variances.count]
      let logit = Elementary.logit(AnswerRates.bounded(expected * known.factor))
      return AnswerRates.bounded(Elementary.sigmoid(logit + beliefs[index].mean))
    }
    var mixed = 0.0
    for (chance, weight) in zip(chances, mixture.weights) { mixed += weight * chance }
    lossSum -= Elementary.logarithm(entry.isPositive ? mixed : 1 - mixed)
    flatLossSum -= Elementary.logarithm(entry.isPositive ? expected : 1 - expected)
    contacts += 1
    mixture.learn(chances, isPositive: entry.isPositive)
  }

  /// Mean log loss of the predictions that were made before each answer was known, in nats, beside that of predictions
  /// which knew everything but the hour; nothing before the first.
  public var logLoss: (withHours: Double, without: Double)? {
    contacts > 0 ? (lossSum / Double(contacts), flatLossSum / Double(contacts)) : nil
  }

  /// What is known now.
  public var snapshot: TempoSnapshot {
    TempoSnapshot(
      rates: rates.snapshot, curves: TempoCurves(tables), mixture: mixture, delays: delays, gaps: gaps.beliefs,
      contacts: contacts)
  }

  // MARK: - Bytes

  /// The state as bytes.
  public func encode() -> [UInt8] {
    var writer = SealedWriter(kind: "MSTM", version: 1)
    encode(into: &writer)
    return writer.sealed()
  }

  func encode(into writer: inout SealedWriter) {
    rates.encode(into: &writer)
    tables.encode(into: &writer)
    mixture.encode(into: &writer)
    delays.encode(into: &writer)
    gaps.encode(into: &writer)
    writer.write(UInt64(contacts))
    writer.write(lossSum)
    writer.write(flatLossSum)
  }

  /// The state that ``encode()`` gave.
  /// - Throws: when the bytes are no such state, or damaged.
  public init(decoding bytes: [UInt8]) throws(StateError) {
    var reader = try SealedReader(bytes, kind: "MSTM", version: 1)
    try self.init(from: &reader)
    try reader.end()
  }

  init(from reader: inout SealedReader) throws(StateError) {
    rates = try AnswerRatesLearner(from: &reader)
    try tables.decode(from: &reader)
    try mixture.decode(from: &reader)
    try delays.decode(from: &reader)
    try gaps.decode(from: &reader)
    contacts = Int64(try reader.count(1 << 62))
    lossSum = try reader.double()
    flatLossSum = try reader.double()
  }
}
