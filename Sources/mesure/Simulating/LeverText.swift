import Decisions
import Records
import Simulations

/// What a search for a lever found, as text and JSON.
struct LeverText {
  let search: LeverSearch
  let outcome: LeverSearch.Outcome
  let currency: String

  /// The sentences, then the comparison of the charter as it is with the one whose lever is turned.
  var text: String {
    ([sentence] + reasons).map { $0 + "\n" }.joined() + "\n"
      + ComparisonText(outcome.comparison, currency: currency).text
  }

  private var unit: String { search.target.measure == .volume ? "messages" : currency }
  private var before: Double { search.amount(outcome.comparison.before) }

  private var sentence: String {
    let days = outcome.comparison.after.dayCount
    let goal = "\(Figure.whole(search.target.amount)) \(unit) of \(search.target.name) in \(days) days"
    let found =
      "\(Figure.whole(outcome.amount.mean)) (a future run: \(Figure.whole(max(0, outcome.amount.low))) to "
      + "\(Figure.whole(outcome.amount.high))), \(Figure.whole(before)) without it"
    let lever = Figure.lever(outcome.lever)
    guard outcome.isReached else {
      return "\(goal) are out of reach: with the lever at \(lever), the end of what was searched, there are \(found)."
    }
    return "\(goal) are reached with the lever at \(lever) (with other luck \(Figure.lever(outcome.interval.low)) to "
      + "\(Figure.lever(outcome.interval.high))): \(found)." + expense
  }

  /// Who pays for it: others' volume, and value.
  private var expense: String {
    let comparison = outcome.comparison
    let others = comparison.before.actions.indices.filter { !search.actions.contains($0) }
      .map { (comparison.before.actions[$0], comparison.difference(action: $0)) }
      .filter { $0.1.mean.rounded() != 0 }
      .sorted { ($0.1.mean, $0.0) < ($1.1.mean, $1.0) }
    let isGain = outcome.amount.mean >= before
    let losers = (isGain ? others.filter { $0.1.mean < 0 } : others.reversed().filter { $0.1.mean > 0 }).prefix(3)
    let whom = losers.map { "\($0.0) (\(Figure.signed($0.1.mean)))" }.joined(separator: ", ")
    let value = comparison.difference(.value)
    let worth =
      " The answers to everything bring \(Figure.signed(value.mean)) \(currency) (\(Figure.signed(value.low)) to "
      + "\(Figure.signed(value.high)))."
    return (whom.isEmpty ? " No other action changes." : isGain ? " It costs \(whom)." : " It leaves room for \(whom).")
      + worth
  }

  /// Why a target is out of reach.
  private var reasons: [String] {
    guard !outcome.isReached else { return [] }
    guard let alone = outcome.alone else {
      return ["What is left comes where nothing else may be said, so a lower lever takes nothing more from it."]
    }
    let ceiling = search.amount(alone)
    let all = alone.mean { $0.total(.decisions) }
    let shares = alone.replicates[0].silencesByReason.prefix(5).map {
      "\($0.reason.name) \(Figure.percent(Double($0.count) * alone.scale / max(1, all)))"
    }
    let room = Figure.whole(ceiling)
    return [
      (ceiling < search.target.amount
        ? "Even if nothing else were sent there would be \(room): who may hear it is the limit, no lever."
        : "If nothing else were sent there would be \(room): what is in the way is worth more at any lever searched.")
        + " Of the decisions that then asked for it alone, these ended in silence: "
        + shares.joined(separator: ", ") + "."
    ]
  }

  /// For programs.
  var json: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("lever")
    json.beginObject()
    json.key("name")
    json.string(search.target.name)
    json.key("of")
    json.string(search.target.measure.rawValue)
    json.key("target")
    json.decimal(search.target.amount, places: 2)
    json.key("reached")
    json.bool(outcome.isReached)
    json.key("lever")
    SimulationJSON.write(outcome.interval, &json, places: 3)
    json.key("before")
    json.decimal(before, places: 2)
    json.key("after")
    SimulationJSON.write(outcome.amount, &json)
    json.key("tried")
    json.beginArray()
    for trial in outcome.trials {
      json.beginArray()
      json.decimal(trial.lever, places: 3)
      json.decimal(trial.amount, places: 2)
      json.endArray()
    }
    json.endArray()
    json.endObject()
    SimulationJSON.writeMembers(outcome.comparison, &json)
    json.endObject()
    json.endLine()
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

extension Figure {
  /// What is added to a lever.
  static func lever(_ value: Double) -> String {
    (value > 0 ? "+" : value < 0 ? "−" : "") + String(format: "%.3f", abs(value))
  }
}

extension SimulationText {
  /// How automatic levers did.
  static func levers(_ result: SimulationResult) -> String {
    let levers = result.replicates[0].leverDays.sorted { $0.key < $1.key }
    guard !levers.isEmpty else { return "" }
    let weeks = min(weeksMax, (result.dayCount + 6) / 7)
    var table = TextTable(["automatic lever, by week"] + (1...weeks).map { "week \($0)" } + ["least", "most"])
    for (action, days) in levers {
      let all = days.map(\.lever)
      table.add(
        [action]
          + (0..<weeks).map { week in
            let part = all.dropFirst(week * 7).prefix(7)
            return Figure.lever(part.reduce(0, +) / Double(max(1, part.count)))
          } + [Figure.lever(all.min() ?? 0), Figure.lever(all.max() ?? 0)])
    }
    return table.text
  }
}
