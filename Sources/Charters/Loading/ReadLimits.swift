import Decisions
import Expressions
import Times

extension CharterLoader {
  /// The most floors of all limits of a charter, as many as a sweep tells apart.
  static let floorsMax = 64

  /// `limits` of policy.yaml: what limits all customers together.
  mutating func readLimits(_ node: FileNode?, _ compiler: RuleCompiler) {
    for node in node?.items ?? [] {
      guard let nameNode = node["name"], let name = nameNode.text, declare(name, as: "limit", at: nameNode),
        let measure = volumeMeasure(node, at: nameNode)
      else { continue }
      let floors = readFloors(node, measure, limit: name, compiler)
      charter.limits.append(
        VolumeLimit(
          name: name, scope: scope(node), measure: measure,
          window: node["per"]?.text.flatMap(CalendarWindow.init(rawValue:)), floors: floors))
    }
    if let node, charter.limits.reduce(0, { $0 + $1.floors.count }) > CharterLoader.floorsMax {
      log.report("number.range", "a charter has at most \(CharterLoader.floorsMax) floors", at: node)
    }
  }

  private func volumeMeasure(_ node: FileNode, at place: FileNode) -> VolumeMeasure? {
    switch (node["max"], node["budget"]) {
    case (let max?, nil): return max.integer.map { .contacts($0) }
    case (nil, let budget?): return budget.number.map { .sendCost(Int64(($0 * 1e6).rounded(.down))) }
    case (nil, nil):
      log.report("field.missing", "a limit needs `max` or `budget`", at: place)
    case (_?, let budget?):
      log.report("field.conflict", "say `max` or `budget`, not both: one limit counts one thing", at: budget)
    }
    return nil
  }

  private mutating func readFloors(
    _ node: FileNode, _ measure: VolumeMeasure, limit: String, _ compiler: RuleCompiler
  ) -> [VolumeFloor] {
    guard let list = node["floors"] else { return [] }
    guard case .contacts(let max) = measure else {
      log.report("field.conflict", "a budget has no floors: they are counted in contacts", at: list)
      return []
    }
    var floors: [VolumeFloor] = []
    var kept = 0
    for floor in list.items {
      guard let nameNode = floor["name"], let name = nameNode.text,
        declare("\(limit)/\(name)", as: "floor", at: nameNode)
      else { continue }
      let when = floor["when"].flatMap { compiler.rule($0) }
      let least: VolumeFloor.Least
      switch (floor["least"], floor["share"]) {
      case (let count?, nil): least = .contacts(count.integer ?? 0)
      case (nil, let share?): least = .share(share.number ?? 0)
      default:
        log.report("field.missing", "a floor needs `least` or `share`, one of them", at: nameNode)
        continue
      }
      switch least {
      case .contacts(let count): kept += count
      case .share(let share): kept += Int((Double(max) * share).rounded(.up))
      }
      if kept > max {
        log.report("number.range", "the floors keep \(kept) contacts, more than the limit of \(max)", at: nameNode)
        return floors
      }
      if let when { floors.append(VolumeFloor(name: name, when: when, least: least)) }
    }
    return floors
  }
}
