import Foundation
import Records
import Simulations

/// A backtest as text, and as the line that is kept of it.
struct BacktestReport {
  let held: HeldForecast
  let charterVersion: String
  let otherCharterCount: Int

  /// What an earlier line says, as far as it is shown.
  struct Earlier: Decodable {
    var firstDay: String
    var days: Int
    var charter: String
    var inside: Int
    var actionsCount: Int
    var forecast: Double
    var happened: Int
  }

  /// Where lines are kept.
  static func path(_ folder: DataFolder) -> String { folder.path + "/backtests.jsonl" }

  /// What is kept, oldest first; lines that cannot be read are left out.
  static func kept(in folder: DataFolder) -> [Earlier] {
    let data = FileManager.default.contents(atPath: path(folder)) ?? Data()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return data.split(separator: 0x0A).compactMap { try? decoder.decode(Earlier.self, from: Data($0)) }
  }

  /// Adds the line to what is kept: a file that is replaced whole.
  func keep(in folder: DataFolder) throws {
    var data = FileManager.default.contents(atPath: Self.path(folder)) ?? Data()
    data.append(Data(line.utf8))
    try data.write(to: URL(fileURLWithPath: Self.path(folder)), options: .atomic)
  }

  /// The line.
  var line: String {
    var json = JSONWriter()
    json.beginObject()
    json.key("first_day")
    json.string(held.result.firstDay.iso8601)
    json.key("days")
    json.int(held.result.dayCount)
    json.key("charter")
    json.string(charterVersion)
    json.key("customers")
    json.int(held.result.customerCount)
    json.key("by_other_charters")
    json.int(otherCharterCount)
    json.key("inside")
    json.int(held.insideCount)
    json.key("actions_count")
    json.int(held.lines.count)
    json.key("forecast")
    json.decimal(held.all.forecast.mean, places: 2)
    json.key("happened")
    json.int(held.all.happened)
    json.key("actions")
    json.beginArray()
    for line in held.lines {
      json.beginObject()
      json.key("action")
      json.string(line.action)
      json.key("forecast")
      SimulationJSON.write(line.forecast, &json)
      json.key("happened")
      json.int(line.happened)
      json.key("inside")
      json.bool(line.isInside)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    json.endLine()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// The table, a sentence, and what earlier ones came to.
  func text(earlier: [Earlier]) -> String {
    let result = held.result
    var table = TextTable(["contacts", "forecast", "from", "to", "happened", ""], leftColumns: [5])
    for line in [held.all] + held.lines {
      table.add([
        line.action.isEmpty ? "all actions" : line.action, Figure.whole(line.forecast.mean),
        Figure.whole(line.forecast.low.rounded(.down)), Figure.whole(line.forecast.high.rounded(.up)),
        String(line.happened), line.isInside ? "" : "OUTSIDE",
      ])
    }
    var sentence =
      "\(held.insideCount) of \(held.lines.count) actions came to what was forecast; intervals are made to hold nine times of ten."
    if otherCharterCount > 0 {
      sentence +=
        " \(otherCharterCount) decisions were made by another charter than the first: the forecast does not know it."
    }
    return
      "\(result.dayCount) days from \(result.firstDay.iso8601), charter \(charterVersion), \(result.customerCount) customers, "
      + "\(result.replicates.count) runs\n\n" + table.text + "\n" + sentence + "\n" + history(earlier)
  }

  private func history(_ earlier: [Earlier]) -> String {
    guard !earlier.isEmpty else { return "" }
    var table = TextTable(["earlier backtests", "days", "charter", "inside", "forecast", "happened"], leftColumns: [2])
    for one in earlier.suffix(20) {
      table.add([
        one.firstDay, String(one.days), one.charter, "\(one.inside) of \(one.actionsCount)", Figure.whole(one.forecast),
        String(one.happened),
      ])
    }
    return "\n" + table.text
  }
}
