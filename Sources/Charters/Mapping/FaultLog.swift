/// Gathers what does not fit, or nothing where nobody asks: to put a fault into words, with the nearest name that there
/// is, takes longer than to bind a customer.
struct FaultLog {
  /// Whether anybody asks.
  let isWanted: Bool
  /// Whether names of attributes and events that the charter does not know are faults.
  let wantsUnknown: Bool
  private(set) var faults: [CustomerFault] = []

  init(isWanted: Bool = true, wantsUnknown: Bool = true) {
    self.isWanted = isWanted
    self.wantsUnknown = wantsUnknown
  }

  mutating func append(_ fault: @autoclosure () -> CustomerFault) {
    if isWanted { faults.append(fault()) }
  }

  /// Notes the name of an attribute or an event that the charter does not know.
  mutating func append(unknown fault: @autoclosure () -> CustomerFault) {
    if wantsUnknown { append(fault()) }
  }
}
