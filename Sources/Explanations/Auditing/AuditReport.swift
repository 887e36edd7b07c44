import Audits

/// An audit of the past in words: what was found, and what is proposed.
public struct AuditReport: Sendable {
  let audit: Audit
  let source: AuditSource
  let phrases: Phrases
  let figures: AuditFigures

  /// The most rows of a table that grows with the file.
  static let rowsMax = 20

  /// Makes a report in a language.
  public init(_ audit: Audit, source: AuditSource, language: Phrases.Language) {
    self.audit = audit
    self.source = source
    phrases = Phrases(language)
    figures = AuditFigures(phrases: phrases)
  }

  /// The report.
  public var document: ReportDocument {
    let name = ReportDocument.name(source.name, most: 80)
    let sections =
      audit.sendCount == 0
      ? [summary, data] : [summary, services, pressure, pauses, collisions, law, templates, thresholds, proposal, data]
    return ReportDocument(
      language: phrases.language, title: say("Audit of past sends: \(name)", "Audit des envois passés : \(name)"),
      sections: sections)
  }

  func say(_ en: String, _ fr: String) -> String { phrases.say(en, fr) }

  func table(_ caption: String, _ columns: [(String, isNumber: Bool)], _ rows: [[String]]) -> ReportDocument.Block {
    .table(
      ReportDocument.Table(
        caption: caption, columns: columns.map { ReportDocument.Column(title: $0.0, isNumber: $0.isNumber) }, rows: rows
      ))
  }

  // MARK: Summary

  private var summary: ReportDocument.Section {
    let heading = say("In short", "En bref")
    guard let days = audit.days, audit.sendCount > 0 else {
      let text = say(
        "The file holds no send that could be read: \(figures.count(source.leftOutCount)) of \(figures.count(source.rowCount)) rows were left out.",
        "Le fichier ne contient aucun envoi lisible : \(figures.count(source.leftOutCount)) lignes sur \(figures.count(source.rowCount)) ont été écartées."
      )
      return ReportDocument.Section(heading: heading, blocks: [.paragraph(text)])
    }
    let (sends, people) = (figures.count(audit.sendCount), figures.count(audit.people))
    let (first, last) = (figures.date(days.lowerBound), figures.date(days.upperBound))
    let marketing = figures.percent(Rate(hits: audit.marketingCount, count: audit.sendCount).share)
    let lead = say(
      "\(sends) sends to \(people) people from \(first) to \(last); \(marketing) of them are marketing.",
      "\(sends) envois à \(people) personnes du \(first) au \(last), dont \(marketing) de marketing.")
    return ReportDocument.Section(heading: heading, blocks: [.paragraph(lead), .list(highlights)])
  }

  private var highlights: [String] {
    var items: [String] = []
    if let week = audit.pressures.first(where: { $0.group == .all && $0.window == .week }) {
      let (middle, high, most) = (week.busiest.percentile(50), week.busiest.percentile(95), week.busiest.max)
      items.append(
        say(
          "In their busiest week half of the people got at most \(figures.count(middle)) messages, one in twenty \(figures.count(high)) or more; the most was \(figures.count(most)).",
          "Dans leur semaine la plus chargée, la moitié des personnes ont reçu \(figures.count(middle)) messages ou moins, une sur vingt \(figures.count(high)) ou plus ; le maximum est de \(figures.count(most))."
        ))
    }
    let met = audit.collisions.people
    items.append(
      say(
        "\(figures.count(met.hits)) people (\(figures.percent(met.share))) heard from several services on one day.",
        "\(figures.count(met.hits)) personnes (\(figures.percent(met.share))) ont reçu des messages de plusieurs services le même jour."
      ))
    items.append(
      say(
        "\(figures.count(audit.breaches.certain)) sends broke contact law wherever the recipient is; \(figures.count(audit.breaches.possible)) may have, depending on where.",
        "\(figures.count(audit.breaches.certain)) envois ont enfreint les règles de contact où que soit le destinataire ; \(figures.count(audit.breaches.possible)) l’ont peut-être fait, selon l’endroit."
      ))
    let groups = audit.templates.groups
    items.append(
      say(
        "\(figures.count(groups.reduce(0) { $0 + $1.templates.count })) of \(figures.count(audit.templates.count)) templates say nearly the same as another (groups: \(figures.count(groups.count))).",
        "\(figures.count(groups.reduce(0) { $0 + $1.templates.count })) modèles sur \(figures.count(audit.templates.count)) disent presque la même chose qu’un autre (groupes : \(figures.count(groups.count)))."
      ))
    if let sentence = proposalSentence { items.append(sentence) }
    return items
  }

  // MARK: Services

  private var services: ReportDocument.Section {
    let rows = audit.frequencies.rows.sorted {
      ($1.answers.sends, $0.service, $0.channel) < ($0.answers.sends, $1.service, $1.channel)
    }
    let weeks = audit.days.map { Double($0.count) / 7 } ?? 1
    let hasAnswers = !audit.sends.knownAnswers.isEmpty
    var columns: [(String, isNumber: Bool)] = [
      (say("service", "service"), false), (say("channel", "canal"), false), (say("sends", "envois"), true),
      (say("people", "personnes"), true), (say("a person and week", "par personne et semaine"), true),
      (say("marketing", "marketing"), true),
    ]
    if hasAnswers {
      columns += [
        (say("opened", "ouverts"), true), (say("clicked", "cliqués"), true), (say("unsubscribed", "désabonnés"), true),
      ]
    }
    if audit.sends.hasCosts { columns.append((say("cost", "coût"), true)) }
    let lines = rows.prefix(AuditReport.rowsMax).map { row -> [String] in
      let perWeek = Double(row.answers.sends) / Double(max(1, row.people)) / max(1, weeks)
      var cells = [
        figures.name(audit.sends.services[row.service]), figures.name(audit.sends.channels[row.channel].name),
        figures.count(row.answers.sends), figures.count(row.people),
        figures.decimal(Int((perWeek * 100).rounded()), places: 2),
        figures.percent(Rate(hits: row.marketing, count: row.answers.sends).share),
      ]
      if hasAnswers {
        cells += [
          figures.percent(row.answers.opens.share), figures.percent(row.answers.clicks.share),
          figures.percent(row.answers.unsubscriptions.share),
        ]
      }
      if audit.sends.hasCosts { cells.append(figures.money(row.cost)) }
      return cells
    }
    let caption = say(
      "Sends by service and channel, most first; `a person and week`: to those who got something.",
      "Envois par service et par canal, du plus au moins ; « par personne et semaine » : pour ceux qui ont reçu quelque chose."
    )
    var blocks = [table(caption, columns, Array(lines))]
    if rows.count > AuditReport.rowsMax { blocks.append(.paragraph(more(rows.count - AuditReport.rowsMax))) }
    return ReportDocument.Section(heading: say("Who sends what", "Qui envoie quoi"), blocks: blocks)
  }

  func more(_ count: Int) -> String {
    say("\(figures.count(count)) more in the JSON report.", "\(figures.count(count)) de plus dans le rapport JSON.")
  }
}
