/// Gathers what does not fit, or nothing where nobody asks: to put a fault into words, with the nearest name that there
/// is, takes longer than to bind a customer.
struct FaultLog {
  /// Whether anybody asks.
  let isWanted: Bool
  private(set) var faults: [CustomerFault] = []

  init(isWanted: Bool = true) { self.isWanted = isWanted }

  mutating func append(_ fault: @autoclosure () -> CustomerFault) {
    if isWanted { faults.append(fault()) }
  }
}
