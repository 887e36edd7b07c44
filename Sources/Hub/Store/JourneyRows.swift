/// When a customer's journeys are to be looked at: one timer a customer, the earliest of those they want.
public struct TimerRow: Hashable, Sendable {
  /// Whose it is.
  public var customer: CustomerNumber
  /// When: seconds since 1970.
  public var dueSeconds: Int64

  /// Makes a row.
  public init(customer: CustomerNumber, dueSeconds: Int64) {
    self.customer = customer
    self.dueSeconds = dueSeconds
  }
}

/// An occasion that was opened and is not decided yet.
public struct OccasionRow: Hashable, Sendable {
  /// What tells occasions apart.
  public struct Key: Hashable, Comparable, Sendable {
    /// The entry of the customer's journeys that opened it.
    public var opened: Position
    /// Which of those that it opened, from 0.
    public var place: Int

    /// Makes a key.
    public init(opened: Position, place: Int) {
      self.opened = opened
      self.place = place
    }

    /// The order of opening.
    public static func < (a: Key, b: Key) -> Bool { (a.opened, a.place) < (b.opened, b.place) }
  }

  /// What tells it apart.
  public var key: Key
  /// Whom it is about.
  public var customer: CustomerNumber
  /// What opened it: a trigger, or a stage as `journey/stage`.
  public var source: String
  /// Later than this it is not worth deciding: seconds since 1970.
  public var expiresSeconds: Int64

  /// Makes a row.
  public init(key: Key, customer: CustomerNumber, source: String, expiresSeconds: Int64) {
    self.key = key
    self.customer = customer
    self.source = source
    self.expiresSeconds = expiresSeconds
  }
}

/// How far the look over everybody got that a new charter asks for.
public struct ReviewMark: Hashable, Sendable {
  /// What identifies what is always on in the charter: `JourneyPlan.key`.
  public var planKey: UInt32
  /// The last customer who was looked at.
  public var reached: CustomerNumber
  /// Whether nobody is left.
  public var isDone: Bool

  /// Makes a mark.
  public init(planKey: UInt32, reached: CustomerNumber, isDone: Bool) {
    self.planKey = planKey
    self.reached = reached
    self.isDone = isDone
  }
}
