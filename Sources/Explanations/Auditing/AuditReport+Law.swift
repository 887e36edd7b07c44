import Audits

extension AuditReport {
  // MARK: Law

  var law: ReportDocument.Section {
    let found = audit.breaches
    let countries = source.lawCountries.joined(separator: ", ")
    var blocks: [ReportDocument.Block] = [
      .paragraph(
        say(
          "The hours, days and public holidays of the contact law that ships with the program (\(countries)) concern \(figures.count(found.judged)) sends. \(figures.count(found.certain)) broke it in every place where the recipient may be (\(figures.count(found.certainPeople)) people); \(figures.count(found.possible)) broke it in some of them, or if they were marketing (\(figures.count(found.possiblePeople)) more people).",
          "Les heures, jours et jours fériés des règles de contact livrées avec le programme (\(countries)) concernent \(figures.count(found.judged)) envois. \(figures.count(found.certain)) les ont enfreintes partout où le destinataire peut se trouver (\(figures.count(found.certainPeople)) personnes) ; \(figures.count(found.possible)) dans une partie de ces endroits, ou s’il s’agit de marketing (\(figures.count(found.possiblePeople)) personnes de plus)."
        ))
    ]
    if !found.rules.isEmpty {
      blocks.append(
        table(
          say("Breaches by rule.", "Infractions par règle."),
          [
            (say("rule", "règle"), false), (say("certain", "certaines"), true), (say("people", "personnes"), true),
            (say("possible", "possibles"), true), (say("text", "texte"), false),
          ],
          found.rules.map {
            [
              $0.rule, figures.count($0.certain), figures.count($0.certainPeople), figures.count($0.possible),
              ReportDocument.name($0.citation, most: 60),
            ]
          }))
    }
    var notes: [String] = []
    if found.withoutHour > 0 {
      notes.append(
        say(
          "Of \(figures.count(found.withoutHour)) sends only the day is known; their hour was not judged.",
          "De \(figures.count(found.withoutHour)) envois seul le jour est connu ; leur heure n’a pas été jugée."))
    }
    if found.withoutCountry > 0 {
      notes.append(
        say(
          "The country of \(figures.count(found.withoutCountry)) sends is not known, so no law was applied to them; `--country` says it.",
          "Le pays de \(figures.count(found.withoutCountry)) envois est inconnu : aucune règle ne leur a été appliquée ; `--country` le précise."
        ))
    }
    if !notes.isEmpty { blocks.append(.list(notes)) }
    return ReportDocument.Section(
      heading: say("Hours, days and law", "Heures, jours et règles"), blocks: blocks + [hours])
  }

  private var hours: ReportDocument.Block {
    let found = audit.frequencies
    let total = found.byHour.reduce(0, +)
    let marketing = found.marketingByHour.reduce(0, +)
    let stretches = [(0, 7), (7, 8), (8, 10), (10, 12), (12, 14), (14, 18), (18, 20), (20, 21), (21, 22), (22, 24)]
    let rows = stretches.map { from, to in
      [
        "\(from < 10 ? "0" : "")\(from):00–\(to < 10 ? "0" : "")\(to):00",
        figures.percent(Rate(hits: found.byHour[from..<to].reduce(0, +), count: total).share),
        figures.percent(Rate(hits: found.marketingByHour[from..<to].reduce(0, +), count: marketing).share),
      ]
    }
    return table(
      say("Sends by local hour, where it is known.", "Envois par heure locale, où elle est connue."),
      [(say("hour", "heure"), false), (say("all", "tout"), true), (say("marketing", "marketing"), true)], rows)
  }

  // MARK: Templates

  var templates: ReportDocument.Section {
    let found = audit.templates
    var blocks: [ReportDocument.Block] = [
      .paragraph(
        say(
          "\(figures.count(found.count)) templates were used; \(figures.count(found.compared)) have a text and were compared: two are near when they share 70 % of their runs of three words.",
          "\(figures.count(found.count)) modèles ont servi ; \(figures.count(found.compared)) ont un texte et ont été comparés : deux sont proches s’ils partagent 70 % de leurs suites de trois mots."
        ))
    ]
    if !found.groups.isEmpty {
      blocks.append(
        table(
          say("Templates that could be one.", "Modèles qui pourraient n’en faire qu’un."),
          [
            (say("templates", "modèles"), false), (say("how many", "combien"), true),
            (say("services", "services"), false),
            (say("sends", "envois"), true), (say("least alike", "moins proches"), true),
          ],
          found.groups.prefix(AuditReport.rowsMax).map { group in
            [
              names(group.templates.map { audit.sends.templates[$0].name }), figures.count(group.templates.count),
              names(group.services.map { audit.sends.services[$0] }), figures.count(group.sends),
              figures.percent(group.resemblanceMin),
            ]
          }))
    }
    if found.groups.count > AuditReport.rowsMax {
      blocks.append(.paragraph(more(found.groups.count - AuditReport.rowsMax)))
    }
    if found.isIncomplete {
      blocks.append(
        .paragraph(
          say(
            "There are too many similar templates to compare them all; some pairs may be missing.",
            "Il y a trop de modèles semblables pour les comparer tous ; des paires peuvent manquer.")))
    }
    return ReportDocument.Section(
      heading: say("Templates that say the same", "Modèles qui disent la même chose"), blocks: blocks)
  }

  private func names(_ names: [String]) -> String {
    let shown = names.prefix(3).map { figures.name($0, most: 18) }.joined(separator: ", ")
    return names.count > 3 ? shown + ", …" : shown
  }

  // MARK: The data

  var data: ReportDocument.Section {
    var items = [
      say(
        "\(figures.count(source.rowCount)) rows were read; \(figures.count(source.leftOutCount)) were left out, \(figures.count(audit.copyCount)) repeat another and count once.",
        "\(figures.count(source.rowCount)) lignes lues ; \(figures.count(source.leftOutCount)) écartées, \(figures.count(audit.copyCount)) en répètent une autre et comptent une fois."
      )
    ]
    if !source.columns.isEmpty {
      let read = source.columns.map { "\($0.field) = \(ReportDocument.name($0.name))" }.joined(separator: ", ")
      items.append(say("Columns: \(read).", "Colonnes : \(read)."))
    }
    if !source.unusedColumns.isEmpty {
      let unused = source.unusedColumns.prefix(20).map { ReportDocument.name($0) }.joined(separator: ", ")
      let tail = source.unusedColumns.count > 20 ? ", …" : ""
      items.append(say("Not read: \(unused)\(tail).", "Non lues : \(unused)\(tail)."))
    }
    items.append(
      say(
        "Times without an offset are those of \(source.zone), and so are the days of people whose zone is not certain.",
        "Les heures sans décalage sont celles de \(source.zone), comme les jours des personnes dont le fuseau n’est pas certain."
      ))
    if audit.unknownPurposeCount > 0 {
      items.append(
        say(
          "The purpose of \(figures.count(audit.unknownPurposeCount)) sends is not known; they count as marketing, and in breaches as possible ones. `--purposes` says more.",
          "La finalité de \(figures.count(audit.unknownPurposeCount)) envois est inconnue ; ils comptent comme du marketing, et leurs infractions comme possibles. `--purposes` en dit plus."
        ))
    }
    let unknown = audit.sends.channels.filter { $0.kind == nil }.map { figures.name($0.name) }
    if !unknown.isEmpty {
      let list = unknown.prefix(10).joined(separator: ", ")
      items.append(
        say(
          "Channels of no known kind, to which no law was applied: \(list). `--channels` says what they are.",
          "Canaux de nature inconnue, auxquels aucune règle n’a été appliquée : \(list). `--channels` précise ce qu’ils sont."
        ))
    }
    for overflow in source.overflows {
      items.append(
        say(
          "Too many different names for \(overflow.field): \(figures.count(overflow.count)) share one.",
          "Trop de noms différents pour \(overflow.field) : \(figures.count(overflow.count)) en partagent un."))
    }
    var blocks: [ReportDocument.Block] = [.list(items)]
    if !source.faultCounts.isEmpty { blocks += faults }
    return ReportDocument.Section(heading: say("The data", "Les données"), blocks: blocks)
  }

  private var faults: [ReportDocument.Block] {
    let counts = source.faultCounts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let first = source.faults.prefix(5).map {
      "\($0.line):\($0.column): \(ReportDocument.name($0.message, most: 160)) [\($0.code)]"
    }
    return [
      table(
        say("Faults of rows.", "Fautes des lignes."), [(say("code", "code"), false), (say("rows", "lignes"), true)],
        counts.map { [$0.key, figures.count($0.value)] }),
      .paragraph(say("The first of them:", "Les premières :")), .list(Array(first)),
    ]
  }
}
