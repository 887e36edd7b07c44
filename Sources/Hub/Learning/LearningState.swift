import Crypto
import Decisions
import Learning

/// What became of a choice whose window is still open.
struct AnswersSoFar: OptionSet, Hashable, Sendable {
  let rawValue: UInt8
  static let accepted = AnswersSoFar(rawValue: 1)
  static let clicked = AnswersSoFar(rawValue: 2)
  static let opened = AnswersSoFar(rawValue: 4)
  static let unsubscribed = AnswersSoFar(rawValue: 8)
  static let complained = AnswersSoFar(rawValue: 16)
  static let refused = AnswersSoFar(rawValue: 32)
  /// It was given up, expired or did not arrive: silence says nothing.
  static let void = AnswersSoFar(rawValue: 64)
  /// Its silence was learned before the window closed.
  static let counted = AnswersSoFar(rawValue: 128)

  /// What a kind of news says; empty for what says nothing about the customer.
  init(_ kind: FeedbackKind) {
    switch kind {
    case .converted: self = .accepted
    case .clicked: self = .clicked
    case .opened: self = .opened
    case .unsubscribed: self = .unsubscribed
    case .complained: self = .complained
    case .rejected: self = .refused
    case .released, .bounced, .bouncedForGood, .refusedByProvider, .expired: self = .void
    case .confirmed, .accepted, .postponed, .delivered, .unknown, .ignored: self = []
    }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The outcome that weighs most.
  var outcome: ContactOutcome {
    if contains(.complained) { return .complained }
    if contains(.unsubscribed) { return .unsubscribed }
    if contains(.accepted) { return .converted }
    if contains(.refused) { return .refused }
    if contains(.clicked) { return .clicked }
    return contains(.opened) ? .opened : .none
  }
}

/// Everything learned, and how far in the log: a fold of it. The same log gives the same bytes, whether it is read as it
/// grows, after a crash or from the beginning.
///
/// The head reads every entry and learns acceptances. Behind it one *lag* for each of ``LearningTerms/looks`` reads decisions,
/// and learns silence when the log itself has become older than the decision by the window (of what is to be said later, than
/// the moment for which that is), or by an age at which as large a part of the answers has come as chance, keyed by the
/// contact, asks for: so silence counts by the learned time to response. Time is that of the entries, never a clock's, so that
/// the order of all lessons follows from the log.
struct LearningState: Sendable {
  /// 1 had no ``deferred``, and one look at each window; 2 knew nothing of trials.
  private static let formatVersion: UInt8 = 3
  /// The most choices whose answers are remembered until their window closes; of one too many the answer is taken for
  /// silence.
  static let openMax = 4_000_000
  /// The most decisions that wait for their moment; the window of one too many begins when it was made.
  static let deferredMax = 1_000_000

  /// The most trials that are open at once; one too many is not learned from.
  static let trialsMax = 1_000_000

  let terms: LearningTerms
  /// What is known.
  var models = LearnedModels()
  /// The last entry that the head read.
  var head = Position.none
  /// The last entry that was looked at, by ``LearningTerms/looks``.
  var lags: [Position]
  /// Decisions that a lag has passed and whose windows are open still, because something is said later: ascending.
  var deferred: [DeferredWindow] = []
  /// Answers to choices whose window is open, by the contact's origin: the decision's position << 4 | the choice.
  var open: [UInt64: AnswersSoFar] = [:]
  /// Trials whose window is open, by the number of the customer: one at a time of each, so that who is asked about
  /// often does not count for more.
  var trials: [Int64: DeferredWindow] = [:]
  var counts = LearningCounts()

  /// Nothing is learned yet.
  init(_ terms: LearningTerms) {
    self.terms = terms
    lags = terms.looks.map { _ in Position.none }
  }

  static func key(_ decision: Position, _ choice: Int) -> UInt64 {
    UInt64(bitPattern: decision.rawValue) << 4 | UInt64(choice & 15)
  }

  // MARK: Bytes

  /// What identifies learned models: the first eight bytes of their SHA-256, in hexadecimal digits.
  static func digest(of bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: SHA256.hash(data: bytes).prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  /// The state as bytes; the same state gives the same.
  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: 1024)
    writer.byte(LearningState.formatVersion)
    writer.signed(terms.outboundSeconds)
    writer.signed(terms.inboundSeconds)
    writer.signed(head.rawValue)
    for lag in lags { writer.signed(lag.rawValue) }
    counts.encode(into: &writer)
    writer.count(deferred.count)
    for window in deferred { window.encode(into: &writer) }
    writer.count(trials.count)
    for (customer, window) in trials.sorted(by: { $0.key < $1.key }) {
      writer.signed(customer)
      window.encode(into: &writer)
    }
    writer.count(open.count)
    for (key, answers) in open.sorted(by: { $0.key < $1.key }) {
      writer.fixed64(key)
      writer.byte(answers.rawValue)
    }
    writer.blob(models.encode())
    // The models have a seal of their own; this one is for what stands before them.
    writer.fixed64(LearningState.checksum(writer.bytes))
    return writer.bytes
  }

  /// Reads a saved state.
  /// - Throws: `body.…` when it is damaged, or was learned on other terms: then it is learned anew.
  init(_ bytes: [UInt8], _ terms: LearningTerms) throws(BodyError) {
    self.init(terms)
    guard bytes.count > 8, LearningState.checksum(Array(bytes.dropLast(8))) == LearningState.seal(of: bytes) else {
      throw .invalid("a learned state that is damaged")
    }
    var reader = ByteReader(Array(bytes.dropLast(8)))
    let version = try reader.version(upTo: LearningState.formatVersion)
    guard version == LearningState.formatVersion else { throw .invalid("a state of an older form") }
    guard try reader.signed() == terms.outboundSeconds, try reader.signed() == terms.inboundSeconds else {
      throw .invalid("a state that was learned on other terms")
    }
    head = Position(rawValue: try reader.signed())
    for place in lags.indices { lags[place] = Position(rawValue: try reader.signed()) }
    counts = try LearningCounts(from: &reader)
    for _ in 0..<(try reader.count(ofBytes: 2)) { deferred.append(try DeferredWindow(from: &reader)) }
    for _ in 0..<(try reader.count(ofBytes: 3)) {
      let customer = try reader.signed()
      trials[customer] = try DeferredWindow(from: &reader)
    }
    for _ in 0..<(try reader.count(ofBytes: 9)) {
      let key = try reader.fixed64()
      open[key] = AnswersSoFar(rawValue: try reader.byte())
    }
    let known = try reader.blob()
    do throws(StateError) {
      models = try LearnedModels(decoding: known)
    } catch {
      throw .invalid("learned models that are damaged")
    }
    try reader.finish()
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt64 {
    SHA256.hash(data: bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func seal(of bytes: [UInt8]) -> UInt64 {
    bytes.suffix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
