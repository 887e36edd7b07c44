import Decisions
import Expressions

/// Lets customers share the storage of what many of them have alike: consents, addresses present, zones, which attributes
/// are there. A million customers then take half the memory.
public struct ArrayPool {
  private var consents: [[ConsentState]: [ConsentState]] = [:]
  private var reach: [[Reach]: [Reach]] = [:]
  private var numbers: [[Int]: [Int]] = [:]
  private var symbols: [[Symbol]: [Symbol]] = [:]
  private var states: [[UInt8]: [UInt8]] = [:]
  private var groups: [[UInt16]: [UInt16]] = [:]
  /// Storage that few share is not worth a look.
  private static let sharedMax = 4_096

  /// Nothing is shared yet.
  public init() {}

  /// The same customer, with shared storage.
  public mutating func sharing(_ customer: SimulatedCustomer) -> SimulatedCustomer {
    var shared = customer
    func share<Element: Hashable>(_ array: inout [Element], _ pool: inout [[Element]: [Element]]) {
      if let known = pool[array] { return array = known }
      if pool.count < ArrayPool.sharedMax { pool[array] = array }
    }
    share(&shared.state.customer.consents, &consents)
    share(&shared.state.customer.reach, &reach)
    share(&shared.state.customer.zones, &numbers)
    share(&shared.state.customer.objections, &numbers)
    share(&shared.state.customer.preferredChannels, &numbers)
    share(&shared.state.customer.unwanted, &symbols)
    share(&shared.groups, &groups)
    var present = shared.state.customer.row.states
    share(&present, &states)
    shared.state.customer.row = Row(
      states: present, words: shared.state.customer.row.words, others: shared.state.customer.row.others)
    return shared
  }
}
