import Audits
import Times

extension AuditReport {
  // MARK: Pressure

  /// The limits whose shares are shown: above 1, 2, 3, 5, 7 and 10.
  static let limitsShown = [1, 2, 3, 5, 7, 10]

  var pressure: ReportDocument.Section {
    let percentiles = [50, 75, 90, 95, 99]
    let words = percentiles.map { (say("\($0) %", "\($0) %"), isNumber: true) }
    let first: [(String, isNumber: Bool)] = [(say("in a person’s busiest", "au plus chargé"), false)]
    let counted = audit.pressures.map { pressure in
      [name(pressure)] + percentiles.map { figures.count(pressure.busiest.percentile($0)) }
        + [figures.count(pressure.busiest.max)]
    }
    let weighted = audit.pressures.map { pressure in
      [name(pressure)] + percentiles.map { figures.points(pressure.busiestWeight.percentile($0)) }
        + [figures.points(pressure.busiestWeight.max)]
    }
    let above = audit.pressures.map { pressure in
      [name(pressure)]
        + AuditReport.limitsShown.map {
          figures.percent(Rate(hits: pressure.busiest.countAbove($0), count: pressure.busiest.count).share)
        }
    }
    let most = (say("most", "maximum"), isNumber: true)
    let weights = audit.sends.channels.filter { $0.weightHundredths != 100 }
      .map { "\(figures.name($0.name)) \(figures.points($0.weightHundredths))" }
    return ReportDocument.Section(
      heading: say("Pressure", "Pression"),
      blocks: [
        table(
          say(
            "Messages in each person’s busiest day, week and month: so many or fewer for the share of people above.",
            "Messages du jour, de la semaine et du mois les plus chargés de chacun : tant ou moins pour la part de personnes en tête de colonne."
          ), first + words + [most], counted),
        table(
          say(
            "The same in points of pressure: 1 a message\(weights.isEmpty ? "" : "; " + weights.joined(separator: ", ")).",
            "De même en points de pression : 1 par message\(weights.isEmpty ? "" : " ; " + weights.joined(separator: ", "))."
          ), first + words + [most], weighted),
        table(
          say("Share of people with more than so many.", "Part des personnes au-delà de tant de messages."),
          first + AuditReport.limitsShown.map { ("> \($0)", isNumber: true) }, above),
      ])
  }

  private func name(_ pressure: Pressure) -> String {
    switch (pressure.group, pressure.window) {
    case (.all, .day): say("day, all", "jour, tout")
    case (.all, .week): say("week, all", "semaine, tout")
    case (.all, .month): say("month, all", "mois, tout")
    case (.marketing, .day): say("day, marketing", "jour, marketing")
    case (.marketing, .week): say("week, marketing", "semaine, marketing")
    case (.marketing, .month): say("month, marketing", "mois, marketing")
    }
  }

  // MARK: Gaps and pauses

  var pauses: ReportDocument.Section {
    let bounds = Gaps.boundsHours
    let classes = (0...bounds.count).map { place -> String in
      if place == 0 { return say("under 1 hour", "moins d’une heure") }
      let from = figures.duration(seconds: bounds[place - 1] * 3_600)
      if place == bounds.count { return say("\(from) and more", "\(from) et plus") }
      let to = figures.duration(seconds: bounds[place] * 3_600)
      return say("\(from) to under \(to)", "de \(from) à moins de \(to)")
    }
    let rows = classes.enumerated().map { place, name in
      [name] + audit.gaps.map { figures.percent(Rate(hits: $0.classes[place], count: $0.hours.count).share) }
    }
    let caption = say(
      "Time between a message and the next to the same person.",
      "Temps entre un message et le suivant à la même personne.")
    let found = audit.pauses
    var items = [
      say(
        "\(figures.count(found.promotions.hits)) of \(figures.count(found.promotions.count)) offers (\(figures.percent(found.promotions.share))) came less than two weeks after the one before, to \(figures.count(found.promotionPeople.hits)) of \(figures.count(found.promotionPeople.count)) people; the longest run without a pause had \(figures.count(found.longestRuns.max)) offers.",
        "\(figures.count(found.promotions.hits)) offres sur \(figures.count(found.promotions.count)) (\(figures.percent(found.promotions.share))) sont parties moins de deux semaines après la précédente, à \(figures.count(found.promotionPeople.hits)) personnes sur \(figures.count(found.promotionPeople.count)) ; la plus longue série sans pause compte \(figures.count(found.longestRuns.max)) offres."
      )
    ]
    if found.newsletters.count > 0 {
      items.append(
        say(
          "\(figures.count(found.newsletters.hits)) of \(figures.count(found.newsletters.count)) newsletters (\(figures.percent(found.newsletters.share))) came less than a week after the one before.",
          "\(figures.count(found.newsletters.hits)) lettres d’information sur \(figures.count(found.newsletters.count)) (\(figures.percent(found.newsletters.share))) sont parties moins d’une semaine après la précédente."
        ))
    }
    return ReportDocument.Section(
      heading: say("Pauses", "Pauses"),
      blocks: [
        table(
          caption, [(say("pause", "pause"), false), (say("all", "tout"), true), (say("marketing", "marketing"), true)],
          rows),
        .list(items),
      ])
  }

  // MARK: Collisions

  var collisions: ReportDocument.Section {
    let found = audit.collisions
    let lead = say(
      "On \(figures.count(found.personDays.hits)) of \(figures.count(found.personDays.count)) days with a message (\(figures.percent(found.personDays.share))) somebody heard from several services: \(figures.count(found.people.hits)) people.",
      "Sur \(figures.count(found.personDays.hits)) jours avec message sur \(figures.count(found.personDays.count)) (\(figures.percent(found.personDays.share))), quelqu’un a reçu des messages de plusieurs services : \(figures.count(found.people.hits)) personnes."
    )
    var blocks: [ReportDocument.Block] = [.paragraph(lead)]
    if !found.pairs.isEmpty {
      let rows = found.pairs.prefix(AuditReport.rowsMax).map { pair in
        [
          "\(figures.name(audit.sends.services[pair.first], most: 28)) × \(figures.name(audit.sends.services[pair.second], most: 28))",
          figures.count(pair.people), figures.count(pair.personDays),
          pair.days.prefix(3).map { "\(figures.date($0.day)) (\(figures.count($0.people)))" }.joined(separator: ", "),
        ]
      }
      blocks.append(
        table(
          say(
            "Services that wrote to the same people on the same local day, and the days with most people.",
            "Services qui ont écrit aux mêmes personnes le même jour (heure locale), et les jours les plus touchés."),
          [
            (say("services", "services"), false), (say("people", "personnes"), true),
            (say("days of people", "jours-personnes"), true), (say("days (people)", "jours (personnes)"), false),
          ], Array(rows)))
    }
    if found.pairs.count > AuditReport.rowsMax {
      blocks.append(.paragraph(more(found.pairs.count - AuditReport.rowsMax)))
    }
    return ReportDocument.Section(
      heading: say("Several services on one day", "Plusieurs services le même jour"), blocks: blocks)
  }
}
