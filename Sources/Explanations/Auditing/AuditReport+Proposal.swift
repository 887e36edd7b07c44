import Audits

extension AuditReport {
  // MARK: What caps would have done

  var thresholds: ReportDocument.Section {
    let found = audit.thresholds
    let known = audit.sends.knownAnswers
    var blocks: [ReportDocument.Block] = []
    if found.total.sends == 0 {
      let text = say("There is no marketing message.", "Il n’y a aucun message de marketing.")
      return ReportDocument.Section(heading: thresholdsHeading, blocks: [.paragraph(text)])
    }
    if !known.isEmpty { blocks.append(fatigue) }
    let rows = found.caps.filter { $0.held.sends > 0 }.filter { trial in
      // A few of each window: the table of all is in the JSON.
      [1, 2, 3, 4, 5, 8, 12].contains(trial.max)
    }
    if rows.isEmpty {
      blocks.append(
        .paragraph(
          say(
            "No cap of one message or more in a day, a week, two weeks or a month would have held anything back.",
            "Aucun plafond d’un message ou plus par jour, semaine, quinzaine ou mois n’aurait rien retenu.")))
    } else {
      blocks.append(
        table(
          say(
            "What a cap of marketing messages, all channels together, would have held back.",
            "Ce qu’un plafond de messages de marketing, tous canaux ensemble, aurait retenu."), effectColumns(known),
          rows.map { [capName($0)] + effect($0.held, people: $0.people) }))
    }
    let spacings = found.spacings.filter { $0.held.sends > 0 }
    if !spacings.isEmpty {
      blocks.append(
        table(
          say(
            "What a least time between two marketing messages would have held back.",
            "Ce qu’un délai minimal entre deux messages de marketing aurait retenu."), effectColumns(known),
          spacings.map { [figures.duration(seconds: $0.windowSeconds)] + effect($0.held, people: $0.people) }))
    }
    return ReportDocument.Section(heading: thresholdsHeading, blocks: blocks)
  }

  private var thresholdsHeading: String { say("What thresholds would have done", "Ce que des seuils auraient fait") }

  private func capName(_ trial: CapTrial) -> String {
    let window = figures.duration(seconds: trial.windowSeconds)
    return say("\(trial.max) in \(window)", "\(trial.max) en \(window)")
  }

  private var fatigue: ReportDocument.Block {
    let rows = audit.thresholds.byMessagesBefore.enumerated().filter { $0.element.sends > 0 }.map { before, counts in
      [
        before == Thresholds.capMax ? say("\(before) and more", "\(before) et plus") : "\(before)",
        figures.count(counts.sends), figures.percent(counts.opens.share), figures.percent(counts.clicks.share),
        interval(counts.clicks), figures.percent(counts.unsubscriptions.share),
      ]
    }
    return table(
      say(
        "How marketing messages were answered, by the number of others in the seven days before.",
        "Réponses aux messages de marketing, selon le nombre d’autres dans les sept jours précédents."),
      [
        (say("messages before", "messages avant"), false), (say("sends", "envois"), true),
        (say("opened", "ouverts"), true),
        (say("clicked", "cliqués"), true), (say("95 times in 100 between", "95 fois sur 100 entre"), true),
        (say("unsubscribed", "désabonnés"), true),
      ], rows)
  }

  private func interval(_ rate: Rate) -> String {
    rate.count == 0 ? "–" : "\(figures.percent(rate.interval.lowerBound))–\(figures.percent(rate.interval.upperBound))"
  }

  private func effectColumns(_ known: SendAnswers) -> [(String, isNumber: Bool)] {
    var columns: [(String, isNumber: Bool)] = [
      (say("at most", "au plus"), false), (say("held back", "retenus"), true), (say("of sends", "des envois"), true),
      (say("people", "personnes"), true), (say("of people", "des personnes"), true),
    ]
    if known.contains(.clicked) {
      columns += [(say("clicks, held", "clics, retenus"), true), (say("clicks, kept", "clics, gardés"), true)]
    } else if known.contains(.opened) {
      columns += [(say("opens, held", "ouverts, retenus"), true), (say("opens, kept", "ouverts, gardés"), true)]
    }
    return columns
  }

  private func effect(_ held: AnswerCounts, people: Int) -> [String] {
    let total = audit.thresholds.total
    var cells = [
      figures.count(held.sends), figures.percent(Rate(hits: held.sends, count: total.sends).share),
      figures.count(people), figures.percent(Rate(hits: people, count: audit.thresholds.people).share),
    ]
    let kept = audit.thresholds.kept(without: held)
    if audit.sends.knownAnswers.contains(.clicked) {
      cells += [figures.percent(held.clicks.share), figures.percent(kept.clicks.share)]
    } else if audit.sends.knownAnswers.contains(.opened) {
      cells += [figures.percent(held.opens.share), figures.percent(kept.opens.share)]
    }
    return cells
  }

  // MARK: What is proposed

  var proposal: ReportDocument.Section {
    let found = audit.proposal
    let basis = say(
      "A threshold is proposed where what it holds back brought at most 5 % of the clicks and is surely clicked less than the rest; where answers do not tell, where it holds back at most 10 % of marketing messages.",
      "Un seuil est proposé quand ce qu’il retient a apporté au plus 5 % des clics et est cliqué avec certitude moins que le reste ; quand les réponses ne le disent pas, quand il retient au plus 10 % des messages de marketing."
    )
    var blocks: [ReportDocument.Block] = [.paragraph(basis), .list(proposalSentences)]
    blocks.append(
      .paragraph(
        say(
          "These sends were not drawn by chance: people who were written to often may click less for other reasons. A holdout of the rule tells what it is worth.",
          "Ces envois n’ont pas été tirés au sort : les personnes très sollicitées cliquent peut-être moins pour d’autres raisons. Un groupe témoin de la règle dit ce qu’elle vaut."
        )))
    blocks.append(.paragraph(say("As a policy.yaml:", "En policy.yaml :")))
    blocks.append(.code(found.policyText.trimmedNewline))
    return ReportDocument.Section(heading: say("Proposed thresholds", "Seuils proposés"), blocks: blocks)
  }

  private var proposalSentences: [String] {
    let found = audit.proposal
    var items = found.caps.map { limit in
      let window = figures.duration(seconds: limit.trial.windowSeconds)
      return sentence(
        say(
          "At most \(limit.trial.max) marketing contacts in \(window)",
          "Au plus \(limit.trial.max) contacts de marketing en \(window)"),
        limit.trial.held, people: limit.trial.people)
    }
    if let spacing = found.spacing {
      let least = figures.duration(seconds: spacing.trial.windowSeconds)
      items.append(
        sentence(
          say("At least \(least) between two marketing contacts", "Au moins \(least) entre deux contacts de marketing"),
          spacing.trial.held, people: spacing.trial.people))
    }
    if let quiet = found.quietHours {
      let moved = figures.percent(quiet.moved.share)
      items.append(
        say(
          "With no text message, push or call for marketing between \(quiet.fromHour):00 and \(quiet.toHour):00, \(figures.count(quiet.moved.hits)) of them (\(moved)) would have waited, for \(figures.count(quiet.people)) people.",
          "Sans SMS, notification ni appel de marketing entre \(quiet.fromHour) h et \(quiet.toHour) h, \(figures.count(quiet.moved.hits)) d’entre eux (\(moved)) auraient attendu, pour \(figures.count(quiet.people)) personnes."
        ))
    }
    if let all = proposalSentence, found.caps.count + (found.spacing == nil ? 0 : 1) > 1 { items.append(all) }
    if items.isEmpty { items = [say("No threshold is proposed.", "Aucun seuil n’est proposé.")] }
    return items
  }

  /// What everything that is proposed would have held back together; nothing where nothing is proposed.
  var proposalSentence: String? {
    let found = audit.proposal
    guard !found.caps.isEmpty || found.spacing != nil else { return nil }
    return sentence(
      say("The proposed thresholds together", "L’ensemble des seuils proposés"), found.held, people: found.heldPeople)
  }

  private func sentence(_ subject: String, _ held: AnswerCounts, people: Int) -> String {
    let total = audit.thresholds.total
    let sends = figures.percent(Rate(hits: held.sends, count: total.sends).share)
    let touched = figures.percent(Rate(hits: people, count: audit.thresholds.people).share)
    let plain = say(
      "\(subject) would have held back \(sends) of marketing sends, touching \(touched) of people",
      "\(subject) : aurait retenu \(sends) des envois de marketing et touché \(touched) des personnes")
    let kept = audit.thresholds.kept(without: held)
    let known = audit.sends.knownAnswers
    if known.contains(.clicked), held.measured > 0, total.clicked > 0 {
      return plain
        + say(
          "; those sends had a click rate of \(figures.percent(held.clicks.share)) against \(figures.percent(kept.clicks.share)).",
          " ; ces envois avaient un taux de clic de \(figures.percent(held.clicks.share)) contre \(figures.percent(kept.clicks.share))."
        )
    }
    if known.contains(.opened), held.measured > 0, total.opened > 0 {
      return plain
        + say(
          "; those sends had an open rate of \(figures.percent(held.opens.share)) against \(figures.percent(kept.opens.share)).",
          " ; ces envois avaient un taux d’ouverture de \(figures.percent(held.opens.share)) contre \(figures.percent(kept.opens.share))."
        )
    }
    return plain + "."
  }
}

extension String {
  /// Without the line break at its end.
  fileprivate var trimmedNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
