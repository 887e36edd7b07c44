import Decisions
import Simulations
import Times

/// One simulated charter as tables and a sentence.
struct SimulationText {
  private let result: SimulationResult
  private let currency: String

  init(_ result: SimulationResult, currency: String) {
    self.result = result
    self.currency = currency
  }

  /// Everything.
  var text: String {
    [
      SimulationText.head(result), measures, actions, channels, distribution, SimulationText.limits(result),
      SimulationText.levers(result),
      SimulationText.unreached(result), SimulationText.groups(result), sentence + "\n",
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// How many days, customers and runs.
  static func head(_ result: SimulationResult) -> String {
    let all = Figure.whole(Double(result.customerCount) * result.scale)
    let customers = result.scale > 1 ? "\(result.customerCount) of \(all) customers" : "\(all) customers"
    let runs = result.replicates.count == 1 ? "1 run" : "\(result.replicates.count) runs"
    return
      "\(result.dayCount) days from \(result.firstDay.iso8601), \(customers), \(runs); intervals hold nine times of ten\n"
  }

  /// What is shown of measures, in this order.
  static let shown: [(Measure, String)] = [
    (.contacts, "outbound messages"), (.inboundContacts, "shown to visitors"), (.answers, "answers"),
    (.value, "value of answers"), (.causedValue, "  caused by contact"), (.sendCost, "sending costs"),
    (.pressure, "pressure, points"), (.unsubscribed, "unsubscriptions"), (.complained, "complaints"),
    (.refused, "refusals"), (.abstentions, "silences"), (.unreached, "customers who hear nothing"),
  ]

  private var measures: String {
    var table = TextTable(["", "forecast", "from", "to"])
    for (measure, name) in SimulationText.shown {
      let forecast = result.forecast(measure)
      guard forecast.mean != 0 || [.contacts, .answers, .unsubscribed].contains(measure) else { continue }
      table.add([
        name, Figure.whole(forecast.mean), Figure.whole(max(0, forecast.low)), Figure.whole(forecast.high),
      ])
    }
    return table.text
  }

  /// The most lines of a table of actions.
  static let actionsMax = 25

  private var actions: String {
    let weeks = min(SimulationText.weeksMax, (result.dayCount + 6) / 7)
    var table = TextTable(
      ["action", "forecast", "from", "to", "answers", "value"] + (1...weeks).map { "week \($0)" })
    let sorted = result.actions.indices.map { (action: $0, forecast: result.forecast(action: $0)) }
      .filter { $0.forecast.mean > 0 }.sorted { ($1.forecast.mean, $0.action) < ($0.forecast.mean, $1.action) }
    for (action, forecast) in sorted.prefix(SimulationText.actionsMax) {
      let byWeek = (0..<weeks).map { Figure.whole(SimulationText.contacts(result, action: action, week: $0)) }
      table.add(
        [
          result.actions[action], Figure.whole(forecast.mean), Figure.whole(forecast.low),
          Figure.whole(forecast.high), Figure.whole(result.mean { $0.answers(action: action) }),
          Figure.whole(result.mean { $0.value(action: action) } / 1e6),
        ] + byWeek)
    }
    let rest = sorted.count - SimulationText.actionsMax
    return table.text + (rest > 0 ? "… and \(rest) more actions (--json and --csv have all)\n" : "")
  }

  /// The most weeks that a table shows.
  static let weeksMax = 6

  /// Contacts with an action in a week, for the whole base.
  static func contacts(_ result: SimulationResult, action: Int, week: Int) -> Double {
    result.mean { tally in
      (week * 7..<min(result.dayCount, week * 7 + 7)).reduce(0) { $0 + tally.contacts(action: action, day: $1) }
    }
  }

  private var channels: String {
    let used = result.channels.indices.map { (result.channels[$0], channel(result, $0)) }.filter { $0.1 > 0 }
    guard !used.isEmpty else { return "" }
    return "by channel: " + used.map { "\($0.0) \(Figure.whole($0.1))" }.joined(separator: ", ") + "\n"
  }

  private func channel(_ result: SimulationResult, _ number: Int) -> Double {
    result.mean { $0.contacts(channel: number) }
  }

  private var distribution: String {
    let run = result.replicates[0]
    let silences = run.silencesByReason.prefix(6).map {
      "\($0.reason.name) \(Figure.whole(Double($0.count) * result.scale))"
    }
    return "messages a customer: half hear at most \(run.contacts(quantile: 0.5)), nine of ten at most "
      + "\(run.contacts(quantile: 0.9)), 99 of 100 at most \(run.contacts(quantile: 0.99))\n"
      + (silences.isEmpty ? "" : "silences: " + silences.joined(separator: ", ") + "\n")
  }

  /// What was used of limits.
  static func limits(_ result: SimulationResult) -> String {
    var table = TextTable(["limit", "in one window", "windows", "used on average", "in the fullest"])
    for limit in result.limits {
      let most = limit.isMoney ? Figure.fine(Double(limit.max) / 1e6) : String(limit.max)
      table.add([
        limit.name, most, Figure.whole(limit.windows), Figure.percent(limit.shareMean), Figure.percent(limit.shareMax),
      ])
    }
    return table.isEmpty ? "" : table.text
  }

  /// Who heard nothing, and mainly why.
  static func unreached(_ result: SimulationResult) -> String {
    let run = result.replicates[0]
    let all = run.total(.unreached)
    guard all > 0 else { return "" }
    let reasons = run.unreachedByReason.prefix(6).map {
      "\($0.reason.name) \(Figure.whole(Double($0.count) * result.scale))"
    }
    return "customers who hear nothing: \(Figure.whole(Double(all) * result.scale)), mainly because of "
      + reasons.joined(separator: ", ") + "\n"
  }

  /// Groups beside everybody else.
  static func groups(_ result: SimulationResult) -> String {
    let shares = result.groupShares
    guard !shares.isEmpty else { return "" }
    var table = TextTable(
      ["by", "group", "customers", "hear something", "beside others", "messages", "value", "pressure", ""],
      leftColumns: [1, 8])
    for share in shares {
      table.add([
        share.grouping, share.label, Figure.whole(Double(share.customers) * result.scale),
        Figure.percent(share.contactedShare), "× " + Figure.fine(share.ratio), Figure.fine(share.contacts),
        Figure.fine(share.value), Figure.fine(share.pressure), share.isConspicuous ? "LOOK: a large difference" : "",
      ])
    }
    return table.text
  }

  /// What a manager would read.
  var sentence: String {
    let contacts = result.forecast(.contacts)
    let value = result.forecast(.value)
    let left = result.forecast(.unsubscribed).mean + result.forecast(.complained).mean
    let customers = Double(result.customerCount) * result.scale
    let unreached = result.forecast(.unreached).mean
    return
      "In \(result.dayCount) days this charter sends about \(Figure.whole(contacts.mean)) messages, whose answers bring "
      + "about \(Figure.whole(value.mean)) \(currency) (between \(Figure.whole(value.low)) and "
      + "\(Figure.whole(value.high))); \(Figure.whole(left)) people unsubscribe or complain, and "
      + "\(Figure.percent(unreached / max(1, customers))) of the customers hear nothing at all."
  }
}
