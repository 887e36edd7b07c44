import Audits
import Records

extension AuditReport {
  func writeThresholds(_ writer: inout JSONWriter) {
    writer.key("thresholds")
    writer.beginObject()
    writer.key("people")
    writer.int(audit.thresholds.people)
    writer.key("total")
    writer.beginObject()
    write(&writer, audit.thresholds.total)
    writer.endObject()
    write(&writer, "by_messages_in_7_days_before", audit.thresholds.byMessagesBefore) { writer, counts in
      write(&writer, counts)
    }
    write(&writer, "caps", audit.thresholds.caps, write)
    write(&writer, "spacings", audit.thresholds.spacings, write)
    writer.endObject()
  }

  func writeProposal(_ writer: inout JSONWriter) {
    let found = audit.proposal
    writer.key("proposal")
    writer.beginObject()
    write(&writer, "caps", found.caps, write)
    writer.key("spacing")
    if let spacing = found.spacing {
      writer.beginObject()
      write(&writer, spacing)
      writer.endObject()
    } else {
      writer.null()
    }
    writer.key("quiet_hours")
    if let quiet = found.quietHours {
      writer.beginObject()
      for (key, value) in [
        ("from_hour", quiet.fromHour), ("to_hour", quiet.toHour), ("sends", quiet.moved.count),
        ("waiting", quiet.moved.hits), ("people", quiet.people),
      ] {
        writer.key(string: key)
        writer.int(value)
      }
      writer.endObject()
    } else {
      writer.null()
    }
    writer.key("together")
    writer.beginObject()
    writer.key("people")
    writer.int(found.heldPeople)
    write(&writer, found.held)
    writer.endObject()
    writer.key("policy")
    writer.string(found.policyText)
    writer.endObject()
  }

  private func write(_ writer: inout JSONWriter, _ limit: ProposedLimit) {
    writer.key("basis")
    writer.string(limit.basis.rawValue)
    write(&writer, limit.trial)
  }

  private func write(_ writer: inout JSONWriter, _ trial: CapTrial) {
    writer.key("max")
    writer.int(trial.max)
    writer.key("window_seconds")
    writer.int(trial.windowSeconds)
    writer.key("people")
    writer.int(trial.people)
    write(&writer, trial.held)
  }

  // MARK: Pieces

  func write(_ writer: inout JSONWriter, _ counts: AnswerCounts) {
    for (key, value) in [
      ("sends", counts.sends), ("measured", counts.measured), ("opened", counts.opened), ("clicked", counts.clicked),
      ("unsubscribed", counts.unsubscribed), ("complained", counts.complained), ("bounced", counts.bounced),
    ] {
      writer.key(string: key)
      writer.int(value)
    }
  }

  func write(_ writer: inout JSONWriter, _ key: String, _ rate: Rate) {
    writer.key(string: key)
    writer.beginObject()
    writer.key("hits")
    writer.int(rate.hits)
    writer.key("of")
    writer.int(rate.count)
    writer.endObject()
  }

  func write(_ writer: inout JSONWriter, _ key: String, _ histogram: Histogram) {
    writer.key(string: key)
    writer.beginObject()
    for (key, value) in [("count", histogram.count), ("sum", histogram.sum)] {
      writer.key(string: key)
      writer.int(value)
    }
    for percentile in [50, 75, 90, 95, 99] {
      writer.key(string: "p\(percentile)")
      writer.int(histogram.percentile(percentile))
    }
    writer.key("max")
    writer.int(histogram.max)
    writer.key("above")
    writer.beginObject()
    for limit in AuditReport.limitsShown {
      writer.key(string: String(limit))
      writer.int(histogram.countAbove(limit))
    }
    writer.endObject()
    writer.endObject()
  }

  func write<Value>(
    _ writer: inout JSONWriter, _ key: String, _ list: [Value], _ body: (inout JSONWriter, Value) -> Void
  ) {
    writer.key(string: key)
    writer.beginArray()
    for value in list {
      writer.beginObject()
      body(&writer, value)
      writer.endObject()
    }
    writer.endArray()
  }
}
