import Decisions
import Expressions
import Times

/// A customer as they were at a moment: attributes as far as the hub knew them then, features of the events and contacts
/// up to then, whenever those became known.
struct CustomerMoment {
  let row: Row
  let evaluator: ProgramEvaluator

  func truth(_ check: JourneyPlan.Check) -> Truth {
    var general = ProgramRules(evaluator: evaluator, row: row)
    return check.condition.evaluate(row, general: &general)
  }

  /// Whether a condition holds; none always does, and one that cannot be evaluated does not.
  func holds(_ check: JourneyPlan.Check?) -> Bool { check.map { truth($0) == .true } ?? true }

  /// A number of the customer; NaN where there is none.
  func number(_ quantity: Quantity) -> Double { evaluator.number(quantity, row: row) }
}

private struct ProgramRules: GeneralRules {
  let evaluator: ProgramEvaluator
  let row: Row

  func truth(of rule: Int) -> Truth { evaluator.truth(rule, row: row) }
}

/// The customer at any moment, as the signals kept tell of changes.
struct CustomerMoments {
  let plan: JourneyPlan
  let customer: CustomerState
  /// The signals that are not settled, in order.
  let signals: [KeptSignal]

  /// The customer's own clocks; those of the first plausible zone where it is not known.
  var zone: Zone {
    let zones = plan.plan.charter.zones
    guard let number = customer.customer.zones.first, zones.indices.contains(number) else { return zones.first ?? .utc }
    return zones[number]
  }

  /// The customer at a moment: what changed later is undone, also what changed in the same second after a signal.
  func moment(at: Instant, after current: KeptSignal?) -> CustomerMoment {
    var state = customer
    // From the last change to the first, so that the value before the first later change remains.
    for signal in signals.reversed() where signal.kind == .attributes {
      guard current.map({ signal > $0 }) ?? (signal.at > at) else { break }
      for change in signal.changes { undo(change, in: &state.customer.row) }
    }
    return CustomerMoment(row: plan.plan.row(of: state, now: at), evaluator: ProgramEvaluator(plan.programs, now: at))
  }

  /// The customer as they are.
  func present(_ now: Instant) -> CustomerMoment {
    CustomerMoment(row: plan.plan.row(of: customer, now: now), evaluator: ProgramEvaluator(plan.programs, now: now))
  }

  private func undo(_ change: KeptSignal.Change, in row: inout Row) {
    guard let slot = plan.slotOfAttribute[change.attribute] else { return }
    guard let value = KeptValue.value(of: change.before) else { return row.clear(slot) }
    row.set(slot, value, type: plan.plan.charter.slotTypes[slot], symbols: plan.plan.charter.symbols)
  }
}
