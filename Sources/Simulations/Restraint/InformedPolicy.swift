import Decisions

/// What of a customer's habits is given.
public enum InformedHabit: Hashable, Sendable, CaseIterable {
  /// Nothing: what no learner without a customer's own past can know beforehand.
  case nothing
  /// How often they answer beside others.
  case level
  /// What SMS is to them beside e-mail.
  case role
}

/// The policy that knows all that is true of the population, and finds out each customer by Bayes' rule over the kinds
/// of customers: how far learning about the population can lead.
///
/// It takes what is worth most on average over what it believes of the customer, and a message's information besides.
struct InformedPolicy {
  /// What finding out is worth, in money, for each unit of information: the share of an answer's variance that kinds
  /// explain. Of 0, 0.1, 0.3, 1, 2 and 4 the best with the seeds 11 to 13.
  private static let curiosity = 2.0
  private let world: RestraintWorld
  private let oracle: RestraintOracle
  /// Of each customer, how likely each kind is.
  private var beliefs: [[Double]]

  init(_ world: RestraintWorld, _ oracle: RestraintOracle, customerCount: Int, known: InformedHabit) {
    self.world = world
    self.oracle = oracle
    beliefs = (0..<customerCount).map { customer in
      let truth = world.kind(of: customer)
      let possible = RestraintWorld.kinds.map { kind in
        switch known {
        case .nothing: true
        case .level: kind.level == truth.level
        case .role: kind.role == truth.role
        }
      }
      let share = 1 / Double(possible.count { $0 })
      return possible.map { $0 ? share : 0 }
    }
  }

  func choose(_ customer: Int, offer: Int, pressure: Double) -> RestraintWorld.Message? {
    let decay = world.dailyDecay
    let kept = world.dailyDiscount * (1 - world.hazard(pressure: pressure))
    var (silence, after) = (0.0, 0.0)
    for (kind, belief) in beliefs[customer].enumerated() where belief > 0 {
      silence += belief * world.dailyDiscount * oracle.value(kind: kind, pressure: pressure * decay)
      after += belief * kept * oracle.value(kind: kind, pressure: (pressure + 1) * decay)
    }
    var best: RestraintWorld.Message?
    var most = silence
    for message in RestraintWorld.Message.all {
      var (worth, mean, square) = (after, 0.0, 0.0)
      for (kind, belief) in zip(RestraintWorld.kinds, beliefs[customer]) where belief > 0 {
        worth += belief * world.gain(message, day: offer, kind, pressure: pressure)
        let answer = world.answer(message, kind, pressure: pressure)
        mean += belief * answer
        square += belief * answer * answer
      }
      worth += InformedPolicy.curiosity * max(0, square - mean * mean) / (mean * (1 - mean))
      if worth > most {
        most = worth
        best = message
      }
    }
    return best
  }

  mutating func observe(
    _ customer: Int, _ message: RestraintWorld.Message, pressure: Double, isAnswered: Bool
  ) {
    var sum = 0.0
    for (index, kind) in RestraintWorld.kinds.enumerated() {
      let answer = world.answer(message, kind, pressure: pressure)
      beliefs[customer][index] *= isAnswered ? answer : 1 - answer
      sum += beliefs[customer][index]
    }
    for index in beliefs[customer].indices { beliefs[customer][index] /= sum }
  }
}
