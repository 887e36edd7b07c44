/// What one treatment takes of one limit.
public struct SlotUse: Hashable, Sendable {
  /// The position of the limit.
  public var limit: Int
  /// How much, in the limit's units: 1 slot, or millionths of money; at least 1.
  public var amount: Int64

  /// Makes a use.
  public init(limit: Int, amount: Int64) {
    self.limit = limit
    self.amount = amount
  }
}

/// Slots of a limit that are kept for a segment as long as it has takers.
public struct SlotFloor: Hashable, Sendable {
  /// Its name in the charter.
  public var name: String
  /// How many units are kept.
  public var least: Int64

  /// Makes a floor.
  public init(name: String, least: Int64) {
    self.name = name
    self.least = max(0, least)
  }
}

/// Something scarce that many customers want: what is left of it, and for whom a part is kept.
public struct SlotLimit: Hashable, Sendable {
  /// Its name in the charter.
  public var name: String
  /// Units left in the window that the sweep is for: slots, or millionths of money; never passed.
  public var room: Int64
  /// Whether its units are millionths of money; else slots.
  public var isMoney: Bool
  /// The floors. A customer belongs to the first whose segment they are in, so that segments never overlap.
  public var floors: [SlotFloor]

  /// Makes a limit.
  public init(name: String, room: Int64, isMoney: Bool = false, floors: [SlotFloor] = []) {
    self.name = name
    self.isMoney = isMoney
    self.room = max(0, room)
    self.floors = floors
  }
}

/// An option that takes something scarce.
public struct SlotOption: Hashable, Sendable {
  /// The number of the treatment.
  public var treatment: Int
  /// What it is worth, in money, on the scale of the customer's fallback.
  public var worth: Double

  /// Makes an option.
  public init(treatment: Int, worth: Double) {
    self.treatment = treatment
    self.worth = worth
  }
}

/// The prices at which a sweep gave its slots away: what one more unit would have been worth.
public struct SlotPrices: Hashable, Sendable {
  /// By limit, in money per unit; 0 where the limit does not bind.
  public var common: [Double]
  /// By limit and floor: what the customers of the floor pay, at most the common price; below 0 where their floor can only be
  /// reached because somebody else makes way for them.
  public var kept: [[Double]]

  /// Everything is free.
  public init(_ limits: [SlotLimit]) {
    common = limits.map { _ in 0 }
    kept = limits.map { $0.floors.map { _ in 0 } }
  }

  /// What a unit of a limit costs a customer of a group: 0 for no floor, else the floor's position + 1.
  func price(_ limit: Int, group: Int) -> Double {
    group == 0 ? common[limit] : min(common[limit], kept[limit][group - 1])
  }
}
