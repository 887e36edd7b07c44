import Audits
import Records

extension AuditReport {
  /// The whole audit as one JSON object and a line break; docs/AUDIT.md describes it.
  public var json: [UInt8] {
    var writer = JSONWriter(capacity: 1 << 16)
    writer.beginObject()
    writeHead(&writer)
    write(&writer, "services", audit.frequencies.rows, writeService)
    write(&writer, "pressure", audit.pressures) { writer, pressure in
      writer.key("of")
      writer.string(pressure.group.rawValue)
      writer.key("window")
      writer.string(pressure.window.rawValue)
      write(&writer, "busiest", pressure.busiest)
      write(&writer, "busiest_points_hundredths", pressure.busiestWeight)
      write(&writer, "stretches", pressure.stretches)
    }
    write(&writer, "gaps", audit.gaps) { writer, gaps in
      writer.key("of")
      writer.string(gaps.group.rawValue)
      write(&writer, "hours", gaps.hours)
    }
    writePauses(&writer)
    writeCollisions(&writer)
    writeBreaches(&writer)
    writeTemplates(&writer)
    writeThresholds(&writer)
    writeProposal(&writer)
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }

  // MARK: Parts

  private func writeHead(_ writer: inout JSONWriter) {
    writer.key("file")
    writer.string(source.name)
    for (key, value) in [
      ("rows", source.rowCount), ("left_out", source.leftOutCount), ("fields_taken_as_absent", source.notedCount),
      ("copies", audit.copyCount), ("sends", audit.sendCount), ("people", audit.people),
      ("marketing", audit.marketingCount), ("purpose_unknown", audit.unknownPurposeCount),
      ("date_only", audit.dateOnlyCount),
    ] {
      writer.key(string: key)
      writer.int(value)
    }
    writer.key("from")
    if let days = audit.days { writer.string(figures.date(days.lowerBound)) } else { writer.null() }
    writer.key("to")
    if let days = audit.days { writer.string(figures.date(days.upperBound)) } else { writer.null() }
    writer.key("zone")
    writer.string(source.zone)
    writer.key("columns")
    writer.beginObject()
    for column in source.columns {
      writer.key(string: column.field)
      writer.string(column.name)
    }
    writer.endObject()
    writer.key("columns_unused")
    writer.beginArray()
    for name in source.unusedColumns { writer.string(name) }
    writer.endArray()
    writer.key("faults")
    writer.beginObject()
    for (code, count) in source.faultCounts.sorted(by: { $0.key < $1.key }) {
      writer.key(string: code)
      writer.int(count)
    }
    writer.endObject()
    write(&writer, "first_faults", source.faults) { writer, fault in
      for (key, value) in [("line", fault.line), ("column", fault.column)] {
        writer.key(string: key)
        writer.int(value)
      }
      writer.key("code")
      writer.string(fault.code)
      writer.key("message")
      writer.string(fault.message)
    }
    write(&writer, "messages_per_person", audit.totals)
  }

  private func writeService(_ writer: inout JSONWriter, _ row: ServiceChannel) {
    writer.key("service")
    writer.string(audit.sends.services[row.service])
    writer.key("channel")
    writer.string(audit.sends.channels[row.channel].name)
    writer.key("kind")
    if let kind = audit.sends.channels[row.channel].kind { writer.string(kind.name) } else { writer.null() }
    writer.key("people")
    writer.int(row.people)
    writer.key("marketing")
    writer.int(row.marketing)
    if audit.sends.hasCosts {
      writer.key("cost")
      writer.decimal(Double(row.cost) / 10_000, places: 4)
    }
    write(&writer, row.answers)
  }

  private func writePauses(_ writer: inout JSONWriter) {
    writer.key("pauses")
    writer.beginObject()
    write(&writer, "promotions_too_soon", audit.pauses.promotions)
    write(&writer, "people_with_promotions_too_soon", audit.pauses.promotionPeople)
    write(&writer, "longest_run_of_promotions", audit.pauses.longestRuns)
    write(&writer, "newsletters_too_soon", audit.pauses.newsletters)
    write(&writer, "people_with_newsletters_too_soon", audit.pauses.newsletterPeople)
    writer.endObject()
  }

  private func writeCollisions(_ writer: inout JSONWriter) {
    writer.key("collisions")
    writer.beginObject()
    write(&writer, "days_of_people", audit.collisions.personDays)
    write(&writer, "people", audit.collisions.people)
    write(&writer, "pairs", audit.collisions.pairs) { writer, pair in
      writer.key("services")
      writer.beginArray()
      writer.string(audit.sends.services[pair.first])
      writer.string(audit.sends.services[pair.second])
      writer.endArray()
      writer.key("people")
      writer.int(pair.people)
      writer.key("days_of_people")
      writer.int(pair.personDays)
      writer.key("days")
      writer.beginObject()
      for day in pair.days {
        writer.key(string: figures.date(day.day))
        writer.int(day.people)
      }
      writer.endObject()
    }
    writer.endObject()
  }

  private func writeBreaches(_ writer: inout JSONWriter) {
    let found = audit.breaches
    writer.key("law")
    writer.beginObject()
    for (key, value) in [
      ("judged", found.judged), ("certain", found.certain), ("possible", found.possible),
      ("people_certain", found.certainPeople), ("people_possible", found.possiblePeople),
      ("hour_unknown", found.withoutHour), ("country_unknown", found.withoutCountry),
    ] {
      writer.key(string: key)
      writer.int(value)
    }
    write(&writer, "rules", found.rules) { writer, rule in
      writer.key("rule")
      writer.string(rule.rule)
      writer.key("country")
      writer.string(rule.country)
      writer.key("citation")
      writer.string(rule.citation)
      for (key, value) in [
        ("certain", rule.certain), ("people_certain", rule.certainPeople), ("possible", rule.possible),
      ] {
        writer.key(string: key)
        writer.int(value)
      }
    }
    for (key, hours) in [
      ("by_hour", audit.frequencies.byHour), ("marketing_by_hour", audit.frequencies.marketingByHour),
    ] {
      writer.key(string: key)
      writer.beginArray()
      for count in hours { writer.int(count) }
      writer.endArray()
    }
    writer.endObject()
  }

  private func writeTemplates(_ writer: inout JSONWriter) {
    writer.key("templates")
    writer.beginObject()
    writer.key("used")
    writer.int(audit.templates.count)
    writer.key("compared")
    writer.int(audit.templates.compared)
    writer.key("incomplete")
    writer.bool(audit.templates.isIncomplete)
    write(&writer, "near_duplicates", audit.templates.groups) { writer, group in
      writer.key("templates")
      writer.beginArray()
      for template in group.templates { writer.string(audit.sends.templates[template].name) }
      writer.endArray()
      writer.key("services")
      writer.beginArray()
      for service in group.services { writer.string(audit.sends.services[service]) }
      writer.endArray()
      writer.key("sends")
      writer.int(group.sends)
      writer.key("resemblance_min")
      writer.decimal(group.resemblanceMin, places: 4)
    }
    writer.endObject()
  }
}
