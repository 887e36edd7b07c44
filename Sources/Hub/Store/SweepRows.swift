/// A look over everybody for outbound contact.
public struct SweepRow: Hashable, Sendable {
  /// Counts sweeps, from 1 on.
  public var number: Int
  /// When it was begun: milliseconds since 1970.
  public var begunAtMilliseconds: Int64
  /// The moment of the schedule that it stands for: seconds since 1970; nothing: somebody asked for it.
  public var plannedAtSeconds: Int64?
  /// The last customer whom it considers: nobody who came later.
  public var last: CustomerNumber
  /// Into how many lanes customers are dealt by their numbers; each lane goes through its own in ascending order.
  public var laneCount: Int
  /// When it came to its end; nothing: it has not.
  public var endedAtMilliseconds: Int64?
  /// What was scarce and who got it, as ``SweepOutcome/encoded``; empty: not settled yet.
  public var outcome: [UInt8]

  /// Makes a row.
  public init(
    number: Int, begunAtMilliseconds: Int64, plannedAtSeconds: Int64? = nil, last: CustomerNumber, laneCount: Int,
    endedAtMilliseconds: Int64? = nil, outcome: [UInt8] = []
  ) {
    self.number = number
    self.begunAtMilliseconds = begunAtMilliseconds
    self.plannedAtSeconds = plannedAtSeconds
    self.last = last
    self.laneCount = laneCount
    self.endedAtMilliseconds = endedAtMilliseconds
    self.outcome = outcome
  }

  /// The lane of a customer.
  public func lane(of customer: CustomerNumber) -> Int { Int(customer.rawValue % Int64(laneCount)) }
}

/// How far a lane of a sweep got. It moves on in the commit of the decision itself, so that after a crash nobody is
/// decided twice and nobody left out.
public struct SweepMark: Hashable, Sendable {
  /// The sweep.
  public var sweep: Int
  /// The lane, from 0.
  public var lane: Int
  /// The last of its customers who was decided.
  public var reached: CustomerNumber
  /// How many were; as a part of a commit: how many more.
  public var decisionCount: Int
  /// How many contacts came of that; as a part of a commit: how many more.
  public var contactCount: Int

  /// Makes a mark.
  public init(sweep: Int, lane: Int, reached: CustomerNumber, decisionCount: Int, contactCount: Int) {
    self.sweep = sweep
    self.lane = lane
    self.reached = reached
    self.decisionCount = decisionCount
    self.contactCount = contactCount
  }
}

/// A customer as the store has them.
public struct StoredLife: Sendable {
  /// Who it is.
  public var customer: CustomerNumber
  /// Their identities, in ascending order of kind and value.
  public var identities: [Identity]
  /// Their entries from the last snapshot on, oldest first; never empty.
  public var entries: [Entry]

  /// Makes one.
  public init(customer: CustomerNumber, identities: [Identity], entries: [Entry]) {
    self.customer = customer
    self.identities = identities
    self.entries = entries
  }
}
