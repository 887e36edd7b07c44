import Decisions
import Indicators
import Records
import Times

extension ExperimentReport {
  /// Writes the report as members of a JSON object: the sizes and whether they fit first, then what is made of them.
  public func write(into json: inout JSONWriter) {
    json.key("name")
    json.string(experiment.name)
    json.key("unit")
    json.string("\(experiment.unit)")
    json.key("population")
    json.string(population.rawValue)
    json.key("until")
    json.string(Instant(secondsSince1970: untilSeconds).iso8601())
    if experiment.rotationSeconds != nil {
      json.key("period")
      json.int(Int(period))
    }
    json.key("sizes_fit")
    json.bool(!isRefused)
    json.key("size_p_value")
    json.double(foundRatio.pValue)
    json.key("sentence")
    json.string(sentence)
    json.key("arms")
    json.beginArray()
    for (place, arm) in arms.enumerated() { write(arm, isControl: place == 0, into: &json) }
    json.endArray()
    json.key("looks")
    json.beginArray()
    for look in looks {
      json.beginObject()
      json.key("units")
      json.int(Int(look.unitsCount))
      json.key("at")
      json.string(Instant(secondsSince1970: look.atSeconds).iso8601())
      json.key("sizes_fit")
      json.bool(look.analysis.code == nil)
      json.endObject()
    }
    json.endArray()
    json.key("rows")
    json.beginArray()
    for row in rows { write(row, into: &json) }
    json.endArray()
    json.key("notes")
    json.beginArray()
    for note in notes { json.string(note) }
    json.endArray()
  }

  private func write(_ arm: ExperimentArmSize, isControl: Bool, into json: inout JSONWriter) {
    json.beginObject()
    json.key("name")
    json.string(arm.name)
    if let share = arm.share {
      json.key("share")
      json.double(share)
    }
    json.key("control")
    json.bool(isControl)
    for (name, count) in [
      ("found", arm.found), ("counted", arm.counted), ("complete", arm.complete), ("customers", arm.customers),
    ] as [(StaticString, Int)] {
      json.key(name)
      json.int(count)
    }
    json.endObject()
  }

  private func write(_ row: ExperimentRow, into json: inout JSONWriter) {
    json.beginObject()
    for (name, text) in [
      ("reading", row.reading.rawValue), ("metric", row.metric.name), ("arm", arms[row.arm].name),
      ("verdict", row.verdict.rawValue),
    ] as [(StaticString, String)] {
      json.key(name)
      json.string(text)
    }
    if row.look > 0 {
      json.key("look")
      json.int(row.look)
    }
    if !row.place.isEmpty {
      json.key("place")
      json.string(row.place)
    }
    for (name, flag) in [
      ("capped", row.isCapped), ("adjusted", row.isAdjusted), ("leads", row.leads),
      ("believed_among_many", row.isBelievedAmongMany),
    ] as [(StaticString, Bool)] {
      json.key(name)
      json.bool(flag)
    }
    for (name, value) in row.numbers {
      guard let value, value.isFinite else { continue }
      json.key(string: name)
      json.double(value)
    }
    json.key("n")
    json.int(row.n)
    json.endObject()
  }

  /// Reports as CSV (RFC 4180): a row a number; of an experiment whose sizes do not fit one row that says so, and nothing else.
  public static func csv(_ reports: [ExperimentReport]) -> [UInt8] {
    let head = [
      "experiment", "sizes_fit", "reading", "look", "metric", "arm", "control", "place", "capped", "adjusted", "leads",
      "verdict", "believed_among_many", "n",
    ]
    var bytes: [UInt8] = []
    func line(_ fields: [String]) {
      for (place, field) in fields.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += IndicatorReport.quoted(field)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    line(head + ExperimentRow.numberNames)
    for report in reports {
      let (name, control) = (report.experiment.name, report.arms[0].name)
      if report.isRefused {
        line([name, "false"] + [String](repeating: "", count: head.count + ExperimentRow.numberNames.count - 2))
      }
      for row in report.rows {
        line(
          [
            name, "true", row.reading.rawValue, row.look > 0 ? "\(row.look)" : "", row.metric.name,
            report.arms[row.arm].name, control, row.place, "\(row.isCapped)", "\(row.isAdjusted)", "\(row.leads)",
            row.verdict.rawValue, "\(row.isBelievedAmongMany)", "\(row.n)",
          ] + row.numbers.map { $0.value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "" })
      }
    }
    return bytes
  }
}

extension ExperimentRow {
  /// The names of its numbers in files.
  static let numberNames = [
    "control_mean", "arm_mean", "difference", "low", "high", "relative", "relative_low", "relative_high", "total",
    "explained",
  ]

  /// Its numbers under these names; those that nothing is known of are none, or infinite.
  var numbers: [(name: String, value: Double?)] {
    let values = [
      means?.control, means?.arm, difference, low, high, relative, relativeLow, relativeHigh, total, explained,
    ]
    return Array(zip(Self.numberNames, values)).map { (name: $0.0, value: $0.1) }
  }
}
