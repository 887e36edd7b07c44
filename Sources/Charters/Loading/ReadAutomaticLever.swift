import Decisions
import Times

extension CharterLoader {
  /// The automatic lever of an action.
  mutating func readAutomaticLever(_ node: FileNode?) -> AutomaticLever? {
    guard let node, node.isMapping else { return nil }
    let (least, most) = (node["min"]?.number ?? 0, node["max"]?.number ?? 0)
    if least > most, let place = node["min"] {
      log.report("lever.bounds", "`min` lies above `max`", at: place)
    }
    let (first, last) = (node["from"]?.date, node["until"]?.date)
    if let first, let last, last < first, let place = node["until"] {
      log.report("date.order", "`until` lies before `from`", at: place)
    }
    let window = node["per"]?.text.flatMap(CalendarWindow.init(rawValue:))
    if node["per"] == nil, first == nil || last == nil {
      log.report(
        "lever.window", "a plan needs `per`, or both `from` and `until` between which it is to be reached", at: node)
    }
    log.report(
      "lever.simulated",
      "`mesure simulate` steers this lever; the hub does not yet, and decides as if it added nothing",
      at: node, severity: .warning)
    guard let plan = node["plan"]?.number else { return nil }
    if plan <= 0, let place = node["plan"] {
      log.report("number.range", "a plan must be above 0", at: place)
    }
    return AutomaticLever(
      measure: node["of"]?.text.flatMap(AutomaticLever.Measure.init(rawValue:)) ?? .volume, plan: plan, window: window,
      least: least, most: most, firstDay: first, lastDay: last)
  }
}
