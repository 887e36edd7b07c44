/// What a market does with a channel.
public struct MarketChannel: Hashable, Sendable {
  /// The position of the channel in ``Charter/channels``.
  public var channel: Int
  /// Whether it is used at all.
  public var isActive: Bool
  /// Positions of the purposes that it is used for; empty: all.
  public var purposes: [Int]
  /// The price of one message; nothing: the channel's.
  public var sendCost: Double?
  /// Pressure of one contact in hundredths; nothing: the channel's.
  public var weightHundredths: UInt16?
  /// Business boost of every treatment on it, 0.5 = +50 %.
  public var lever: Double

  /// Makes an override.
  public init(
    channel: Int, isActive: Bool = true, purposes: [Int] = [], sendCost: Double? = nil,
    weightHundredths: UInt16? = nil, lever: Double = 0
  ) {
    self.channel = channel
    self.isActive = isActive
    self.purposes = purposes
    self.sendCost = sendCost
    self.weightHundredths = weightHundredths
    self.lever = lever
  }
}

/// What a market does with an action.
public struct MarketAction: Hashable, Sendable {
  /// The name of the action.
  public var action: String
  /// Whether it exists in the market.
  public var isActive: Bool
  /// Positions of the channels on which it is said; empty: all of its own.
  public var channels: [Int]

  /// Makes an override.
  public init(action: String, isActive: Bool = true, channels: [Int] = []) {
    self.action = action
    self.isActive = isActive
    self.channels = channels
  }
}

/// Customers of some countries, for whom parts of the charter are different.
public struct Market: Sendable {
  /// Its name in the charter.
  public var name: String
  /// ISO 3166-1 codes.
  public var countries: [String]
  /// Who belongs to it in these countries, by attributes; nothing: everybody. One that cannot be evaluated is false.
  public var when: Rule?
  /// The least net value worth a contact; nothing: the charter's. Floors of purposes stay.
  public var floor: Double?
  /// Levers by name of the issue, which replace the charter's.
  public var issueLevers: [String: Double] = [:]
  /// Levers by name of the group.
  public var groupLevers: [String: Double] = [:]
  /// Levers by name of the action.
  public var actionLevers: [String: Double] = [:]
  /// What is different of channels.
  public var channels: [MarketChannel] = []
  /// What is different of actions.
  public var actions: [MarketAction] = []
  /// Rules of the contact policy that hold here as well.
  public var policy = ContactPolicy()
  /// Names of the charter's own rules that do not hold here; law always does.
  public var rulesLeftOut: [String] = []

  /// Makes a market in which nothing is different yet.
  public init(name: String, countries: [String], when: Rule? = nil, floor: Double? = nil) {
    self.name = name
    self.countries = countries
    self.when = when
    self.floor = floor
  }
}

extension Charter {
  /// The charter as it is in a market: the same actions and treatments in the same order, some of them switched off.
  public func adapted(to market: Market) -> Charter {
    var charter = self
    charter.markets = []
    charter.floor = market.floor ?? floor
    for index in issues.indices {
      charter.issues[index].lever = market.issueLevers[issues[index].name] ?? issues[index].lever
    }
    for index in groups.indices {
      charter.groups[index].lever = market.groupLevers[groups[index].name] ?? groups[index].lever
    }
    for override in market.channels {
      charter.channels[override.channel].sendCost = override.sendCost ?? channels[override.channel].sendCost
      charter.channels[override.channel].weightHundredths =
        override.weightHundredths ?? channels[override.channel].weightHundredths
    }
    for index in actions.indices { charter.actions[index] = adapted(actions[index], to: market) }
    charter.policy = policy.adapted(to: market)
    return charter
  }

  private func adapted(_ action: Action, to market: Market) -> Action {
    var action = action
    action.lever = market.actionLevers[action.name] ?? action.lever
    let own = market.actions.first { $0.action == action.name }
    if own?.isActive == false { action.isActive = false }
    for index in action.treatments.indices {
      let number = action.treatments[index].channel
      let channel = market.channels.first { $0.channel == number }
      let isOnChannel = own.map { $0.channels.isEmpty || $0.channels.contains(number) } ?? true
      let isUsed = channel.map { $0.isActive && ($0.purposes.isEmpty || $0.purposes.contains(action.purpose)) } ?? true
      if !isOnChannel || !isUsed { action.treatments[index].isOffered = false }
      action.treatments[index].lever += channel?.lever ?? 0
    }
    return action
  }
}

extension ContactPolicy {
  /// The rules that hold in a market: these but for those left out, then the market's.
  func adapted(to market: Market) -> ContactPolicy {
    func holds(_ rule: ContactRule) -> Bool { rule.jurisdiction.isLegal || !market.rulesLeftOut.contains(rule.name) }
    var policy = self
    policy.caps = caps.filter { holds($0.rule) } + market.policy.caps
    policy.spacings = spacings.filter { holds($0.rule) } + market.policy.spacings
    policy.hours = hours.filter { holds($0.rule) } + market.policy.hours
    policy.suppressions = suppressions.filter { holds($0.rule) } + market.policy.suppressions
    policy.pendings = pendings.filter { holds($0.rule) } + market.policy.pendings
    policy.pauses = pauses.filter { holds($0) } + market.policy.pauses
    return policy
  }
}
