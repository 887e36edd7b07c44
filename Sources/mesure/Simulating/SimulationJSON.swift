import Decisions
import Records
import Simulations
import Times

/// Simulations as JSON.
enum SimulationJSON {
  /// One charter.
  static func text(_ result: SimulationResult) -> String {
    var json = JSONWriter()
    json.beginObject()
    write(result, &json)
    json.endObject()
    json.endLine()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// Two charters, and what the change comes to.
  static func text(_ result: ComparisonResult) -> String {
    var json = JSONWriter()
    json.beginObject()
    writeMembers(result, &json)
    json.endObject()
    json.endLine()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// The members of a comparison.
  static func writeMembers(_ result: ComparisonResult, _ json: inout JSONWriter) {
    json.key("before")
    json.beginObject()
    write(result.before, &json)
    json.endObject()
    json.key("after")
    json.beginObject()
    write(result.after, &json)
    json.endObject()
    json.key("change")
    json.beginObject()
    json.key("measures")
    json.beginObject()
    for measure in Measure.allCases {
      json.key(string: measure.name)
      write(result.difference(measure), &json)
    }
    json.endObject()
    json.key("actions")
    json.beginObject()
    for (number, action) in result.before.actions.enumerated() {
      json.key(string: action)
      write(result.difference(action: number), &json)
    }
    json.endObject()
    json.key("slots")
    json.beginArray()
    for flow in result.slotFlows {
      json.beginObject()
      json.key("from")
      write(flow.from, &json)
      json.key("to")
      write(flow.to, &json)
      json.key("contacts")
      json.decimal(flow.contacts, places: 2)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  private static func write(_ text: String?, _ json: inout JSONWriter) {
    if let text { json.string(text) } else { json.null() }
  }

  static func write(_ interval: Interval, _ json: inout JSONWriter, places: Int = 2) {
    json.beginObject()
    for (name, value) in [("mean", interval.mean), ("low", interval.low), ("high", interval.high)] {
      json.key(string: name)
      json.decimal(value, places: places)
    }
    json.endObject()
  }

  private static func write(_ result: SimulationResult, _ json: inout JSONWriter) {
    json.key("first_day")
    json.string(result.firstDay.iso8601)
    json.key("days")
    json.int(result.dayCount)
    json.key("customers")
    json.int(result.customerCount)
    json.key("scale")
    json.decimal(result.scale, places: 4)
    json.key("replicates")
    json.int(result.replicates.count)
    json.key("measures")
    json.beginObject()
    for measure in Measure.allCases {
      json.key(string: measure.name)
      write(result.forecast(measure), &json)
    }
    json.endObject()
    writeActions(result, &json)
    json.key("channels")
    json.beginObject()
    for (number, channel) in result.channels.enumerated() {
      json.key(string: channel)
      json.decimal(result.mean { $0.contacts(channel: number) }, places: 2)
    }
    json.endObject()
    writeReasons(result, &json)
    json.key("customers_by_contacts")
    json.beginArray()
    for count in result.replicates[0].contactsDistribution { json.int(count) }
    json.endArray()
    writeLimits(result, &json)
    json.key("automatic_levers")
    json.beginObject()
    for (action, days) in result.replicates[0].leverDays.sorted(by: { $0.key < $1.key }) {
      json.key(string: action)
      json.beginArray()
      for day in days { json.decimal(day.lever, places: 3) }
      json.endArray()
    }
    json.endObject()
    writeGroups(result, &json)
  }

  private static func writeActions(_ result: SimulationResult, _ json: inout JSONWriter) {
    json.key("actions")
    json.beginArray()
    for (number, action) in result.actions.enumerated() {
      json.beginObject()
      json.key("action")
      json.string(action)
      json.key("contacts")
      write(result.forecast(action: number), &json)
      json.key("answers")
      json.decimal(result.mean { $0.answers(action: number) }, places: 2)
      json.key("value")
      json.decimal(result.mean { $0.value(action: number) } / 1e6, places: 2)
      json.key("contacts_by_day")
      json.beginArray()
      for day in 0..<result.dayCount { json.decimal(result.mean { $0.contacts(action: number, day: day) }, places: 2) }
      json.endArray()
      json.endObject()
    }
    json.endArray()
  }

  private static func writeReasons(_ result: SimulationResult, _ json: inout JSONWriter) {
    let run = result.replicates[0]
    json.key("silences")
    json.beginObject()
    for (reason, count) in run.silencesByReason {
      json.key(string: reason.name)
      json.decimal(Double(count) * result.scale, places: 2)
    }
    json.endObject()
    json.key("unreached")
    json.beginObject()
    for (reason, count) in run.unreachedByReason {
      json.key(string: reason.name)
      json.decimal(Double(count) * result.scale, places: 2)
    }
    json.endObject()
  }

  private static func writeLimits(_ result: SimulationResult, _ json: inout JSONWriter) {
    json.key("limits")
    json.beginArray()
    for limit in result.limits {
      json.beginObject()
      json.key("name")
      json.string(limit.name)
      json.key("windows")
      json.decimal(limit.windows, places: 2)
      json.key("share_mean")
      json.decimal(limit.shareMean, places: 4)
      json.key("share_max")
      json.decimal(limit.shareMax, places: 4)
      json.endObject()
    }
    json.endArray()
  }

  private static func writeGroups(_ result: SimulationResult, _ json: inout JSONWriter) {
    json.key("groups")
    json.beginArray()
    for share in result.groupShares {
      json.beginObject()
      json.key("by")
      json.string(share.grouping)
      json.key("group")
      json.string(share.label)
      json.key("customers")
      json.int(share.customers)
      json.key("contacted_share")
      json.decimal(share.contactedShare, places: 4)
      json.key("beside_others")
      json.decimal(share.ratio, places: 4)
      json.key("contacts")
      json.decimal(share.contacts, places: 4)
      json.key("value")
      json.decimal(share.value, places: 4)
      json.key("pressure")
      json.decimal(share.pressure, places: 4)
      json.key("conspicuous")
      json.bool(share.isConspicuous)
      json.endObject()
    }
    json.endArray()
  }
}
