import Decisions
import Expressions

extension CharterLoader {
  /// Refuses actions whose rules, each fine by itself, can never hold together.
  func checkContradictions(_ compiler: RuleCompiler) {
    for action in charter.actions {
      guard let node = places["action \(action.name)"] else { continue }
      let group = charter.groups[action.group]
      let policies = [charter.issues[group.issue].engagement, group.engagement, action.engagement]
      let rules = policies.flatMap { $0.eligible + $0.applicable + $0.suitable }
      // A rule that never holds by itself was reported at its place.
      if !compiler.canHold(rules.map(\.condition)), rules.allSatisfy({ compiler.canHold([$0.condition]) }) {
        let message =
          "nobody can ever get `\(action.name)`: its rules, with its group's and issue's, contradict one another"
        log.report("rule.contradiction", message, at: node)
      }
    }
  }
}
