extension IndicatorFold {
  /// What is told of contacts, group by group.
  func contactRows() -> [IndicatorRow] {
    groups(.contact, isInbound: false, having: .contacts).flatMap { contactRows($0.group, $0.sums) }
      + groups(.contact, isInbound: true, having: .contacts).flatMap { offerRows($0.group, $0.sums) }
      + unattributedRows()
  }

  private func contactRows(_ group: [String], _ sums: CellSums) -> [IndicatorRow] {
    let n = Int(sums[.contacts])
    func share(_ indicator: Indicator, _ metric: Metric) -> IndicatorRow {
      IndicatorRow(
        indicator, group, value: n > 0 ? sums[metric] / Double(n) : nil,
        interval: sums.share(metric, of: .contacts), n: n)
    }
    func mean(_ indicator: Indicator, _ metric: Metric) -> IndicatorRow {
      IndicatorRow(
        indicator, group, value: n > 0 ? sums[metric] / Double(n) : nil,
        interval: sums.ratio(metric, .contacts), n: n)
    }
    return [
      IndicatorRow(.contacts, group, value: Double(n), n: n), bounceRow(group, sums),
      share(.deliveryRate, .delivered), share(.openRate, .opened), share(.clickRate, .clicked),
      share(.conversionRate, .converted), share(.rejectionRate, .rejected),
      IndicatorRow(.value, group, value: sums[.value], n: n), mean(.valuePerContact, .value),
      share(.unsubscriptionRate, .unsubscribed), share(.complaintRate, .complained), mean(.blockRate, .blocks),
      mean(.serviceCallRate, .serviceCalls), mean(.relationalCost, .cost), mean(.sendingCost, .sendCost),
      share(.collisionShare, .collisions), share(.soonAfterShare, .soon),
    ] + satisfactionRows(group, sums)
  }

  private func bounceRow(_ group: [String], _ sums: CellSums) -> IndicatorRow {
    // What bounced is no contact: the basis is both.
    let n = sums[.contacts] + sums[.bounced]
    return IndicatorRow(
      .bounceRate, group, value: n > 0 ? sums[.bounced] / n : nil, interval: Interval.share(sums[.bounced], of: n),
      n: Int(n))
  }

  private func satisfactionRows(_ group: [String], _ sums: CellSums) -> [IndicatorRow] {
    let n = Int(sums[.surveys])
    let promotion = sums.ratioOfDifference(.promoters, .detractors, .surveys)
    return [
      IndicatorRow(.satisfactionAnswers, group, value: Double(n), n: n),
      IndicatorRow(
        .satisfaction, group, value: n > 0 ? sums[.scores] / Double(n) : nil, interval: sums.ratio(.scores, .surveys),
        n: n),
      IndicatorRow(
        .netPromoter, group, value: n > 0 ? 100 * (sums[.promoters] - sums[.detractors]) / Double(n) : nil,
        interval: promotion.map { Interval(low: 100 * $0.low, high: 100 * $0.high) }, n: n),
    ]
  }

  /// Answers that belong to no contact, beside the others.
  private func unattributedRows() -> [IndicatorRow] {
    let group = dimensions.map { _ in "" }
    let n = Int(unattributedScores.count)
    guard n > 0 else { return [] }
    let detail = "no contact"
    return [
      IndicatorRow(.satisfactionAnswers, group, detail: detail, value: Double(n), n: n),
      IndicatorRow(
        .satisfaction, group, detail: detail, value: unattributedScores.mean, interval: nil, n: n),
      IndicatorRow(
        .netPromoter, group, detail: detail, value: unattributedPromotion.mean.map { 100 * $0 }, interval: nil, n: n),
    ]
  }

  private func offerRows(_ group: [String], _ sums: CellSums) -> [IndicatorRow] {
    let n = Int(sums[.contacts])
    return [
      IndicatorRow(.offers, group, value: Double(n), n: n),
      IndicatorRow(
        .offerConversionRate, group, value: n > 0 ? sums[.converted] / Double(n) : nil,
        interval: sums.share(.converted, of: .contacts), n: n),
      IndicatorRow(.offerValue, group, value: sums[.value], n: n),
    ]
  }

  // MARK: Decisions

  /// What is told of decisions, group by group.
  func decisionRows() -> [IndicatorRow] {
    groups(.decision, isInbound: false, having: .decisions).flatMap { decisionRows($0.group, $0.sums) }
  }

  private func decisionRows(_ group: [String], _ sums: CellSums) -> [IndicatorRow] {
    let (n, silent) = (Int(sums[.decisions]), Int(sums[.abstentions]))
    func mean(_ indicator: Indicator, _ metric: Metric) -> IndicatorRow {
      IndicatorRow(
        indicator, group, value: silent > 0 ? sums[metric] / Double(silent) : nil,
        interval: sums.ratio(metric, .abstentions), n: silent)
    }
    var rows = [
      IndicatorRow(.decisions, group, value: Double(n), n: n),
      IndicatorRow(
        .abstentionShare, group, value: n > 0 ? Double(silent) / Double(n) : nil,
        interval: sums.share(.abstentions, of: .decisions), n: n),
    ]
    for (reason, count) in sums.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      rows.append(
        IndicatorRow(
          .abstentionsByReason, group, detail: ReasonName.of(reason), value: Double(count), n: silent))
    }
    return rows + [mean(.abstentionValue, .abstentionValue), mean(.abstentionForgone, .forgone)]
  }

  /// What silence lost, where chance decided.
  func regretRows() -> [IndicatorRow] {
    let estimate = regret.regret
    return [
      IndicatorRow(
        .abstentionRegret, dimensions.map { _ in "" }, value: estimate?.mean,
        interval: regretCount >= 10 ? estimate.map { .normal($0.mean, $0.deviation) } : nil, n: regretCount)
    ]
  }
}

extension CellSums {
  /// The interval of a difference over something, over draws of customers; nothing where they are worth fewer than ten.
  func ratioOfDifference(_ first: Metric, _ second: Metric, _ below: Metric) -> Interval? {
    guard let worth = customersWorth(below), worth >= 10, let a = ratios(first, below), let b = ratios(second, below)
    else { return nil }
    return Interval.ofDraws(zip(a, b).map { $0 - $1 })
  }
}
