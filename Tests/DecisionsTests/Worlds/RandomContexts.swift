import Decisions
import Seeds

extension RandomCustomer {
  /// The stages that a customer stands in: mostly none.
  mutating func contexts() -> [Context] {
    guard generator.chance(0.25) else { return [] }
    return (0..<generator.int(1...3)).map { number in
      Context(
        name: "stage \(number)", boosts: generator.chance(0.7) ? boosts() : [],
        only: generator.chance(0.25) ? selection(0.6) : Selection(),
        without: generator.chance(0.25) ? selection(0.2) : Selection())
    }
  }

  mutating func boosts() -> [Context.Boost] {
    (0..<generator.int(1...3)).map { _ in
      Context.Boost(selection(0.3), weight: generator.pick([-1, -0.25, 0.1, 0.5, 1.5, 10]))
    }
  }

  /// Some of the charter's names in each of the four lists, and one that it does not have.
  mutating func selection(_ density: Double) -> Selection {
    func symbols(_ names: [String]) -> [Symbol] {
      generator.chance(0.5) ? generator.some(names + ["gone"], density).map { Symbol($0) } : []
    }
    return Selection(
      actions: symbols(charter.actions.map(\.name)), groups: symbols(charter.groups.map(\.name)),
      issues: symbols(charter.issues.map(\.name)), purposes: symbols(charter.purposes.map(\.name)))
  }
}
