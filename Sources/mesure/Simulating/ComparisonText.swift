import Decisions
import Simulations

/// A change of the charter as tables and a sentence.
struct ComparisonText {
  private let result: ComparisonResult
  private let currency: String

  init(_ result: ComparisonResult, currency: String) {
    self.result = result
    self.currency = currency
  }

  /// Everything.
  var text: String {
    [
      SimulationText.head(result.after), measures, actions, weeks, silences,
      labelled("limits after", SimulationText.limits(result.after)),
      labelled("levers after", SimulationText.levers(result.after)),
      labelled("before", SimulationText.unreached(result.before))
        + labelled("after", SimulationText.unreached(result.after)),
      labelled("groups after", SimulationText.groups(result.after)), sentence + "\n",
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func labelled(_ label: String, _ text: String) -> String {
    if text.isEmpty { return "" }
    return text.contains("\n") && text.dropLast().contains("\n") ? "\(label):\n\(text)" : "\(label): \(text)"
  }

  private var measures: String {
    var table = TextTable(["", "before", "after", "change", "from", "to", "in percent"])
    for (measure, name) in SimulationText.shown {
      let before = result.before.forecast(measure).mean
      let after = result.after.forecast(measure).mean
      guard before != 0 || after != 0 || measure == .contacts || measure == .unsubscribed else { continue }
      let change = result.difference(measure)
      table.add([
        name, Figure.whole(before), Figure.whole(after), Figure.signed(change.mean), Figure.signed(change.low),
        Figure.signed(change.high), Figure.change(change.mean, of: before),
      ])
    }
    return table.text
  }

  /// Actions whose volume changes, the greatest change first.
  private var changed: [(action: Int, change: Interval)] {
    result.before.actions.indices.map { ($0, result.difference(action: $0)) }.filter { $0.1.mean != 0 }
      .sorted { a, b in (abs(b.1.mean), a.0) < (abs(a.1.mean), b.0) }
  }

  private var actions: String {
    let changed = changed
    guard !changed.isEmpty else { return "no action changes its volume\n" }
    var table = TextTable(["action", "before", "after", "change", "from", "to", "mainly"], leftColumns: [6])
    for (action, change) in changed.prefix(SimulationText.actionsMax) {
      let name = result.before.actions[action]
      table.add([
        name, Figure.whole(result.before.forecast(action: action).mean),
        Figure.whole(result.after.forecast(action: action).mean), Figure.signed(change.mean),
        Figure.signed(change.low), Figure.signed(change.high), partners(name, isGain: change.mean > 0),
      ])
    }
    let rest = changed.count - SimulationText.actionsMax
    return table.text + (rest > 0 ? "… and \(rest) more actions (--json and --csv have all)\n" : "")
  }

  /// What an action took the place of, or made way for.
  private func partners(_ action: String, isGain: Bool) -> String {
    let flows = result.slotFlows.filter { (isGain ? $0.to : $0.from) == action && $0.contacts >= 0.5 }.prefix(2)
    let names = flows.map { flow in
      "\((isGain ? flow.from : flow.to) ?? "silence") \(Figure.whole(flow.contacts))"
    }
    return names.isEmpty ? "" : (isGain ? "instead of " : "gives way to ") + names.joined(separator: ", ")
  }

  private var weeks: String {
    let count = min(SimulationText.weeksMax, (result.before.dayCount + 6) / 7)
    guard count > 1 else { return "" }
    var table = TextTable(["messages by week"] + (1...count).map { "week \($0)" })
    for (name, side) in [("before", result.before), ("after", result.after)] {
      table.add(
        [name]
          + (0..<count).map { week in
            Figure.whole(
              side.mean { tally in
                (week * 7..<min(side.dayCount, week * 7 + 7)).reduce(0) { $0 + tally.total(.contacts, day: $1) }
              })
          })
    }
    return table.text
  }

  private var silences: String {
    func counts(_ side: SimulationResult) -> [Reason: Double] {
      var counts: [Reason: Double] = [:]
      for tally in side.replicates {
        for (reason, count) in tally.silencesByReason {
          counts[reason, default: 0] += Double(count) * side.scale / Double(side.replicates.count)
        }
      }
      return counts
    }
    let (before, after) = (counts(result.before), counts(result.after))
    let all = Set(before.keys).union(after.keys).map { ($0, before[$0] ?? 0, after[$0] ?? 0) }
      .sorted { a, b in (max(b.1, b.2), a.0) < (max(a.1, a.2), b.0) }
    guard !all.isEmpty else { return "" }
    var table = TextTable(["silences", "before", "after", "change"])
    for (reason, old, new) in all.prefix(8) {
      table.add([reason.name, Figure.whole(old), Figure.whole(new), Figure.signed(new - old)])
    }
    return table.text
  }

  // MARK: The sentence

  /// What a manager would read.
  var sentence: String {
    let changed = changed
    if changed.isEmpty, Measure.allCases.allSatisfy({ result.difference($0).mean == 0 }) {
      return "In \(result.after.dayCount) days the change changes nothing: every customer hears the same."
    }
    var parts = ["In \(result.after.dayCount) days the change " + messages]
    if let gain = changed.first(where: { $0.change.mean > 0 }) {
      parts.append("\(result.before.actions[gain.action]) gains most (\(Figure.signed(gain.change.mean)))")
    }
    if let loss = changed.first(where: { $0.change.mean < 0 }) {
      parts.append(
        "mostly at the expense of \(result.before.actions[loss.action]) (\(Figure.signed(loss.change.mean)))")
    }
    return parts.joined(separator: ", ") + "; " + value + "; " + people + "."
  }

  private var messages: String {
    let change = result.difference(.contacts)
    let before = result.before.forecast(.contacts).mean
    guard change.mean.rounded() != 0 else { return "sends as many messages as before" }
    return "sends \(Figure.whole(abs(change.mean))) \(change.mean > 0 ? "more" : "fewer") messages "
      + "(\(Figure.change(change.mean, of: before)))"
  }

  private var value: String {
    let change = result.difference(.value)
    let bounds = "between \(Figure.signed(change.low)) and \(Figure.signed(change.high)) \(currency)"
    guard change.isClear else { return "it makes no clear difference to the value of answers (\(bounds))" }
    return
      "their answers bring \(Figure.whole(abs(change.mean))) \(currency) \(change.mean > 0 ? "more" : "less") (\(bounds))"
  }

  private var people: String {
    let left = result.difference(.unsubscribed).mean + result.difference(.complained).mean
    let unreached = result.difference(.unreached).mean
    func count(_ number: Double, _ what: String) -> String {
      number.rounded() == 0
        ? "as many as before \(what)" : "\(Figure.whole(abs(number))) \(number > 0 ? "more" : "fewer") people \(what)"
    }
    return count(left, "unsubscribe or complain") + ", and " + count(unreached, "hear nothing at all")
  }
}
