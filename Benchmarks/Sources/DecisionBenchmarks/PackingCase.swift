import Decisions
import Hub

/// Customers as the hub keeps them between decisions: fifty attributes and thirty contacts each.
struct PackingCase {
  /// What is done with each customer.
  enum Work: String, CaseIterable {
    /// What every decision begins with.
    case unpack
    /// What ends a reservation: one more contact, newer than the others.
    case insert
    /// All of a customer anew: after they were read, or after news of a contact.
    case pack
  }

  private let states: [CustomerState]
  private let packed: [PackedCustomer]

  init() throws {
    let charter = try SyntheticCharter(.init(actionCount: 100)).charter
    states = SyntheticCustomers.states(DecisionCase.customerCount, of: charter, isDense: false)
    packed = states.map { PackedCustomer($0) }
  }

  /// Does it once for each customer.
  func run(_ work: Work, _ unpacked: inout CustomerState) {
    switch work {
    case .unpack:
      for (index, customer) in packed.enumerated() {
        customer.unpack(into: &unpacked, id: states[index].customer.id)
        consume(unpacked)
      }
    case .insert:
      for (index, customer) in packed.enumerated() {
        var customer = customer
        guard var contact = states[index].ledger.contacts.last else { continue }
        contact.atSeconds += 60
        customer.insert([contact], of: Position(rawValue: 1_000_000), customer: states[index].customer)
        consume(customer)
      }
    case .pack: for state in states { consume(PackedCustomer(state)) }
    }
  }

  /// Does it in one or two rounds, for a profiler; the first customer's memory is there before.
  func repeatWork(_ work: Work, rounds: Int) {
    var unpacked = states[0]
    packed[0].unpack(into: &unpacked, id: states[0].customer.id)
    for _ in 0..<rounds { run(work, &unpacked) }
  }

  /// Nanoseconds for one customer.
  func time(_ work: Work, repetitions: Int) -> Timing {
    Measurement.time(count: states.count, repetitions: repetitions, prepare: { states[0] }, { run(work, &$0) })
  }

  /// Allocations for one customer.
  func allocations(_ work: Work) -> Double {
    var unpacked = states[0]
    run(work, &unpacked)
    return Double(Measurement.allocations { run(work, &unpacked) }) / Double(states.count)
  }

  /// Bytes of a block, on average.
  var bytes: Double { Double(packed.reduce(0) { $0 + $1.byteCount }) / Double(packed.count) }
}
