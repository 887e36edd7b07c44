import Decisions
import Indicators
import Testing
import Times

/// Small logs whose indicators fit on a page.
@Suite struct HandComputedTests {
  private static let monday: Int64 = 1_790_000_000 - 1_790_000_000 % 86_400
  private static let day: Int64 = 86_400

  /// A decision for customer 1, 2, … at an hour of a day, with contacts `action/channel`.
  private func said(
    _ customer: Int64, day: Int64, hour: Int64, _ what: [(String, String)], origin: UInt64, cost: Double = 0
  ) -> DecisionFact {
    let at = Self.monday + day * Self.day + hour * 3600
    return DecisionFact(
      customer: customer, name: "c\(customer)", atSeconds: at,
      contacts: what.enumerated().map { place, one in
        ContactFact(
          origin: origin << 4 | UInt64(place), atSeconds: at, action: one.0, channel: one.1, purpose: "offers",
          value: 50, cost: cost, sendCost: cost / 4)
      })
  }

  private func silent(_ customer: Int64, day: Int64, _ reason: Reason, forgone: Double = 0) -> DecisionFact {
    let at = Self.monday + day * Self.day
    return DecisionFact(
      customer: customer, name: "c\(customer)", atSeconds: at,
      abstention: Abstention(reason: reason, value: 0, forgone: forgone, nextLook: Instant(secondsSince1970: at)))
  }

  private func news(
    _ customer: Int64, _ origin: UInt64, _ kind: NewsFact.Kind, day: Int64, value: Double? = nil
  ) -> NewsFact {
    NewsFact(
      customer: customer, origin: origin << 4, kind: kind, atSeconds: Self.monday + day * Self.day, value: value)
  }

  /// Ada has three messages on two days, Bob one that bounced and one that sold, Eve only silence.
  private func small(by dimensions: [IndicatorDimension] = []) -> IndicatorReport {
    var fold = IndicatorFold(by: dimensions)
    func decide(_ fact: DecisionFact) {
      fold.advance(to: fact.atSeconds)
      fold.decide(fact)
    }
    decide(said(1, day: 0, hour: 9, [("card", "email")], origin: 1, cost: 0.4))
    decide(said(1, day: 0, hour: 18, [("loan", "sms")], origin: 2, cost: 0.8))
    decide(said(2, day: 0, hour: 9, [("card", "email")], origin: 3, cost: 0.4))
    fold.hear(news(2, 3, .bounced, day: 0))
    fold.hear(news(1, 1, .clicked, day: 1))
    decide(said(2, day: 2, hour: 9, [("card", "email")], origin: 4, cost: 0.4))
    fold.hear(news(2, 4, .converted, day: 3))
    decide(silent(3, day: 3, .cap, forgone: 4))
    decide(silent(3, day: 4, .spacing, forgone: 2))
    decide(silent(3, day: 5, .spacing, forgone: 3))
    decide(said(1, day: 8, hour: 9, [("card", "email")], origin: 5, cost: 0.4))
    fold.hear(news(1, 5, .unsubscribed, day: 9))
    fold.advance(to: Self.monday + 10 * Self.day)
    return fold.report()
  }

  private func value(_ report: IndicatorReport, _ indicator: Indicator, _ detail: String = "") -> Double? {
    report[indicator].first { $0.detail == detail && $0.group.allSatisfy(\.isEmpty) }?.value
  }

  @Test("Three customers of one brand")
  func three() {
    let report = small()
    #expect(value(report, .contacts) == 4)
    #expect(value(report, .bounceRate) == 0.2)
    #expect(value(report, .deliveryRate) == 0.75)
    #expect(value(report, .clickRate) == 0.25)
    #expect(value(report, .conversionRate) == 0.25)
    #expect(value(report, .value) == 50)
    #expect(value(report, .valuePerContact) == 12.5)
    #expect(value(report, .unsubscriptionRate) == 0.25)
    #expect(value(report, .relationalCost) == 0.5)
    #expect(value(report, .sendingCost) == 0.125)
    // The loan came on the day of the card, nine hours after it.
    #expect(value(report, .collisionShare) == 0.25)
    #expect(value(report, .soonAfterShare) == 0.25)
    // Ada: two within seven days, three within thirty; Bob: one.
    #expect(value(report, .pressure7, "max") == 2)
    #expect(value(report, .pressure30, "max") == 3)
    #expect(value(report, .pressure30, "p50") == 1)
    #expect(value(report, .decisions) == 8)
    #expect(value(report, .abstentionShare) == 3.0 / 8)
    #expect(value(report, .abstentionsByReason, "spacing") == 2)
    #expect(value(report, .abstentionForgone) == 3)
    #expect(value(report, .reachWithoutAction) == 1.0 / 3)
    #expect(value(report, .reachWithoutAction, "spacing") == 1.0 / 3)
    // One contact in four was the last; Eve was spared three: 1 − (3/4)³ of her.
    #expect(abs((value(report, .optOutsAvoided) ?? 0) - (1 - 27.0 / 64)) < 1e-12)
    #expect(report[.optOutsAvoided].first?.n == 3)
  }

  @Test("Cut by channel and action")
  func cut() {
    let report = small(by: [.channel, .action])
    #expect(report[.contacts].map(\.group) == [["", ""], ["email", "card"], ["sms", "loan"]])
    #expect(report[.contacts].map(\.value) == [4, 3, 1])
    #expect(report[.value].map(\.value) == [50, 50, 0])
    // Decisions have no channel: they are told of all.
    #expect(report[.decisions].map(\.group) == [["", ""]])
  }

  @Test("Regret is what even draws brought less their cost, where the policy would have kept silent")
  func regret() {
    var fold = IndicatorFold()
    for customer in 1...6 as ClosedRange<Int64> {
      var fact =
        customer % 2 == 0
        ? silent(customer, day: 0, .silenceDrawn)
        : said(customer, day: 0, hour: 0, [("card", "email")], origin: UInt64(customer), cost: 1)
      fact.evenDraw = .init(policyAbstains: customer < 5)
      fold.advance(to: fact.atSeconds)
      fold.decide(fact)
    }
    fold.hear(news(1, 1, .converted, day: 1, value: 9))
    // Draws 1 to 4 count: 2 × (9 − 1), 0, 2 × (0 − 1), 0.
    let row = fold.report()[.abstentionRegret].first
    #expect(row?.value == 3.5)
    #expect(row?.n == 4)
  }

  @Test("A survey's answer belongs to the message it names, else to the last one of seven days")
  func satisfaction() {
    var fold = IndicatorFold(by: [.channel])
    for fact in [
      said(1, day: 0, hour: 9, [("card", "email")], origin: 1), said(1, day: 1, hour: 9, [("loan", "sms")], origin: 2),
    ] {
      fold.advance(to: fact.atSeconds)
      fold.decide(fact)
    }
    func answer(_ score: Double, day: Int64, about: UInt64? = nil) {
      fold.happen(
        EventFact(
          customer: 1, name: "survey_answered", atSeconds: Self.monday + day * Self.day, score: score, about: about))
    }
    answer(9, day: 2)
    answer(3, day: 2, about: 1 << 4)
    answer(10, day: 20)
    let report = fold.report()
    let rows = report[.netPromoter]
    #expect(rows.map(\.group) == [[""], ["email"], ["sms"], [""]])
    #expect(rows.map(\.value) == [0, -100, 100, 100])
    #expect(rows.last?.detail == "no contact")
  }

  @Test("A customer who became part of another counts as one")
  func merged() {
    func report(merging: Bool) -> IndicatorReport {
      var fold = IndicatorFold()
      let second: Int64 = merging ? 2 : 1
      for fact in [
        said(1, day: 0, hour: 9, [("card", "email")], origin: 1),
        said(second, day: 0, hour: 12, [("loan", "sms")], origin: 2),
      ] {
        fold.advance(to: fact.atSeconds)
        fold.decide(fact)
      }
      if merging { fold.merge(2, into: 1) }
      fold.hear(news(1, 2, .clicked, day: 1))
      return fold.report()
    }
    let (one, two) = (report(merging: false), report(merging: true))
    for indicator in [Indicator.contacts, .collisionShare, .pressure7, .recency, .frequency, .reachWithoutAction] {
      #expect(one[indicator].map(\.value) == two[indicator].map(\.value), "\(indicator)")
      #expect(one[indicator].map(\.n) == two[indicator].map(\.n), "\(indicator)")
    }
  }
}
