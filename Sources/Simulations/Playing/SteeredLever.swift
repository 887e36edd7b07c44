import Decisions
import Sweeps
import Times

/// An automatic lever while a charter is played: the same steering as the hub's.
struct SteeredLever {
  /// The action.
  let action: String
  /// The days so far; amounts are those of the base.
  private(set) var days: [LeverDay] = []
  private let number: Int
  private let measure: AutomaticLever.Measure
  private let steering: LeverSteering
  private let scale: Double
  private var current = 0.0

  /// Nothing where the action has none.
  init?(_ action: Action, in plan: SimulationPlan) {
    guard let lever = action.automaticLever, let number = plan.actions.firstIndex(of: action.name) else { return nil }
    self.action = action.name
    self.number = number
    measure = lever.measure
    steering = LeverSteering(lever)
    scale = plan.scale
  }

  /// What it adds today; nothing where it adds nothing.
  var boost: Context.Boost? { LeverSteering.boost(current, of: action) }

  /// Moves at the beginning of a day.
  mutating func begin(_ day: CivilDate) { current = steering.next(on: day, past: days, current: current) }

  /// Notes what the day brought.
  mutating func end(_ report: SimulationSession.DayReport) {
    let amount =
      measure == .volume ? Double(report.contactsByAction[number]) : report.valueByAction[number]
    days.append(LeverDay(lever: current, amount: amount * scale))
  }
}
