import Decisions

/// What a decision is rewarded by.
public struct RewardRule: Hashable, Sendable {
  /// What is looked for.
  public enum Source: Hashable, Sendable {
    /// Whether the contact of the first answer came to this, or to more of its kind (clicked is opened as well): 1 or 0; silence has 0.
    case outcome(FeedbackKind)
    /// The money that news of the first answer's conversion told, 0 where it told none.
    case outcomeAmount
    /// Whether the customer did this: 1 or 0, after silence as well.
    case event(String)
    /// The sum of the amounts of these events, after silence as well.
    case eventAmount(String)
  }

  /// What is looked for.
  public var source: Source
  /// How long after the decision it counts, in seconds; above 0.
  public var withinSeconds: Int64
  /// The most that one decision is rewarded by; infinite: anything. What is more counts as this.
  public var rewardMax: Double

  /// Makes a rule.
  public init(source: Source, withinSeconds: Int64, rewardMax: Double = .infinity) {
    self.source = source
    self.withinSeconds = withinSeconds
    self.rewardMax = rewardMax
  }

  /// Whether the reward is money.
  public var isMoney: Bool {
    switch source {
    case .outcome, .event: false
    case .outcomeAmount, .eventAmount: true
    }
  }

  /// The greatest reward that there may be; infinite where nobody said.
  public var limit: Double { isMoney ? rewardMax : min(1, rewardMax) }
}

extension FeedbackKind {
  /// Whether this news says as much as other news does: a conversion says that it was clicked and opened.
  func says(_ other: FeedbackKind) -> Bool {
    let ladder: [FeedbackKind] = [.delivered, .opened, .clicked, .converted]
    guard let own = ladder.firstIndex(of: self), let asked = ladder.firstIndex(of: other) else { return self == other }
    return own >= asked
  }
}

/// What came of decisions, gathered from the log.
struct RewardTally {
  private let rule: RewardRule
  private var ofDecision: [Position: [(seconds: Int64, amount: Double)]] = [:]
  private var ofCustomer: [CustomerNumber: [(seconds: Int64, amount: Double)]] = [:]
  /// Who became part of whom.
  private var survivors: [CustomerNumber: CustomerNumber] = [:]

  init(_ rule: RewardRule) { self.rule = rule }

  /// Takes an entry of the log.
  mutating func take(_ entry: Entry) {
    switch (rule.source, entry.kind) {
    case (_, .merged):
      if case .merged(let survivor)? = try? EntryBody(entry) { survivors[entry.customer] = survivor }
    case (.outcome(let kind), .feedback):
      guard case .feedback(let news)? = try? EntryBody(entry), news.choice == 0, news.kind.says(kind) else { return }
      ofDecision[news.decision, default: []].append((news.at.secondsSince1970, 1))
    case (.outcomeAmount, .feedback):
      guard case .feedback(let news)? = try? EntryBody(entry), news.choice == 0, news.kind == .converted else { return }
      ofDecision[news.decision, default: []].append((news.at.secondsSince1970, news.value ?? 0))
    case (.event(let name), .event), (.eventAmount(let name), .event):
      guard case .event(let event)? = try? EntryBody(entry), event.name == name else { return }
      ofCustomer[entry.customer, default: []].append((event.atMilliseconds / 1_000, event.amount))
    default: break
    }
  }

  /// Who a customer is now.
  func survivor(of customer: CustomerNumber) -> CustomerNumber {
    var customer = customer
    // A circle cannot be, but a damaged log must not hang.
    for _ in 0..<64 {
      guard let next = survivors[customer] else { break }
      customer = next
    }
    return customer
  }

  /// Puts together what those did who became one.
  mutating func settle() {
    for customer in ofCustomer.keys.sorted() where survivors[customer] != nil {
      guard let moved = ofCustomer.removeValue(forKey: customer) else { continue }
      ofCustomer[survivor(of: customer), default: []] += moved
    }
  }

  /// The reward of a decision.
  func reward(of decision: Position, _ customer: CustomerNumber, at seconds: Int64) -> Double {
    let found =
      switch rule.source {
      case .outcome, .outcomeAmount: ofDecision[decision] ?? []
      case .event, .eventAmount: ofCustomer[survivor(of: customer)] ?? []
      }
    let last = seconds + rule.withinSeconds
    var sum = 0.0
    for one in found where one.seconds >= seconds && one.seconds <= last { sum += rule.isMoney ? one.amount : 1 }
    return min(rule.isMoney ? sum : min(sum, 1), rule.rewardMax)
  }
}
