import Indicators
import Records
import Times

extension IndicatorReport {
  /// Writes the report as members of a JSON object: each indicator with what it is, and its rows.
  public func write(into json: inout JSONWriter) {
    json.key("from")
    json.string(Instant(secondsSince1970: period.lowerBound).iso8601())
    json.key("to")
    json.string(Instant(secondsSince1970: period.upperBound).iso8601())
    json.key("by")
    json.beginArray()
    for dimension in dimensions { json.string(dimension.rawValue) }
    json.endArray()
    json.key("indicators")
    json.beginArray()
    var next = rows[...]
    while let first = next.first {
      let own = next.prefix { $0.indicator == first.indicator }
      write(first.indicator, own, into: &json)
      next = next.dropFirst(own.count)
    }
    json.endArray()
    json.key("late_news")
    json.int(lateCount)
    json.key("notes")
    json.beginArray()
    for note in notes { json.string(note) }
    json.endArray()
  }

  private func write(_ indicator: Indicator, _ rows: ArraySlice<IndicatorRow>, into json: inout JSONWriter) {
    let definition = indicator.definition
    json.beginObject()
    for (name, text) in [
      ("indicator", indicator.rawValue), ("title", definition.title), ("unit", definition.unit),
      ("meaning", definition.meaning), ("interval", definition.method.rawValue), ("basis", definition.basis),
      ("source", definition.source),
    ] as [(StaticString, String)] {
      json.key(name)
      json.string(text)
    }
    json.key("rows")
    json.beginArray()
    for row in rows { write(row, into: &json) }
    json.endArray()
    json.endObject()
  }

  private func write(_ row: IndicatorRow, into json: inout JSONWriter) {
    json.beginObject()
    if row.group.contains(where: { !$0.isEmpty }) {
      json.key("group")
      json.beginObject()
      for (dimension, name) in zip(dimensions, row.group) where !name.isEmpty {
        json.key(string: dimension.rawValue)
        json.string(name)
      }
      json.endObject()
    }
    if !row.detail.isEmpty {
      json.key("detail")
      json.string(row.detail)
    }
    json.key("value")
    if let value = row.value { json.double(value) } else { json.null() }
    if let interval = row.interval {
      json.key("low")
      json.double(interval.low)
      json.key("high")
      json.double(interval.high)
    }
    json.key("n")
    json.int(row.n)
    json.endObject()
  }

  /// The report as CSV (RFC 4180): a row a number, with its definition's unit, interval and basis beside it.
  public var csv: [UInt8] {
    var bytes: [UInt8] = []
    func line(_ fields: [String]) {
      for (place, field) in fields.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += IndicatorReport.quoted(field)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    line(
      ["indicator"] + dimensions.map(\.rawValue)
        + ["detail", "value", "low", "high", "n", "unit", "interval", "basis", "source", "from", "to"])
    let from = Instant(secondsSince1970: period.lowerBound).iso8601()
    let to = Instant(secondsSince1970: period.upperBound).iso8601()
    for row in rows {
      let definition = row.indicator.definition
      line(
        [row.indicator.rawValue] + row.group
          + [
            row.detail, row.value.map { "\($0)" } ?? "", row.interval.map { "\($0.low)" } ?? "",
            row.interval.map { "\($0.high)" } ?? "", "\(row.n)", definition.unit, definition.method.rawValue,
            definition.basis, definition.source, from, to,
          ])
    }
    return bytes
  }

  static func quoted(_ field: String) -> [UInt8] {
    let special: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D]
    guard field.utf8.contains(where: special.contains) else { return Array(field.utf8) }
    return [0x22] + field.utf8.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
  }
}
