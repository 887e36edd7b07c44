import Decisions
import Records
import Simulations

/// Simulations as CSV: what kind of line, what it is about, and figures before, after, and of the change.
enum SimulationCSV {
  private static let head = "kind,name,part,before,after,change,change_low,change_high\n"

  /// One charter: its figures stand under `after`, its forecast intervals under `change_low` and `change_high`.
  static func text(_ result: SimulationResult) -> String {
    var text = head
    for measure in Measure.allCases {
      let forecast = result.forecast(measure)
      text += line(["measure", measure.name, ""], [nil, forecast.mean, nil, forecast.low, forecast.high])
    }
    for number in result.actions.indices {
      let forecast = result.forecast(action: number)
      text += line(["action", result.actions[number], ""], [nil, forecast.mean, nil, forecast.low, forecast.high])
    }
    return text + details(result)
  }

  /// Two charters.
  static func text(_ result: ComparisonResult) -> String {
    var text = head
    for measure in Measure.allCases {
      let change = result.difference(measure)
      text += line(
        ["measure", measure.name, ""],
        [
          result.before.forecast(measure).mean, result.after.forecast(measure).mean, change.mean, change.low,
          change.high,
        ])
    }
    for number in result.before.actions.indices {
      let change = result.difference(action: number)
      text += line(
        ["action", result.before.actions[number], ""],
        [
          result.before.forecast(action: number).mean, result.after.forecast(action: number).mean, change.mean,
          change.low, change.high,
        ])
    }
    for flow in result.slotFlows {
      text += line(["slots", flow.from ?? "", flow.to ?? ""], [nil, nil, flow.contacts, nil, nil])
    }
    return text + details(result.after)
  }

  private static func details(_ result: SimulationResult) -> String {
    var text = ""
    for (number, action) in result.actions.enumerated() {
      for day in 0..<result.dayCount {
        let contacts = result.mean { $0.contacts(action: number, day: day) }
        if contacts > 0 { text += line(["day", action, String(day + 1)], [nil, contacts, nil, nil, nil]) }
      }
    }
    for (number, channel) in result.channels.enumerated() {
      text += line(["channel", channel, ""], [nil, result.mean { $0.contacts(channel: number) }, nil, nil, nil])
    }
    for (reason, count) in result.replicates[0].silencesByReason {
      text += line(["silence", reason.name, ""], [nil, Double(count) * result.scale, nil, nil, nil])
    }
    for (reason, count) in result.replicates[0].unreachedByReason {
      text += line(["unreached", reason.name, ""], [nil, Double(count) * result.scale, nil, nil, nil])
    }
    for limit in result.limits {
      text += line(["limit", limit.name, "share_max"], [nil, limit.shareMax, nil, nil, nil])
    }
    for share in result.groupShares {
      text += line(["group", share.grouping, share.label], [nil, share.contactedShare, share.ratio, nil, nil])
    }
    return text
  }

  private static func line(_ words: [String], _ figures: [Double?]) -> String {
    let quoted = words.map { word in
      word.contains { $0 == "," || $0 == "\"" || $0 == "\n" }
        ? "\"" + word.replacing("\"", with: "\"\"") + "\"" : word
    }
    return (quoted + figures.map { $0.map { plain($0) } ?? "" }).joined(separator: ",") + "\n"
  }

  private static func plain(_ value: Double) -> String {
    var json = JSONWriter()
    json.decimal(value, places: 4)
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
