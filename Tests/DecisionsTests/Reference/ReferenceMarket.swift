import Decisions
import Expressions

/// The charter of the market that a customer lives in: every part looked up by its name, one after another.
enum ReferenceMarket {
  static func charter(_ charter: Charter, for customer: Customer) -> Charter {
    let truth = ReferenceTruth(slotTypes: charter.slotTypes, row: customer.row)
    let home = charter.markets.first { market in
      market.countries.map { Symbol($0) }.contains(customer.country)
        && (market.when.map { truth.truth($0.condition) == .true } ?? true)
    }
    return home.map { ReferenceMarket.charter(charter, in: $0) } ?? charter
  }

  static func charter(_ charter: Charter, in home: Market) -> Charter {
    var own = charter
    if let floor = home.floor { own.floor = floor }
    for (name, lever) in home.issueLevers {
      for index in own.issues.indices where own.issues[index].name == name { own.issues[index].lever = lever }
    }
    for (name, lever) in home.groupLevers {
      for index in own.groups.indices where own.groups[index].name == name { own.groups[index].lever = lever }
    }
    for (name, lever) in home.actionLevers {
      for index in own.actions.indices where own.actions[index].name == name { own.actions[index].lever = lever }
    }
    for action in own.actions.indices {
      for override in home.actions where override.action == own.actions[action].name {
        if !override.isActive { own.actions[action].isActive = false }
        for treatment in own.actions[action].treatments.indices
        where !override.channels.isEmpty
          && !override.channels.contains(own.actions[action].treatments[treatment].channel)
        {
          own.actions[action].treatments[treatment].isOffered = false
        }
      }
    }
    for override in home.channels { change(&own, override) }
    let isKept: (ContactRule) -> Bool = { $0.jurisdiction.isLegal || !home.rulesLeftOut.contains($0.name) }
    own.policy.caps.removeAll { !isKept($0.rule) }
    own.policy.spacings.removeAll { !isKept($0.rule) }
    own.policy.hours.removeAll { !isKept($0.rule) }
    own.policy.suppressions.removeAll { !isKept($0.rule) }
    own.policy.pendings.removeAll { !isKept($0.rule) }
    own.policy.pauses.removeAll { !isKept($0) }
    own.policy.caps += home.policy.caps
    own.policy.spacings += home.policy.spacings
    own.policy.hours += home.policy.hours
    own.policy.suppressions += home.policy.suppressions
    own.policy.pendings += home.policy.pendings
    own.policy.pauses += home.policy.pauses
    return own
  }

  private static func change(_ charter: inout Charter, _ override: MarketChannel) {
    if let cost = override.sendCost { charter.channels[override.channel].sendCost = cost }
    if let weight = override.weightHundredths { charter.channels[override.channel].weightHundredths = weight }
    for action in charter.actions.indices {
      for treatment in charter.actions[action].treatments.indices
      where charter.actions[action].treatments[treatment].channel == override.channel {
        charter.actions[action].treatments[treatment].lever += override.lever
        let isForIt = override.purposes.isEmpty || override.purposes.contains(charter.actions[action].purpose)
        if !override.isActive || !isForIt { charter.actions[action].treatments[treatment].isOffered = false }
      }
    }
  }
}
