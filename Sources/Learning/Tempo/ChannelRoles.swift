import Decisions
import Times

/// How often contacts are welcomed by country, kind of channel and purpose: what one customer's answers are compared
/// with, so that their SMS can be compared with their e-mail.
///
/// Learned from ledgers, in bounded memory; each rate is shrunk to that of its kind of channel and of purpose.
public struct ChannelRoles: Sendable, Equatable {
  /// The most contexts with rates of their own; what comes beyond is known by its kind of channel and of purpose.
  public static let contextsMax = 1024
  /// How many contacts the belief that a context is like its kind is worth.
  private static let strength = 50.0

  private var rates: AnswerRatesLearner
  private var contexts: [UInt64: Int] = [:]
  private var keys: [UInt64] = []
  /// By context, then untracked and tracked.
  private var messages: [Double] = []
  private var answers: [Double] = []
  /// How many contacts it knows.
  public private(set) var contacts: Int64 = 0

  /// Knows what is believed beforehand.
  public init(prior: AnswerRates = AnswerRates()) { rates = AnswerRatesLearner(prior: prior) }

  /// A context: the customers of a country, a purpose, a kind of channel. The country gives up its lowest bits, of which
  /// a hash keeps enough.
  private static func key(_ country: Symbol, _ channel: ChannelKind, _ purpose: Symbol) -> UInt64 {
    UInt64(country.rawValue) << 32 & ~(0x1f << 32) | UInt64(channel.rawValue) << 32 | UInt64(purpose.rawValue)
  }

  /// Learns from the contacts of a customer that are at least three days old; each customer's should be given once.
  public mutating func learn(
    from ledger: borrowing Ledger, country: Symbol, at now: Instant, tracking: TrackingConsent,
    only origin: UInt64? = nil
  ) {
    ledger.forEachSettled(at: now, clock: LocalClock(zones: []), tracking: tracking) { entry in
      let contact = entry.contact
      guard origin == nil || contact.origin == origin else { return }
      contacts += 1
      rates.observe(
        isPositive: entry.isPositive, channel: contact.channelKind, purpose: contact.purposeKind,
        isTracked: entry.isTracked)
      guard let place = place(ChannelRoles.key(country, contact.channelKind, contact.purpose)) else { return }
      messages[2 * place + (entry.isTracked ? 1 : 0)] += 1
      if entry.isPositive { answers[2 * place + (entry.isTracked ? 1 : 0)] += 1 }
    }
  }

  private mutating func place(_ key: UInt64) -> Int? {
    if let place = contexts[key] { return place }
    guard keys.count < ChannelRoles.contextsMax else { return nil }
    contexts[key] = keys.count
    keys.append(key)
    messages += [0, 0]
    answers += [0, 0]
    return keys.count - 1
  }

  /// The chance that customers of a country welcome a contact.
  func chance(
    country: Symbol, channel: ChannelKind, purpose: Symbol, _ contactClass: ContactClass, isTracked: Bool
  ) -> Double {
    let kind = rates.chance(contactClass, isTracked: isTracked)
    guard let place = contexts[ChannelRoles.key(country, channel, purpose)] else { return kind }
    let index = 2 * place + (isTracked ? 1 : 0)
    let strength = ChannelRoles.strength
    return AnswerRates.bounded((answers[index] + strength * kind) / (messages[index] + strength))
  }

  /// What channels are to one customer: a function of their ledger.
  public func roles(
    of ledger: borrowing Ledger, country: Symbol, at now: Instant, tracking: TrackingConsent
  ) -> PersonalRoles {
    var roles = PersonalRoles()
    ledger.forEachSettled(at: now, clock: LocalClock(zones: []), tracking: tracking) { entry in
      let contact = entry.contact
      let chance = chance(
        country: country, channel: contact.channelKind, purpose: contact.purpose, entry.contactClass,
        isTracked: entry.isTracked)
      roles.add(contact.channelKind, contact.purpose, isPositive: entry.isPositive, expected: chance)
    }
    return roles
  }

  // MARK: - Bytes

  /// The state as bytes.
  public func encode() -> [UInt8] {
    var writer = SealedWriter(kind: "MSCR", version: 1)
    encode(into: &writer)
    return writer.sealed()
  }

  func encode(into writer: inout SealedWriter) {
    rates.encode(into: &writer)
    writer.write(UInt64(contacts))
    writer.write(UInt64(keys.count))
    for key in keys { writer.write(key) }
    writer.write(messages)
    writer.write(answers)
  }

  /// The state that ``encode()`` gave.
  /// - Throws: when the bytes are no such state, or damaged.
  public init(decoding bytes: [UInt8]) throws(StateError) {
    var reader = try SealedReader(bytes, kind: "MSCR", version: 1)
    try self.init(from: &reader)
    try reader.end()
  }

  init(from reader: inout SealedReader) throws(StateError) {
    rates = try AnswerRatesLearner(from: &reader)
    contacts = Int64(try reader.count(1 << 62))
    for _ in 0..<(try reader.count(ChannelRoles.contextsMax)) {
      let key = try reader.word()
      guard contexts[key] == nil else { throw .damaged }
      _ = place(key)
    }
    messages = try reader.doubles(messages.count)
    answers = try reader.doubles(answers.count)
    for index in messages.indices where answers[index] < 0 || answers[index] > messages[index] { throw .damaged }
  }
}

/// What a channel is to a customer for a purpose.
public struct ChannelRole: Hashable, Sendable {
  /// How many times as often they welcome contacts there as others of their country do, with the interval in which this
  /// lies nine times of ten. Comparable between channels, because each is compared with its own rate.
  public var lift: Ranged
  /// How many of their own contacts on the channel for the purpose it rests on.
  public var contacts: Int
  /// Whether those are too few, fewer than 4, so that it rests on their other contacts.
  public var isCautious: Bool { contacts < 4 }
}

/// What channels are to one customer: their answers beside those that others give, by channel and purpose, each shrunk to
/// their answers on the channel for other purposes, those to their answers on other channels, and those to 1.
///
/// What a level is shrunk to leaves out what the level itself holds, so that nothing counts twice.
public struct PersonalRoles: Sendable {
  private struct Tally {
    var ratio = AnswerRatio()
    var count = 0
  }
  /// How many expected answers each belief is worth.
  private static let strength = 2.0
  private var all = AnswerRatio()
  private var byKind = InlineArray<16, AnswerRatio>(repeating: AnswerRatio())
  private var byContext: [(kind: ChannelKind, purpose: Symbol, tally: Tally)] = []

  init() {}

  mutating func add(_ kind: ChannelKind, _ purpose: Symbol, isPositive: Bool, expected: Double) {
    all.add(isPositive: isPositive, expected: expected)
    byKind[Int(kind.rawValue)].add(isPositive: isPositive, expected: expected)
    if !byContext.contains(where: { $0.kind == kind && $0.purpose == purpose }) {
      byContext.append((kind, purpose, Tally()))
    }
    for index in byContext.indices where byContext[index].kind == kind && byContext[index].purpose == purpose {
      byContext[index].tally.ratio.add(isPositive: isPositive, expected: expected)
      byContext[index].tally.count += 1
    }
  }

  /// The kinds of channels and purposes on which the customer has been contacted, in the order in which they first were.
  public var met: [(channel: ChannelKind, purpose: Symbol)] { byContext.map { ($0.kind, $0.purpose) } }

  /// What a kind of channel is to the customer for a purpose.
  public func role(_ kind: ChannelKind, purpose: Symbol) -> ChannelRole {
    let channel = byKind[Int(kind.rawValue)]
    let own = byContext.first { $0.kind == kind && $0.purpose == purpose }?.tally ?? Tally()
    let strength = PersonalRoles.strength
    let elsewhere = all.less(channel).factor(strength: strength)
    let otherwise = channel.less(own.ratio).factor(strength: strength, prior: elsewhere.value)
    return ChannelRole(
      lift: own.ratio.factor(strength: strength, prior: otherwise.value), contacts: own.count)
  }
}

extension AnswerRatio {
  /// What is left without a part of it.
  func less(_ part: AnswerRatio) -> AnswerRatio {
    AnswerRatio(answers: max(0, answers - part.answers), expected: max(0, expected - part.expected))
  }
}
