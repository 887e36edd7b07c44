import Decisions

extension Charter {
  /// Adds a weight to the lever of an issue, a group or an action: what turning that lever in charter.yaml would do.
  ///
  /// An issue comes before a group of the same name, and that before an action. A market that names the lever keeps its own.
  /// - Parameters:
  ///   - weight: what is added; 0.5 = +50 %.
  ///   - name: the name of the issue, group or action.
  /// - Returns: false when there is none of this name; nothing is changed then.
  @discardableResult
  public mutating func addLever(_ weight: Double, to name: String) -> Bool {
    if let issue = issues.firstIndex(where: { $0.name == name }) {
      issues[issue].lever += weight
    } else if let group = groups.firstIndex(where: { $0.name == name }) {
      groups[group].lever += weight
    } else if let action = actions.firstIndex(where: { $0.name == name }) {
      actions[action].lever += weight
    } else {
      return false
    }
    return true
  }
}
