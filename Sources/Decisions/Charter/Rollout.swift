/// A part of the customers that an action, or a whole charter, has reached; a step adds to those before it.
public struct RolloutStep: Hashable, Sendable {
  /// ISO 3166-1 codes; empty: every country.
  public var countries: [String]
  /// ISO 3166-2 codes; empty: every region. A customer whose region is unknown is in none.
  public var regions: [String]
  /// The share of the customers of these places, 0 … 1.
  public var share: Double
  /// Customers by id; where there are some, only they belong to the step.
  public var pilots: [String]

  /// Makes a step; without anything it is everybody.
  public init(countries: [String] = [], regions: [String] = [], share: Double = 1, pilots: [String] = []) {
    self.countries = countries
    self.regions = regions
    self.share = share
    self.pilots = pilots
  }
}

/// A rate that must not grow with a roll-out.
public struct RolloutGuard: Hashable, Sendable {
  /// The outcomes of contacts that are counted.
  public var outcomes: [ContactOutcome]
  /// By how much the rate may lie above that of customers outside, as a difference of rates: 0.001 = 0.1 percentage point.
  public var tolerance: Double

  /// Makes a guard-rail.
  public init(outcomes: [ContactOutcome], tolerance: Double) {
    self.outcomes = outcomes
    self.tolerance = tolerance
  }
}

/// How something new reaches customers: step by step, and nobody who was in falls out.
public struct Rollout: Sendable {
  /// The step of a roll-out that was stopped: it reaches nobody.
  public static let stopped = -1

  /// Its name, and the salt of the draw: another name draws other people.
  public var name: String
  /// The steps, from the first.
  public var steps: [RolloutStep]
  /// What the widening hangs on.
  public var guards: [RolloutGuard]
  /// The chance, 0 … 1, that a harmless roll-out is ever stopped, and that a harmful one is ever widened.
  public var risk: Double
  /// How long a step lasts at least, in seconds.
  public var holdSeconds: Int64

  /// Makes a roll-out.
  public init(
    name: String, steps: [RolloutStep], guards: [RolloutGuard] = [], risk: Double = 0.05,
    holdSeconds: Int64 = 7 * 86_400
  ) {
    self.name = name
    self.steps = steps
    self.guards = guards
    self.risk = risk
    self.holdSeconds = holdSeconds
  }

  /// Whether nobody is left out at a step.
  public func reachesEverybody(step: Int) -> Bool {
    guard step >= 0 else { return false }
    return steps.prefix(step + 1).contains {
      $0.countries.isEmpty && $0.regions.isEmpty && $0.pilots.isEmpty && $0.share >= 1
    }
  }
}

/// A roll-out, by numbers.
public struct RolloutPlan: Sendable {
  private struct Step: Sendable {
    let countries: [Symbol]
    let regions: [Symbol]
    let share: Double
    let pilots: Set<UInt64>
  }

  /// Its name.
  public let name: String
  private let salt: UInt64
  private let steps: [Step]

  /// Makes a plan.
  public init(_ rollout: Rollout) {
    name = rollout.name
    salt = Chance.key(of: rollout.name)
    steps = rollout.steps.map { step in
      Step(
        countries: step.countries.map { Symbol($0) }, regions: step.regions.map { Symbol($0) }, share: step.share,
        pilots: Set(step.pilots.map { Chance.key(of: $0) }))
    }
  }

  /// Whether a roll-out that stands at a step reaches a customer: whether one of the steps up to it does.
  public func reaches(_ customer: Customer, step: Int) -> Bool {
    guard step >= 0 else { return false }
    return steps.prefix(step + 1).contains { step in
      if !step.pilots.isEmpty { return step.pilots.contains(customer.key) }
      return (step.countries.isEmpty || step.countries.contains(customer.country))
        && (step.regions.isEmpty || step.regions.contains(customer.region))
        && (step.share >= 1 || Chance.uniform(customer.key, salt: salt) < step.share)
    }
  }
}
