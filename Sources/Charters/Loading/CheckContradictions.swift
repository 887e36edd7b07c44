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
      if !compiler.canHold(rules.map(\.condition)) {
        let message =
          "nobody can ever get `\(action.name)`: its rules, with its group's and issue's, contradict one another"
        log.report("rule.contradiction", message, at: node)
      }
    }
  }
}
