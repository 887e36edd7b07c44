import Charters

/// Where the hub keeps what must survive: a log of entries, and what finds things in it.
///
/// Every promise stands once, in the conformance suite of HubTesting, and each implementation is held to it. The hub is
/// the only writer of a store that it opened. All writes of customers come through ``commit(_:)``, in order; a call
/// that returns has its changes on disk, a call that throws has changed nothing. After ``StoreError/code``
/// `store.uncertain` nobody knows whether a commit survived: the hub calls ``recover()`` before it goes on.
public protocol Store: Sendable {
  /// The last position of the log, and the last number given to a customer; 0 for none.
  var last: StoreMarks { get async throws(StoreError) }

  /// The customer of an identity.
  func customer(of identity: Identity) async throws(StoreError) -> CustomerNumber?
  /// The customers of several identities, in their order: what ``customer(of:)`` says of each at one moment.
  func customers(of identities: [Identity]) async throws(StoreError) -> [CustomerNumber?]
  /// The identities of a customer, in ascending order of kind and value.
  func identities(of customer: CustomerNumber) async throws(StoreError) -> [Identity]
  /// The customer's entries from the last snapshot on, oldest first: all that is needed to know them now.
  /// - Parameter before: leave out this entry and later ones; nothing: up to now.
  func life(of customer: CustomerNumber, before: Position?) async throws(StoreError) -> [Entry]
  /// The customer's entries, newest first.
  /// - Parameters:
  ///   - before: only earlier ones than this; nothing: from the newest on.
  ///   - countMax: the most entries wanted.
  func history(of customer: CustomerNumber, before: Position?, countMax: Int) async throws(StoreError) -> [Entry]
  /// One entry.
  func entry(at position: Position) async throws(StoreError) -> Entry?
  /// Entries of all customers after a position, in ascending order.
  func entries(after position: Position, countMax: Int) async throws(StoreError) -> [Entry]
  /// What a key of a request or a message was used for.
  func onceKey(_ key: Digest128) async throws(StoreError) -> OnceKey?
  /// The customers that share a household or an address.
  func customers(linkedBy link: UInt64) async throws(StoreError) -> [CustomerNumber]
  /// Messages that wait, those due first first; nothing for `channel` means all of them.
  func outbox(channel: String?, dueBeforeSeconds: Int64, countMax: Int) async throws(StoreError) -> [OutboxRow]
  /// Messages of one channel that wait, either the urgent ones or the others, in the order in which they are due.
  /// - Parameter after: only those behind this one in that order; nothing: from the first.
  func outbox(
    channel: String, isUrgent: Bool, dueBeforeSeconds: Int64, after: OutboxMark?, countMax: Int
  ) async throws(StoreError) -> [OutboxRow]
  /// Messages that were handed over and have no answer, in ascending order of decision and choice.
  func unansweredDeliveries(countMax: Int) async throws(StoreError) -> [DeliveryRow]
  /// The message on its way of a choice of a decision.
  func delivery(of decision: Position, choice: Int) async throws(StoreError) -> DeliveryRow?
  /// The message on its way that a provider calls so, the latest if there are several.
  func delivery(channel: String, providerID: String) async throws(StoreError) -> DeliveryRow?
  /// How many messages wait, by channel.
  var outboxCounts: [String: Int] { get async throws(StoreError) }
  /// Timers due up to a moment, the earliest first, then by customer.
  /// - Parameter after: only those behind this one in that order; nothing: from the first.
  func timers(dueUpToSeconds: Int64, after: TimerRow?, countMax: Int) async throws(StoreError) -> [TimerRow]
  /// Occasions that wait to be decided, in the order in which they were opened.
  func occasions(after: OccasionRow.Key?, countMax: Int) async throws(StoreError) -> [OccasionRow]
  /// How many customers each segment has; names without any are left out.
  var segmentCounts: [String: Int] { get async throws(StoreError) }
  /// How far the look over everybody got; nothing: there was none.
  var review: ReviewMark? { get async throws(StoreError) }
  /// Notes how far it got, and sets timers of those whom it looked at; a customer whose timer is earlier keeps it.
  func advance(_ review: ReviewMark, timers: [TimerRow]) async throws(StoreError)
  /// What ``life(of:before:)`` and ``identities(of:)`` say now of several customers, in their order; those whom nobody knows
  /// are left out.
  func lives(of customers: [CustomerNumber]) async throws(StoreError) -> [StoredLife]
  /// Sweeps, the newest first.
  func sweeps(countMax: Int) async throws(StoreError) -> [SweepRow]
  /// Keeps a sweep, or replaces the one of its number.
  func keep(_ sweep: SweepRow) async throws(StoreError)
  /// How far the lanes of a sweep got, in their order; those that have not begun are left out.
  func sweepMarks(of sweep: Int) async throws(StoreError) -> [SweepMark]
  /// Customers by number, ascending, after a number: for exports and sweeps.
  func customers(after customer: CustomerNumber, countMax: Int) async throws(StoreError) -> [CustomerNumber]

  /// Writes all of these or none, and returns when they are on disk. Blocks its thread: the hub gives it one of its own.
  /// - Throws: `store.full`, `store.failed` when nothing was written; `store.uncertain` when nobody knows.
  func commit(_ commits: [Commit]) throws(StoreError)
  /// Takes a customer out for ever: entries, identities, links, messages, timers, occasions, and what keys point to them.
  /// Their number is not given again. Durable when it returns; a call that throws another error than `store.uncertain` has
  /// changed nothing.
  /// - Parameter segments: the segments they belonged to, which have one customer less.
  /// - Returns: whether the bytes are overwritten already. If not, the store goes on until they are, by itself.
  func erase(_ customer: CustomerNumber, of segments: [String]) async throws(StoreError) -> ErasureProgress
  /// Forgets keys used before a moment, at most so many, the oldest first; returns how many. A store may keep some of
  /// them until others that came with them are old enough as well.
  func forgetOnceKeys(beforeMilliseconds: Int64, countMax: Int) async throws(StoreError) -> Int
  /// Forgets messages that were handed over before a moment and have an answer, at most so many; returns how many.
  func forgetDeliveries(beforeMilliseconds: Int64, countMax: Int) async throws(StoreError) -> Int
  /// Forgets what was taken of volume limits in these windows, all of them or none; what is taken of one afterwards counts
  /// from nothing.
  func forgetVolumes(_ keys: [VolumeKey]) async throws(StoreError)

  /// Every charter, oldest first.
  var charters: [StoredCharter] { get async throws(StoreError) }
  /// Keeps a charter; keeping one again changes nothing.
  func keep(_ charter: StoredCharter) async throws(StoreError)
  /// The times at which charters came into force, oldest first.
  var activations: [Activation] { get async throws(StoreError) }
  /// Notes that a charter comes into force.
  func add(_ activation: Activation) async throws(StoreError)
  /// What decisions rested on, in ascending order of number.
  var contexts: [DecisionContext] { get async throws(StoreError) }
  /// Notes what decisions will rest on.
  func add(_ context: DecisionContext) async throws(StoreError)
  /// What is stopped by hand.
  var stops: Set<Stop> { get async throws(StoreError) }
  /// Replaces what is stopped by hand.
  func set(_ stops: Set<Stop>) async throws(StoreError)
  /// Every step that roll-outs were put on, in ascending order of number.
  var rolloutMoves: [RolloutMove] { get async throws(StoreError) }
  /// Notes that a roll-out is put on a step.
  func add(_ move: RolloutMove) async throws(StoreError)
  /// The newest learned state that was kept of the log up to a position; nothing when there is none.
  func models(upTo position: Position) async throws(StoreError) -> StoredModels?
  /// Where the learned states are that are kept, in ascending order of position.
  var modelMarks: [StoredModelsMark] { get async throws(StoreError) }
  /// Keeps a learned state, or replaces the one of its position, and drops others; all or nothing.
  func keep(_ models: StoredModels, dropping: [Position]) async throws(StoreError)
  /// Every API key, in ascending order of number, revoked ones as well.
  var accessKeys: [StoredAccessKey] { get async throws(StoreError) }
  /// Keeps an API key, or replaces the one of its number.
  func keep(_ key: StoredAccessKey) async throws(StoreError)

  /// Makes the store usable again after a commit threw: what it says from then on is what is on disk.
  /// - Returns: how far it got.
  func recover() throws(StoreError) -> StoreMarks
  /// Writes what it put off, and closes. Nothing may be called afterwards.
  func close() throws(StoreError)
}

extension Store {
  /// Takes a customer out who belongs to no segment.
  public func erase(_ customer: CustomerNumber) async throws(StoreError) -> ErasureProgress {
    try await erase(customer, of: [])
  }
}

/// How far a store got.
public struct StoreMarks: Hashable, Sendable {
  /// The last position of the log.
  public var position: Position
  /// The last number given to a customer.
  public var customer: CustomerNumber
  /// The greatest moment of an entry: milliseconds since 1970; 0: none.
  public var atMilliseconds: Int64
  /// What was taken of volume limits, by window.
  public var volumes: [VolumeKey: Int64]

  /// Makes marks.
  public init(
    position: Position, customer: CustomerNumber, atMilliseconds: Int64, volumes: [VolumeKey: Int64] = [:]
  ) {
    self.position = position
    self.customer = customer
    self.atMilliseconds = atMilliseconds
    self.volumes = volumes
  }
}

/// How far an erasure got when nobody can find the customer any more.
public enum ErasureProgress: Hashable, Sendable {
  /// The bytes on disk are overwritten.
  case overwritten
  /// Older copies of them are left on disk until somebody who still reads the store as it was, such as a backup, has
  /// ended; then they are overwritten.
  case overwriting
}

/// Why a store could not do as asked.
public struct StoreError: Error, Hashable, Sendable {
  /// `store.full`, `store.failed`, `store.uncertain`, `store.damaged`, `store.newer`, `store.busy`.
  public var code: String
  /// A sentence a person can act on.
  public var message: String

  /// Makes an error.
  public init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }
}
