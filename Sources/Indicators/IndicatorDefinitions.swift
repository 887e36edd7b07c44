extension Indicator {
  /// What it is, how sure, and made of what.
  public var definition: IndicatorDefinition {
    contactDefinition ?? decisionDefinition ?? customerDefinition ?? valueDefinition
  }

  private static func of(
    _ title: String, _ unit: String, _ method: IntervalMethod, n basis: String, from source: String,
    _ cuts: IndicatorDefinition.Cuts, _ meaning: String
  ) -> IndicatorDefinition {
    IndicatorDefinition(
      title: title, meaning: meaning, unit: unit, method: method, basis: basis, source: source, cuts: cuts)
  }

  private static func share(_ title: String, from source: String, _ meaning: String) -> IndicatorDefinition {
    of(title, "share", .wilson, n: "contacts", from: source, .contact, meaning)
  }

  private var contactDefinition: IndicatorDefinition? {
    switch self {
    case .contacts:
      Self.of(
        "Contacts", "count", .counted, n: "contacts", from: "decisions", .contact,
        "outbound contacts whose moment lies in the period, without those released or bounced")
    case .bounceRate:
      Self.of(
        "Bounced", "share", .wilsonOfCustomers, n: "contacts, bounced ones too", from: "news", .contact,
        "contacts that came back or that the provider refused")
    case .deliveryRate: Self.share("Delivered", from: "news", "delivered, or answered, which is proof of it")
    case .openRate: Self.share("Opened", from: "news", "opened or clicked")
    case .clickRate: Self.share("Clicked", from: "news", "clicked")
    case .conversionRate: Self.share("Converted", from: "news", "accepted")
    case .rejectionRate: Self.share("Rejected", from: "news", "the customer said no")
    case .value:
      Self.of(
        "Value", "money", .counted, n: "contacts", from: "news", .contact,
        "money of conversions: as told, else the worth that the charter gave the action for this customer")
    case .valuePerContact:
      Self.of(
        "Value of a contact", "money", .bootstrap, n: "contacts", from: "news", .contact, "value over contacts")
    case .unsubscriptionRate: Self.share("Unsubscribed", from: "news", "consent was withdrawn by it")
    case .complaintRate: Self.share("Complained", from: "news", "the customer complained of it")
    case .blockRate:
      Self.of(
        "Blocked", "per contact", .bootstrap, n: "contacts", from: "events", .contact,
        "blocks within 7 days after the customer's last contact, over contacts")
    case .serviceCallRate:
      Self.of(
        "Calls to service", "per contact", .bootstrap, n: "contacts", from: "events", .contact,
        "calls to service within 7 days after the customer's last contact, over contacts")
    case .relationalCost:
      Self.of(
        "Relational cost", "money", .bootstrap, n: "contacts", from: "decisions", .contact,
        "C of a contact as its decision had it: sending, wear or hazards, and what it takes from later messages")
    case .sendingCost:
      Self.of(
        "Of it, sending", "money", .bootstrap, n: "contacts", from: "decisions", .contact,
        "what sending a contact costs by the charter of its decision; the rest of C is what it costs the relation")
    case .offers:
      Self.of(
        "Inbound offers", "count", .counted, n: "offers", from: "decisions", .contact,
        "what was said to customers who came, without what was released or bounced")
    case .offerConversionRate:
      Self.of("Offers converted", "share", .wilson, n: "offers", from: "news", .contact, "accepted of inbound offers")
    case .offerValue:
      Self.of("Value of offers", "money", .counted, n: "offers", from: "news", .contact, "value of inbound offers")
    default: pressureDefinition
    }
  }

  private var pressureDefinition: IndicatorDefinition? {
    switch self {
    case .satisfactionAnswers:
      Self.of(
        "Answers to surveys", "count", .counted, n: "answers", from: "events", .contact,
        "first answers to a survey, from 0 to 10, after each contact: of the contact they name, else the last in 7 days"
      )
    case .satisfaction:
      Self.of(
        "Satisfaction after contact", "points", .bootstrap, n: "answers", from: "events", .contact,
        "mean score of these answers")
    case .netPromoter:
      Self.of(
        "Net promoter score", "points of 100", .bootstrap, n: "answers", from: "events", .contact,
        "share of 9 and 10 less share of 0 to 6, times 100")
    case .collisionShare:
      Self.share(
        "Collisions", from: "decisions",
        "contacts on a local day on which the customer had one of another action before")
    case .soonAfterShare:
      Self.share(
        "Soon after", from: "decisions", "contacts less than 24 hours after the one before to the same customer")
    case .pressure7:
      Self.of(
        "Pressure, 7 days", "contacts", .ranks, n: "customers contacted", from: "decisions", .customer,
        "the most contacts of a customer within any 7 days: percentiles over customers with a contact in the period")
    case .pressure30:
      Self.of(
        "Pressure, 30 days", "contacts", .ranks, n: "customers contacted", from: "decisions", .customer,
        "the same within any 30 days")
    default: nil
    }
  }

  private var decisionDefinition: IndicatorDefinition? {
    switch self {
    case .decisions:
      Self.of(
        "Decisions", "count", .counted, n: "decisions", from: "decisions", .decision,
        "decisions of the period to contact or not, proposals and those for customers who came left out")
    case .abstentionShare:
      Self.of(
        "Abstentions", "share", .wilson, n: "decisions", from: "decisions", .decision, "decisions for silence")
    case .abstentionsByReason:
      Self.of(
        "Abstentions by reason", "count", .counted, n: "abstentions", from: "decisions", .decision,
        "decisions for silence by how far the candidate got that got furthest")
    case .abstentionValue:
      Self.of(
        "Value of an abstention", "money", .bootstrap, n: "abstentions", from: "decisions", .decision,
        "what the best permitted candidate would have lost below the floor, on average")
    case .abstentionForgone:
      Self.of(
        "Forgone by an abstention", "money", .bootstrap, n: "abstentions", from: "decisions", .decision,
        "net value of the best candidate that only the contact policy held back, on average: believed, not measured")
    case .abstentionRegret:
      Self.of(
        "Regret of abstentions", "money", .normalOfDraws, n: "even draws", from: "decisions and news", .whole,
        """
        what contacts brought, less their cost, that chance drew evenly in place of silence, where the policy would have kept \
        silent and there was one candidate; above 0 silence lost
        """)
    default: nil
    }
  }

  private var customerDefinition: IndicatorDefinition? {
    switch self {
    case .reachWithoutAction:
      Self.of(
        "Reach without action", "share", .wilsonOfCustomers, n: "customers reachable", from: "decisions", .customer,
        """
        customers of whom a candidate passed consent and reach, and who were never answered with a contact; with the \
        reason that silence had most often
        """)
    case .recency:
      Self.of(
        "Recency", "days", .ranks, n: "customers who interacted", from: "events and news", .customer,
        "days from the last event or answer to the end of the period: percentiles over customers")
    case .frequency:
      Self.of(
        "Frequency", "per 30 days", .normal, n: "customers who interacted", from: "events and news", .customer,
        "events and answers of the period, in 30 days, on average")
    case .timeSpent:
      Self.of(
        "Time spent", "seconds", .normal, n: "customers with durations", from: "events", .customer,
        "seconds that events of the period say they took, on average over customers with any")
    case .chanceAlive:
      Self.of(
        "Chance to be alive", "share", .normal, n: "customers who bought", from: "purchases", .customer,
        "chance that a customer still buys, by BG/NBD, on average; the interval is that of the mean over customers")
    case .expectedPurchases:
      Self.of(
        "Expected purchases", "count", .normal, n: "customers who bought", from: "purchases", .customer,
        "purchases in the next 12 and 24 months, by BG/NBD, on average; the interval is that of the mean over customers"
      )
    default: nil
    }
  }

  private var valueDefinition: IndicatorDefinition {
    switch self {
    case .lifetimeValue:
      Self.of(
        "Lifetime value", "money", .delta, n: "customers who bought", from: "purchases", .customer,
        "worth of purchases expected in 12 and 24 months, discounted by month, by BG/NBD and gamma-gamma, on average")
    case .optOutsAvoided:
      Self.of(
        "Opt-outs avoided", "customers", .wilson, n: "days held back", from: "decisions and news", .whole,
        """
        customers who would have unsubscribed or complained, had they been sent a message on each day on which the contact \
        policy or restraint made silence, at the rate of the period's contacts
        """)
    case .protectedValue:
      Self.of(
        "Protected lifetime value", "money", .bonferroni, n: "customers held back from, who bought",
        from: "decisions, news, purchases", .whole,
        "lifetime value of these customers times their chance of such an opt-out times the share that one is assumed to lose"
      )
    case .holdoutRatio:
      Self.of(
        "Share left alone", "share", .wilsonOfCustomers, n: "customers decided for", from: "decisions", .whole,
        "customers who were left alone to measure; where it does not fit the share due, no difference is shown")
    case .incrementalBuyers:
      Self.of(
        "Incremental buyers", "share", .newcombe, n: "customers decided for", from: "purchases", .whole,
        "share of customers who bought after their first decision, those contact was open to less those left alone, by the charter or by an experiment"
      )
    default:
      Self.of(
        "Incremental value", "money", .welch, n: "customers decided for", from: "purchases", .whole,
        "worth of purchases after the first decision by customer, those contact was open to less those left alone, by the charter or by an experiment"
      )
    }
  }
}
