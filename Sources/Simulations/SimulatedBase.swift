import Decisions

/// A customer as a simulation begins with them.
public struct SimulatedCustomer: Sendable {
  /// The person and their contacts so far.
  public var state: CustomerState
  /// A key of the household they belong to; 0: none known.
  public var household: UInt64
  /// The segments of the planted truth that they are in, one bit each; see ``TruthSegments``.
  public var segments: UInt64
  /// By grouping of ``SimulationPlan/groupings``: the number of their group.
  public var groups: [UInt16]

  /// Makes a customer.
  public init(state: CustomerState, household: UInt64 = 0, segments: UInt64 = 0, groups: [UInt16] = []) {
    self.state = state
    self.household = household
    self.segments = segments
    self.groups = groups
  }
}

/// The customers of a simulation, in shards that do not depend on the number of threads.
///
/// Customers of one household, and those who share an address where the contact policy looks at addresses, are in one shard,
/// so that shards know nothing of one another.
public struct SimulatedBase: Sendable {
  /// How many customers a shard has, households aside.
  public static let shardSize = 256

  /// How many customers there are.
  public let count: Int
  /// How many shards there are.
  public let shardCount: Int
  private let make: @Sendable (Int) -> [SimulatedCustomer]

  /// Customers who are in memory.
  /// - Parameter joinsByAddress: whether customers at one address belong together.
  public init(_ customers: [SimulatedCustomer], joinsByAddress: Bool = false) {
    count = customers.count
    let shards = SimulatedBase.shards(customers, joinsByAddress: joinsByAddress)
    shardCount = shards.count
    make = { shard in shards[shard].map { customers[Int($0)] } }
  }

  /// Customers who are made when their turn comes, the same each time: nothing is kept of them.
  /// - Parameter customers: makes those of a range of positions; no two share a household or an address.
  public init(count: Int, making customers: @escaping @Sendable (Range<Int>) -> [SimulatedCustomer]) {
    self.count = count
    shardCount = (count + SimulatedBase.shardSize - 1) / SimulatedBase.shardSize
    make = { shard in
      customers(shard * SimulatedBase.shardSize..<min(count, (shard + 1) * SimulatedBase.shardSize))
    }
  }

  /// The customers of a shard.
  func customers(ofShard shard: Int) -> [SimulatedCustomer] { make(shard) }

  /// Positions by shard: each customer goes where the first one is whom they share a household or an address with.
  private static func shards(_ customers: [SimulatedCustomer], joinsByAddress: Bool) -> [[UInt32]] {
    let count = max(1, (customers.count + shardSize - 1) / shardSize)
    var shards = [[UInt32]](repeating: [], count: count)
    var roots = Array(0..<UInt32(customers.count))
    func root(_ position: UInt32) -> UInt32 {
      var position = position
      while roots[Int(position)] != position {
        roots[Int(position)] = roots[Int(roots[Int(position)])]
        position = roots[Int(position)]
      }
      return position
    }
    var firstOf: [UInt64: UInt32] = [:]
    func join(_ position: UInt32, _ key: UInt64) {
      guard let first = firstOf[key] else { return firstOf[key] = position }
      let (a, b) = (root(first), root(position))
      roots[Int(max(a, b))] = min(a, b)
    }
    for (position, customer) in customers.enumerated() {
      if customer.household != 0 { join(UInt32(position), customer.household | 1 << 63) }
      guard joinsByAddress else { continue }
      for address in customer.state.customer.addresses where address != 0 { join(UInt32(position), UInt64(address)) }
    }
    for position in roots.indices { shards[Int(root(UInt32(position))) / shardSize].append(UInt32(position)) }
    return shards
  }
}

/// Where work is done side by side: so many lanes, each with one piece at a time. How is the host's business; the outcome
/// does not depend on it.
public struct Lanes: Sendable {
  /// Calls a body for each item, once, on some lane; returns when all calls have.
  public typealias Run = @Sendable (_ itemCount: Int, _ body: @Sendable (_ item: Int, _ lane: Int) -> Void) -> Void

  /// How many there are, at least 1; lanes are numbered from 0.
  public let count: Int
  let run: Run

  /// Makes lanes. Two calls of a body never have the same lane at the same time.
  public init(count: Int, run: @escaping Run) {
    self.count = max(1, count)
    self.run = run
  }

  /// One lane: everything in its order, on the caller's thread.
  public static let one = Lanes(count: 1) { count, body in
    for item in 0..<count { body(item, 0) }
  }
}
