import Expressions
import Times

/// A market, ready: whom it holds, and the plan that decides about them.
struct MarketPlan: Sendable {
  let name: String
  let countries: [Symbol]
  let when: Rule?
  /// Treatments have the numbers that they have everywhere.
  let plan: CharterPlan
}

extension CharterPlan {
  /// The plan that decides about a customer: the one of the first market that they belong to, or this one.
  ///
  /// A customer belongs to a market by country, and where it has a condition by their attributes; derived features are not known
  /// yet, and make a condition unknown, which is no.
  public func plan(for customer: Customer) -> CharterPlan {
    markets.isEmpty ? self : market(of: customer)?.plan ?? self
  }

  /// The name of the market that a customer belongs to; nothing: none.
  public func marketName(of customer: Customer) -> String? { market(of: customer)?.name }

  private func market(of customer: Customer) -> MarketPlan? {
    markets.first { market in
      guard market.countries.contains(customer.country) else { return false }
      guard let when = market.when else { return true }
      // The moment 0: a market is where somebody lives, not when.
      let evaluator = ProgramEvaluator(programs, now: Instant(secondsSince1970: 0))
      var general = GeneralEvaluation(evaluator: evaluator, row: customer.row)
      return Condition.firstFailing(
        of: [when.condition], slotTypes: charter.slotTypes, customer.row, general: &general) == nil
    }
  }
}
