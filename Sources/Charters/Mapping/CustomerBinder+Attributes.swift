import Decisions
import Expressions

extension CustomerBinder {
  /// Puts attributes into a row, and says which do not fit the charter: those are left out.
  public func set(_ attributes: [(name: String, value: Value)], in row: inout Row) -> [CustomerFault] {
    var faults = FaultLog()
    var implausibleCount = 0
    for (name, value) in attributes { set(name, value, in: &row, &implausibleCount, &faults) }
    return faults.faults
  }
}
