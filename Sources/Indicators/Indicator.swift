/// A number of the report. The raw value is its name in files, and stays.
public enum Indicator: String, CaseIterable, Sendable {
  case contacts
  case bounceRate = "bounce_rate"
  case deliveryRate = "delivery_rate"
  case openRate = "open_rate"
  case clickRate = "click_rate"
  case conversionRate = "conversion_rate"
  case rejectionRate = "rejection_rate"
  case value
  case valuePerContact = "value_per_contact"
  case unsubscriptionRate = "unsubscription_rate"
  case complaintRate = "complaint_rate"
  case blockRate = "block_rate"
  case serviceCallRate = "service_call_rate"
  case relationalCost = "relational_cost"
  case sendingCost = "sending_cost"
  case offers
  case offerConversionRate = "offer_conversion_rate"
  case offerValue = "offer_value"
  case satisfactionAnswers = "satisfaction_answers"
  case satisfaction
  case netPromoter = "net_promoter"
  case collisionShare = "collision_share"
  case soonAfterShare = "soon_after_share"
  case pressure7 = "pressure_7_days"
  case pressure30 = "pressure_30_days"
  case decisions
  case abstentionShare = "abstention_share"
  case abstentionsByReason = "abstentions_by_reason"
  case abstentionValue = "abstention_value"
  case abstentionForgone = "abstention_forgone"
  case abstentionRegret = "abstention_regret"
  case reachWithoutAction = "reach_without_action"
  case recency
  case frequency
  case timeSpent = "time_spent"
  case chanceAlive = "chance_alive"
  case expectedPurchases = "expected_purchases"
  case lifetimeValue = "lifetime_value"
  case optOutsAvoided = "opt_outs_avoided"
  case protectedValue = "protected_lifetime_value"
  case holdoutRatio = "holdout_ratio"
  case incrementalBuyers = "incremental_buyers"
  case incrementalValue = "incremental_value"
}

/// What a number is, how sure it is, and what it is made of: one line of docs/INDICATORS.md.
public struct IndicatorDefinition: Hashable, Sendable {
  /// What people call it.
  public var title: String
  /// What it is.
  public var meaning: String
  /// `count`, `share`, `money`, `days`, …
  public var unit: String
  /// How its interval is made.
  public var method: IntervalMethod
  /// What `n` counts.
  public var basis: String
  /// Where it comes from.
  public var source: String
  /// What it can be cut by.
  public var cuts: Cuts

  /// What an indicator is a number of.
  public enum Cuts: String, Hashable, Sendable {
    /// Of contacts: can be cut by everything.
    case contact
    /// Of decisions: by segment, customer and day.
    case decision
    /// Of customers: by segment and customer.
    case customer
    /// Of everything.
    case whole

    /// What it can be cut by.
    public var dimensions: Set<IndicatorDimension> {
      switch self {
      case .contact: Set(IndicatorDimension.allCases)
      case .decision: [.segment, .customer, .day, .hour]
      case .customer: [.segment, .customer]
      case .whole: []
      }
    }
  }
}

/// How an interval is made; all are for 95 %.
public enum IntervalMethod: String, CaseIterable, Sendable {
  /// Everything was counted: there is none.
  case counted = "none, counted"
  /// Wilson's score interval, of as many as the cases are worth where those of one customer are alike.
  case wilson = "Wilson, clustered by customer"
  /// Wilson's score interval of customers.
  case wilsonOfCustomers = "Wilson"
  /// Poisson bootstrap by customer.
  case bootstrap = "bootstrap by customer"
  /// Binomial ranks.
  case ranks = "binomial ranks"
  /// The normal interval of a mean over customers.
  case normal = "normal, by customer"
  /// The normal interval of a mean over draws.
  case normalOfDraws = "normal, by draw"
  /// The delta method over the doubt of maximum likelihood.
  case delta = "delta method"
  /// Wilson's limits of the hazard times the delta method's of the values, each at 97.5 %.
  case bonferroni = "Wilson × delta, Bonferroni"
  /// Newcombe's hybrid of Wilson's intervals.
  case newcombe = "Newcombe"
  /// Welch's interval of a difference of means.
  case welch = "Welch"
}
